"""Programs: one offering in one school year, planned in its own wall time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentoring.rooms import Platform


class Model(StrEnum):
    """How a program works (R002)."""

    IN_CLASS = "in_class"
    """In the teacher's own virtual classroom (R003)."""
    INDEPENDENT = "independent"
    """In a room that we make, outside school hours (R009)."""


@dataclass(frozen=True)
class Program:
    """`timezone` is an IANA zone; both dates are days in it, and both are included."""

    id: int
    key: str
    name: str
    model: Model
    timezone: str
    starts_on: date
    ends_on: date

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
