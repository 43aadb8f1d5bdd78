"""Weekly slots in wall time: when they fall in UTC, on both sides of both clock changes, and when two collide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from mentoring.errors import Refusal


class Weekday(IntEnum):
    """Numbered as `date.weekday()` does; the names are those of RFC 5545."""

    MO = 0
    TU = 1
    WE = 2
    TH = 3
    FR = 4
    SA = 5
    SU = 6


class TimeDoesNotExist(Refusal):
    """The clocks skip that wall time on that day."""

    def __init__(self, day: date, wall: time) -> None:
        super().__init__(day, wall)
        self.day, self.wall = day, wall


@dataclass(frozen=True)
class Slot:
    """A weekly hour: 16:30 stays 16:30 across the clock changes. It may run past midnight."""

    weekday: Weekday
    time: time
    minutes: int = 60

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def days(self, first: date, last: date) -> Iterator[date]:
        """Every day from `first` to `last`, both included, on which this slot falls."""
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        while day <= last:
            yield day
            day += timedelta(days=7)

    def start_on(self, day: date, zone: ZoneInfo) -> datetime:
        """The start in UTC. A time that comes twice is its first coming. Raises TimeDoesNotExist."""
        return as_utc(day, self.time, zone)

    def hour_on(self, day: date, zone: ZoneInfo) -> datetime:
        """The moment of its hour on any day, in UTC, whatever the clocks do: of a time that they skip, the one after.
        By it a date of the program is told to readers abroad, who may have another date by then."""
        return datetime.combine(day, self.time, tzinfo=zone).astimezone(UTC)


def as_utc(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Wall time to UTC; raises TimeDoesNotExist in the hour that the spring change skips."""
    moment = datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, wall):
        raise TimeDoesNotExist(day, wall)
    return moment


def overlap(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Half-open: a session that ends at 5:30 leaves room for one that starts at 5:30."""
    return start < other_end and other_start < end
