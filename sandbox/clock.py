"""The sandbox's clock stands still until somebody moves it, so that a script can play a whole day exactly."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


class ClockWouldGoBack(ValueError):
    """The clock of the sandbox only moves forward."""


class MovableClock:
    """A clock for the whole application and its stand-ins. Times are aware and in UTC."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("The clock needs an aware time.")
        self._now = start.astimezone(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def move_to(self, at: datetime) -> None:
        """Raises ClockWouldGoBack when `at` lies before the present."""
        with self._lock:
            if at < self._now:
                raise ClockWouldGoBack(f"It is already {self._now.isoformat()}; time only moves forward.")
            self._now = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self.move_to(self.now() + by)
