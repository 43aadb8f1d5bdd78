"""Faults on order: the next n calls of a service misbehave in the way that was asked for."""

from __future__ import annotations

import threading
from collections import Counter
from enum import StrEnum


class Effect(StrEnum):
    """What goes wrong. API effects hit the next calls; webhook effects hit the next events sent."""

    ERROR = "error"
    """The platform answers 500 and does nothing."""
    RATE_LIMIT = "rate_limit"
    """The platform answers 429 in its own form and does nothing."""
    TIMEOUT = "timeout"
    """The platform does nothing and does not answer."""
    LOST_ANSWER = "lost_answer"
    """The platform does the work, but its answer never arrives."""
    DROP_WEBHOOKS = "drop_webhooks"
    """The event is never sent."""
    DUPLICATE_WEBHOOKS = "duplicate_webhooks"
    """The event is sent twice."""


API_EFFECTS = frozenset({Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT, Effect.LOST_ANSWER})
WEBHOOK_EFFECTS = frozenset({Effect.DROP_WEBHOOKS, Effect.DUPLICATE_WEBHOOKS})


class Faults:
    """Counts down the faults ordered per service."""

    def __init__(self) -> None:
        self._left: Counter[tuple[str, Effect]] = Counter()
        self._lock = threading.Lock()

    def order(self, service: str, effect: Effect, times: int) -> None:
        with self._lock:
            self._left[service, effect] = times

    def take(self, service: str, among: frozenset[Effect]) -> Effect | None:
        """The fault that this call or event must suffer, counted off; None when all is well."""
        with self._lock:
            for effect in sorted(among):
                if self._left[service, effect] > 0:
                    self._left[service, effect] -= 1
                    return effect
        return None
