"""Trainings, and the places in them. A training is known by who holds it and when it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mentoring.people import VOLUNTEERS, Role
from mentoring.rooms import Platform
from mentoring.rosters.cells import a_key, a_number, a_timezone, one_of, several
from mentoring.rosters.columns import Column
from mentoring.rosters.moments import a_moment
from mentoring.tables.shape import PERSON, Finding, Table, TableRow
from mentoring.trainings import MOST_SEATS, SeatState, TrainingState

A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class TrainingRow(TableRow):
    """Its room is not in it: rooms are made anew where they are needed."""

    facilitator: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    roles: frozenset[Role]
    platform: Platform
    seats: int
    state: TrainingState


@dataclass(frozen=True)
class PlaceRow(TableRow):
    """`longest_gap` in seconds: the longest stretch off the platform."""

    facilitator: str
    starts_at: datetime
    person: str
    state: SeatState
    taken_at: datetime
    longest_gap: int | None
    surveyed_at: datetime | None


def _gap_was_judged(row: PlaceRow) -> Iterator[Finding]:
    if row.longest_gap is not None and row.state in (SeatState.TAKEN, SeatState.GIVEN_BACK):
        yield "longest_gap", f"a place that is {row.state} was not judged; leave this empty"


_several_roles = several(one_of(sorted(VOLUNTEERS)))

TRAININGS = Table(
    "trainings",
    "training",
    {
        "facilitator": Column(a_key, needed=True, refers=PERSON),
        "starts_at": Column(a_moment, needed=True),
        "ends_at": Column(a_moment, needed=True),
        "timezone": Column(a_timezone, needed=True),
        "roles": Column(lambda text: frozenset(_several_roles(text)), needed=True),
        "platform": Column(one_of(Platform), needed=True),
        "seats": Column(a_number(1, MOST_SEATS), needed=True),
        "state": Column(one_of((TrainingState.PLANNED, TrainingState.HELD)), needed=True),
    },
    key=("facilitator", "starts_at"),
    make=TrainingRow,
)

PLACES = Table(
    "places",
    "place",
    {
        "facilitator": Column(a_key, needed=True, refers=PERSON),
        "starts_at": Column(a_moment, needed=True),
        "person": Column(a_key, needed=True, refers=PERSON),
        "state": Column(one_of(SeatState), needed=True),
        "taken_at": Column(a_moment, needed=True),
        "longest_gap": Column(a_number(0, A_DAY)),
        "surveyed_at": Column(a_moment),
    },
    key=("facilitator", "starts_at", "person"),
    make=PlaceRow,
    check=_gap_was_judged,
)
