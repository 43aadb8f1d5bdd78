"""The program beside the benchmarks of good practice (R138; MENTOR, Elements of Effective Practice, 4th ed.): hours,
length of matches, contact kept, mentors trained before they meet a student, and closure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mentoring.dosage import WEEKLY_MINUTES
from mentoring.figures import median


@dataclass(frozen=True)
class Benchmarks:
    """`matches` are active; of them `weeks` were due, in `kept` of them there was a session, `minutes` were held, and
    `short` matches lack some. `started`: how many matches that have sessions, or would but for a pause, began on a day.
    `ended` matches are over with everybody told, and of `ending` ones not everybody has been told; `lasted`: days from
    the first day of each of both to its last session. `check_ins` are planned with so many people, and `overdue` with
    these. `trained`: of the matches in `started`, those whose mentor was trained by the first day."""

    matches: int = 0
    weeks: int = 0
    kept: int = 0
    minutes: int = 0
    short: int = 0
    started: Mapping[date, int] = field(default_factory=dict)
    lasted: tuple[int, ...] = ()
    ended: int = 0
    ending: int = 0
    check_ins: int = 0
    overdue: int = 0
    trained: int = 0

    @property
    def due(self) -> int:
        return self.weeks * WEEKLY_MINUTES

    @property
    def running(self) -> int:
        return sum(self.started.values())

    def running_for(self, today: date) -> int | None:
        """Days; the median of the matches that have begun."""
        return median((today - day).days for day, count in self.started.items() if day <= today for _ in range(count))


def lasted(starts_on: date, last_met: date | None) -> int:
    """Days from the first to the last session, both counted; none where they never met."""
    return max(0, (last_met - starts_on).days + 1) if last_met is not None else 0
