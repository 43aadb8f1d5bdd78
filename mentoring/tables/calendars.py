"""Every calendar, with a line for each day: those of the district, and the one that managers write by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from mentoring.calendar_files import label, release_problem
from mentoring.calendars import DayKind
from mentoring.rosters.cells import a_line, a_name, one_of, yes_or_no
from mentoring.rosters.columns import Column
from mentoring.rosters.moments import a_date, a_time
from mentoring.tables.shape import Finding, Table, TableRow

LONGEST_SOURCE = 100


@dataclass(frozen=True)
class CalendarRow(TableRow):
    """`taken_out`: a manager took out what another calendar says."""

    calendar: str
    day: date
    kind: DayKind
    school: str | None
    label: str
    released_at: time | None
    taken_out: bool


def _hour_of_a_release(row: CalendarRow) -> Iterator[Finding]:
    if problem := release_problem(row.kind, row.released_at):
        yield "released_at", problem


CALENDARS = Table(
    "calendars",
    "day",
    {
        "calendar": Column(a_line(LONGEST_SOURCE), needed=True),
        "day": Column(a_date, needed=True),
        "kind": Column(one_of(DayKind), needed=True),
        "school": Column(a_name),
        "label": Column(label, needed=True),
        "released_at": Column(a_time),
        "taken_out": Column(yes_or_no, blank=False),
    },
    key=("calendar", "day", "school", "kind"),
    make=CalendarRow,
    check=_hour_of_a_release,
)
