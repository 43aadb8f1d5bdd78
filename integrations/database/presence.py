"""Evidence: the presence ledger, the doors and who came to them, answers and records."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from integrations.database.bulk import among, as_rows, rows_of
from integrations.database.tables import answers, doors, ledger, records, visits
from integrations.database.upserts import insert_for, insert_into
from mentoring.coverage import Verdict
from mentoring.presence import Happening, LedgerEvent, Source
from mentoring.store import Vault
from mentoring.stored import Answer, Door, Record, Visit

_OF_A_DOOR = ["session_id", "person_id"]


@cache
def _putting_doors(dialect: str, *, again: bool) -> Any:
    """`again`: those that were shut stand as well."""
    new = insert_for(dialect, doors).from_select(_OF_A_DOOR, rows_of(dialect, doors, _OF_A_DOOR))
    if not again:
        return new.on_conflict_do_nothing()
    return new.on_conflict_do_update(index_elements=_OF_A_DOOR, set_={"revoked_at": None})


class SqlLedger:
    """Events as they came, once each. What identifies a person is sealed: it may be an address."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def add(self, events: Iterable[LedgerEvent], *, at: datetime) -> int:
        rows = [
            {
                "key": event.key,
                "meeting_id": event.meeting_id,
                "instance": event.instance,
                "happening": event.happening,
                "at": event.at,
                "connection": event.connection,
                "sealed_identities": self._vault.seal(json.dumps(event.identities)),
                "display_name": event.display_name[:200],
                "received_at": at,
                "source": event.source,
            }
            for event in events
        ]
        if not rows:
            return 0
        new = insert_into(self._conn, ledger).on_conflict_do_nothing().returning(ledger.c.key)
        return len(self._conn.execute(new, rows).all())

    def known(self, keys: Collection[str]) -> frozenset[str]:
        return frozenset(self._conn.scalars(select(ledger.c.key).where(ledger.c.key.in_(set(keys)))))

    def of(self, meeting_ids: Collection[str]) -> dict[str, Sequence[LedgerEvent]]:
        found: dict[str, list[LedgerEvent]] = {meeting_id: [] for meeting_id in meeting_ids}
        for row in self._conn.execute(select(ledger).where(ledger.c.meeting_id.in_(found)).order_by(ledger.c.at)):
            event = LedgerEvent(
                key=row.key,
                meeting_id=row.meeting_id,
                instance=row.instance,
                happening=Happening(row.happening),
                at=row.at,
                connection=row.connection,
                identities=tuple(json.loads(self._vault.unseal(row.sealed_identities))),
                display_name=row.display_name,
                source=Source(row.source),
            )
            found[row.meeting_id].append(event)
        return dict(found)

    def meeting_of(self, instance: str) -> str | None:
        query = select(ledger.c.meeting_id).where(ledger.c.instance == instance).limit(1)
        return self._conn.scalar(query)


class SqlDoors:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def add(self, people: Mapping[int, Collection[int]]) -> None:
        self._put(people, again=False)

    def get(self, door_id: int) -> Door | None:
        row = self._conn.execute(select(doors).where(doors.c.id == door_id)).first()
        return Door(*row) if row is not None else None

    def of(self, session_id: int, person_id: int) -> Door | None:
        here = (doors.c.session_id == session_id) & (doors.c.person_id == person_id)
        row = self._conn.execute(select(doors).where(here)).first()
        return Door(*row) if row is not None else None

    def many(self, session_ids: Collection[int]) -> dict[tuple[int, int], Door]:
        query = select(doors).where(among(self._conn, doors.c.session_id, session_ids)).order_by(doors.c.id)
        return {(door.session_id, door.person_id): door for door in (Door(*row) for row in self._conn.execute(query))}

    def revoke(self, session_id: int, *, at: datetime, person_id: int | None = None) -> None:
        standing = (doors.c.session_id == session_id) & doors.c.revoked_at.is_(None)
        if person_id is not None:
            standing &= doors.c.person_id == person_id
        self._conn.execute(update(doors).where(standing).values(revoked_at=at))

    def revoke_all(self, session_ids: Collection[int], *, at: datetime) -> None:
        standing = among(self._conn, doors.c.session_id, session_ids) & doors.c.revoked_at.is_(None)
        self._conn.execute(update(doors).where(standing).values(revoked_at=at))

    def restore(self, people: Mapping[int, Collection[int]]) -> None:
        self._put(people, again=True)

    def _put(self, people: Mapping[int, Collection[int]], *, again: bool) -> None:
        # PostgreSQL refuses an upsert that names one row twice.
        rows = {(session, person) for session, them in people.items() for person in them}
        if rows:
            dialect = self._conn.dialect.name
            self._conn.execute(_putting_doors(dialect, again=again), as_rows(dialect, sorted(rows)))

    def visit(self, door: Door, *, at: datetime, let_in: bool, opened: bool) -> None:
        self._conn.execute(insert(visits).values(door_id=door.id, at=at, let_in=let_in, opened=opened))

    def visits(self, session_ids: Collection[int]) -> dict[int, Sequence[Visit]]:
        found: dict[int, list[Visit]] = {session_id: [] for session_id in session_ids}
        query = (
            select(doors.c.session_id, doors.c.person_id, visits.c.at, visits.c.let_in, visits.c.opened)
            .join(doors, doors.c.id == visits.c.door_id)
            .where(doors.c.session_id.in_(found))
            .order_by(visits.c.at, visits.c.id)
        )
        for session_id, *visit in self._conn.execute(query):
            found[session_id].append(Visit(*visit))
        return dict(found)


class SqlAnswers:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def put(self, session_id: int, person_id: int, answer: Answer, *, at: datetime) -> bool:
        new = insert_into(self._conn, answers).values(session_id=session_id, person_id=person_id, answer=answer, at=at)
        changed = new.on_conflict_do_update(
            index_elements=["session_id", "person_id"],
            set_={"answer": new.excluded.answer, "at": new.excluded.at},
            where=answers.c.answer != new.excluded.answer,
        )
        return self._conn.execute(changed.returning(answers.c.person_id)).first() is not None

    def of(self, session_ids: Collection[int]) -> dict[int, Mapping[int, Answer]]:
        found: dict[int, dict[int, Answer]] = {session_id: {} for session_id in session_ids}
        for row in self._conn.execute(select(answers).where(answers.c.session_id.in_(found))):
            found[row.session_id][row.person_id] = Answer(row.answer)
        return dict(found)

    def forget(self, session_ids: Collection[int]) -> None:
        self._conn.execute(delete(answers).where(among(self._conn, answers.c.session_id, session_ids)))


class SqlRecords:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def write(self, record: Record) -> None:
        new = insert_into(self._conn, records).values(**vars(record))
        columns = {name: new.excluded[name] for name in ("verdict", "covered", "body", "written_at")}
        self._conn.execute(new.on_conflict_do_update(index_elements=["session_id"], set_=columns))

    def of(self, session_ids: Collection[int]) -> dict[int, Record]:
        query = select(records).where(records.c.session_id.in_(set(session_ids)))
        return {
            row.session_id: Record(row.session_id, Verdict(row.verdict), row.covered, row.body, row.written_at)
            for row in self._conn.execute(query)
        }
