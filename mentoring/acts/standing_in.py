"""Who could stand in: cleared proctors who are free then, those who are glad to first, the least loaded first; in class
the school's own staff."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from mentoring.acts.booking import busy_beside
from mentoring.acts.guarding import unfit_monitor
from mentoring.cover import Candidate, Cover, Standby, ranked
from mentoring.matches import Match, MonitorKind
from mentoring.people import Person, Role, folded
from mentoring.programs import Model, Program
from mentoring.sessions import Session
from mentoring.store import Work

WEEKS = timedelta(weeks=2)
"""What somebody watches over so long before and after counts as their load."""


def candidates(view: Work, session: Session, match: Match, program: Program, cover: Cover) -> Sequence[int]:
    """In the order in which they are asked. In class they are teachers and staff, of whom a manager picks one."""
    in_class = program.model is Model.IN_CLASS
    serving = _school_staff(view) if in_class else view.covers.proctors()
    others = serving - {cover.lost_id, session.monitor_id}
    people = view.people.many({*others, cover.lost_id, match.mentor_id, *match.student_ids})
    kind = MonitorKind.TEACHER if in_class else MonitorKind.PROCTOR
    able = {person for person in others if _able(person, kind, session, match, program, people)}
    free = able - busy_beside(view, session)
    if in_class:
        return colleagues([people[person] for person in free], _school(people, match, cover))
    return [one.person_id for one in ranked(_drawn(view, session, program, free))]


def _school_staff(view: Work) -> frozenset[int]:
    return frozenset(number for role in (Role.TEACHER, Role.STAFF) for number, _ in view.people.names(role))


def _school(people: Mapping[int, Person], match: Match, cover: Cover) -> str | None:
    """Where the class is: at the school of whoever fell away, or else of the students."""
    named = (people[person].school for person in (cover.lost_id, *match.student_ids))
    return next((school for school in named if school is not None), None)


def colleagues(staff: Collection[Person], school: str | None) -> Sequence[int]:
    """Of that school first, and then those of whom the roster names no school; nobody of another one."""
    here = [one for one in staff if school is None or one.school is None or folded(one.school) == folded(school)]
    return [one.id for one in sorted(here, key=lambda one: (one.school is None, one.id))]


def _able(
    person: int, kind: MonitorKind, session: Session, match: Match, program: Program, people: Mapping[int, Person]
) -> bool:
    """By the rule for monitors, on the day of the session."""
    as_if = replace(session, monitor_id=person, monitor_kind=kind)
    return unfit_monitor(as_if, match, program, people, on=session.day) is None


def _drawn(view: Work, session: Session, program: Program, people: Collection[int]) -> list[Candidate]:
    since, until = session.starts_at - WEEKS, session.starts_at + WEEKS
    load, glad = view.covers.load(people, since, until), view.standbys.of(people)
    return [Candidate(person, _glad(glad[person], session, program), load.get(person, 0)) for person in people]


def _glad(hours: Sequence[Standby], session: Session, program: Program) -> bool:
    return any(standby.covers(session, program.zone) for standby in hours)
