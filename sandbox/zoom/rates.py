"""Zoom's rate limits, for an account that is held to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from sandbox.zoom.description import Rate
from sandbox.zoom.refusals import daily_limit, too_fast

_A_SECOND: Mapping[Rate, tuple[int, int]] = {Rate.LIGHT: (30, 80), Rate.MEDIUM: (20, 60), Rate.HEAVY: (10, 40)}
_HEAVY_A_DAY = (30_000, 60_000)
"""Zoom API, rate limits: on a Pro plan, and on Business and dearer ones."""


class Rates:
    """Counts calls by the seconds and days of the movable clock. `enforced` is off until somebody wants it."""

    def __init__(self) -> None:
        self.enforced = False
        self._second: Counter[tuple[Rate, datetime]] = Counter()
        self._day: Counter[date] = Counter()

    def count(self, rate: Rate, *, business: bool, at: datetime) -> None:
        """Raises Zoom's refusal of either kind; a call that is refused does not count."""
        second = rate, at.replace(microsecond=0)
        a_second, a_day = _A_SECOND[rate][business], _HEAVY_A_DAY[business]
        if self.enforced and self._second[second] >= a_second:
            raise too_fast(rate, a_second)
        if self.enforced and rate is Rate.HEAVY and self._day[at.date()] >= a_day:
            raise daily_limit(a_day, at=at, category=rate)
        self._second = Counter({key: n for key, n in self._second.items() if key[1] == second[1]})
        self._second[second] += 1
        self._day[at.date()] += rate is Rate.HEAVY
