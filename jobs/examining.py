"""The checks of `doctor`, made every night and whenever a platform tells of changed settings.

What fails now and did not fail at the last look is told to the managers once: the duty to tell stands in the same
transaction as the results.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import structlog

from jobs.errands import settle
from jobs.means import Means, letter
from jobs.post import Parcel, bring
from mentoring.checks import Check, CheckState
from mentoring.duties import HOUSE, Duty, DutyKind, DutyState, PlannedDuty
from mentoring.store import Work

log = structlog.get_logger("jobs.examining")
NIGHT = time(7, 30, tzinfo=UTC)
"""When no session is near: it takes some dozen calls to every platform."""
STALE = timedelta(days=1)


class Examining:
    """Handlers of the duties `examine` and `tell_checks`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def examine(self, duties: Sequence[Duty], *, at: datetime) -> None:
        found = [check for examiner in self._means.examiners for check in examiner.examine(at=at)]
        for check in found:
            if check.state is CheckState.FAIL:
                log.error("check.failed", check=check.name, evidence=check.evidence)
        with self._store.begin() as work:
            self._tell_news(work, found, at)
            work.checks.put(found, at=at)
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)
            work.duties.plan([next_examination(at)])

    def _tell_news(self, work: Work, found: Sequence[Check], at: datetime) -> None:
        before = {check.name for check, _ in work.checks.all() if check.state is CheckState.FAIL}
        if any(check.state is CheckState.FAIL and check.name not in before for check in found):
            work.duties.plan(
                PlannedDuty(HOUSE, DutyKind.TELL_CHECKS, at, _telling(at, reader.id), at + STALE, reader.id)
                for reader in work.people.managers()
            )

    def tell(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """What fails by the time it is told; nothing when it was mended meanwhile."""
        with self._store.look() as view:
            failing = [check for check, _ in view.checks.all() if check.state is CheckState.FAIL]
            readers = view.people.many({duty.person_id for duty in duties if duty.person_id is not None})
        by_mark = {f"checks-{duty.occurrence}": duty for duty in duties}
        parcels = [
            Parcel(
                mark,
                readers[duty.person_id or 0],
                self._means.words.failing(failing),
                letter(mark, reader, self._means.letters.failing(failing, reader)),
                look_first=duty.interrupted,
            )
            for mark, duty in by_mark.items()
            if failing and (reader := readers[duty.person_id or 0])
        ]
        results = {parcel.mark: result for parcel, result in bring(self._means, parcels, at=at)}
        settle(self._store, [(duty, results.get(mark)) for mark, duty in by_mark.items()], at=at)


def next_examination(at: datetime) -> PlannedDuty:
    """In the night that comes."""
    tonight = datetime.combine(at.date(), NIGHT)
    due_at = tonight if tonight > at else tonight + timedelta(days=1)
    return PlannedDuty(HOUSE, DutyKind.EXAMINE, due_at, due_at.date().isoformat())


def _telling(at: datetime, reader_id: int) -> str:
    return f"{int(at.timestamp())}-{reader_id}"
