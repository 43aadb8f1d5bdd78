"""What the audit log says of a row of the roster that changed something: what stood, and what stands now.

People are told by number. What identifies somebody (a name, a key, an address, a phone, a link) is only told to have
changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentoring.rosters.columns import Column
from mentoring.rosters.rows import MatchRow, PersonRow, ProgramRow
from mentoring.rosters.table import COLUMNS
from mentoring.rosters.writing import columns_of, plain

RosterRow = ProgramRow | PersonRow | MatchRow
NOTHING = "none"


def told_change(row: RosterRow, before: RosterRow | None, people: Mapping[str, int]) -> tuple[str, str]:
    """Before and after, of the columns that differ; of a new row, of all that are filled. `people`: numbers by key."""
    kind, now = columns_of(row)
    told = {name: _told(column, now[name], people) for name, column in COLUMNS[kind].items()}
    if before is None:
        return "", _joined({name: said for name, said in told.items() if said not in (NOTHING, "")})
    then = columns_of(before)[1]
    differing = [name for name in told if now[name] != then[name]]
    was = {name: _told(COLUMNS[kind][name], then[name], people) for name in differing}
    stood = {name: said for name, said in was.items() if said}
    return _joined(stood) or "as it stood", _joined({name: told[name] or "changed" for name in differing})


def _joined(cells: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {said}" for name, said in cells.items())


def _told(column: Column, value: Any, people: Mapping[str, int]) -> str:
    """Empty where it is private."""
    if column.private:
        return ""
    if column.refers and value is not None:
        keys = value if isinstance(value, tuple) else (value,)
        return ", ".join(f"person-{people[key]}" for key in keys)
    return plain(value) or NOTHING
