"""How the rows of a table are exchanged with what stands: written out, and taken in.

Whatever stands here goes before a file: a row of a file adds what is not here yet, and changes only what its kind says
may be changed. Everything else is left to the managers, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Generic

from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.ports import NameLikeness
from mentoring.rooms import Platform
from mentoring.store import Work
from mentoring.tables.shape import Row, Table
from mentoring.volunteers import NotYet

Hosts = Mapping[Platform, Mapping[str, int]]


class When(Enum):
    """When a table is taken in that comes together with a roster."""

    BEFORE = "before it"
    WITH_PEOPLE = "after its people, and before its matches, which are judged by it"
    AFTER = "after it"


class UnknownKey(Refusal):
    """Nobody here, or nothing, has the key that a row names."""

    def __init__(self, column: str, thing: str, key: str) -> None:
        super().__init__(column, key)
        self.column, self.thing, self.key = column, thing, key


@dataclass(frozen=True)
class House:
    """What the rules of an import need from outside, beside the database."""

    at: datetime
    policy: Policy
    names: NameLikeness
    hosts: Hosts = field(default_factory=dict)


@dataclass(frozen=True)
class Taking:
    """One table being taken in. `today` in the programs' wall time. `people` and `matches`: those that its rows name
    by key, held. `schools`: those of the roster that comes with it, if one does. `offered`: every row of the file;
    `stood`: every row of the table before the first of them was taken."""

    work: Work
    house: House
    people: Mapping[str, Person]
    matches: Mapping[str, Match]
    today: date
    schools: Collection[str] | None = None
    offered: Sequence[Any] = ()
    stood: Sequence[Any] = ()

    @property
    def at(self) -> datetime:
        return self.house.at

    def check_happened(self, **days: date | datetime | None) -> None:
        """By the columns in which they stand. Raises NotYet."""
        for column, day in days.items():
            if isinstance(day, datetime):
                if day > self.at:
                    raise NotYet(day.date(), column)
            elif day is not None and day > self.today:
                raise NotYet(day, column)


def _nothing_more(_taking: Taking, _rows: Any) -> None:
    return None


@dataclass(frozen=True)
class Exchange(Generic[Row]):
    """`rows`: what stands. `take`: a row that differs from what stood for its key, if anything did; the subject of its
    line in the audit log, or None when it is left to the managers. It raises Refusal. `settle`: what one row that was
    taken still needs once all are there. `follow`: what follows from all of them together."""

    table: Table[Row]
    rows: Callable[[Work], Sequence[Row]]
    take: Callable[[Taking, Row, Row | None], str | None]
    settle: Callable[[Taking, Row], None] = _nothing_more
    follow: Callable[[Taking, Sequence[Row]], None] = _nothing_more
    when: When = When.AFTER
