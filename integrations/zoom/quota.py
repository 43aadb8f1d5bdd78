"""How often Zoom's heavy calls may be made: so many a day, spent where they are needed, and in turns."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta

_MINUTE = timedelta(minutes=1)
_MINUTES_OF_USE = 100
"""Sessions come together, in an evening or two, and not evenly over a day."""
_UNEVEN = 2
"""Rounds of looks do not keep to the clock: of those that are 50 s apart, some minutes have two."""
_FORGOTTEN_AFTER = timedelta(minutes=10)


class DailyQuota:
    """At most `a_day` calls in one UTC day and `a_minute` in one minute, for all threads of this process.

    A minute's share is a hundredth of what the day has left, and one minute may use twice that: an hour of many calls
    is granted whenever it comes, and what comes after it still has its share. At the end of the day nothing is held
    back.
    """

    def __init__(self, *, a_day: int, a_minute: int) -> None:
        self._a_day, self._a_minute = a_day, a_minute
        self._lock = threading.Lock()
        self._minute = datetime.min.replace(tzinfo=UTC)
        self._left, self._share, self._most, self._used = a_day, 0, 0, 0
        self._rests_until = self._minute

    def share(self, *, at: datetime) -> int:
        """The calls that may be made a minute from now on without using up the day."""
        with self._lock:
            self._turn_to(at)
            return self._share

    def take(self, *, at: datetime) -> bool:
        """Counts one call before it is made; False when it must not be made."""
        with self._lock:
            self._turn_to(at)
            if at < self._rests_until or self._used >= self._most:
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
        share = -(-self._left // min(_MINUTES_OF_USE, (midnight - minute) // _MINUTE))
        self._share = min(share, self._a_minute)
        self._most = min(_UNEVEN * share, self._left, self._a_minute)


class Turns:
    """A quota among many who ask: whoever had a call waits until all the others could have had theirs."""

    def __init__(self, quota: DailyQuota) -> None:
        self._quota = quota
        self._lock = threading.Lock()
        self._asked: dict[str, datetime] = {}
        self._served: dict[str, datetime] = {}
        self._resting: dict[str, datetime] = {}

    def take(self, who: str, *, at: datetime) -> bool:
        """As `DailyQuota.take`."""
        with self._lock:
            self._forget(at)
            if who in self._resting:
                return False
            self._asked[who] = at
            if self._must_wait(who, at) or not self._quota.take(at=at):
                return False
            self._served[who] = at
            return True

    def rest(self, who: str, *, until: datetime) -> None:
        """No call for this one before then; the others go on."""
        with self._lock:
            self._resting[who] = until

    def _must_wait(self, who: str, at: datetime) -> bool:
        many, share = len(self._asked), self._quota.share(at=at)
        served = self._served.get(who)
        return served is not None and share > 0 and at - served < _MINUTE * many / share

    def _forget(self, at: datetime) -> None:
        """Whoever has not asked for a while is waited for no longer."""
        self._resting = {who: until for who, until in self._resting.items() if at < until}
        gone = [who for who, asked in self._asked.items() if at - asked > _FORGOTTEN_AFTER]
        for who in gone:
            del self._asked[who]
            self._served.pop(who, None)
