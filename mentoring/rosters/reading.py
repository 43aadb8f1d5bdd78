"""From the text of a roster file to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from mentoring.people import Clearance
from mentoring.rosters.cells import BadCell, one_of
from mentoring.rosters.checks import problems_across
from mentoring.rosters.columns import Column, cells_of, values_of
from mentoring.rosters.rows import BadRoster, MatchRow, PersonRow, ProgramRow, Roster, RowProblem
from mentoring.rosters.sheet import Line, Sheet, folded_heading, read_sheet
from mentoring.rosters.table import CLEARANCE, COLUMNS, HEADER, Kind, Record

_NEEDED = ("record", "key")
"""What makes a line the header; what else a row needs is asked of its kind."""
_ALSO_CALLED = {"e_mail": "email", "email_address": "email", "slack": "slack_id", "phone_number": "phone"}

_a_kind = one_of(Kind)


def read_roster(text: str) -> Roster:
    """Reads a whole file, with or without a byte-order mark. Raises BadRoster with all of its problems."""
    sheet = read_sheet(text, known=HEADER, needed=_NEEDED, name_of=_column_of)
    problems: list[RowProblem] = []
    records = [record for line in sheet.lines if (record := _record(line, sheet, problems))]
    problems += problems_across(records)
    if problems:
        raise BadRoster(problems)
    return _roster(records)


def _column_of(heading: str) -> str:
    folded = folded_heading(heading)
    return _ALSO_CALLED.get(folded, folded)


def _record(line: Line, sheet: Sheet, problems: list[RowProblem]) -> Record | None:
    """The row with what could be read of it; what could not is added to `problems`."""
    there = cells_of(line, sheet, problems)
    if there is None:
        return None
    try:
        kind = _a_kind(there["record"])
    except BadCell as bad:
        problems.append(RowProblem(line.number, "record", str(bad)))
        return None
    cells = {column: there.get(column, "") for column in HEADER}
    return Record(line.number, kind, cells, values_of(line.number, _ALL_COLUMNS[kind], cells, problems))


def _foreign(kind: Kind, column: str) -> Column:
    """Of another kind of row: nothing may stand there."""

    def refuse(_text: str) -> NoReturn:
        raise BadCell(f"a {kind} has no {column}; leave this empty")

    return Column(refuse)


_ALL_COLUMNS = {
    kind: {column: COLUMNS[kind].get(column) or _foreign(kind, column) for column in HEADER if column != "record"}
    for kind in Kind
}


def _roster(records: Sequence[Record]) -> Roster:
    return Roster(
        programs=tuple(ProgramRow(line=r.line, **_cells(r)) for r in records if r.kind is Kind.PROGRAM),
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
