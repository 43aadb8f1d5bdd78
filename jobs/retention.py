"""What has served its time is erased at night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import structlog

from jobs.means import Means
from mentoring.acts.erasing_letters import erase_letters
from mentoring.acts.erasing_notes import erase_notes
from mentoring.duties import HOUSE, Duty, DutyKind, DutyState, PlannedDuty

NIGHT = time(7, 45, tzinfo=UTC)
"""When no session is near."""

log = structlog.get_logger("jobs.retention")


class Retention:
    """Handler of the duty `erase_letters`: letters, the mentors' notes and what was agreed on for sessions."""

    def __init__(self, means: Means) -> None:
        self._store, self._policy = means.store, means.policy

    def letters(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """In small transactions, so that nobody waits for it."""
        erased = 0
        while done := self._erase_some(at):
            erased += done
        log.info("letters.erased", count=erased)
        with self._store.begin() as work:
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)
            work.duties.plan([next_night(DutyKind.ERASE_LETTERS, at=at)])

    def _erase_some(self, at: datetime) -> int:
        with self._store.begin() as work:
            letters = erase_letters(work, at=at, policy=self._policy)
            return letters + erase_notes(work, at=at, policy=self._policy)


def next_night(kind: DutyKind, *, at: datetime) -> PlannedDuty:
    """In the night that comes."""
    tonight = datetime.combine(at.date(), NIGHT)
    due_at = tonight if tonight > at else tonight + timedelta(days=1)
    return PlannedDuty(HOUSE, kind, due_at, due_at.date().isoformat())
