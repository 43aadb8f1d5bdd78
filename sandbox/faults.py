"""Faults on order: the next n calls of a service misbehave in the way that was asked for."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What goes wrong. API effects hit the next calls; webhook effects hit the next events sent."""

    ERROR = "error"
    """The platform answers 500 and does nothing."""
    RATE_LIMIT = "rate_limit"
    """The platform answers 429 in its own form and does nothing."""
    DAILY_LIMIT = "daily_limit"
    """The platform says, in its own form, that the day's quota is used up, and does nothing."""
    UNAUTHORIZED = "unauthorized"
    """The platform does not know the token (any more). Once: a fresh token helps; often: none does."""
    FORBIDDEN = "forbidden"
    """The platform knows who asks, and refuses."""
    NOT_FOUND = "not_found"
    """The platform says that there is no such thing."""
    CONFLICT = "conflict"
    """The platform says that the thing is there already, or has changed meanwhile."""
    DROPPED = "dropped"
    """The connection is closed without an answer, and nothing was done."""
    TIMEOUT = "timeout"
    """The platform does nothing and does not answer."""
    LOST_ANSWER = "lost_answer"
    """The platform does the work, but its answer never arrives."""
    DROP_WEBHOOKS = "drop_webhooks"
    """The event is never sent."""
    DUPLICATE_WEBHOOKS = "duplicate_webhooks"
    """The event is sent twice."""


REFUSALS = frozenset(
    {Effect.UNAUTHORIZED, Effect.FORBIDDEN, Effect.NOT_FOUND, Effect.CONFLICT, Effect.DAILY_LIMIT},
)
"""What an API answers to calls; a request for a token never suffers it."""
ANSWERED = REFUSALS | {Effect.ERROR, Effect.RATE_LIMIT}
API_EFFECTS = ANSWERED | {Effect.DROPPED, Effect.TIMEOUT, Effect.LOST_ANSWER}
WEBHOOK_EFFECTS = frozenset({Effect.DROP_WEBHOOKS, Effect.DUPLICATE_WEBHOOKS})


@dataclass
class _Order:
    left: int
    verb: str
    path: str

    def concerns(self, verb: str, path: str) -> bool:
        return self.left > 0 and self.verb in ("", verb) and self.path in path


class Faults:
    """Counts down the faults ordered per service and effect; a new order replaces the earlier one."""

    def __init__(self) -> None:
        self._orders: dict[tuple[str, Effect], _Order] = {}
        self._lock = threading.Lock()

    def order(self, service: str, effect: Effect, times: int, *, verb: str = "", path: str = "") -> None:
        """`verb` and a part of the `path` single out calls; the others go well and do not count."""
        with self._lock:
            self._orders[service, effect] = _Order(times, verb, path)

    def take(self, service: str, among: frozenset[Effect], *, verb: str = "", path: str = "") -> Effect | None:
        """The fault that this call or event must suffer, counted off; None when all is well."""
        with self._lock:
            for effect in sorted(among):
                order = self._orders.get((service, effect))
                if order is not None and order.concerns(verb, path):
                    order.left -= 1
                    return effect
        return None
