"""How fast Zoom may be asked, once it has said that we ask too fast."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

KEPT_FOR = 60.0
"""Seconds. Nobody is made to wait for a rush that is over."""
_EASE = 0.9
"""Calls do not arrive as evenly as they leave."""


@dataclass(frozen=True)
class Stopwatch:
    """Seconds that really pass: the time of the application stands still while it waits for its turn."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class SpeedLimit:
    """Zoom refused a call for its speed: all calls of this category together may be so many in a second. `wait`: the
    seconds for which it wants to be left alone."""

    category: str
    a_second: int
    wait: float


@dataclass
class _Lane:
    """One category: the next call may leave at `free_at`, and the others after it at this interval."""

    interval: float
    free_at: float
    until: float

    def turn(self, now: float) -> float:
        leaves_at = max(now, self.free_at)
        self.free_at = leaves_at + self.interval
        return leaves_at - now


class Tempo:
    """Spaces calls evenly for a minute after Zoom has named a limit, and not at all before. Threads may share it.

    Which calls belong to one category, Zoom tells only when it refuses one. `now` is in seconds of any clock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._categories: dict[str, str] = {}
        self._lanes: dict[str, _Lane] = {}

    def slow_down(self, tried: str, limit: SpeedLimit, *, now: float) -> None:
        with self._lock:
            self._categories[tried] = limit.category
            lane = self._lanes.get(limit.category)
            free_at = max(now + limit.wait, lane.free_at if lane else now)
            self._lanes[limit.category] = _Lane(1 / (limit.a_second * _EASE), free_at, now + KEPT_FOR)

    def turn(self, tried: str, *, now: float) -> float:
        """The seconds that this call must wait. Its turn is taken with that."""
        with self._lock:
            category = self._categories.get(tried)
            lane = self._lanes[category] if category is not None else None
            return lane.turn(now) if lane is not None and now < lane.until else 0.0
