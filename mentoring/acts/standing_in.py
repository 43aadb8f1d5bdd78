"""Who could stand in: cleared proctors who are free then, those who are glad to first, the least loaded first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from mentoring.acts.booking import busy_beside
from mentoring.acts.guarding import unfit_monitor
from mentoring.cover import Candidate, Cover, Standby, ranked
from mentoring.matches import Match, MonitorKind
from mentoring.people import Person
from mentoring.programs import Model, Program
from mentoring.sessions import Session
from mentoring.store import Work

WEEKS = timedelta(weeks=2)
"""What somebody watches over so long before and after counts as their load."""


def candidates(view: Work, session: Session, match: Match, program: Program, cover: Cover) -> Sequence[int]:
    """In the order in which they are asked. In class nobody stands in but teachers and staff, whom a manager picks."""
    if program.model is Model.IN_CLASS:
        return ()
    proctors = view.covers.proctors() - {cover.lost_id, session.monitor_id}
    people = view.people.many({*proctors, match.mentor_id, *match.student_ids})
    able = {person for person in proctors if _able(person, session, match, program, people)}
    free = able - busy_beside(view, session)
    return [one.person_id for one in ranked(_drawn(view, session, program, free))]


def _able(person: int, session: Session, match: Match, program: Program, people: Mapping[int, Person]) -> bool:
    """By the rule for monitors, on the day of the session."""
    as_if = replace(session, monitor_id=person, monitor_kind=MonitorKind.PROCTOR)
    return unfit_monitor(as_if, match, program, people, on=session.day) is None


def _drawn(view: Work, session: Session, program: Program, people: Collection[int]) -> list[Candidate]:
    since, until = session.starts_at - WEEKS, session.starts_at + WEEKS
    load, glad = view.covers.load(people, since, until), view.standbys.of(people)
    return [Candidate(person, _glad(glad[person], session, program), load.get(person, 0)) for person in people]


def _glad(hours: Sequence[Standby], session: Session, program: Program) -> bool:
    return any(standby.covers(session, program.zone) for standby in hours)
