"""Dosage: the hours that a match has had, against the hour a week that it is to have for the whole school year (R012,
R013), and how steadily it meets (R099). Pure: weeks run from Monday to Sunday in the program's wall time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mentoring.slots import Slot

WEEKLY_MINUTES = 60
"""R012: one hour a week at least."""
MOST_OF_A_WEEK = 4
"""Days."""
SILENT_WEEKS = 2
"""Safeguarding, section 4: a match that has not met for two weeks is a manager's task."""


@dataclass(frozen=True)
class Course:
    """A match as far as it is counted: its weekly slot, and its days from `first` to `last`, both included. `pauses`:
    first and last day of each."""

    match_id: int
    program_id: int
    slot: Slot
    first: date
    last: date
    pauses: tuple[tuple[date, date], ...] = ()

    def pauses_over(self, day: date) -> bool:
        """A pause has the day of the session, or most days of its week."""
        monday = monday_of(week_of(day))
        sunday = monday + timedelta(days=6)
        spans = ((max(first, monday), min(last, sunday)) for first, last in self.pauses)
        within = [(first, last) for first, last in spans if first <= last]
        taken = sum((last - first).days + 1 for first, last in within)
        return taken >= MOST_OF_A_WEEK or any(first <= day <= last for first, last in within)


@dataclass(frozen=True)
class Dosage:
    """`weeks` were due and are over; in `kept` of them there was a session. `excused`: no school, or a pause, so that
    nothing was due. `minutes` were held in all; `short` are lacking, week by week: what is too much in one makes up for
    no other. `silent`: how many of the weeks due, up to now, have passed since the last session or pause, the first of
    them on the Monday `silent_since`. `year`: how many weeks are due in the whole course."""

    weeks: int = 0
    kept: int = 0
    excused: int = 0
    minutes: int = 0
    short: int = 0
    silent: int = 0
    silent_since: date | None = None
    year: int = 0

    @property
    def stands_out(self) -> bool:
        return self.silent >= SILENT_WEEKS

    @property
    def consistency(self) -> int | None:
        """Weeks kept of a hundred that were due (R099); None before the first."""
        return round(100 * self.kept / self.weeks) if self.weeks else None

    @property
    def committed_minutes(self) -> int:
        """R013."""
        return self.year * WEEKLY_MINUTES


def week_of(day: date) -> int:
    """The number of the week: the same from Monday to Sunday, across the end of a year."""
    return (day.toordinal() - 1) // 7


def monday_of(week: int) -> date:
    return date.fromordinal(week * 7 + 1)


def count(course: Course, held: Mapping[int, int], off: Collection[date], *, today: date) -> Dosage:
    """`held`: minutes by week. `off`: days on which there is no session for want of school. The week that `today` is in
    is not judged yet."""
    this_week = week_of(today)
    weeks = kept = excused = short = silent = year = 0
    since: int | None = None
    for day in course.slot.days(course.first, course.last):
        week, minutes = week_of(day), held.get(week_of(day), 0)
        paused = course.pauses_over(day)
        if (day in off or paused) and not minutes:
            excused += week < this_week
            if paused and week <= this_week:
                silent, since = 0, None
            continue
        year += 1
        if week >= this_week:
            continue
        weeks += 1
        short += max(0, WEEKLY_MINUTES - minutes)
        kept, silent = (kept + 1, 0) if minutes else (kept, silent + 1)
        since = week if silent == 1 else since
    silent_since = monday_of(since) if silent and since is not None else None
    return Dosage(weeks, kept, excused, sum(held.values()), short, silent, silent_since, year)
