"""People, programs and matches without a database, for the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from mentoring.matches import Match, MatchState, MonitorKind
from mentoring.people import Clearance, Person, Role
from mentoring.programs import Model, Program
from mentoring.rooms import Platform
from mentoring.sessions import Session, SessionState
from mentoring.slots import Slot, Weekday

ZONES = ("America/New_York", "Europe/Lisbon", "Australia/Sydney", "Asia/Kathmandu", "America/St_Johns")
NOON = datetime(2026, 10, 26, 16, tzinfo=UTC)
CLEARED = Clearance(date(2026, 7, 1), date(2026, 8, 1), date(2026, 8, 2), date(2028, 7, 1))

MENTOR, MONITOR, STUDENT, OTHER_STUDENT, MANAGER = 1, 2, 3, 4, 9


def person(person_id: int, *roles: Role, **more: Any) -> Person:
    blank = Person(person_id, f"p{person_id}", f"Person Number{person_id}", frozenset(roles))
    return replace(blank, **more)


def program(**more: Any) -> Program:
    blank = Program(1, "ils", "ILS", Model.INDEPENDENT, "America/New_York", date(2026, 9, 14), date(2027, 6, 18))
    return replace(blank, **more)


def match(**more: Any) -> Match:
    blank = Match(
        id=1,
        program_id=1,
        mentor_id=MENTOR,
        student_ids=(STUDENT,),
        monitor_id=MONITOR,
        monitor_kind=MonitorKind.PROCTOR,
        manager_id=MANAGER,
        slot=Slot(Weekday.TU, time(16, 30)),
        platform=Platform.GOOGLE_MEET,
        state=MatchState.ACTIVE,
        starts_on=date(2026, 9, 15),
    )
    return replace(blank, **more)


def session(**more: Any) -> Session:
    blank = Session(
        id=5,
        match_id=1,
        day=date(2026, 10, 27),
        starts_at=datetime(2026, 10, 27, 20, 30, tzinfo=UTC),
        ends_at=datetime(2026, 10, 27, 21, 30, tzinfo=UTC),
        state=SessionState.PLANNED,
        monitor_id=MONITOR,
        monitor_kind=MonitorKind.PROCTOR,
        platform=Platform.GOOGLE_MEET,
    )
    return replace(blank, **more)


def moments(first: date, last: date) -> st.SearchStrategy[datetime]:
    """Moments in UTC between those two days, to the microsecond."""
    return st.timedeltas(timedelta(), last - first).map(lambda passed: datetime.combine(first, time(), UTC) + passed)


days = st.dates(date(2026, 9, 1), date(2027, 7, 1))
slots = st.builds(
    Slot,
    st.sampled_from(Weekday),
    st.times(time(0), time(23, 45)).map(lambda wall: wall.replace(second=0, microsecond=0)),
    st.integers(15, 240),
)
