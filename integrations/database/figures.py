"""Figures of the whole program, each in one statement. Names are read nowhere here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, case, delete, exists, func, select, type_coerce
from sqlalchemy.sql import Select

from integrations.database.sealed_drafts import unsealed_home
from integrations.database.tables import (
    match_students,
    matches,
    nominations,
    people,
    person_roles,
    sessions,
    standings,
)
from integrations.database.upserts import insert_into
from mentoring.benchmarks import Benchmarks, lasted
from mentoring.dosage import WEEKLY_MINUTES, Dosage
from mentoring.figures import Counted, Figures
from mentoring.matches import LASTING, RELEASED, MatchState
from mentoring.nominations import OPEN, REFUSED, NominationState
from mentoring.people import Role
from mentoring.sessions import SessionState
from mentoring.store import Vault
from mentoring.store.figures import Nominated, Pupil, Waiting

_COUNTED = ("weeks", "kept", "minutes", "short")
_OVER = frozenset({MatchState.ENDING, MatchState.ENDED})
_guardian = people.alias("guardian")
_LANGUAGE = case((people.c.adult, people.c.language), else_=func.coalesce(_guardian.c.language, people.c.language))
_AT_HOME = people.outerjoin(_guardian, _guardian.c.id == people.c.guardian_id)


class SqlFigures:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def put_standings(self, counted: Mapping[int, Dosage]) -> None:
        new = {match: tuple(getattr(dosage, name) for name in _COUNTED) for match, dosage in counted.items()}
        before = {row[0]: tuple(row[1:]) for row in self._conn.execute(select(standings))}
        rows = [dict(zip(("match_id", *_COUNTED), (m, *s), strict=True)) for m, s in new.items() if before.get(m) != s]
        if rows:
            put = insert_into(self._conn, standings)
            changed = {name: put.excluded[name] for name in _COUNTED}
            self._conn.execute(put.on_conflict_do_update(index_elements=["match_id"], set_=changed), rows)
        if before.keys() - new.keys():
            active = select(matches.c.id).where(matches.c.state == MatchState.ACTIVE)
            self._conn.execute(delete(standings).where(standings.c.match_id.not_in(active)))

    def matched(self) -> Sequence[Counted]:
        sums = {name: func.coalesce(func.sum(standings.c[name]), 0).label(name) for name in ("weeks", "minutes")}
        short = func.coalesce(func.max(case((standings.c.short > 0, 1), else_=0)), 0).label("short")
        theirs = (
            select(match_students.c.student_id, *sums.values(), short)
            .join(matches, matches.c.id == match_students.c.match_id)
            .outerjoin(standings, standings.c.match_id == matches.c.id)
            .where(matches.c.state.in_(LASTING))
            .group_by(match_students.c.student_id)
            .subquery()
        )
        counts = (func.count(), *(func.sum(theirs.c[name]) for name in ("short", "minutes", "weeks")))
        found = select(people.c.school, _LANGUAGE, *counts).select_from(
            _AT_HOME.join(theirs, theirs.c.student_id == people.c.id)
        )
        rows = self._conn.execute(found.group_by(people.c.school, _LANGUAGE))
        return [
            Counted(Figures(count, int(short), int(minutes), int(weeks) * WEEKLY_MINUTES), school, language)
            for school, language, count, short, minutes, weeks in rows
        ]

    def waiting(self) -> Sequence[Waiting]:
        anew, before = _since(OPEN), _since(frozenset({NominationState.MATCHED}))
        never = ~_in_match(matches.c.released_at.is_not(None)) & ~_nominated(REFUSED)
        students = _students(people.c.id, people.c.school, _LANGUAGE, func.coalesce(anew, before))
        wait = students.where(~_in_match(matches.c.state.in_(LASTING)), anew.is_not(None) | never)
        return [Waiting(*row) for row in self._conn.execute(wait)]

    def nominated(self, *, enrolled: bool) -> Sequence[Nominated]:
        table = nominations
        columns = (table.c.student_id, table.c.state, table.c.sealed, table.c.waiting_since, table.c.changed_at)
        query = select(*columns).where(table.c.state.in_([*OPEN, NominationState.MATCHED]), table.c.sealed.is_not(None))
        if not enrolled:
            query = query.where(table.c.student_id.is_(None), table.c.state.in_(OPEN))
        return [self._nominated(row) for row in self._conn.execute(query)]

    def _nominated(self, row: Any) -> Nominated:
        matched_at = row.changed_at if row.state == NominationState.MATCHED else None
        home = unsealed_home(row.sealed, self._vault)
        return Nominated(row.student_id, *home, row.waiting_since, matched_at)

    def pupils(self) -> Mapping[int, Pupil]:
        rows = self._conn.execute(_students(people.c.id, people.c.school, _LANGUAGE))
        return {number: Pupil(school, language) for number, school, language in rows}

    def last_met(self, states: frozenset[MatchState]) -> Mapping[int, tuple[date, date | None]]:
        day = func.max(func.coalesce(sessions.c.held_on, sessions.c.day))
        held = (sessions.c.match_id == matches.c.id) & (sessions.c.state == SessionState.HELD)
        released = matches.c.released_at.is_not(None) & matches.c.starts_on.is_not(None)
        query = select(matches.c.id, matches.c.starts_on, type_coerce(day, Date)).outerjoin(sessions, held)
        found = query.where(matches.c.state.in_(states), released).group_by(matches.c.id, matches.c.starts_on)
        return {number: (starts_on, last) for number, starts_on, last in self._conn.execute(found)}

    def benchmarks(self) -> Benchmarks:
        stand, over = self._stand(), self.last_met(_OVER)
        released = matches.c.state.in_(RELEASED)
        started = select(matches.c.starts_on, func.count()).where(released).group_by(matches.c.starts_on)
        in_time = people.c.trained_on <= matches.c.starts_on
        trained = select(func.count()).join(people, people.c.id == matches.c.mentor_id).where(released, in_time)
        ending = select(func.count()).where(matches.c.state == MatchState.ENDING, matches.c.released_at.is_not(None))
        left = self._conn.scalar(ending) or 0
        return Benchmarks(
            **stand,
            started={day: count for day, count in self._conn.execute(started) if day is not None},
            lasted=tuple(sorted(lasted(*days) for days in over.values())),
            ended=len(over) - left,
            ending=left,
            trained=self._conn.scalar(trained.select_from(matches)) or 0,
        )

    def _stand(self) -> dict[str, int]:
        sums = [func.coalesce(func.sum(standings.c[name]), 0).label(name) for name in ("weeks", "kept", "minutes")]
        short = func.count(case((standings.c.short > 0, 1))).label("short")
        of_active = matches.outerjoin(standings, standings.c.match_id == matches.c.id)
        query = select(func.count().label("matches"), *sums, short).select_from(of_active)
        row = self._conn.execute(query.where(matches.c.state == MatchState.ACTIVE)).one()
        return {name: int(value) for name, value in row._mapping.items()}


def _students(*columns: ColumnElement[Any]) -> Select[Any]:
    student = (person_roles.c.person_id == people.c.id) & (person_roles.c.role == Role.STUDENT)
    return select(*columns).select_from(_AT_HOME.join(person_roles, student))


def _in_match(such: ColumnElement[bool]) -> ColumnElement[bool]:
    theirs = (match_students.c.student_id == people.c.id) & (matches.c.id == match_students.c.match_id)
    return exists().where(theirs, such).correlate(people)


def _nominated(states: frozenset[NominationState]) -> ColumnElement[bool]:
    return exists().where(nominations.c.student_id == people.c.id, nominations.c.state.in_(states)).correlate(people)


def _since(states: frozenset[NominationState]) -> ColumnElement[Any]:
    theirs = (nominations.c.student_id == people.c.id) & nominations.c.state.in_(states)
    first = select(func.min(nominations.c.waiting_since)).where(theirs).correlate(people).scalar_subquery()
    return type_coerce(first, nominations.c.waiting_since.type)
