"""From the rows of a roster to the text of its file. What is written is read back as the same roster."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from mentoring.rosters.cells import harmless
from mentoring.rosters.rows import MatchRow, PersonRow, ProgramRow, Roster
from mentoring.rosters.table import CLEARANCE, COLUMNS, HEADER, Kind
from mentoring.slots import Weekday


def write_roster(roster: Roster) -> str:
    """CSV with a header, in the order of the roster's rows."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADER, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_records(roster))
    return out.getvalue()


def _records(roster: Roster) -> Iterator[Mapping[str, str]]:
    rows: tuple[ProgramRow | PersonRow | MatchRow, ...] = (*roster.programs, *roster.people, *roster.matches)
    for row in rows:
        kind, values = columns_of(row)
        yield {"record": kind, **{column: cell(value) for column, value in values.items()}}


def columns_of(row: ProgramRow | PersonRow | MatchRow) -> tuple[Kind, Mapping[str, Any]]:
    """What the row is, and its values by column."""
    values = vars(row)
    if isinstance(row, PersonRow):
        dates = {what: getattr(row.clearance, what) for what in CLEARANCE}
        values = {**values, **dates, "guardian_opt_in": row.guardian_opted_in_on}
    kind = {ProgramRow: Kind.PROGRAM, PersonRow: Kind.PERSON, MatchRow: Kind.MATCH}[type(row)]
    return kind, {column: values[column] for column in COLUMNS[kind]}


_WRITTEN: Sequence[tuple[type, Callable[[Any], str]]] = (
    (bool, lambda value: "yes" if value else "no"),
    (Weekday, lambda value: value.name),
    (time, lambda value: value.strftime("%H:%M")),
    (datetime, lambda value: value.astimezone(UTC).isoformat()),
    (date, date.isoformat),
    (frozenset, lambda value: ";".join(sorted(value))),
    (tuple, lambda value: ";".join(map(plain, value))),
)
"""How a value is written that is no text; the first type that fits counts."""


def plain(value: Any) -> str:
    """A value as it is read back; a moment in UTC."""
    if value is None:
        return ""
    return next((write for kind, write in _WRITTEN if isinstance(value, kind)), str)(value)


def cell(value: Any) -> str:
    """The same as it stands in a file, where no spreadsheet takes it for a formula."""
    return harmless(plain(value))
