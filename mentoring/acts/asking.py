"""Asking the sides of a proposed match: each by a tiding with a page of their own, and buttons in Slack (R040, R053).

Of several options that a mentor is offered, nobody but the mentor is asked until one is chosen: a family that would
only be let go again never hears of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from mentoring.acts.telling import tell_people
from mentoring.consents import Choice, Consent, Side, SideDeclined, agreement, sides_of
from mentoring.duties import DutyKind, PlannedDuty, match_subject
from mentoring.links import Page
from mentoring.matches import Match, MatchState
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.store import Work
from mentoring.tidings import Tiding, Topic

OF_NO_MORE_USE = timedelta(days=30)
"""After so long without an answer nobody is reminded any more."""


def everybody_of(work: Work, *matches: Match) -> dict[int, Person]:
    """The people of these matches, with the guardians of their students."""
    people = work.people.many({person for match in matches for person in (*match.busy_ids, match.manager_id)})
    guardians = {person.guardian_id for person in people.values() if person.guardian_id is not None}
    return people | work.people.many(guardians - set(people))


def ask_sides(work: Work, match: Match, *, at: datetime, policy: Policy) -> None:
    """Asks whoever has not been asked yet."""
    ask_people(work, match, not_asked_yet(work, match), at=at, policy=policy)


def not_asked_yet(work: Work, match: Match) -> list[int]:
    asked = {consent.person_id for consent in work.consents.of(match.id)}
    return [person for person in to_ask(work, match) if person not in asked]


def to_ask(work: Work, match: Match) -> Collection[int]:
    """Who may hear of the match by now."""
    sides = sides_of(match, everybody_of(work, match))
    if match.offer is not None and _said(work, match, match.mentor_id) is not Choice.YES:
        return [match.mentor_id]
    return list(sides)


def _said(work: Work, match: Match, person_id: int) -> Choice | None:
    return next((consent.choice for consent in work.consents.of(match.id) if consent.person_id == person_id), None)


def ask_people(work: Work, match: Match, person_ids: Collection[int], *, at: datetime, policy: Policy) -> None:
    """These people are asked, or asked anew."""
    consents = work.consents.ask(match.id, person_ids, at=at)
    people, program = everybody_of(work, match), work.programs.get(match.program_id)
    tell_people(work, [asking(match, people, program, consent, at=at) for consent in consents])
    work.duties.plan(_chasing(match, consents, at, policy))


def asking(
    match: Match, people: Mapping[int, Person], program: Program, consent: Consent, *, at: datetime, again: bool = False
) -> Tiding:
    """`again`: a reminder of what was asked before."""
    sides, reader_id = sides_of(match, people)[consent.person_id], consent.person_id
    key = f"match-{match.id}/asked/{reader_id}/r{consent.round}{'/again' if again else ''}"
    facts = {
        **hours(match, program, at=at),
        "mentors": Side.MENTOR in sides,
        "watches": Side.MONITOR in sides,
        "family": Side.FAMILY in sides,
        "monitor": match.monitor_kind,
        "again": again,
    }
    parts = shown_to(match, people, reader_id)
    return Tiding(key, Topic.MATCH_ASKED, reader_id, at, match.id, parts, facts, (Page.RSVP, (match.id, reader_id)))


def _chasing(match: Match, consents: Collection[Consent], at: datetime, policy: Policy) -> Iterable[PlannedDuty]:
    subject, late = match_subject(match.id), at + OF_NO_MORE_USE
    for consent in consents:
        name = f"r{consent.round}/person-{consent.person_id}"
        again, missed = at + policy.answer_reminded_after, at + policy.answer_missed_after
        yield PlannedDuty(subject, DutyKind.ASK_AGAIN, again, name, late, consent.person_id)
        yield PlannedDuty(subject, DutyKind.MISS_ANSWERS, missed, f"{missed.date()}", late)


def hours(match: Match, program: Program, *, at: datetime) -> dict[str, object]:
    """When the match meets, as facts of a tiding: the first session that it would have, and how long each is."""
    first = first_meeting(match, program, at=at).isoformat()
    starts_on = match.starts_on.isoformat() if match.starts_on is not None else None
    return {"first": first, "minutes": match.slot.minutes, "starts_on": starts_on}


def first_meeting(match: Match, program: Program, *, at: datetime) -> datetime:
    """When the first session would begin, in UTC: where no first day is picked yet, tomorrow at the earliest."""
    today = program.day(at)
    earliest = max(match.starts_on or today + timedelta(days=1), today, program.first_day)
    days = match.slot.days(earliest, earliest + timedelta(days=13))
    return next(start for day in days if (start := match.slot.hour_on(day, program.zone)) > at)


def shown_to(match: Match, people: Mapping[int, Person], reader_id: int) -> dict[str, int]:
    """Whom a tiding about this match may name: families read of their own child only."""
    students = match.student_ids
    if reader_id not in (match.mentor_id, match.monitor_id, match.manager_id):
        students = tuple(s for s in students if people[s].written_to_through(people).id == reader_id)
    named = {f"student_{number}": student for number, student in enumerate(students, 1)}
    return {"mentor": match.mentor_id, "monitor": match.monitor_id, "manager": match.manager_id, **named}


def unanswered(work: Work, match: Match) -> frozenset[int]:
    """Who has not said yes."""
    found = agreement(sides_of(match, everybody_of(work, match)), work.consents.of(match.id))
    return found.silent | found.no


def refuse_over_a_no(work: Work, match: Match) -> None:
    """Raises SideDeclined."""
    people = everybody_of(work, match)
    for person_id in sorted(agreement(sides_of(match, people), work.consents.of(match.id)).no):
        raise SideDeclined(match, people[person_id])


def tell_manager(
    work: Work, match: Match, topic: Topic, key: str, *, at: datetime, about: Collection[int] = (), **facts: object
) -> None:
    """`about`: of whom in the match it tells."""
    parts = shown_to(match, everybody_of(work, match), match.manager_id)
    parts |= {f"about_{number}": person for number, person in enumerate(about, 1)}
    told = {**hours(match, work.programs.get(match.program_id), at=at), **facts}
    tell_people(work, [Tiding(f"match-{match.id}/{key}", topic, match.manager_id, at, match.id, parts, told)])


ASKING = frozenset({MatchState.PROPOSED, MatchState.CONFIRMED})
"""States in which an answer counts."""
