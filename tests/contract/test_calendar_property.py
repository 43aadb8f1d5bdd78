"""Whatever managers do with the calendar and with sessions, and whenever the night sweeps: in the end exactly those
sessions take place that the calendar and people's own cancellations leave, and each is told as it became."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.database.engine import open_engine
from mentoring.acts.calendar_import import take_calendar_in
from mentoring.acts.changing import cancel_session, move_session
from mentoring.acts.days_off import align_horizon
from mentoring.acts.horizon import fill_all
from mentoring.calendars import CalendarDay, DayKind
from mentoring.duties import DutyKind
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.tidings import Topic
from tests.contract.calendar_fixtures import School
from tests.contract.database_fixtures import new_sqlite
from tests.contract.program_fixtures import POLICY

NEW_YORK = ZoneInfo("America/New_York")
STARTS = {
    "the clocks go back": date(2026, 10, 26),
    "the year ends": date(2026, 12, 21),
    "the clocks go forward": date(2027, 3, 8),
}
"""Mondays; two weeks of what happens around each."""
DAYS = st.integers(1, 13)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), DAYS),
        st.tuples(st.just("remove"), DAYS),
        st.tuples(st.just("snow"), DAYS),
        st.tuples(st.just("undo"), DAYS),
        st.tuples(st.just("holland"), DAYS),
        st.tuples(st.just("import"), DAYS),
        st.tuples(st.just("move"), DAYS),
        st.tuples(st.just("cancel"), DAYS),
        st.tuples(st.just("night"), st.just(0)),
        st.tuples(st.just("fill"), st.just(0)),
    ),
    max_size=12,
)


class Term:
    """Two matches on one weekday with a mentor in common, and a third on another day, from a Monday morning on."""

    def __init__(self, school: School, monday: date) -> None:
        self.school, self.monday = school, monday
        self.now = datetime.combine(monday, time(7), NEW_YORK).astimezone(ZoneInfo("UTC"))
        self.by_hand: set[int] = set()
        first = monday + timedelta(days=1)
        slots = (Slot(Weekday.TU, time(16, 30)), Slot(Weekday.TU, time(18)), Slot(Weekday.SU, time(16, 30)))
        students = ("luis", "mia", "mia")
        self.matches = [
            school.active(school.draft(student=student, slot=slot, starts_on=first), at=self.now)
            for student, slot in zip(students, slots, strict=True)
        ]

    def step(self, what: str, number: int) -> None:
        """What is refused changes nothing."""
        self.now += timedelta(minutes=1)
        day, school, at = self.monday + timedelta(days=number), self.school, self.now
        acts: dict[str, Callable[[], object]] = {
            "add": lambda: school.add(day, at=at),
            "remove": lambda: school.remove(day, at=at),
            "snow": lambda: school.snow(day, at=at),
            "undo": lambda: school.undo(day, at=at),
            "holland": lambda: school.snow(day, "Holland School", at=at),
            "import": lambda: self._import(day),
            "move": lambda: self._move(number),
            "cancel": lambda: self._cancel(number),
            "night": lambda: align_horizon(school.store, at=at, policy=POLICY),
            "fill": lambda: fill_all(school.store, at=at, policy=POLICY),
        }
        with suppress(Refusal):
            acts[what]()

    def _import(self, day: date) -> None:
        listed = [CalendarDay(day, DayKind.NO_SCHOOL, "No school")]
        take_calendar_in(self.school.store, listed, source="bps", rehearse=False, at=self.now, policy=POLICY)

    def _move(self, number: int) -> None:
        session = self._chosen(number)
        moved_to = session.starts_at + timedelta(days=1)
        move_session(
            self.school.store,
            actor=self.school["dana"],
            session_id=session.id,
            starts_at=moved_to,
            at=self.now,
            policy=POLICY,
        )

    def _cancel(self, number: int) -> None:
        session = self._chosen(number)
        cancel_session(self.school.store, actor=self.school["dana"], session_id=session.id, why="", at=self.now)
        self.by_hand.add(session.id)

    def _chosen(self, number: int) -> Session:
        sessions = self.sessions()
        return sessions[number % len(sessions)][1]

    def sessions(self) -> list[tuple[Match, Session]]:
        return [(match, session) for match in self.matches for session in self.school.sessions(match)]

    def off(self, match: Match, day: date) -> bool:
        """Worked out anew, and plainly."""
        with self.school.store.look() as view:
            listed = view.calendars.between(day, day)
        holland = match.id == self.matches[0].id
        return any(one.school is None or holland for one in listed)


@contextmanager
def term(monday: date) -> Iterator[Term]:
    with tempfile.TemporaryDirectory(prefix="chaperone-term-") as folder:
        engine = open_engine(new_sqlite(Path(folder)))
        try:
            yield Term(School(engine), monday)
        finally:
            engine.dispose()


@pytest.mark.parametrize("monday", STARTS.values(), ids=STARTS)
@settings(max_examples=20, deadline=None)
@given(steps=STEPS)
def test_those_sessions_take_place_that_are_called_for(monday: date, steps: list[tuple[str, int]]) -> None:
    with term(monday) as office:
        for step in steps:
            office.step(*step)
        office.step("night", 0)
        office.step("fill", 0)
        assert wrongly_on_or_off(office) == []
        assert doubled_or_lacking(office) == []
        assert without_what_they_need(office) == []
        assert heard_wrongly(office) == []


def wrongly_on_or_off(office: Term) -> list[Session]:
    """A session is cancelled because of its day or by hand, and stands at the hour of its match."""
    wrong = []
    for match, session in office.sessions():
        off = office.off(match, session.day) or session.id in office.by_hand
        hour = session.starts_at.astimezone(NEW_YORK).time()
        if (session.state is SessionState.CANCELLED) is not off or hour != match.slot.time:
            wrong.append(session)
    return wrong


def doubled_or_lacking(office: Term) -> list[tuple[int, date]]:
    """Every day of every match, up to the horizon, has its session once, unless it is off."""
    last = min(office.now + POLICY.horizon, datetime(2027, 6, 18, tzinfo=NEW_YORK)).astimezone(NEW_YORK).date()
    wrong = []
    for match in office.matches:
        planned = Counter(session.slot_day for session in office.school.sessions(match))
        due = match.slot.days(office.monday + timedelta(days=1), last - timedelta(days=1))
        wrong += [(match.id, day) for day in due if not planned[day] and not office.off(match, day)]
        wrong += [(match.id, day) for day, count in planned.items() if day is not None and count > 1]
    return wrong


def without_what_they_need(office: Term) -> list[Session]:
    """A session has what it needs if it takes place, and nothing but its withdrawal if not."""
    wanted = {DutyKind.PROVISION, DutyKind.OPEN_DOORS, DutyKind.WATCH, DutyKind.CLOSE_OUT, DutyKind.INVITE}
    needed = {True: wanted, False: set[DutyKind]()}
    return [
        session
        for _, session in office.sessions()
        if wanted & office.school.waiting(session) != needed[session.state in NOT_OVER]
    ]


def heard_wrongly(office: Term) -> list[tuple[int, int]]:
    """Nobody hears twice that one session is off, or on again, without the other in between."""
    told: Counter[tuple[int, int, Topic]] = Counter()
    for topic in (Topic.DAY_OFF, Topic.DAY_BACK):
        for tiding in office.school.tidings(topic):
            for line in tiding.facts["sessions"]:
                told[tiding.reader_id, line["number"], topic] += 1
    states = {session.id: session.state for _, session in office.sessions()}
    wrong = []
    for reader, number in {(reader, number) for reader, number, _ in told}:
        left_off = told[reader, number, Topic.DAY_OFF] - told[reader, number, Topic.DAY_BACK]
        on_all_the_same = states[number] is not SessionState.CANCELLED and number not in office.by_hand
        if left_off not in {0, 1} or (left_off and on_all_the_same):
            wrong.append((reader, number))
    return wrong
