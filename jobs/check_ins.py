"""Check-ins: planned anew every morning, and told to the managers who have overdue ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jobs.means import Means
from mentoring.acts.checking_in import next_morning, plan_all, tell_overdue
from mentoring.duties import HOUSE, Duty, DutyKind, DutyState, PlannedDuty
from mentoring.store import Work

MORNING = 8
"""The hour, in the program's wall time."""


class CheckIns:
    """Handler of the duty `tell_check_ins`: every morning, and it plans its own next morning."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        plan_all(self._means.store, at=at, policy=self._means.policy)
        with self._means.store.begin() as work:
            tell_overdue(work, at=at)
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)
            plan_next(work, at=at)


def plan_next(work: Work, *, at: datetime) -> None:
    due_at = next_morning(work, MORNING, at=at)
    work.duties.plan([PlannedDuty(HOUSE, DutyKind.TELL_CHECK_INS, due_at, due_at.date().isoformat())])
