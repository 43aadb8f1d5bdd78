"""Consents, wishes to leave, pauses, checklists and limits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.sql import Select

from integrations.database.tables import consents, laid_off, leavings, limits, pauses, program_limits, ticks
from integrations.database.upserts import insert_into
from mentoring.consents import Choice, Consent
from mentoring.limits import LimitKind, OwnLimits
from mentoring.store import Vault
from mentoring.stored import Leaving, Tick


class SqlConsents:
    """Reasons are sealed."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def ask(self, match_id: int, person_ids: Collection[int], *, at: datetime) -> Sequence[Consent]:
        rows = [
            {"match_id": match_id, "person_id": person, "round": 1, "asked_at": at} for person in sorted(person_ids)
        ]
        if not rows:
            return []
        anew = {"round": consents.c.round + 1, "asked_at": at, "choice": None, "sealed_why": None, "answered_at": None}
        ask = insert_into(self._conn, consents)
        self._conn.execute(ask.on_conflict_do_update(index_elements=["match_id", "person_id"], set_=anew), rows)
        return [consent for consent in self.of(match_id) if consent.person_id in person_ids]

    def of(self, match_id: int) -> Sequence[Consent]:
        query = select(consents).where(consents.c.match_id == match_id).order_by(consents.c.person_id)
        return [self._consent(row) for row in self._conn.execute(query)]

    def all(self) -> Sequence[Consent]:
        query = select(consents).order_by(consents.c.match_id, consents.c.person_id)
        return [self._consent(row) for row in self._conn.execute(query)]

    def add(self, consent: Consent) -> bool:
        values = {name: value for name, value in vars(consent).items() if name != "why"}
        sealed = self._vault.seal(consent.why) if consent.why else None
        new = insert_into(self._conn, consents).values(**values, sealed_why=sealed).on_conflict_do_nothing()
        return self._conn.execute(new.returning(consents.c.match_id)).first() is not None

    def answer(self, match_id: int, person_id: int, choice: Choice, *, why: str, at: datetime) -> bool:
        here = (consents.c.match_id == match_id) & (consents.c.person_id == person_id)
        said = {"choice": choice, "sealed_why": self._vault.seal(why) if why else None, "answered_at": at}
        return self._conn.execute(update(consents).where(here).values(**said)).rowcount == 1

    def _consent(self, row: Row[tuple[object, ...]]) -> Consent:
        return Consent(
            row.match_id,
            row.person_id,
            row.round,
            row.asked_at,
            Choice(row.choice) if row.choice else None,
            self._vault.unseal(row.sealed_why) if row.sealed_why else "",
            row.answered_at,
        )


class SqlLeavings:
    """Reasons are sealed."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def add(self, leaving: Leaving) -> bool:
        row = {
            "match_id": leaving.match_id,
            "person_id": leaving.person_id,
            "sealed_why": self._vault.seal(leaving.why),
            "at": leaving.at,
        }
        new = insert_into(self._conn, leavings).values(**row).on_conflict_do_nothing()
        return self._conn.execute(new.returning(leavings.c.match_id)).first() is not None

    def of(self, match_id: int) -> Sequence[Leaving]:
        query = select(leavings).where(leavings.c.match_id == match_id).order_by(leavings.c.at, leavings.c.person_id)
        return [
            Leaving(row.match_id, row.person_id, self._vault.unseal(row.sealed_why), row.at)
            for row in self._conn.execute(query)
        ]

    def withdraw(self, match_id: int, person_id: int) -> bool:
        here = (leavings.c.match_id == match_id) & (leavings.c.person_id == person_id)
        return self._conn.execute(delete(leavings).where(here)).rowcount == 1


class SqlLaidOff:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def add(self, match_id: int, session_ids: Collection[int]) -> None:
        rows = [{"match_id": match_id, "session_id": session_id} for session_id in session_ids]
        if rows:
            self._conn.execute(insert_into(self._conn, laid_off).on_conflict_do_nothing(), rows)

    def of(self, match_id: int) -> frozenset[int]:
        return frozenset(self._conn.scalars(select(laid_off.c.session_id).where(laid_off.c.match_id == match_id)))

    def remove(self, session_ids: Collection[int]) -> None:
        self._conn.execute(delete(laid_off).where(laid_off.c.session_id.in_(set(session_ids))))


class SqlPauses:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def begin(self, match_id: int, first: date, last: date) -> None:
        new = insert_into(self._conn, pauses).values(match_id=match_id, first_day=first, last_day=last)
        again = new.on_conflict_do_update(index_elements=["match_id", "first_day"], set_={"last_day": last})
        self._conn.execute(again)

    def end(self, match_id: int, last: date) -> None:
        newest = select(func.max(pauses.c.first_day)).where(pauses.c.match_id == match_id).scalar_subquery()
        here = (pauses.c.match_id == match_id) & (pauses.c.first_day == newest)
        self._conn.execute(update(pauses).where(here).values(last_day=last))


class SqlTicks:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def put(self, match_id: int, tick: Tick) -> bool:
        row = {"match_id": match_id, "item": tick.item, "by": tick.by, "at": tick.at}
        new = insert_into(self._conn, ticks).values(**row).on_conflict_do_nothing()
        return self._conn.execute(new.returning(ticks.c.match_id)).first() is not None

    def remove(self, match_id: int, item: str) -> bool:
        here = (ticks.c.match_id == match_id) & (ticks.c.item == item)
        return self._conn.execute(delete(ticks).where(here)).rowcount == 1

    def of(self, match_id: int) -> Mapping[str, Tick]:
        found = self._conn.execute(select(ticks).where(ticks.c.match_id == match_id))
        return {row.item: Tick(row.item, row.by, row.at) for row in found}


class SqlCarryingLimits:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def of(self, person_ids: Collection[int]) -> Mapping[int, OwnLimits]:
        return self._found(select(limits).where(limits.c.person_id.in_(set(person_ids))))

    def all(self) -> Mapping[int, OwnLimits]:
        return self._found(select(limits).order_by(limits.c.person_id))

    def _found(self, query: Select[Any]) -> Mapping[int, OwnLimits]:
        rows = self._conn.execute(query)
        return {row.person_id: OwnLimits(row.matches, row.hours, row.gap) for row in rows}

    def put(self, person_id: int, own: OwnLimits) -> None:
        new = insert_into(self._conn, limits).values(person_id=person_id, **vars(own))
        self._conn.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=vars(own)))

    def of_programs(self) -> Mapping[int, OwnLimits]:
        found = self._conn.execute(select(program_limits))
        return {row.program_id: OwnLimits(row.matches, row.hours, row.gap) for row in found}

    def put_for_program(self, program_id: int, kind: LimitKind, value: int | None) -> None:
        new = insert_into(self._conn, program_limits).values(program_id=program_id, **{kind: value})
        self._conn.execute(new.on_conflict_do_update(index_elements=["program_id"], set_={kind: value}))
