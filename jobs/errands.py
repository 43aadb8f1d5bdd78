"""How a batch of duties ends, each in its own way: done, put off, or given up aloud."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from mentoring.duties import Duty, DutyState, next_try
from mentoring.ports import ProviderError
from mentoring.store import Store, Work

log = structlog.get_logger("jobs.errands")


def settle(store: Store, results: Sequence[tuple[Duty, object]], *, at: datetime) -> None:
    """One transaction for a batch: a duty whose result is a ProviderError is put off or given up, else it is done."""
    with store.begin() as work:
        done = [duty.id for duty, result in results if not isinstance(result, ProviderError)]
        work.duties.finish(done, DutyState.DONE, at=at)
        for duty, result in results:
            if isinstance(result, ProviderError):
                put_off(work, duty, result, at=at)


def put_off(
    work: Work,
    duty: Duty,
    error: ProviderError,
    *,
    at: datetime,
    no_later_than: datetime | None = None,
    mended_after: timedelta | None = None,
    mark: str = "",
) -> None:
    """Later, as the platform or our own patience says; a permanent refusal is given up and logged as an error.
    `mended_after`: it is not given up, for somebody may have mended by then what the platform refuses now. `mark`: what
    the next try finds at the start of the duty's note."""
    if error.permanent and mended_after is None:
        log.error("duty.failed", duty=duty.id, kind=duty.kind, tried=error.tried, said=error.said)
        work.duties.finish([duty.id], DutyState.FAILED, at=at, note=str(error))
        return
    log.warning("duty.put_off", duty=duty.id, kind=duty.kind, tried=error.tried, said=error.said)
    patience = (mended_after or timedelta(0)) if error.permanent else timedelta(0)
    wait = max(error.retry_after or timedelta(0), next_try(duty.kind, duty.tries), patience)
    until = min(at + wait, no_later_than or at + wait)
    work.duties.postpone(duty.id, until=until, note=f"{mark}{error}", interrupted=error.ambiguous or duty.interrupted)
