"""The log of check-ins. A line of it is never changed, so that it is known by all that it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentoring.checkins import LONGEST_NOTE, MOST_MINUTES, Part, Way
from mentoring.rosters.cells import a_key, a_line, a_number, one_of
from mentoring.rosters.columns import Column
from mentoring.rosters.moments import a_moment
from mentoring.tables.shape import MATCH, PERSON, Table, TableRow


@dataclass(frozen=True)
class CheckInRow(TableRow):
    match: str
    person: str
    at: datetime
    part: Part
    way: Way
    minutes: int | None
    by: str
    note: str


_COLUMNS = {
    "match": Column(a_key, needed=True, refers=MATCH),
    "person": Column(a_key, needed=True, refers=PERSON),
    "at": Column(a_moment, needed=True),
    "part": Column(one_of(Part), needed=True),
    "way": Column(one_of(Way), needed=True),
    "minutes": Column(a_number(1, MOST_MINUTES)),
    "by": Column(a_key, needed=True, refers=PERSON),
    "note": Column(a_line(LONGEST_NOTE), blank="", private=True),
}

CHECK_INS = Table("check-ins", "check-in", _COLUMNS, key=tuple(_COLUMNS), make=CheckInRow)
