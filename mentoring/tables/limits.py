"""How much single people carry, where a manager has set something of their own."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring.limits import LEAST, MOST, LimitKind
from mentoring.rosters.cells import a_key, a_number
from mentoring.rosters.columns import Column
from mentoring.tables.shape import PERSON, Table, TableRow


@dataclass(frozen=True)
class LimitRow(TableRow):
    """None: as for everybody. `gap` in minutes."""

    person: str
    matches: int | None
    hours: int | None
    gap: int | None


LIMITS = Table(
    "limits",
    "limit",
    {
        "person": Column(a_key, needed=True, refers=PERSON),
        "matches": Column(a_number(LEAST[LimitKind.MATCHES], MOST[LimitKind.MATCHES])),
        "hours": Column(a_number(LEAST[LimitKind.HOURS], MOST[LimitKind.HOURS])),
        "gap": Column(a_number(LEAST[LimitKind.GAP], MOST[LimitKind.GAP])),
    },
    key=("person",),
    make=LimitRow,
)
