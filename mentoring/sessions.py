"""Sessions: the occurrences of a match, planned in wall time and kept in UTC."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mentoring.matches import RELEASED, Match, MatchState, MonitorKind
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.rooms import Platform
from mentoring.slots import overlap


class SessionState(StrEnum):
    """A session moves only forward."""

    PLANNED = "planned"
    READY = "ready"
    """The room is made and proven, or the teacher's link is there."""
    OPEN = "open"
    """The doors are open: people may come."""
    HELD = "held"
    """Mentor and student met."""
    MISSED = "missed"
    """They did not."""
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    """A manager called it off while it was going on."""


AHEAD = frozenset({SessionState.PLANNED, SessionState.READY})
GOING_ON = frozenset({SessionState.OPEN})
NOT_OVER = AHEAD | GOING_ON
CALLED_OFF = frozenset({SessionState.CANCELLED, SessionState.STOPPED})
NO_GAP = timedelta(0)


@dataclass(frozen=True)
class Session:
    """`day` is the day in the program's wall time; `starts_at` and `ends_at` are in UTC. `version` counts how often the
    session was changed: each version has duties, invitations and reminders of its own."""

    id: int
    match_id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    state: SessionState
    monitor_id: int
    monitor_kind: MonitorKind
    platform: Platform
    version: int = 1
    slot_day: date | None = None
    """The day of the weekly slot that this session stands for; None where it has not been moved from it."""

    def is_over(self, at: datetime) -> bool:
        """Called off, closed, or past its end."""
        return self.state not in NOT_OVER or at >= self.ends_at

    def doors_open(self, at: datetime, policy: Policy) -> bool:
        """Doors work only around the session (R087)."""
        opens = self.starts_at - policy.doors_open_ahead
        return opens <= at < self.ends_at + policy.doors_close_after


@dataclass(frozen=True)
class PlannedSession:
    """A session that must exist."""

    day: date
    starts_at: datetime
    ends_at: datetime


def plan_sessions(
    match: Match, program: Program, *, at: datetime, policy: Policy, existing: Iterable[date] = ()
) -> tuple[PlannedSession, ...]:
    """The sessions of a released match that are still missing within the horizon, of a paused one from its last day on;
    none that has begun already.

    Raises TimeDoesNotExist when the slot falls into the hour that the spring change skips.
    """
    endless = match.state is MatchState.PAUSED and match.resumes_on is None
    if match.state not in RELEASED or match.starts_on is None or endless:
        return ()
    today = program.day(at)
    first = max(today, match.starts_on, program.first_day, _resumption(match))
    last = min(program.day(at + policy.horizon), program.ends_on)
    known = set(existing)
    planned = (_occurrence(match, program, day) for day in match.slot.days(first, last) if day not in known)
    return tuple(session for session in planned if session.starts_at > at)


def _resumption(match: Match) -> date:
    """Before this day a paused match has no sessions."""
    paused = match.state is MatchState.PAUSED
    return match.resumes_on if paused and match.resumes_on is not None else date.min


def _occurrence(match: Match, program: Program, day: date) -> PlannedSession:
    starts_at = match.slot.start_on(day, program.zone)
    return PlannedSession(day, starts_at, starts_at + match.slot.length)


def check_slot_exists(match: Match, program: Program, *, first: date) -> None:
    """Raises TimeDoesNotExist when any week of the program would put this slot into a skipped hour."""
    for day in match.slot.days(first, program.ends_on):
        match.slot.start_on(day, program.zone)


def clash(
    match: Match, program: Program, other: Match, other_program: Program, *, first: date, gap: timedelta = NO_GAP
) -> date | None:
    """The first day on which the two weekly slots overlap, or leave less than `gap` between them, from `first` on; None
    when they never do."""
    # In another zone, or past midnight, a session of two calendar days before may still be going on.
    theirs = list(_course(other, other_program, first=first - timedelta(days=2)))
    for mine in _course(match, program, first=first):
        since, until = mine.starts_at - gap, mine.ends_at + gap
        if any(overlap(since, until, their.starts_at, their.ends_at) for their in theirs):
            return mine.day
    return None


def planned_anew(
    match: Match, program: Program, *, first: date, known: Collection[date] = ()
) -> tuple[PlannedSession, ...]:
    """Every session that this match will have from that day on, but for those of the days known."""
    return tuple(planned for planned in _course(match, program, first=first) if planned.day not in known)


def unplanned_day(
    match: Match, program: Program, since: datetime, until: datetime, *, known: Collection[date]
) -> date | None:
    """The first day on which a session of `unplanned` overlaps that time."""
    found = unplanned(match, program, since, until, known=known)
    return next((planned.day for planned in found), None)


def unplanned(
    match: Match, program: Program, since: datetime, until: datetime, *, known: Collection[date]
) -> Iterator[PlannedSession]:
    """Sessions that this match will have, that are not among those known, and that overlap that time, in order."""
    for planned in _course(match, program, first=program.day(since) - timedelta(days=1)):
        if planned.starts_at >= until:
            return
        if planned.day not in known and overlap(planned.starts_at, planned.ends_at, since, until):
            yield planned


def _course(match: Match, program: Program, *, first: date) -> Iterator[PlannedSession]:
    """The whole course of a match from that day on, whatever its state."""
    first = max(first, match.starts_on or first, program.first_day, _resumption(match))
    return (_occurrence(match, program, day) for day in match.slot.days(first, program.ends_on))
