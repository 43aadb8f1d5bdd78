"""The watch over the watch: is every duty done in time, did every alert go out? Only then the heartbeat is pinged.

The heartbeat goes to a service outside; when it stops, that service calls somebody. Silence is never green (I13).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from jobs.runner import Runner
from mentoring.alerts import AlertState
from mentoring.ports import Clock, ProviderError
from mentoring.store import Store

LATE = timedelta(minutes=2)
log = structlog.get_logger("jobs.auditor")


class Heartbeat(Protocol):
    """Tells the outside that all is well. Raises ProviderError."""

    def beat(self) -> None: ...


class Auditor:
    """Looks once a minute, on its own timer."""

    def __init__(self, store: Store, clock: Clock, runners: Mapping[str, Runner], heartbeat: Heartbeat | None) -> None:
        self._store, self._clock, self._runners, self._heartbeat = store, clock, runners, heartbeat

    def audit(self) -> Sequence[str]:
        """What is wrong, in words; empty when all is well, and then the heartbeat has been pinged."""
        at = self._clock.now()
        troubles = [*self._late_ticks(at), *self._breaking(), *self._late_rows(at)]
        for trouble in troubles:
            log.error("audit.trouble", trouble=trouble)
        if not troubles and self._heartbeat is not None:
            try:
                self._heartbeat.beat()
            except ProviderError as error:
                log.warning("audit.heartbeat_failed", said=error.said)
        return troubles

    def _late_ticks(self, at: datetime) -> list[str]:
        return [
            f"the {name} lane has not run since {runner.last_tick or 'the start'}"
            for name, runner in self._runners.items()
            if runner.last_tick is None or at - runner.last_tick > LATE
        ]

    def _breaking(self) -> list[str]:
        """Such a duty is never late by its row: each break puts it off."""
        return [
            f"duty {duty_id}, {kind}, breaks again and again"
            for runner in self._runners.values()
            for duty_id, kind in runner.breaking().items()
        ]

    def _late_rows(self, at: datetime) -> list[str]:
        with self._store.look() as view:
            overdue = view.duties.oldest_overdue(at=at - LATE)
            uncalled = view.concerns.uncalled(before=at - LATE)
            unsent = [a.id for a in view.alerts.standing() if a.state is AlertState.RAISED and at - a.raised_at > LATE]
        troubles = [f"a duty has been due since {overdue.isoformat()}"] if overdue is not None else []
        troubles += [f"nobody has been called to concern {number}" for number in uncalled]
        return troubles + [f"alert {alert_id} has not been delivered" for alert_id in unsent]
