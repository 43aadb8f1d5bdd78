"""How much one person carries: matches, hours a week, and the pause between two sessions. What a manager set for a
person goes before what is set for the program, and that before the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.people import Person
from mentoring.policy import Policy


class LimitKind(StrEnum):
    """What of a person is limited."""

    MATCHES = "matches"
    HOURS = "hours"
    """Of sessions in one week."""
    GAP = "gap"
    """Minutes between two sessions."""


MOST: Mapping[LimitKind, int] = {LimitKind.MATCHES: 40, LimitKind.HOURS: 40, LimitKind.GAP: 120}
"""No limit of a person's own goes beyond these."""
LEAST: Mapping[LimitKind, int] = {LimitKind.MATCHES: 1, LimitKind.HOURS: 1, LimitKind.GAP: 0}


@dataclass(frozen=True)
class OwnLimits:
    """What a manager has set for one person, or for everybody in one program; None: as without it."""

    matches: int | None = None
    hours: int | None = None
    gap: int | None = None
    """In minutes."""

    def with_one(self, kind: LimitKind, value: int | None) -> OwnLimits:
        return replace(self, **{kind.value: value})

    def value(self, kind: LimitKind) -> int | None:
        found: int | None = getattr(self, kind.value)
        return found


@dataclass(frozen=True)
class Limits:
    """What holds for one person."""

    matches: int
    weekly: timedelta
    gap: timedelta


NOTHING_SET = OwnLimits()


def limits_of(own: OwnLimits, of_program: OwnLimits, policy: Policy) -> Limits:
    matches, hours, gap = (_first(own.value(kind), of_program.value(kind)) for kind in LimitKind)
    return Limits(
        policy.most_matches if matches is None else matches,
        policy.most_weekly if hours is None else timedelta(hours=hours),
        policy.least_gap if gap is None else timedelta(minutes=gap),
    )


def _first(*said: int | None) -> int | None:
    return next((one for one in said if one is not None), None)


@dataclass(frozen=True)
class Carried:
    """What these people may carry, in whichever program."""

    own: Mapping[int, OwnLimits]
    programs: Mapping[int, OwnLimits]
    policy: Policy

    def of(self, person_id: int, program_id: int) -> Limits:
        own, program = self.own.get(person_id, NOTHING_SET), self.programs.get(program_id, NOTHING_SET)
        return limits_of(own, program, self.policy)

    def gap(self, person_id: int, one: int, other: int) -> timedelta:
        """Between a session of one program and one of the other: the longer one, whichever was there first."""
        return max(self.of(person_id, program_id).gap for program_id in (one, other))


class TooManyMatches(Refusal):
    """That person has as many matches as they may."""

    def __init__(self, person: Person, limit: int) -> None:
        super().__init__(person.id, limit)
        self.person, self.limit = person, limit


class TooManyHours(Refusal):
    """That person would be in sessions for more hours a week than they may."""

    def __init__(self, person: Person, limit: timedelta) -> None:
        super().__init__(person.id, limit)
        self.person, self.limit = person, limit


class LimitOutOfRange(Refusal):
    """A limit is from `LEAST` to `MOST`."""

    def __init__(self, kind: LimitKind) -> None:
        super().__init__(kind)
        self.kind, self.least, self.most = kind, LEAST[kind], MOST[kind]


def check_limit(kind: LimitKind, value: int | None) -> None:
    """Raises LimitOutOfRange."""
    if value is not None and not LEAST[kind] <= value <= MOST[kind]:
        raise LimitOutOfRange(kind)
