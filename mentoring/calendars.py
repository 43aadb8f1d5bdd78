"""Calendars: the days on which a district has no school, what is called off for it, and a program's key dates (R007,
R008). Pure: which day it is, the caller says.

A day may stand in several calendars, and is off as long as one of them says so. For whom, is one rule for all who ask:
`Calendar.off`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from mentoring.people import folded
from mentoring.programs import Model, Program
from mentoring.slots import Weekday

OFFICE = "office"
"""The calendar that managers write by hand."""
LONGEST_LABEL = 120


class DayKind(StrEnum):
    """What a day of a calendar says."""

    SNOW_DAY = "snow_day"
    """Called off by a manager on short notice: for everybody, whatever the program."""
    NO_SCHOOL = "no_school"
    """A holiday, a vacation, a teachers' day."""
    EARLY_RELEASE = "early_release"
    """School ends before its time."""
    KEY_DATE = "key_date"
    """Good to know; nothing is called off for it."""


WEIGHT = tuple(DayKind)
"""Of several reasons for which one session is off, the first is told."""


@dataclass(frozen=True)
class CalendarDay:
    """`school` None: all schools. `released_at`: the wall time at which school ends early, where that is known.
    `source` names the calendar that the day comes from, and `uid` the event in it. `lifted`: a manager has taken out
    what another calendar says, and so it stays however often that is imported again."""

    day: date
    kind: DayKind
    label: str
    school: str | None = None
    released_at: time | None = None
    source: str = OFFICE
    uid: str = ""
    lifted: bool = False
    id: int = 0

    def concerns(self, program: Program, schools: Collection[str], ends: time) -> bool:
        """Whether a session of that program with students of these schools that ends at that wall time is off. One
        student whose school is shut is enough: a match does not meet without part of its students."""
        if self.school is not None and folded(self.school) not in set(map(folded, schools)):
            return False
        if self.kind is DayKind.NO_SCHOOL:
            return program.model is Model.IN_CLASS or not program.meets_without_school
        if self.kind is DayKind.EARLY_RELEASE:
            too_late = self.released_at is not None and ends > self.released_at
            return program.model is Model.IN_CLASS and too_late
        return self.kind is DayKind.SNOW_DAY


class Calendar:
    """What the calendars say of some days, together."""

    def __init__(self, days: Iterable[CalendarDay]) -> None:
        self._days: dict[date, list[CalendarDay]] = {}
        for day in sorted(days, key=lambda day: (WEIGHT.index(day.kind), day.id)):
            if not day.lifted:
                self._days.setdefault(day.day, []).append(day)

    @property
    def days(self) -> frozenset[date]:
        return frozenset(self._days)

    @property
    def by_school(self) -> bool:
        """Whether any of them is for one school only."""
        return any(day.school is not None for days in self._days.values() for day in days)

    def off(self, day: date, program: Program, schools: Collection[str], ends: time) -> CalendarDay | None:
        """The reason for which a session on that day is off; None when it takes place."""
        concerned = (one for one in self._days.get(day, ()) if one.concerns(program, schools, ends))
        return next(concerned, None)


@dataclass(frozen=True)
class Stretch:
    """Days in a row that say the same, such as a vacation; `day` is the first of them."""

    day: CalendarDay
    last: date


def stretches(days: Iterable[CalendarDay]) -> Sequence[Stretch]:
    """The days in order, those in a row made one; a weekend between them is no break."""
    found: dict[tuple[object, ...], list[Stretch]] = {}
    for day in sorted(days, key=lambda day: day.day):
        told = found.setdefault((day.kind, day.label, day.school, day.released_at), [])
        if told and _follows(day.day, told[-1].last):
            told[-1] = Stretch(told[-1].day, day.day)
        else:
            told.append(Stretch(day, day.day))
    everything = (stretch for told in found.values() for stretch in told)
    return sorted(everything, key=lambda s: (s.day.day, WEIGHT.index(s.day.kind), s.day.school or "", s.day.label))


def _follows(day: date, before: date) -> bool:
    between = (before + timedelta(days=n) for n in range(1, (day - before).days))
    return (day - before).days <= 3 and all(one.weekday() >= Weekday.SA for one in between)


def days_of(first: date, last: date) -> Iterable[date]:
    """Both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
