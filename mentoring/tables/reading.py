"""From the text of a file to the rows of its table, and back. Reading is all or nothing: every row, or `BadRoster` with
every problem of the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mentoring.rosters.columns import cells_of, values_of
from mentoring.rosters.rows import BadRoster, RowProblem
from mentoring.rosters.sheet import Line, Sheet, folded_heading, read_sheet
from mentoring.rosters.writing import cell
from mentoring.slots import TimeDoesNotExist, as_utc
from mentoring.tables.shape import BadRow, Row, Table


def read_table(table: Table[Row], text: str, *, zone: ZoneInfo) -> Sequence[Row]:
    """`zone`: the office's own, in which a moment without an offset is meant. Raises BadRoster."""
    needed = [name for name, column in table.columns.items() if column.needed]
    sheet, problems = (
        read_sheet(text, known=tuple(table.columns), needed=needed, name_of=folded_heading),
        list[RowProblem](),
    )
    found = (_row(table, line, sheet, problems, zone) for line in sheet.lines)
    rows = [row for row in found if row is not None]
    problems += _twice(table, rows)
    if problems:
        raise BadRoster(problems)
    return rows


def _row(table: Table[Row], line: Line, sheet: Sheet, problems: list[RowProblem], zone: ZoneInfo) -> Row | None:
    before, cells = len(problems), cells_of(line, sheet, problems)
    if cells is None:
        return None
    values = values_of(line.number, table.columns, cells, problems)
    for column, value in values.items():
        if isinstance(value, datetime) and value.tzinfo is None:
            try:
                values[column] = as_utc(value.date(), value.time(), zone)
            except TimeDoesNotExist:
                problems.append(RowProblem(line.number, column, "the clocks skip that hour on that day"))
    if len(problems) > before:
        return None
    try:
        row = table.make(line=line.number, **values)
    except BadRow as bad:
        problems += [RowProblem(line.number, column, reason) for column, reason in bad.findings]
        return None
    problems += [RowProblem(line.number, column, reason) for column, reason in table.check(row)]
    return row


def _twice(table: Table[Row], rows: Iterable[Row]) -> Iterator[RowProblem]:
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        line = first.setdefault(table.key_of(row), row.line)
        if line != row.line:
            yield RowProblem(row.line, table.key[0], f"this {table.thing} stands on line {line} already")


def write_table(table: Table[Row], rows: Iterable[Row]) -> str:
    """CSV with a header, in the order of the rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in rows:
        parts = table.parts(row)
        writer.writerow([cell(parts[column]) for column in table.columns])
    return out.getvalue()
