"""Calendars, and the sessions that are called off for a day of theirs: many at once, in few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, true, update

from integrations.database.bulk import among, as_rows, rows_of
from integrations.database.sessions import SqlSessions
from integrations.database.tables import calendar_days, days_off, match_students, matches, people, sessions
from integrations.database.upserts import insert_into
from mentoring.calendars import CalendarDay, DayKind
from mentoring.matches import MatchState
from mentoring.sessions import Session

_LOCK = 0x43414C
"""PostgreSQL: the number of the lock that all calendars share."""

_MARKED = ["session_id", "at"]


class SqlCalendars:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def steady(self) -> None:
        self._lock(func.pg_advisory_xact_lock_shared(_LOCK))

    def hold(self) -> None:
        self._lock(func.pg_advisory_xact_lock(_LOCK))

    def _lock(self, call: Any) -> None:
        # On SQLite the only writer holds everything.
        if self._conn.dialect.name == "postgresql":
            self._conn.execute(select(call))

    def between(self, first: date, last: date) -> Sequence[CalendarDay]:
        there = calendar_days.c.day.between(first, last) & calendar_days.c.lifted.is_(False)
        return self._load(there)

    def of(self, source: str, day: date | None = None) -> Sequence[CalendarDay]:
        that_day = calendar_days.c.day == day if day is not None else true()
        return self._load((calendar_days.c.source == source) & that_day)

    def all(self) -> Sequence[CalendarDay]:
        return self._load(true())

    def add(self, days: Iterable[CalendarDay]) -> int:
        rows = [_row(day) for day in days]
        if not rows:
            return 0
        new = insert_into(self._conn, calendar_days).on_conflict_do_nothing().returning(calendar_days.c.id)
        return len(self._conn.execute(new, rows).all())

    def amend(self, day: CalendarDay) -> None:
        values = {"label": day.label, "released_at": day.released_at, "uid": day.uid, "lifted": day.lifted}
        self._conn.execute(update(calendar_days).where(calendar_days.c.id == day.id).values(**values))

    def remove(self, day_ids: Collection[int]) -> None:
        self._conn.execute(delete(calendar_days).where(calendar_days.c.id.in_(day_ids)))

    def schools(self) -> Sequence[str]:
        named = select(people.c.school).where(people.c.school.is_not(None)).distinct().order_by(people.c.school)
        return [school for school in self._conn.scalars(named) if school is not None]

    def schools_of(self, match_ids: Collection[int]) -> dict[int, frozenset[str]]:
        found: dict[int, set[str]] = {match_id: set() for match_id in match_ids}
        theirs = (
            select(match_students.c.match_id, people.c.school)
            .join(people, people.c.id == match_students.c.student_id)
            .where(among(self._conn, match_students.c.match_id, found), people.c.school.is_not(None))
        )
        for match_id, school in self._conn.execute(theirs):
            found[match_id].add(school)
        return {match_id: frozenset(schools) for match_id, schools in found.items()}

    def without_session(self, day: date) -> Sequence[int]:
        planned = exists().where(sessions.c.match_id == matches.c.id, sessions.c.day == day)
        due = (matches.c.state == MatchState.ACTIVE) & (matches.c.weekday == day.weekday())
        return self._conn.scalars(select(matches.c.id).where(due, ~planned).order_by(matches.c.id)).all()

    def _load(self, where: Any) -> Sequence[CalendarDay]:
        query = select(calendar_days).where(where).order_by(calendar_days.c.day, calendar_days.c.id)
        return [_day(row) for row in self._conn.execute(query)]


class SqlDaysOff:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def mark(self, session_ids: Collection[int], *, at: datetime) -> None:
        dialect, rows = self._conn.dialect.name, ((one, at) for one in sorted(session_ids))
        marking = insert(days_off).from_select(_MARKED, rows_of(dialect, days_off, _MARKED))
        self._conn.execute(marking, as_rows(dialect, rows))

    def unmark(self, session_ids: Collection[int]) -> None:
        self._conn.execute(delete(days_off).where(among(self._conn, days_off.c.session_id, session_ids)))

    def of(self, session_ids: Collection[int]) -> frozenset[int]:
        query = select(days_off.c.session_id).where(among(self._conn, days_off.c.session_id, session_ids))
        return frozenset(self._conn.scalars(query))

    def ahead(self, at: datetime) -> Sequence[Session]:
        still = select(days_off.c.session_id).join(sessions, sessions.c.id == days_off.c.session_id)
        ids = self._conn.scalars(still.where(sessions.c.starts_at > at)).all()
        found = SqlSessions(self._conn).many(ids)
        return [found[one] for one in sorted(found)]


def _row(day: CalendarDay) -> dict[str, Any]:
    return {
        "source": day.source,
        "day": day.day,
        "school": day.school or "",
        "kind": day.kind,
        "label": day.label,
        "released_at": day.released_at,
        "uid": day.uid,
        "lifted": day.lifted,
    }


def _day(row: Row[Any]) -> CalendarDay:
    return CalendarDay(
        day=row.day,
        kind=DayKind(row.kind),
        label=row.label,
        school=row.school or None,
        released_at=row.released_at,
        source=row.source,
        uid=row.uid,
        lifted=row.lifted,
        id=row.id,
    )
