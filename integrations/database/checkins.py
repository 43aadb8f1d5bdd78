"""Check-ins: the log, and what is due next. Notes are sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, insert, select
from sqlalchemy.sql import Select

from integrations.database.tables import check_ins, check_ins_due, matches, sessions
from integrations.database.upserts import insert_into
from mentoring.checkins import CheckIn, DueCheckIn, Part, Way
from mentoring.matches import MatchState
from mentoring.sessions import SessionState
from mentoring.store import Vault

_Rows = Select[*tuple[Any, ...]]


class SqlCheckIns:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def add(self, check_in: CheckIn) -> CheckIn:
        values = {name: getattr(check_in, name) for name in ("match_id", "person_id", "part", "way", "minutes")}
        values |= {"by": check_in.by, "at": check_in.at, "sealed_note": self._vault.seal(check_in.note)}
        new = insert(check_ins).values(**values).returning(check_ins)
        return self._check_in(self._conn.execute(new).one())

    def of_match(self, match_id: int, *, limit: int) -> Sequence[CheckIn]:
        of_match = select(check_ins).where(check_ins.c.match_id == match_id)
        query = of_match.order_by(check_ins.c.at.desc(), check_ins.c.id.desc()).limit(limit)
        return [self._check_in(row) for row in self._conn.execute(query)]

    def all(self) -> Sequence[CheckIn]:
        query = select(check_ins).order_by(check_ins.c.match_id, check_ins.c.at, check_ins.c.id)
        return [self._check_in(row) for row in self._conn.execute(query)]

    def moments(self, match_ids: Collection[int]) -> Mapping[int, Mapping[int, Sequence[datetime]]]:
        columns = (check_ins.c.match_id, check_ins.c.person_id, check_ins.c.at)
        found: dict[int, dict[int, list[datetime]]] = {}
        for match, person, at in self._conn.execute(select(*columns).where(check_ins.c.match_id.in_(match_ids))):
            found.setdefault(match, {}).setdefault(person, []).append(at)
        return found

    def first_held(self, match_ids: Collection[int]) -> Mapping[int, datetime]:
        held = sessions.c.match_id.in_(match_ids) & (sessions.c.state == SessionState.HELD)
        query = select(sessions.c.match_id, func.min(sessions.c.ends_at)).where(held).group_by(sessions.c.match_id)
        return {match: _aware(at) for match, at in self._conn.execute(query)}

    def planned(self, match_ids: Collection[int]) -> Mapping[int, Mapping[int, DueCheckIn]]:
        found: dict[int, dict[int, DueCheckIn]] = {}
        for row in self._conn.execute(select(check_ins_due).where(check_ins_due.c.match_id.in_(match_ids))):
            found.setdefault(row.match_id, {})[row.person_id] = _due(row)
        return found

    def put(self, due: Iterable[DueCheckIn]) -> None:
        rows = [vars(one) for one in due]
        if rows:
            new = insert_into(self._conn, check_ins_due)
            changed = {name: new.excluded[name] for name in ("part", "due_at", "waits_until")}
            keep = new.on_conflict_do_update(index_elements=["match_id", "person_id"], set_=changed)
            self._conn.execute(keep, rows)

    def drop(self, due: Iterable[DueCheckIn]) -> None:
        for one in due:
            mine = (check_ins_due.c.match_id == one.match_id) & (check_ins_due.c.person_id == one.person_id)
            self._conn.execute(delete(check_ins_due).where(mine))

    def due(self, manager_id: int | None, *, before: datetime, limit: int, offset: int = 0) -> Sequence[DueCheckIn]:
        order = (check_ins_due.c.due_at, check_ins_due.c.match_id, check_ins_due.c.person_id)
        query = self._listed(select(check_ins_due), manager_id, before).order_by(*order).limit(limit).offset(offset)
        return [_due(row) for row in self._conn.execute(query)]

    def count_due(self, manager_id: int | None, *, before: datetime, overdue: datetime) -> tuple[int, int]:
        late = func.count(case((check_ins_due.c.due_at <= overdue, 1)))
        counts = select(func.count(), late).select_from(check_ins_due)
        query = self._listed(counts, manager_id, before)
        total, of_them = self._conn.execute(query).one()
        return total, of_them

    def managers_with_due(self, *, before: datetime) -> Mapping[int, int]:
        query = self._listed(select(matches.c.manager_id, func.count()).select_from(check_ins_due), None, before)
        return {row[0]: row[1] for row in self._conn.execute(query.group_by(matches.c.manager_id))}

    @staticmethod
    def _listed(query: _Rows, manager_id: int | None, before: datetime) -> _Rows:
        query = query.join(matches, matches.c.id == check_ins_due.c.match_id)
        query = query.where(matches.c.state == MatchState.ACTIVE, check_ins_due.c.due_at <= before)
        return query if manager_id is None else query.where(matches.c.manager_id == manager_id)

    def _check_in(self, row: Row[Any]) -> CheckIn:
        note = self._vault.unseal(row.sealed_note)
        part, way = Part(row.part), Way(row.way)
        return CheckIn(row.match_id, row.person_id, part, way, row.minutes, note, row.by, row.at, row.id)


def _due(row: Row[Any]) -> DueCheckIn:
    return DueCheckIn(row.match_id, row.person_id, Part(row.part), row.due_at, row.waits_until)


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
