"""Who is asked before a match begins, and what they said (R040, R053). Each side is one person who answers: for a
student under 18 the guardian; a guardian who is to watch over the match as well answers once for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Person

LONGEST_REASON = 500
"""Characters."""


class Choice(StrEnum):
    YES = "yes"
    NO = "no"


class Side(StrEnum):
    """As what somebody is asked."""

    MENTOR = "mentor"
    FAMILY = "family"
    MONITOR = "monitor"


@dataclass(frozen=True)
class Consent:
    """One person's part in a proposed match. `round` counts how often they were asked. `why` is for managers only."""

    match_id: int
    person_id: int
    round: int
    asked_at: datetime
    choice: Choice | None = None
    why: str = ""
    answered_at: datetime | None = None


class NotAsked(Refusal):
    """Only whoever was asked about a match can answer for it."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class AnswerTooLate(Refusal):
    """The match has begun, or will not be: nothing is left to agree to."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class AskedAlready(Refusal):
    """Whoever has not agreed was asked a moment ago."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class StartNotPicked(Refusal):
    """The mentor's yes names the first day (R052)."""

    def __init__(self, match: Match) -> None:
        super().__init__(match.id)
        self.match = match


class ReasonTooLong(Refusal):
    """A reason is a sentence or two."""


class ReasonMissing(Refusal):
    """This is not done without saying why."""


class SideDeclined(Refusal):
    """Somebody said no: the match is offered again, or ended, but not confirmed over their head."""

    def __init__(self, match: Match, person: Person) -> None:
        super().__init__(match.id, person.id)
        self.match, self.person = match, person


class OptionsCount(Refusal):
    """One mentor is offered two or three options, each with other students."""


def check_reason(why: str, *, needed: bool = False) -> str:
    """The reason on one line. Raises ReasonTooLong, ReasonMissing."""
    said = " ".join(why.split())
    if len(said) > LONGEST_REASON:
        raise ReasonTooLong
    if needed and not any(character.isalnum() for character in said):
        raise ReasonMissing
    return said


def sides_of(match: Match, people: Mapping[int, Person]) -> dict[int, frozenset[Side]]:
    """Whoever answers, and for which sides; `people` has everybody of the match, and the guardians."""
    found: dict[int, set[Side]] = {match.mentor_id: {Side.MENTOR}}
    for student_id in match.student_ids:
        found.setdefault(people[student_id].written_to_through(people).id, set()).add(Side.FAMILY)
    found.setdefault(match.monitor_id, set()).add(Side.MONITOR)
    return {person_id: frozenset(sides) for person_id, sides in found.items()}


@dataclass(frozen=True)
class Agreement:
    """Where a proposed match stands: by the ids of those who answer."""

    yes: frozenset[int]
    no: frozenset[int]
    silent: frozenset[int]
    """Asked, or still to be asked."""

    @property
    def complete(self) -> bool:
        return not self.no and not self.silent


def agreement(sides: Mapping[int, object], consents: Sequence[Consent]) -> Agreement:
    """What somebody said who has no part in the match any more does not count."""
    said = {consent.person_id: consent.choice for consent in consents}
    by = {choice: frozenset(p for p in sides if said.get(p) is choice) for choice in (*Choice, None)}
    return Agreement(by[Choice.YES], by[Choice.NO], by[None])
