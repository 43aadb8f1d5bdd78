"""A calendar as a CSV table: a line for each day or stretch of days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from mentoring.calendar_files import MOST_DAYS, MOST_EVENTS, BadCalendar, label, one_each, release_problem
from mentoring.calendars import CalendarDay, DayKind, days_of
from mentoring.rosters.cells import a_name, one_of
from mentoring.rosters.columns import Column, cells_of, values_of
from mentoring.rosters.moments import a_date, a_time
from mentoring.rosters.rows import BadRoster, RowProblem
from mentoring.rosters.sheet import Line, Sheet, folded_heading, read_sheet

LISTED = (DayKind.NO_SCHOOL, DayKind.EARLY_RELEASE, DayKind.KEY_DATE)
"""Snow days are called by managers, never by a file."""

COLUMNS: Mapping[str, Column] = {
    "day": Column(a_date, needed=True),
    "kind": Column(one_of(LISTED), needed=True),
    "until": Column(a_date),
    "label": Column(label),
    "school": Column(a_name),
    "released_at": Column(a_time),
}
NEEDED = ("day", "kind")


def read_table(text: str, *, source: str, school: str | None = None) -> Sequence[CalendarDay]:
    """`school` is that of lines that name none. Raises BadCalendar with all of its problems."""
    sheet, problems = _sheet(text), list[RowProblem]()
    days: list[CalendarDay] = []
    for line in sheet.lines:
        days += _line(line, sheet, problems, source, school)
    if problems:
        raise BadCalendar(sorted(set(problems)))
    return one_each(days)


def _line(
    line: Line, sheet: Sheet, problems: list[RowProblem], source: str, school: str | None
) -> Sequence[CalendarDay]:
    before, cells = len(problems), cells_of(line, sheet, problems)
    if cells is None:
        return ()
    values = values_of(line.number, COLUMNS, cells, problems)
    problems += _line_problems(line.number, values)
    return list(_days(line.number, values, source, school)) if len(problems) == before else ()


def _sheet(text: str) -> Sheet:
    try:
        sheet = read_sheet(text, known=tuple(COLUMNS), needed=NEEDED, name_of=folded_heading)
    except BadRoster as bad:
        raise BadCalendar(bad.problems) from None
    if len(sheet.lines) > MOST_EVENTS:
        raise BadCalendar([RowProblem(1, "", f"the file has more than {MOST_EVENTS} lines; no calendar has")])
    return sheet


def _line_problems(number: int, values: Mapping[str, Any]) -> Iterator[RowProblem]:
    day, until = values.get("day"), values.get("until")
    if isinstance(day, date) and isinstance(until, date) and not 0 <= (until - day).days < MOST_DAYS:
        yield RowProblem(number, "until", f"write the last day, {day} or later, and at most {MOST_DAYS} days in a row")
    if "kind" in values and (problem := release_problem(values["kind"], values.get("released_at"))):
        yield RowProblem(number, "released_at", problem)


def _days(number: int, values: Mapping[str, Any], source: str, school: str | None) -> Iterator[CalendarDay]:
    kind: DayKind = values["kind"]
    name = values.get("label") or kind.replace("_", " ")
    where = values.get("school") or school
    for day in days_of(values["day"], values.get("until") or values["day"]):
        yield CalendarDay(day, kind, name, where, values.get("released_at"), source, f"line-{number}")
