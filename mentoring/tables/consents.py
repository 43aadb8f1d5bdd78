"""What people said who were asked whether they agree to a match (R040, R053)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mentoring.consents import LONGEST_REASON, Choice
from mentoring.rosters.cells import a_key, a_line, a_number, one_of
from mentoring.rosters.columns import Column
from mentoring.rosters.moments import a_moment
from mentoring.tables.shape import MATCH, PERSON, Finding, Table, TableRow

MOST_ROUNDS = 999


@dataclass(frozen=True)
class ConsentRow(TableRow):
    """`round` counts how often they were asked; without `choice` they have not answered."""

    match: str
    person: str
    round: int
    asked_at: datetime
    choice: Choice | None
    answered_at: datetime | None
    why: str


def _answer_and_moment(row: ConsentRow) -> Iterator[Finding]:
    if (row.choice is None) != (row.answered_at is None):
        yield "answered_at", "an answer has its moment, and no answer has none"
    elif row.answered_at is not None and row.answered_at < row.asked_at:
        yield "answered_at", "nobody answers before they are asked"
    if row.why and row.choice is None:
        yield "why", "only an answer has a reason; leave this empty"


CONSENTS = Table(
    "consents",
    "consent",
    {
        "match": Column(a_key, needed=True, refers=MATCH),
        "person": Column(a_key, needed=True, refers=PERSON),
        "round": Column(a_number(1, MOST_ROUNDS), blank=1),
        "asked_at": Column(a_moment, needed=True),
        "choice": Column(one_of(Choice)),
        "answered_at": Column(a_moment),
        "why": Column(a_line(LONGEST_REASON), blank="", private=True),
    },
    key=("match", "person"),
    make=ConsentRow,
    check=_answer_and_moment,
)
