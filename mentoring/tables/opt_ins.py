"""Guardians' written words that they watch over their child themselves (R063, C2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mentoring.people import HowGiven
from mentoring.rosters.cells import a_key, one_of
from mentoring.rosters.columns import Column
from mentoring.rosters.moments import a_date
from mentoring.tables.shape import PERSON, Finding, Table, TableRow


@dataclass(frozen=True)
class OptInRow(TableRow):
    guardian: str
    student: str
    given_on: date
    how: HowGiven
    revoked_on: date | None


def _in_order(row: OptInRow) -> Iterator[Finding]:
    if row.revoked_on is not None and row.revoked_on < row.given_on:
        yield "revoked_on", f"it was given on {row.given_on}; write that day or a later one"


OPT_INS = Table(
    "opt-ins",
    "opt-in",
    {
        "guardian": Column(a_key, needed=True, refers=PERSON),
        "student": Column(a_key, needed=True, refers=PERSON),
        "given_on": Column(a_date, needed=True),
        "how": Column(one_of(HowGiven), blank=HowGiven.PAPER),
        "revoked_on": Column(a_date),
    },
    key=("guardian", "student", "given_on"),
    make=OptInRow,
    check=_in_order,
)
