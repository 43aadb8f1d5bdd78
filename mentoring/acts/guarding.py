"""Whether a session has a second adult who may be one: asked whenever somebody's clearance, word or role changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mentoring.acts.stepping_in import second_adult_came
from mentoring.cover import Cover, WhyCover, why_unfit
from mentoring.errors import Refusal
from mentoring.matches import Match, Parties, check_mentor
from mentoring.people import Person
from mentoring.programs import Program
from mentoring.sessions import Session
from mentoring.store import Work


def unfit_monitor(
    session: Session, match: Match, program: Program, people: Mapping[int, Person], *, on: date
) -> WhyCover | None:
    """Why the named monitor may not watch over this session on that day; None when they may."""
    students = tuple(people[student] for student in match.student_ids)
    parties = Parties(people[match.mentor_id], students, people[session.monitor_id], {})
    return why_unfit(session.monitor_kind, parties, model=program.model, on=on)


def unfit_mentor(mentor: Person, *, on: date) -> Refusal | None:
    """Why they may not mentor on that day; None when they may."""
    try:
        check_mentor(mentor, on)
    except Refusal as refusal:
        return refusal
    return None


def unguarded(view: Work, session: Session, match: Match, cover: Cover | None) -> bool:
    """No student is let in: the session wants cover, or the clearance of one of its two adults does not reach its day,
    whether or not anybody has found that out yet (I3, I9). A manager who has stepped in, and has come, is the second
    adult as well; for a mentor who may not be there nobody stands in."""
    people = view.people.many((match.mentor_id, session.monitor_id, *match.student_ids))
    if unfit_mentor(people[match.mentor_id], on=session.day) is not None:
        return True
    program = view.programs.get(match.program_id)
    wanted = cover is not None and cover.wanted
    if not wanted and unfit_monitor(session, match, program, people, on=session.day) is None:
        return False
    return not second_adult_came(view, session, match)
