"""A calendar as a CSV table: a line for each day or stretch of days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from mentoring.calendar_files import MOST_DAYS, MOST_EVENTS, BadCalendar, label, one_each
from mentoring.calendars import CalendarDay, DayKind, days_of
from mentoring.rosters.cells import BadCell, a_name, one_of
from mentoring.rosters.moments import a_date, a_time
from mentoring.rosters.rows import BadRoster, RowProblem
from mentoring.rosters.sheet import folded_heading, read_sheet

LISTED = (DayKind.NO_SCHOOL, DayKind.EARLY_RELEASE, DayKind.KEY_DATE)
"""Snow days are called by managers, never by a file."""

COLUMNS: Mapping[str, Callable[[str], Any]] = {
    "day": a_date,
    "kind": one_of(LISTED),
    "until": a_date,
    "label": label,
    "school": a_name,
    "released_at": a_time,
}
NEEDED = ("day", "kind")


def read_table(text: str, *, source: str, school: str | None = None) -> Sequence[CalendarDay]:
    """`school` is that of lines that name none. Raises BadCalendar with all of its problems."""
    rows = _rows(text)
    problems: list[RowProblem] = []
    days: list[CalendarDay] = []
    for number, cells in rows:
        found = list(_line_problems(number, values := _values(number, cells, problems)))
        problems += found
        if not found and not any(problem.line == number for problem in problems):
            days += _days(number, values, source, school)
    if problems:
        raise BadCalendar(sorted(set(problems)))
    return one_each(days)


def _rows(text: str) -> Sequence[tuple[int, Mapping[str, str]]]:
    try:
        sheet = read_sheet(text, known=tuple(COLUMNS), needed=NEEDED, name_of=folded_heading)
    except BadRoster as bad:
        raise BadCalendar(bad.problems) from None
    if len(sheet.lines) > MOST_EVENTS:
        raise BadCalendar([RowProblem(1, "", f"the file has more than {MOST_EVENTS} lines; no calendar has")])
    wide = len(sheet.columns)
    if odd := [line for line in sheet.lines if len(line.cells) != wide]:
        raise BadCalendar(
            RowProblem(line.number, "", f"the line has {len(line.cells)} cells, the header {wide}") for line in odd
        )
    return [(number, dict(zip(sheet.columns, map(str.strip, cells), strict=True))) for number, cells in sheet.lines]


def _values(number: int, cells: Mapping[str, str], problems: list[RowProblem]) -> Mapping[str, Any]:
    values: dict[str, Any] = {}
    for column, text in cells.items():
        try:
            if not text and column in NEEDED:
                raise BadCell("this must not be empty")
            values[column] = COLUMNS[column](text) if text else None
        except BadCell as bad:
            problems.append(RowProblem(number, column, str(bad)))
    return values


def _line_problems(number: int, values: Mapping[str, Any]) -> Iterator[RowProblem]:
    day, until = values.get("day"), values.get("until")
    if isinstance(day, date) and isinstance(until, date) and not 0 <= (until - day).days < MOST_DAYS:
        yield RowProblem(number, "until", f"write the last day, {day} or later, and at most {MOST_DAYS} days in a row")
    if values.get("released_at") is not None and values.get("kind") not in {None, DayKind.EARLY_RELEASE}:
        yield RowProblem(number, "released_at", "only an early_release has this; leave it empty")


def _days(number: int, values: Mapping[str, Any], source: str, school: str | None) -> Iterator[CalendarDay]:
    kind: DayKind = values["kind"]
    name = values.get("label") or kind.replace("_", " ")
    where = values.get("school") or school
    for day in days_of(values["day"], values.get("until") or values["day"]):
        yield CalendarDay(day, kind, name, where, values.get("released_at"), source, f"line-{number}")
