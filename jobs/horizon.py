"""Every night: the weeks ahead are filled, and what drifted is repaired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from jobs.check_ins import plan_next
from jobs.means import Means
from mentoring.acts.days_off import align_horizon
from mentoring.acts.horizon import fill_all
from mentoring.acts.hosting import pool_check
from mentoring.acts.reporting import count_all
from mentoring.acts.telling import not_extended, tell_people
from mentoring.acts.year_end import end_finished_years, tell_of_year_ends
from mentoring.duties import HOUSE, Duty, DutyKind, DutyState, PlannedDuty

NIGHTLY = timedelta(hours=24)


class Horizon:
    """Handler of the duty `extend_horizon`: every night, and it plans its own next night. What it adds needs hosts.
    Years that are over and the calendars come first; hours are counted, and matches that have fallen silent told of."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        tell_of_year_ends(self._means.store, at=at, policy=self._means.policy)
        end_finished_years(self._means.store, at=at)
        align_horizon(self._means.store, at=at, policy=self._means.policy)
        count_all(self._means.store, at=at)
        refused = dict(fill_all(self._means.store, at=at, policy=self._means.policy).refused)
        with self._means.store.begin() as work:
            matches = work.matches.many(refused)
            tell_people(work, [not_extended(match, refused[number], at=at) for number, match in matches.items()])
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)
            work.duties.plan([sweep(at + NIGHTLY), pool_check(at)])
            plan_next(work, at=at)


def sweep(due_at: datetime) -> PlannedDuty:
    return PlannedDuty(HOUSE, DutyKind.EXTEND_HORIZON, due_at, due_at.date().isoformat())
