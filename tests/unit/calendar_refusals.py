"""One of every refusal about calendars and the hours of a program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from mentoring.acts.almanac import DayIsOff
from mentoring.acts.calendar_import import MostAreGone, ReservedName
from mentoring.acts.calendars import (
    DayIsPast,
    DayOutsidePrograms,
    InCalendarAlready,
    NotInCalendar,
    SeveralKinds,
    TooManyDays,
    UnknownSchool,
)
from mentoring.acts.program_changes import MatchesKeepZone, MatchesOutsideWindows
from mentoring.calendars import CalendarDay, DayKind
from mentoring.errors import Refusal
from mentoring.programs import OutsideWindows
from mentoring.slots import Weekday
from mentoring.windows import Window
from tests.unit.rule_fixtures import match, program

_DAY = date(2026, 12, 8)
_WEEKEND = Window(Weekday.SA, Weekday.SU, time(9), time(12, 30))
_AFTERNOON = Window(Weekday.MO, Weekday.MO, time(15), time(18))

CALENDAR_REFUSALS: list[Refusal] = [
    DayIsOff(CalendarDay(_DAY, DayKind.NO_SCHOOL, "Teachers' day")),
    DayIsPast(_DAY),
    DayOutsidePrograms(_DAY, []),
    DayOutsidePrograms(_DAY, [program()]),
    InCalendarAlready(_DAY, DayKind.SNOW_DAY),
    NotInCalendar(_DAY, None),
    NotInCalendar(_DAY, DayKind.SNOW_DAY),
    OutsideWindows(replace(program(), windows=(_WEEKEND, _AFTERNOON))),
    MatchesKeepZone(program(), 12),
    MatchesOutsideWindows(program(), [match(id=number) for number in range(1, 15)]),
    ReservedName(),
    MostAreGone(11, 12),
    SeveralKinds(
        _DAY,
        _DAY,
        [CalendarDay(_DAY, DayKind.NO_SCHOOL, "Veterans Day"), CalendarDay(_DAY, DayKind.KEY_DATE, "Report cards")],
    ),
    TooManyDays(),
    UnknownSchool("Hollnd", []),
    UnknownSchool("Hollnd", ["Holland", "Curley"]),
]
