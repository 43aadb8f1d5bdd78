"""Slot windows: the hours of the week in which a program's sessions may lie. Of a program in class they are hours of
school (R003), of an independent one hours outside of it (R009); the office says which."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mentoring.slots import Slot, Weekday

_WRITTEN = re.compile(r"([A-Z]{2})(?:-([A-Z]{2}))? ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")
_ANY_MONDAY = date(2026, 10, 26)


@dataclass(frozen=True)
class Window:
    """Every week on the days from `first` to `last`, both included, in wall time: a session begins at `since` or later
    and is over by `until`. `FR` to `MO` goes through the weekend."""

    first: Weekday
    last: Weekday
    since: time
    until: time

    def __str__(self) -> str:
        days = self.first.name if self.first == self.last else f"{self.first.name}-{self.last.name}"
        return f"{days} {self.since:%H:%M}-{self.until:%H:%M}"

    def has(self, weekday: Weekday) -> bool:
        return (weekday - self.first) % 7 <= (self.last - self.first) % 7

    def holds(self, slot: Slot) -> bool:
        starts = datetime.combine(_ANY_MONDAY, slot.time)
        ends = starts + timedelta(minutes=slot.minutes)
        return self.has(slot.weekday) and self.since <= slot.time and ends <= datetime.combine(_ANY_MONDAY, self.until)


def read_window(text: str) -> Window:
    """`MO-FR 08:00-15:00`, `SA 09:00-12:30`; raises ValueError."""
    found = _WRITTEN.fullmatch(" ".join(text.upper().split()))
    if found is None:
        raise ValueError(text)
    first, last, since, until = found.groups()
    try:
        window = Window(Weekday[first], Weekday[last or first], time.fromisoformat(since), time.fromisoformat(until))
    except KeyError:
        raise ValueError(text) from None
    if window.since >= window.until:
        raise ValueError(text)
    return window


def written(windows: Iterable[Window]) -> str:
    return "; ".join(map(str, windows))


def read_windows(text: str) -> tuple[Window, ...]:
    """What `written` wrote; raises ValueError."""
    return tuple(read_window(part.strip()) for part in text.split(";") if part.strip())


def within(slot: Slot, windows: Iterable[Window]) -> bool:
    """Whether the whole session lies in one of them; where there are none, any hour will do."""
    windows = tuple(windows)
    return not windows or any(window.holds(slot) for window in windows)
