"""Hours that matches have had: one statement of each kind for all of them, however many there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, cast, func, select

from integrations.database.tables import matches, pauses, sessions
from mentoring.dosage import Course, week_of
from mentoring.matches import MatchState
from mentoring.programs import Program
from mentoring.sessions import SessionState
from mentoring.slots import Slot, Weekday
from mentoring.store.dosage import ACTIVE


class SqlHours:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def courses(
        self, programs: Mapping[int, Program], *, manager_id: int | None, states: Collection[MatchState] = ACTIVE
    ) -> Sequence[Course]:
        columns = (
            *(matches.c.id, matches.c.program_id, matches.c.weekday, matches.c.time, matches.c.minutes),
            *(matches.c.starts_on, matches.c.released_at),
        )
        found = self._conn.execute(select(*columns).where(_counted(manager_id, states)).order_by(matches.c.id))
        paused = self._pauses(manager_id, states)
        return [
            _course(row, programs[row.program_id], paused.get(row.id, ())) for row in found if row.starts_on is not None
        ]

    def _pauses(
        self, manager_id: int | None, states: Collection[MatchState]
    ) -> dict[int, tuple[tuple[date, date], ...]]:
        of_matches = select(pauses).join(matches, matches.c.id == pauses.c.match_id)
        rows = self._conn.execute(of_matches.where(_counted(manager_id, states)).order_by(pauses.c.first_day))
        found: dict[int, tuple[tuple[date, date], ...]] = {}
        for match_id, first, last in rows:
            found[match_id] = (*found.get(match_id, ()), (first, last))
        return found

    def held(
        self,
        *,
        manager_id: int | None,
        states: Collection[MatchState] = ACTIVE,
        days: tuple[date, date] | None = None,
    ) -> dict[int, dict[int, int]]:
        day = func.coalesce(sessions.c.held_on, sessions.c.day, type_=sessions.c.day.type)
        query = (
            select(sessions.c.match_id, day, self._minutes())
            .join(matches, matches.c.id == sessions.c.match_id)
            .where(_counted(manager_id, states), sessions.c.state == SessionState.HELD)
        )
        query = query.where(day.between(*days)) if days is not None else query
        found: dict[int, dict[int, int]] = {}
        numbers: dict[date, int] = {}
        for match_id, on, minutes in self._conn.execute(query):
            week = numbers.get(on)
            if week is None:
                week = numbers[on] = week_of(on)
            weeks = found.setdefault(match_id, {})
            weeks[week] = weeks.get(week, 0) + minutes
        return found

    def _minutes(self) -> ColumnElement[int]:
        """The planned length of a session."""
        if self._conn.dialect.name == "postgresql":
            seconds: Any = func.extract("epoch", sessions.c.ends_at - sessions.c.starts_at)
        else:
            seconds = func.strftime("%s", sessions.c.ends_at) - func.strftime("%s", sessions.c.starts_at)
        return cast(seconds / 60, Integer)


def _counted(manager_id: int | None, states: Collection[MatchState]) -> ColumnElement[bool]:
    wanted = matches.c.state.in_(states)
    return wanted if manager_id is None else wanted & (matches.c.manager_id == manager_id)


def _course(row: Any, program: Program, paused: tuple[tuple[date, date], ...]) -> Course:
    """No session is due before the match was released."""
    released_on = program.day(row.released_at) if row.released_at is not None else program.first_day
    first = max(row.starts_on, program.first_day, released_on)
    slot = Slot(Weekday(row.weekday), row.time, row.minutes)
    return Course(row.id, row.program_id, slot, first, program.ends_on, paused)
