"""What is refused of calendars and of the hours of a program."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sentences.shape import Sentences
from bot.wording import escaped, isolated, quoted
from mentoring import wall
from mentoring.acts.almanac import DayIsOff
from mentoring.acts.calendar_import import MostAreGone, ReservedName
from mentoring.acts.calendars import (
    LONGEST,
    DayIsPast,
    DayOutsidePrograms,
    InCalendarAlready,
    NotInCalendar,
    SeveralKinds,
    TooManyDays,
    UnknownSchool,
)
from mentoring.acts.program_changes import MatchesKeepZone, MatchesOutsideWindows
from mentoring.calendars import DayKind
from mentoring.matches import Match
from mentoring.programs import OutsideWindows
from mentoring.windows import Window

SHOWN = 12
"""Matches that one sentence names."""


def _day_outside(r: DayOutsidePrograms) -> str:
    if not r.programs:
        return "There is no program yet. Import your roster first, with `chaperone import`."
    first, last = min(p.starts_on for p in r.programs), max(p.ends_on for p in r.programs)
    return f"No program runs on {r.day}. Choose a day from {first} to {last}."


def _unknown_school(r: UnknownSchool) -> str:
    if not r.schools:
        return "I don't know which student goes to which school. Add the column `school` to your roster and import it."
    known = ", ".join(isolated(escaped(school)) for school in r.schools[:10])
    return f"No student goes to {quoted(r.said)}. The schools are: {known}."


def _not_in_calendar(r: NotInCalendar) -> str:
    what = f"no «{_kind(r.kind)}»" if r.kind is not None else "nothing"
    return f"There is {what} in the calendar on {wall.day(r.day)}, {r.day.year}. See it with `/mentoring calendar`."


def _kind(kind: DayKind) -> str:
    """As people type it."""
    return kind.replace("_", " ")


def _several_kinds(r: SeveralKinds) -> str:
    days = f"{r.first}" if r.first == r.last else f"{r.first} to {r.last}"
    kinds = list(dict.fromkeys(day.kind for day in r.days))
    said = {kind: next(day.label for day in r.days if day.kind is kind) for kind in kinds}
    told = " or ".join(f"`/mentoring calendar remove {days} {_kind(kind)}` ({quoted(said[kind])})" for kind in kinds)
    return f"The calendar says more than one thing there. Type {told}."


def _outside_windows(r: OutsideWindows) -> str:
    hours = " or ".join(map(_window, r.program.windows))
    return f"Sessions of {isolated(escaped(r.program.name))} lie within {hours}. Choose an hour in there."


def _numbers(matches: Sequence[Match]) -> str:
    shown = ", ".join(f"#{match.id}" for match in matches[:SHOWN])
    return f"{shown} and {len(matches) - SHOWN} more" if len(matches) > SHOWN else shown


def _window(window: Window) -> str:
    first, last = wall.DAY_NAMES[window.first], wall.DAY_NAMES[window.last]
    days = f"{first}s" if first == last else f"{first} to {last}"
    return f"{days} {wall.hour(window.since)} to {wall.hour(window.until)}"


def _day_is_off(r: DayIsOff) -> str:
    why = isolated(escaped(r.day.label))
    return f"{wall.day(r.day.day)} is off: {why}. Choose another day, or take it out of the calendar first."


SENTENCES: Sentences = {
    DayIsPast: lambda r: f"{wall.day(r.day)}, {r.day.year} is past. Choose today or a day that is still to come.",
    DayOutsidePrograms: _day_outside,
    TooManyDays: f"I can't read that as days in a row. Give the first day, then the last one, at most {LONGEST} days.",
    UnknownSchool: _unknown_school,
    InCalendarAlready: lambda r: (
        f"The calendar says that already of {wall.day(r.day)}, {r.day.year}. See it with `/mentoring calendar`."
    ),
    NotInCalendar: _not_in_calendar,
    SeveralKinds: _several_kinds,
    MostAreGone: lambda r: (
        f"{r.gone} of the {r.standing} days ahead in this calendar are not in the file. Check that it is the right "
        "file. If it is, add `--remove-missing`."
    ),
    ReservedName: "«office» is the calendar that managers write by hand. Give this one another name, with `--as`.",
    OutsideWindows: _outside_windows,
    MatchesKeepZone: lambda r: (
        f"Running matches of {isolated(escaped(r.program.name))} that meet by the clock of {r.program.timezone}: "
        f"{r.matches}. Leave the zone as it is, or end them first."
    ),
    MatchesOutsideWindows: lambda r: (
        f"Matches of {isolated(escaped(r.program.name))} that meet outside those windows: {_numbers(r.matches)}. Leave "
        "their hours in, or end these matches first."
    ),
    DayIsOff: _day_is_off,
}
