"""From the text of a spreadsheet to its header and its lines, as offices really save them.

What is only untidy is read: a title above the header, blank lines and columns, a header that is repeated, cells parted
by semicolons or tabs. What could be misread is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mentoring.rosters.cells import shown
from mentoring.rosters.rows import BadRoster, RowProblem

LINES_ABOVE = 10
"""So far down the header is looked for: titles, dates and merged cells stand above it."""
_PARTED_BY = (",", ";", "\t")


class Line(NamedTuple):
    """`number` counts from 1 as an editor does; a quoted cell may run over several lines."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """`columns` are our names of the columns, in the order of the cells of each line."""

    columns: Sequence[str]
    lines: Sequence[Line]


def read_sheet(text: str, *, known: Collection[str], needed: Collection[str], name_of: Callable[[str], str]) -> Sheet:
    """`known`: every column that may stand there; `needed`: those that must. `name_of` turns a heading as it is written
    into the name of its column. Raises BadRoster."""
    lines = _lines(text, needed, name_of)
    header, rest = _header(lines, needed, name_of)
    places = _places(header, rest, known, needed, name_of)
    names = [name_of(cell) for cell in header.cells]
    kept = [_kept(line, places, len(header.cells)) for line in rest if list(map(name_of, line.cells)) != names]
    if not kept:
        raise BadRoster([RowProblem(header.number, "", "there is nothing below the names of the columns")])
    return Sheet([names[place] for place in places], kept)


def _lines(text: str, needed: Collection[str], name_of: Callable[[str], str]) -> list[Line]:
    """The filled lines, parted by whatever makes a header of them."""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadRoster([RowProblem(line, "", "there is a NUL byte; save the file as CSV in UTF-8")])
    above = [row for row in text.splitlines()[:LINES_ABOVE] if len(row) <= csv.field_size_limit()]
    for mark in _PARTED_BY[1:]:
        first = (next(csv.reader([row], delimiter=mark), []) for row in above)
        if any(set(needed) <= set(map(name_of, cells)) for cells in first):
            return _filled(text, mark)
    return _filled(text, _PARTED_BY[0])


def _filled(text: str, mark: str) -> list[Line]:
    lines = [line for line in _numbered(text, mark) if any(cell.strip() for cell in line.cells)]
    if not lines:
        raise BadRoster([RowProblem(1, "", "the file is empty; its first line must name the columns")])
    return lines


def _numbered(text: str, mark: str) -> Iterator[Line]:
    rows, number = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True, delimiter=mark), 1
    try:
        for cells in rows:
            yield Line(number, cells)
            number = rows.line_num + 1
    except csv.Error as broken:
        raise BadRoster([RowProblem(number, "", f"this is not readable as CSV ({broken})")]) from None


def _header(
    lines: Sequence[Line], needed: Collection[str], name_of: Callable[[str], str]
) -> tuple[Line, Sequence[Line]]:
    """The line that names the columns, and those below it; the first where none names them all, to be found fault
    with."""
    for place, line in enumerate(lines[:LINES_ABOVE]):
        if set(needed) <= set(map(name_of, line.cells)):
            return line, lines[place + 1 :]
    return lines[0], lines[1:]


def _places(
    header: Line,
    lines: Sequence[Line],
    known: Collection[str],
    needed: Collection[str],
    name_of: Callable[[str], str],
) -> Sequence[int]:
    """Which cells of a line are read. Raises BadRoster, since no row can be judged without the columns."""
    names = [name_of(cell) for cell in header.cells]
    if len([name for name in names if name]) == 1:
        raise BadRoster([RowProblem(header.number, "", "the columns must be separated by commas")])
    counted = Counter(names)
    problems = [(shown(name), "this column is not known here") for name in names if name and name not in known]
    problems += [(name, "this column is missing") for name in needed if name not in counted]
    problems += [(name, "this column stands here twice") for name in known if counted[name] > 1]
    for place in (place for place, name in enumerate(names) if not name):
        filled = next((line for line in lines if place < len(line.cells) and line.cells[place].strip()), None)
        if filled is not None:
            nameless = f"column {place + 1} has no name, but line {filled.number} has something in it"
            problems.append(("", f"{nameless}; unmerge the cells of the header, or name the column"))
    if problems:
        raise BadRoster(RowProblem(header.number, name, reason) for name, reason in problems)
    return [place for place, name in enumerate(names) if name]


def _kept(line: Line, places: Sequence[int], width: int) -> Line:
    """The cells of the named columns. Cells beyond the header stay, so that the line is found too long."""
    beyond = [cell for cell in line.cells[width:] if cell.strip()]
    if len(line.cells) < width:
        return Line(line.number, [line.cells[place] for place in places if place < len(line.cells)])
    return Line(line.number, [*(line.cells[place] for place in places), *beyond])


_WORDS = re.compile(r"[\W_]+")


def folded_heading(heading: str) -> str:
    """«Slack ID», «slack-id» and «Slack_Id » are `slack_id`."""
    return _WORDS.sub("_", heading.casefold()).strip("_")
