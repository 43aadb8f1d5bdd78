"""What an operator measures. Labels are states and outcomes: never a name, a number of a person, or a path."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from mentoring.alerts import UNRESOLVED
from mentoring.ports import Clock
from mentoring.sessions import SessionState
from mentoring.store import Store

AROUND_NOW = timedelta(days=1)
"""Sessions are counted this far back and ahead, so that a scrape costs the same in June as in September."""


class Meters:
    """One set of meters for one application."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Standing(store, clock))
        self.door_visits = Counter(
            "chaperone_door_visits", "People at a door, by how it answered", ["outcome"], registry=self.registry
        )
        self.ledger_events = Counter(
            "chaperone_ledger_events",
            "Presence events that were new to the ledger",
            ["happening"],
            registry=self.registry,
        )
        self.nominations = Counter(
            "chaperone_nominations",
            "Nomination forms that were sent, by what became of them",
            ["outcome"],
            registry=self.registry,
        )
        self.zoom_webhooks = Counter(
            "chaperone_zoom_webhooks", "Calls from Zoom, by what became of them", ["outcome"], registry=self.registry
        )


class _Standing(Collector):
    """What the database says at the moment of the scrape."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing ahead of time: otherwise registering would ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        at = self._clock.now()
        with self._store.look() as view:
            sessions = [session.state for session in view.sessions.between(at - AROUND_NOW, at + AROUND_NOW)]
            alerts = [alert.state for alert in view.alerts.standing()]
            overdue = view.duties.oldest_overdue(at=at)
        yield _gauge("chaperone_sessions", "Sessions that start within a day of now", SessionState, sessions)
        yield _gauge("chaperone_alerts", "Alerts that are not resolved", UNRESOLVED, alerts)
        age = (at - overdue).total_seconds() if overdue is not None else 0.0
        yield GaugeMetricFamily("chaperone_duty_overdue_seconds", "How long the oldest duty has been due", value=age)


def _gauge(name: str, told: str, states: Iterable[StrEnum], found: Iterable[StrEnum]) -> GaugeMetricFamily:
    family, tally = GaugeMetricFamily(name, told, labels=["state"]), Tally(found)
    for state in sorted(states):
        family.add_metric([state.value], tally[state])
    return family
