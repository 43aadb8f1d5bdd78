"""From the text of a roster file to its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mentoring.people import Clearance
from mentoring.rosters.cells import BadCell, one_of, shown
from mentoring.rosters.checks import problems_across
from mentoring.rosters.rows import BadRoster, MatchRow, PersonRow, ProgramRow, Roster, RowProblem
from mentoring.rosters.table import CLEARANCE, COLUMNS, HEADER, OPTIONAL, Kind, Record

LONGEST_CELL = 10_000

_a_kind = one_of(Kind)


class _Line(NamedTuple):
    number: int
    cells: Sequence[str]


def read_roster(text: str) -> Roster:
    """Reads a whole file, with or without a byte-order mark. Raises BadRoster with all of its problems."""
    header, *lines = _lines(text)
    columns = _columns(header)
    if not lines:
        raise BadRoster([RowProblem(header.number, "", "there is nothing below the names of the columns")])
    problems: list[RowProblem] = []
    records = [record for line in lines if (record := _record(line, columns, problems))]
    problems += problems_across(records)
    if problems:
        raise BadRoster(problems)
    return _roster(records)


def _lines(text: str) -> list[_Line]:
    """The filled lines, with the number at which each begins: a quoted cell may run over several."""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadRoster([RowProblem(line, "", "there is a NUL byte; save the file as CSV in UTF-8")])
    lines = [line for line in _numbered(text.removeprefix("\ufeff")) if any(cell.strip() for cell in line.cells)]
    if not lines:
        raise BadRoster([RowProblem(1, "", "the file is empty; its first line must name the columns")])
    return lines


def _numbered(text: str) -> Iterator[_Line]:
    rows, number = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in rows:
            yield _Line(number, cells)
            number = rows.line_num + 1
    except csv.Error as broken:
        raise BadRoster([RowProblem(number, "", f"this is not readable as CSV ({broken})")]) from None


def _columns(header: _Line) -> Sequence[str]:
    """The names of the columns, in any order. Raises BadRoster, since no row can be judged without them."""
    names = [name.strip().casefold() for name in header.cells]
    if len(names) == 1:
        raise BadRoster([RowProblem(header.number, "", "the columns must be separated by commas")])
    problems = [(shown(name), "this column is not known here") for name in names if name not in HEADER]
    problems += [(name, "this column is missing") for name in HEADER if name not in (*names, *OPTIONAL)]
    problems += [(name, "this column stands here twice") for name in HEADER if names.count(name) > 1]
    if problems:
        raise BadRoster(RowProblem(header.number, name, reason) for name, reason in problems)
    return names


def _record(line: _Line, columns: Sequence[str], problems: list[RowProblem]) -> Record | None:
    """The row with what could be read of it; what could not is added to `problems`."""
    if len(line.cells) != len(columns):
        reason = f"the line has {len(line.cells)} cells, the header {len(columns)}"
        problems.append(RowProblem(line.number, "", reason))
        return None
    cells = dict.fromkeys(OPTIONAL, "") | {c: cell.strip() for c, cell in zip(columns, line.cells, strict=True)}
    try:
        kind = _a_kind(cells["record"])
    except BadCell as bad:
        problems.append(RowProblem(line.number, "record", str(bad)))
        return None
    return Record(line.number, kind, cells, _values(line.number, kind, cells, problems))


def _values(number: int, kind: Kind, cells: Mapping[str, str], problems: list[RowProblem]) -> Mapping[str, Any]:
    values: dict[str, Any] = {}
    for column, text in cells.items():
        if column == "record":
            continue
        try:
            values[column] = _value(kind, column, text)
        except BadCell as bad:
            problems.append(RowProblem(number, column, str(bad)))
    return values


def _value(kind: Kind, column: str, text: str) -> Any:
    """Raises BadCell."""
    reading = COLUMNS[kind].get(column)
    if reading is None and text:
        raise BadCell(f"a {kind} has no {column}; leave this empty")
    if reading is None:
        return None
    if len(text) > LONGEST_CELL:
        raise BadCell(f"the cell is longer than {LONGEST_CELL:,} characters")
    if not text and reading.needed:
        raise BadCell("this must not be empty")
    return reading.read(text) if text else reading.blank


def _roster(records: Sequence[Record]) -> Roster:
    return Roster(
        programs=tuple(ProgramRow(**_cells(r)) for r in records if r.kind is Kind.PROGRAM),
        people=tuple(_person(r.line, _cells(r)) for r in records if r.kind is Kind.PERSON),
        matches=tuple(MatchRow(line=r.line, **_cells(r)) for r in records if r.kind is Kind.MATCH),
    )


def _cells(record: Record) -> dict[str, Any]:
    return {column: record[column] for column in COLUMNS[record.kind]}


def _person(line: int, values: dict[str, Any]) -> PersonRow:
    return PersonRow(
        line=line,
        roles=frozenset(values.pop("roles")),
        clearance=Clearance(**{what: values.pop(what) for what in CLEARANCE}),
        guardian_opted_in_on=values.pop("guardian_opt_in"),
        **values,
    )
