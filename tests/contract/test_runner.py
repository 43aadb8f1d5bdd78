"""The tick: what breaks in it comes back soon, and is told when it breaks again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from jobs.auditor import Auditor
from jobs.runner import LEASE, OVERDUE, TOO_OFTEN, Entry, Runner
from mentoring.duties import Duty, DutyKind, DutyState, PlannedDuty, session_subject
from mentoring.store import Store, Work
from sandbox.clock import MovableClock
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import NOW, Office, office

__all__ = ["office", "sqlite_engine"]

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class DatabaseIsGone(Exception):
    """What a driver raises when the connection is lost."""


class Unsteady:
    """A store whose database can be gone."""

    def __init__(self, store: Store) -> None:
        self._store, self.gone = store, False

    @contextmanager
    def begin(self) -> Iterator[Work]:
        if self.gone:
            raise DatabaseIsGone
        with self._store.begin() as work:
            yield work

    def reachable(self) -> bool:
        return not self.gone

    @contextmanager
    def look(self) -> Iterator[Work]:
        with self._store.look() as view:
            yield view


class Heart:
    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> None:
        self.beats += 1


class Lane:
    """Watches sessions; `breaks` are those at which it breaks, and while `blip` the database is gone as well."""

    def __init__(self, office: Office) -> None:
        self.office, self.store, self.clock = office, Unsteady(office.store), MovableClock(NOW)
        self.runner = Runner(self.store, self.clock, {DutyKind.WATCH: Entry(self.watch, 100)})
        self.heart = Heart()
        self.auditor = Auditor(self.store, self.clock, {"watch": self.runner}, self.heart)
        self.looked: list[tuple[int, bool]] = []
        self.breaks: set[int] = set()
        self.blip = False

    def plan(self, *subjects: int) -> None:
        with self.office.store.begin() as work:
            work.duties.plan(PlannedDuty(session_subject(n), DutyKind.WATCH, NOW) for n in subjects)

    def watch(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self.store.gone = self.blip
        if self.breaks & {duty.subject.id for duty in duties}:
            raise ValueError("a defect of ours")
        with self.store.begin() as work:
            self.looked += [(duty.subject.id, duty.interrupted) for duty in duties]
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)

    def tick(self, *, after: timedelta = SECOND) -> None:
        self.clock.move_to(self.clock.now() + after)
        self.runner.run_due()

    def break_in_a_row(self, times: int) -> None:
        while times:
            due = self.due(1)
            self.clock.move_to(max(due, self.clock.now()))
            self.runner.run_due()
            times -= 1

    def due(self, subject: int) -> datetime:
        [row] = self.office.duties(session_subject(subject), DutyKind.WATCH)
        assert row.state == DutyState.WAITING
        due: datetime = row.due_at
        return due


@pytest.fixture
def lane(office: Office) -> Lane:
    return Lane(office)


def test_a_blip_of_the_database_delays_the_watch_by_a_tick_and_not_by_the_lease(lane: Lane) -> None:
    lane.plan(1, 2, 3)
    lane.blip = True
    with pytest.raises(DatabaseIsGone):
        lane.tick()
    lane.blip = lane.store.gone = False
    lane.tick()
    assert lane.clock.now() < NOW + LEASE
    assert sorted(lane.looked) == [(1, True), (2, True), (3, True)]


def test_what_is_stranded_by_a_longer_outage_is_not_forgotten(lane: Lane) -> None:
    lane.plan(1)
    lane.blip = True
    for _ in range(3):
        with pytest.raises(DatabaseIsGone):
            lane.tick()
    lane.blip = lane.store.gone = False
    lane.tick()
    assert lane.looked == [(1, True)]


def test_one_session_at_which_the_watch_breaks_does_not_touch_the_others(lane: Lane) -> None:
    lane.plan(1, 2, 3)
    lane.breaks = {2}
    lane.tick()
    assert sorted(subject for subject, _ in lane.looked) == [1, 3]
    assert lane.due(2) == lane.clock.now() + 2 * SECOND


def test_a_duty_that_breaks_again_and_again_stops_the_heartbeat(lane: Lane) -> None:
    """By its row it is never late: each break puts it off."""
    lane.plan(1)
    lane.breaks = {1}
    lane.break_in_a_row(TOO_OFTEN - 1)
    assert lane.auditor.audit() == []
    lane.break_in_a_row(1)
    [trouble] = lane.auditor.audit()
    assert "watch, breaks again and again" in trouble
    assert lane.heart.beats == 1


def test_once_it_is_done_the_heart_beats_again(lane: Lane) -> None:
    lane.plan(1)
    lane.breaks = {1}
    lane.break_in_a_row(TOO_OFTEN)
    lane.breaks = set()
    lane.break_in_a_row(1)
    assert lane.auditor.audit() == []


def test_a_duty_that_broke_and_was_then_called_off_does_not_stop_the_heart_for_ever(lane: Lane) -> None:
    lane.plan(1)
    lane.breaks = {1}
    lane.break_in_a_row(TOO_OFTEN)
    with lane.office.store.begin() as work:
        work.duties.cancel(session_subject(1), {DutyKind.WATCH})
    lane.tick(after=MINUTE)
    assert lane.auditor.audit() != []
    lane.tick(after=OVERDUE)
    assert lane.auditor.audit() == []
