"""How much one person carries: matches, hours a week, and the pause between two sessions. A manager may raise a
person's own."""

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


@dataclass(frozen=True)
class OwnLimits:
    """What a manager has set for one person; None: as for everybody."""

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


def limits_of(own: OwnLimits | None, policy: Policy) -> Limits:
    own = own or OwnLimits()
    return Limits(
        policy.most_matches if own.matches is None else own.matches,
        policy.most_weekly if own.hours is None else timedelta(hours=own.hours),
        policy.least_gap if own.gap is None else timedelta(minutes=own.gap),
    )


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
    """A limit is from 0 (matches and hours: from 1) to `MOST`."""

    def __init__(self, kind: LimitKind, most: int) -> None:
        super().__init__(kind, most)
        self.kind, self.most = kind, most


def check_limit(kind: LimitKind, value: int | None) -> None:
    """Raises LimitOutOfRange."""
    least = 0 if kind is LimitKind.GAP else 1
    if value is not None and not least <= value <= MOST[kind]:
        raise LimitOutOfRange(kind, MOST[kind])
