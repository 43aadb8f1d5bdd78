"""How often Zoom's heavy calls may be made: so many a day, spread over what is left of it, and in turns."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta

_MINUTE = timedelta(minutes=1)
_FORGOTTEN_AFTER = timedelta(minutes=10)


class DailyQuota:
    """At most `a_day` calls in one UTC day and `a_minute` in one minute, for all threads of this process.

    Each minute may use an equal share of what the day has left, so that a busy afternoon never leaves an evening
    without any, and a quiet morning is not lost.
    """

    def __init__(self, *, a_day: int, a_minute: int) -> None:
        self._a_day, self._a_minute = a_day, a_minute
        self._lock = threading.Lock()
        self._minute = datetime.min.replace(tzinfo=UTC)
        self._left, self._share, self._used = a_day, 0, 0
        self._rests_until = self._minute

    def share(self, *, at: datetime) -> int:
        """The calls that this minute may use, used ones included."""
        with self._lock:
            self._turn_to(at)
            return self._share

    def take(self, *, at: datetime) -> bool:
        """Counts one call before it is made; False when it must not be made."""
        with self._lock:
            self._turn_to(at)
            if at < self._rests_until or self._used >= self._share:
                return False
            self._left, self._used = self._left - 1, self._used + 1
            return True

    def rest(self, *, until: datetime) -> None:
        """No call before then: the platform refused one in a way that will last."""
        with self._lock:
            self._rests_until = max(self._rests_until, until)

    def _turn_to(self, at: datetime) -> None:
        """Threads read the clock before they come here, so `at` may lie in a minute that is over: it counts for the
        newest one then."""
        minute = at.astimezone(UTC).replace(second=0, microsecond=0)
        if minute <= self._minute:
            return
        if minute.date() > self._minute.date():
            self._left = self._a_day
        self._minute, self._used = minute, 0
        midnight = datetime.combine(minute.date() + timedelta(days=1), time.min, UTC)
        share = -(-self._left // ((midnight - minute) // _MINUTE))
        self._share = min(share, self._left, self._a_minute)


class Turns:
    """A quota among many who ask: where it is too small for all, whoever had a call waits until the others could."""

    def __init__(self, quota: DailyQuota) -> None:
        self._quota = quota
        self._lock = threading.Lock()
        self._asked: dict[str, datetime] = {}
        self._served: dict[str, datetime] = {}

    def take(self, who: str, *, at: datetime) -> bool:
        """As `DailyQuota.take`."""
        with self._lock:
            self._forget(at)
            self._asked[who] = at
            if self._must_wait(who, at) or not self._quota.take(at=at):
                return False
            self._served[who] = at
            return True

    def _must_wait(self, who: str, at: datetime) -> bool:
        many, share = len(self._asked), self._quota.share(at=at)
        served = self._served.get(who)
        return served is not None and many > share > 0 and at - served < _MINUTE * many / share

    def _forget(self, at: datetime) -> None:
        """Whoever has not asked for a while is waited for no longer."""
        gone = [who for who, asked in self._asked.items() if at - asked > _FORGOTTEN_AFTER]
        for who in gone:
            del self._asked[who]
            self._served.pop(who, None)
