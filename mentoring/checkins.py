"""Check-ins: how often the office speaks with everybody of a match (MENTOR, Elements of Effective Practice, 4th ed.).

Within 48 hours after the first session, at least twice in the first month, and then every month; a guardian every
quarter (safeguarding L11). A match that is paused waits, and one that has ended is done with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.matches import Match, MatchState
from mentoring.people import Person

MONTH = timedelta(days=30)
SOON = timedelta(days=7)
"""How long before its deadline a check-in stands in the list."""
LONGEST_NOTE = 300
"""Characters: one line."""
MOST_MINUTES = 480


class Part(StrEnum):
    """As what somebody is spoken with."""

    MENTOR = "mentor"
    STUDENT = "student"
    GUARDIAN = "guardian"


class Way(StrEnum):
    """How they were spoken with."""

    CALL = "call"
    VIDEO = "video"
    VISIT = "visit"
    MEETING = "meeting"
    MAIL = "mail"
    MESSAGE = "message"


@dataclass(frozen=True)
class Cadence:
    """How often. `in_first_month` counts the one right after the first session, and is for mentor and student."""

    first_within: timedelta = timedelta(hours=48)
    in_first_month: int = 2
    every: timedelta = MONTH
    guardian_every: timedelta = timedelta(days=91)


USUAL = Cadence()


@dataclass(frozen=True)
class CheckIn:
    """One line of the log. `minutes` None: nobody counted them."""

    match_id: int
    person_id: int
    part: Part
    way: Way
    minutes: int | None
    note: str
    by: int
    at: datetime
    id: int = 0


@dataclass(frozen=True)
class DueCheckIn:
    """The next check-in that somebody of a match must have. `waits_until`: a pause has moved it there."""

    match_id: int
    person_id: int
    part: Part
    due_at: datetime
    waits_until: datetime | None = None


class WithWhom(Refusal):
    """Several people of the match, or none, could be meant."""

    def __init__(self, match: Match, part: Part, candidates: Iterable[Person]) -> None:
        super().__init__(match.id, part)
        self.match, self.part, self.candidates = match, part, tuple(candidates)


class NoteTooLong(Refusal):
    """A line has LONGEST_NOTE characters at most."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class MinutesOutOfRange(Refusal):
    """A check-in takes from 1 to MOST_MINUTES minutes."""


def next_due(part: Part, first_held: datetime, done: Iterable[datetime], cadence: Cadence) -> datetime:
    """When the next one is due. `first_held` is the end of the first session that was held; `done` are the check-ins
    so far, of which those before it do not count."""
    since = sorted(at for at in done if at >= first_held)
    if not since:
        return first_held + cadence.first_within
    wanted = 1 if part is Part.GUARDIAN else cadence.in_first_month
    if len(since) < wanted:
        in_month = first_held + MONTH * len(since) / (wanted - 1)
        if in_month > since[-1]:
            return in_month
    return since[-1] + (cadence.guardian_every if part is Part.GUARDIAN else cadence.every)


def people_of(match: Match, people: Mapping[int, Person]) -> dict[int, Part]:
    """Everybody whom the office speaks with about that match: the guardians of students under 18 too."""
    students = [people[student] for student in match.student_ids]
    guardians = [s.guardian_id for s in students if not s.adult and s.guardian_id is not None]
    return {
        **dict.fromkeys(guardians, Part.GUARDIAN),
        **dict.fromkeys(match.student_ids, Part.STUDENT),
        match.mentor_id: Part.MENTOR,
    }


def plan_check_ins(
    match: Match,
    people: Mapping[int, Person],
    *,
    first_held: datetime | None,
    done: Mapping[int, Iterable[datetime]],
    before: Mapping[int, DueCheckIn],
    cadence: Cadence,
    at: datetime,
) -> dict[int, DueCheckIn]:
    """The next check-in of everybody, by person; empty before the first session was held and after the end. `before`:
    how they were planned last. While a match is paused they wait, and whoever resumes it has time to make them."""
    if first_held is None or match.state is MatchState.ENDED:
        return {}
    pause = at + cadence.first_within if match.state is MatchState.PAUSED else None
    planned = {}
    for person, part in people_of(match, people).items():
        known = before.get(person)
        waits_until = pause or (known.waits_until if known is not None else None)
        due_at = next_due(part, first_held, done.get(person, ()), cadence)
        planned[person] = DueCheckIn(match.id, person, part, max(due_at, waits_until or due_at), waits_until)
    return planned
