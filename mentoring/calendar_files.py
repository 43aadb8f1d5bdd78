"""A district's calendar as a file tells it: events in words, and the days that they mean (R008). What is not known to
mean a day off is a key date, for which nothing is called off; the report of an import shows how each event was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from mentoring.calendar_titles import kind_of, perhaps_off, release_hour
from mentoring.calendars import LONGEST_LABEL, CalendarDay, DayKind, days_of

MOST_DAYS = 100
"""Days in a row; a longer event is no day of a calendar."""
MOST_EVENTS = 5_000


@dataclass(frozen=True)
class ListedEvent:
    """`first` and `last` are days, both included; `starts` and `ends` the wall times of an event that has them.
    `repeats`: it comes again by a rule, and nobody can tell all of its days."""

    uid: str
    title: str
    first: date
    last: date
    starts: time | None = None
    ends: time | None = None
    repeats: bool = False

    @property
    def whole_day(self) -> bool:
        return self.starts in {None, time()} or self.last > self.first

    @property
    def kind(self) -> DayKind:
        return kind_of(self.title, whole_day=self.whole_day)

    @property
    def perhaps_off(self) -> bool:
        return perhaps_off(self.title, whole_day=self.whole_day)

    @property
    def left_out(self) -> str:
        """Why it means no day of the calendar; «» where it means some."""
        if self.kind is not DayKind.KEY_DATE:
            return ""
        if self.repeats:
            return "it repeats"
        return "it is very long" if (self.last - self.first).days >= MOST_DAYS else ""


@dataclass(frozen=True)
class EventProblem:
    """One event that cannot be taken as it is, and what to do."""

    event: str
    reason: str

    def __str__(self) -> str:
        return f"{self.event}: {self.reason}."


class BadCalendar(ValueError):
    """The file has problems: all of them are here, and nothing of it was taken."""

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def days_in(events: Sequence[ListedEvent], *, source: str, school: str | None = None) -> Sequence[CalendarDay]:
    """The days that these events mean; a day that stands there twice is one. Raises BadCalendar."""
    problems = list(_problems(events))
    if problems:
        raise BadCalendar(problems)
    kept = (event for event in events if not event.left_out)
    return one_each(day for event in kept for day in _days(event, source, school))


def one_each(days: Iterable[CalendarDay]) -> Sequence[CalendarDay]:
    """A calendar has a day, a school and a kind once: two labels become one, and of two hours the earlier counts."""
    found: dict[tuple[date, str | None, DayKind], CalendarDay] = {}
    for day in days:
        key = (day.day, day.school, day.kind)
        found[key] = _joined(found[key], day) if key in found else day
    return sorted(found.values(), key=lambda day: (day.day, day.school or "", day.kind))


def _joined(one: CalendarDay, other: CalendarDay) -> CalendarDay:
    hours = [hour for hour in (one.released_at, other.released_at) if hour is not None]
    labels = one.label if other.label in one.label.split(" / ") else f"{one.label} / {other.label}"
    return replace(one, label=labels[:LONGEST_LABEL], released_at=min(hours, default=None))


def _problems(events: Sequence[ListedEvent]) -> Iterable[EventProblem]:
    if len(events) > MOST_EVENTS:
        yield EventProblem("The file", f"it has {len(events)} events, and no school year has more than {MOST_EVENTS}")
        return
    for event in events:
        if event.last < event.first:
            yield EventProblem(named(event), "it ends before it begins")
        elif event.left_out:
            continue
        elif (event.last - event.first).days >= MOST_DAYS:
            yield EventProblem(named(event), f"it is longer than {MOST_DAYS} days; list the days off by themselves")
        elif event.repeats:
            yield EventProblem(named(event), "it repeats by a rule that never ends; list its days one by one")


def named(event: ListedEvent) -> str:
    return f"{event.first} «{label(event.title)}»"


def label(title: str) -> str:
    """On one line, and not too long."""
    plain = "".join(c if c.isprintable() else " " for c in title)
    return " ".join(plain.split())[:LONGEST_LABEL] or "no title"


def release_problem(kind: DayKind, released_at: time | None) -> str | None:
    """What is wrong with the hour of a release on such a day."""
    wrong = released_at is not None and kind is not DayKind.EARLY_RELEASE
    return "only an early_release has this; leave it empty" if wrong else None


def _days(event: ListedEvent, source: str, school: str | None) -> Iterable[CalendarDay]:
    early = event.kind is DayKind.EARLY_RELEASE
    released_at = release_hour(event.title, event.starts, event.ends) if early else None
    for day in days_of(event.first, event.last):
        yield CalendarDay(day, event.kind, label(event.title), school, released_at, source, event.uid[:255])
