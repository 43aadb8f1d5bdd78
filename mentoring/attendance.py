"""Who attended a training: the five-minute rule (R043), which is for trainings only (C9).

Whoever is off the platform for more than five minutes at a stretch signs up again; exactly five minutes are fine, and
so are any number of shorter ones. Coming late and leaving early are stretches like any other. A breakout room is part
of the training (R047).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.policy import Policy
from mentoring.presence import Happening, LedgerEvent, Stay, person_of, stays_from
from mentoring.rooms import Cast

_TOGETHER = {Happening.JOINED_BREAKOUT: Happening.JOINED, Happening.LEFT_BREAKOUT: Happening.LEFT}


class Attended(StrEnum):
    """What the record says of one person."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    ABSENT = "absent"
    UNVERIFIED = "unverified"
    """It cannot be told: somebody whom nothing names may have been this person, or there is no record."""


@dataclass(frozen=True)
class Attendance:
    """`longest_gap`: the longest stretch off the platform while the training lasted; None where it cannot be told."""

    attended: Attended
    longest_gap: timedelta | None = None


@dataclass(frozen=True)
class Lasted:
    """From when until when the training was really held, in UTC."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return max(self.until - self.since, timedelta(0))


def training_stays(events: Iterable[LedgerEvent]) -> tuple[Stay, ...]:
    """The ledger as stays, where whoever is in a breakout room is there. Zoom tells of each hop as of a leaving and a
    joining as well, all in the same second and in any order."""
    return stays_from(replace(e, happening=_TOGETHER.get(e.happening, e.happening)) for e in events)


def held(stays: Iterable[Stay], cast: Cast, facilitator_id: int, planned: Lasted) -> Lasted | None:
    """A facilitator who comes late or ends early shortens the training for everybody; what comes after the planned end
    is nobody's duty. None: the facilitator was not seen, so that nobody can tell whether there was a training."""
    theirs = [stay for stay in stays if person_of(stay.identities, cast) == facilitator_id]
    lasted = [_within(stay, planned) for stay in theirs]
    seen = [span for span in lasted if span is not None]
    if not seen:
        return None
    return Lasted(min(span.since for span in seen), max(span.until for span in seen))


def judge_attendance(
    stays: Sequence[Stay] | None, cast: Cast, person_id: int, lasted: Lasted | None, *, policy: Policy
) -> Attendance:
    """What the stays say of this person, in whatever order they come and however often. `stays` None: no record can be
    read; `lasted` None: it is not known that the training was held."""
    if stays is None or lasted is None:
        return Attendance(Attended.UNVERIFIED)
    theirs = [stay for stay in stays if person_of(stay.identities, cast) == person_id]
    gap = longest_gap(theirs, lasted)
    if gap <= policy.training_gap:
        return Attendance(Attended.COMPLETE, gap)
    strangers = [stay for stay in stays if person_of(stay.identities, cast) is None and _within(stay, lasted)]
    if strangers and longest_gap([*theirs, *strangers], lasted) <= policy.training_gap:
        return Attendance(Attended.UNVERIFIED)
    came = any(_within(stay, lasted) is not None for stay in theirs)
    return Attendance(Attended.INCOMPLETE if came else Attended.ABSENT, gap)


def longest_gap(stays: Iterable[Stay], lasted: Lasted) -> timedelta:
    """The longest stretch of the training that none of these stays covers."""
    spans = [span for span in (_within(stay, lasted) for stay in stays) if span is not None]
    longest, here_until = timedelta(0), lasted.since
    for span in sorted(spans, key=lambda span: span.since):
        longest = max(longest, span.since - here_until)
        here_until = max(here_until, span.until)
    return max(longest, lasted.until - here_until)


def _within(stay: Stay, lasted: Lasted) -> Lasted | None:
    """The part of the stay that lies in that time; a stay that has not ended lasts on."""
    since, until = max(stay.joined_at, lasted.since), min(stay.left_at or lasted.until, lasted.until)
    return Lasted(since, until) if since < until else None
