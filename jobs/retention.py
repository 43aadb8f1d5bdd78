"""What has served its time is erased at night."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta

import structlog

from jobs.means import Means
from mentoring.acts.erasing import erase_refused, forget_letters
from mentoring.acts.erasing_concerns import erase_concerns
from mentoring.acts.erasing_letters import erase_letters
from mentoring.acts.erasing_notes import erase_notes
from mentoring.duties import HOUSE, Duty, DutyKind, DutyState, PlannedDuty
from mentoring.store import Work

NIGHT = time(7, 45, tzinfo=UTC)
"""When no session is near."""

log = structlog.get_logger("jobs.retention")


class Retention:
    """Handlers of the duties `erase_letters` (letters, the mentors' notes, what was agreed on for sessions, and old
    concerns) and `erase_nominations`. Each plans its own next night."""

    def __init__(self, means: Means) -> None:
        self._store, self._policy = means.store, means.policy

    def letters(self, duties: Sequence[Duty], *, at: datetime) -> None:
        policy = self._policy
        self._erase(
            duties,
            at,
            lambda work: erase_letters(work, at=at, policy=policy),
            lambda work: erase_notes(work, at=at, policy=policy),
            lambda work: erase_concerns(work, at=at),
        )

    def nominations(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._erase(duties, at, lambda work: erase_refused(work, at=at), lambda work: forget_letters(work, at=at))

    def _erase(self, duties: Sequence[Duty], at: datetime, *kinds: Callable[[Work], int]) -> None:
        """In small transactions, so that nobody waits for it."""
        erased = 0
        for some in kinds:
            while done := self._at_once(some):
                erased += done
        log.info("retention.erased", duty=duties[0].kind, count=erased)
        with self._store.begin() as work:
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)
            work.duties.plan([next_night(duties[0].kind, at=at)])

    def _at_once(self, some: Callable[[Work], int]) -> int:
        with self._store.begin() as work:
            return some(work)


def next_night(kind: DutyKind, *, at: datetime) -> PlannedDuty:
    """In the night that comes."""
    tonight = datetime.combine(at.date(), NIGHT)
    due_at = tonight if tonight > at else tonight + timedelta(days=1)
    return PlannedDuty(HOUSE, kind, due_at, due_at.date().isoformat())
