"""The shape of a table: a name, its columns, and what one of its rows is known by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from mentoring.rosters.columns import Column

Finding = tuple[str, str]
"""A column and the reason."""
Values = Mapping[str, Any]

PERSON, MATCH = "person", "match"
"""What a cell may refer to."""


@dataclass(frozen=True)
class TableRow:
    """`line` is where the row stands in the file, and no part of what it says. People and matches are named by key."""

    line: int = field(compare=False)


Row = TypeVar("Row", bound=TableRow)


class BadRow(Exception):
    """What is wrong with a row whose cells could all be read."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        super().__init__()
        self.findings = tuple(findings)


def _nothing_wrong(_row: Any) -> Iterable[Finding]:
    return ()


@dataclass(frozen=True)
class Table(Generic[Row]):
    """`name` is said on the command line, `thing` is one row. `make` makes a row of its line and its values, and raises
    BadRow; `parts` is the way back. `check` yields what breaks a rule that needs nothing but the row."""

    name: str
    thing: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    make: Callable[..., Row]
    parts: Callable[[Row], Values] = vars
    check: Callable[[Row], Iterable[Finding]] = _nothing_wrong

    def key_of(self, row: Row) -> tuple[Any, ...]:
        parts = self.parts(row)
        return tuple(parts[column] for column in self.key)

    def differing(self, row: Row, before: Row | None) -> tuple[str, ...]:
        """The columns in which the two differ; without the other one, none."""
        if before is None:
            return ()
        mine, theirs = self.parts(row), self.parts(before)
        return tuple(column for column in self.columns if mine[column] != theirs[column])
