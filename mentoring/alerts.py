"""Alerts: findings that a person must act on, and the ladder of people who are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.people import Person
from mentoring.policy import Policy


class AlertReason(StrEnum):
    """Why a person must act. Unique per session."""

    MONITOR_MISSING = "monitor_missing"
    UNMONITORED = "unmonitored"
    UNVERIFIED = "unverified"
    ROOM_NOT_READY = "room_not_ready"
    """No room, a day before the start."""
    ROOM_NOT_PROVEN = "room_not_proven"
    """A room that could record, or of which we cannot tell: it is not handed out."""
    ROOM_DRIFTED = "room_drifted"
    """The same of a room whose doors are open already: people may be in it."""
    KEEPING = "keeping"
    """Something records, transcribes, notes or streams the session (R084, I8)."""
    KEEPING_UNREAD = "keeping_unread"
    """People are in a room, and for some minutes nobody could tell us whether anything keeps the session."""
    STRANGER = "stranger"
    """Somebody whom nobody invited, or a note-taking robot, is in the room."""
    POOL_TOO_SMALL = "pool_too_small"
    """There will be no free Zoom host for this session."""
    ROOM_STANDS = "room_stands"
    """A room that was to be ended goes on, or somebody who was to be put out of it can still enter."""
    NEEDS_COVER = "needs_cover"
    """The second adult of a session fell away. It is live only from shortly before the start (`Facts.pressing`)."""
    RECORD_DIFFERS = "record_differs"
    """What the platform says afterwards makes the session less covered than what we saw."""


JUDGED_REASONS = frozenset({AlertReason.MONITOR_MISSING, AlertReason.UNMONITORED, AlertReason.UNVERIFIED})
"""What the judge finds of the monitor; the judge settles it as well."""
ROOM_REASONS = frozenset({AlertReason.ROOM_NOT_READY, AlertReason.ROOM_NOT_PROVEN, AlertReason.POOL_TOO_SMALL})
"""There may be no room when the session starts."""
UNPROVEN_REASONS = frozenset({AlertReason.ROOM_NOT_PROVEN, AlertReason.ROOM_DRIFTED})
"""A new proof of the room settles them."""
LIVE_REASONS = JUDGED_REASONS | {
    AlertReason.KEEPING,
    AlertReason.STRANGER,
    AlertReason.ROOM_STANDS,
    AlertReason.ROOM_DRIFTED,
}
"""A child may be in the room now: these climb the ladder until somebody answers."""

NOT_STOPPED = "not_stopped"
"""Among the kinds in `Facts.why` of KEEPING: the platform did not stop the recording when it was told to."""


class AlertState(StrEnum):
    """An alert is delivered only after Slack, or the mail server, said so."""

    RAISED = "raised"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


UNANSWERED = frozenset({AlertState.RAISED, AlertState.DELIVERED})
UNRESOLVED = UNANSWERED | {AlertState.ACKNOWLEDGED}


@dataclass(frozen=True)
class Facts:
    """What the message says of the room: as of `seen_at`, in UTC."""

    seen_at: datetime
    since: datetime | None = None
    monitor_in: bool = False
    mentor_in: bool = False
    students_in: tuple[int, ...] = ()
    strangers: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()
    """Mentor and students who went through their door and are not seen in the room."""
    why: str = ""
    connections: tuple[str, ...] = ()
    """The platform's names of the strangers, in their order; empty where it tells none."""
    candidates: tuple[int, ...] = ()
    """Whom a stranger may be, likeliest first; of NEEDS_COVER, who could stand in."""
    pressing: bool = False
    """What was no hurry before climbs the ladder now."""

    def same_room(self, other: Facts) -> bool:
        """Whether a reader would learn nothing new."""
        return replace(self, seen_at=other.seen_at, since=other.since) == other


@dataclass(frozen=True)
class Alert:
    """`round` counts how often this alert was raised: a second gap opens it again."""

    id: int
    session_id: int
    reason: AlertReason
    state: AlertState
    facts: Facts
    raised_at: datetime
    round: int = 1
    delivered_at: datetime | None = None
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.reason in LIVE_REASONS or self.facts.pressing


class AlertIsOver(Refusal):
    """There is nothing left to take on: the alert was resolved, or somebody has it already."""

    def __init__(self, alert: Alert) -> None:
        super().__init__(alert.id)
        self.alert = alert


def ladder(owner: Person, managers: Sequence[Person]) -> tuple[Person, ...]:
    """The match's own manager, then their deputy, then every other manager in a fixed order."""
    deputies = [m for m in managers if m.id == owner.deputy_id != owner.id]
    rest = sorted((m for m in managers if m.id not in {owner.id, owner.deputy_id}), key=lambda m: m.id)
    return (owner, *deputies, *rest)


def on_rung(rung: int, steps: Sequence[Person], policy: Policy) -> Person | None:
    """Who is told on that rung, counted from 0; the ladder is climbed again, and ends after some rounds."""
    return steps[rung % len(steps)] if rung < policy.ladder_rounds * len(steps) else None
