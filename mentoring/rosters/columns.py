"""The columns of a table: how each cell is read, and what a line says once all of them are.

Everything that is read from a spreadsheet goes through here: the roster, a calendar, and each table of
`mentoring.tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mentoring.rosters.cells import BadCell, as_meant
from mentoring.rosters.rows import RowProblem
from mentoring.rosters.sheet import Line, Sheet

LONGEST_CELL = 10_000
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
"""Spreadsheets and browsers write these between an hour and its AM."""


@dataclass(frozen=True)
class Column:
    """`blank` is the value of an empty cell where the column is not `needed`. `refers`: the cell is the key of a person
    or of a match. `private`: what it says stands in no log."""

    read: Callable[[str], Any]
    needed: bool = False
    blank: Any = None
    refers: str = ""
    private: bool = False

    def value(self, text: str) -> Any:
        """Raises BadCell."""
        if len(text) > LONGEST_CELL:
            raise BadCell(f"the cell is longer than {LONGEST_CELL:,} characters")
        if not text and self.needed:
            raise BadCell("this must not be empty")
        return self.read(text) if text else self.blank


def cells_of(line: Line, sheet: Sheet, problems: list[RowProblem]) -> dict[str, str] | None:
    """The trimmed text of each cell by its column; None, and a problem more, where they do not fit the header."""
    if len(line.cells) != len(sheet.columns):
        reason = f"the line has {len(line.cells)} cells, the header {len(sheet.columns)}"
        problems.append(RowProblem(line.number, "", reason))
        return None
    cells = zip(sheet.columns, line.cells, strict=True)
    return {column: as_meant(cell.translate(_SPACES).strip()) for column, cell in cells}


def values_of(
    number: int, columns: Mapping[str, Column], cells: Mapping[str, str], problems: list[RowProblem]
) -> dict[str, Any]:
    """Those that could be read; what could not is added to `problems`."""
    values: dict[str, Any] = {}
    for name, column in columns.items():
        try:
            values[name] = column.value(cells.get(name, ""))
        except BadCell as bad:
            problems.append(RowProblem(number, name, str(bad)))
    return values
