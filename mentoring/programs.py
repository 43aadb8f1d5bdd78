"""Programs: one offering in one school year, planned in its own wall time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentoring.errors import Refusal
from mentoring.rooms import Platform
from mentoring.slots import Slot
from mentoring.windows import Window, within


class Model(StrEnum):
    """How a program works (R002)."""

    IN_CLASS = "in_class"
    """In the teacher's own virtual classroom (R003)."""
    INDEPENDENT = "independent"
    """In a room that we make, outside school hours (R009)."""


def first_day_of(starts_on: date, opens_on: date | None) -> date:
    """The earliest day of a session in a program of these dates."""
    return max(starts_on, opens_on or starts_on)


@dataclass(frozen=True)
class Program:
    """`timezone` is an IANA zone; the dates are days in it, and are included. `opens_on`: the first day on which
    mentors and students may meet, where that is later than the program's own start (R005, R006). `windows`: the hours
    in which sessions may lie; none: any. `meets_without_school`: independent sessions take place when the district has
    no school."""

    id: int
    key: str
    name: str
    model: Model
    timezone: str
    starts_on: date
    ends_on: date
    opens_on: date | None = None
    windows: tuple[Window, ...] = ()
    meets_without_school: bool = False

    @property
    def first_day(self) -> date:
        """The earliest day of a session."""
        return first_day_of(self.starts_on, self.opens_on)

    def has_sessions_on(self, day: date) -> bool:
        """By its dates alone."""
        return self.first_day <= day <= self.ends_on

    def is_over(self, at: datetime) -> bool:
        """From the day after its last one on, by its own clock."""
        return self.day(at) > self.ends_on

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def default_platform(self) -> Platform:
        """R032: independent matches meet on Google Meet unless the nomination says otherwise."""
        return Platform.GOOGLE_MEET if self.model is Model.INDEPENDENT else Platform.EXTERNAL

    def day(self, at: datetime) -> date:
        """The calendar day of that moment in the program's wall time."""
        return at.astimezone(self.zone).date()


class OutsideWindows(Refusal):
    """The program's sessions lie in other hours of the week."""

    def __init__(self, program: Program) -> None:
        super().__init__(program.id)
        self.program = program


def check_hour(program: Program, slot: Slot) -> None:
    """Raises OutsideWindows."""
    if not within(slot, program.windows):
        raise OutsideWindows(program)
