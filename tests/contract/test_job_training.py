"""The room of a training under faults: made once, proven or shut, and its trouble told."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from integrations.database.engine import open_engine
from jobs.pool import Pool
from jobs.runner import Entry, Runner
from jobs.training import Trainings
from mentoring.acts.hosting import bookings, choose_host, pool_check
from mentoring.acts.training import join_training, plan_training
from mentoring.duties import DutyKind
from mentoring.ports import ProviderError
from mentoring.rooms import Platform
from mentoring.tidings import Tiding, Topic
from mentoring.trainings import SeatState, Training, TrainingDraft
from sandbox.clock import MovableClock
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine, sqlite_template
from tests.contract.jobs_fixtures import do, means_of, zoom_match
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request
from tests.fakes.rooms import FakeRooms, Fault, Killed

__all__ = ["engine", "sqlite_engine"]

START = NOW + timedelta(days=1)
HOSTS = {"room@program.example": 1}


def plan(office: Office, *, start: datetime = START, seats: int = 20, by: str = "dana") -> Training:
    draft = TrainingDraft(
        start,
        start + timedelta(hours=1),
        "America/New_York",
        frozenset(office["ana"].roles),
        Platform.ZOOM,
        seats,
        office[by].id,
    )
    line = plan_training(
        office.store, actor=office[by], draft=draft, hosts=HOSTS, request=new_request(), at=NOW, policy=POLICY
    )
    return line.training


def join(office: Office, training: Training, key: str) -> None:
    actor = office["dana"]
    join_training(office.store, actor=actor, person_id=office[key].id, training_id=training.id, at=NOW, policy=POLICY)


class Errands:
    """The duties of trainings with a runner of their own, which is started again when it dies."""

    def __init__(self, office: Office, rooms: FakeRooms) -> None:
        self.office, self.rooms, self.clock = office, rooms, MovableClock(NOW)
        self._runner = self._started()

    def _started(self) -> Runner:
        means = replace(means_of(self.office, {Platform.ZOOM: self.rooms}), clock=self.clock)
        handlers = Trainings(means)
        timetable = {
            DutyKind.TRAINING_ROOM: Entry(handlers.see_to_room, 5),
            DutyKind.TRAINING_END: Entry(handlers.end, 5),
            DutyKind.TRAINING_CLOSE: Entry(handlers.close, 5),
        }
        return Runner(self.office.store, self.clock, timetable)

    def run(self, *, until: datetime, step: timedelta = timedelta(minutes=5)) -> None:
        while self.clock.now() < until:
            try:
                self._runner.run_due()
            except Killed:
                self._runner = self._started()
                self._runner.recover()
            self.clock.move_to(min(until, self.clock.now() + step))

    def training(self, number: int = 1) -> Training:
        with self.office.store.look() as view:
            return view.trainings.many([number])[number]

    def told(self, topic: Topic) -> list[Tiding]:
        with self.office.store.look() as view:
            return [tiding for tiding in view.tidings.many(range(1, 100)).values() if tiding.topic is topic]


@pytest.fixture
def quick(sqlite_engine: Engine) -> Office:
    return Office(sqlite_engine)


def test_whoever_has_a_place_is_known_to_the_room_and_nobody_else(quick: Office) -> None:
    errands, training = Errands(quick, FakeRooms()), plan(quick)
    join(quick, training, "ana")
    join(quick, training, "ben")
    errands.run(until=START)
    (hall,) = errands.rooms.standing
    assert set(hall.guests) == {quick[key].id for key in ("dana", "ana", "ben")}
    assert hall.request.effect_key == "training-1-room-1"
    assert hall.request.host == "room@program.example"


@pytest.mark.parametrize("said", ["on", None], ids=["recording is on", "nobody says whether"])
def test_a_room_that_is_not_proven_stays_shut_and_is_told_once_a_day(quick: Office, said: str | None) -> None:
    errands = Errands(quick, FakeRooms())
    errands.rooms.by_hand["recording"] = said
    plan(quick)
    errands.run(until=NOW + timedelta(hours=6))
    assert errands.training().proven_at is None
    (trouble,) = errands.told(Topic.TRAINING_TROUBLE)
    assert trouble.reader_id == quick["dana"].id
    assert "recording is" in str(trouble.facts["why"])
    errands.rooms.by_hand.clear()
    errands.run(until=START)
    assert errands.training().proven_at is not None


faults = st.lists(st.sampled_from([None, Fault.DOWN, Fault.LOST_ANSWER, Fault.KILLED, Fault.REFUSED]), max_size=10)


@settings(max_examples=30)
@given(faults)
def test_whatever_goes_wrong_there_is_one_room_and_it_is_proven(wrong: Sequence[Fault | None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(sqlite_template(), Path(folder) / "chaperone.db")
        errands = Errands(Office(open_engine(f"sqlite:///{path}")), FakeRooms())
        join(errands.office, plan(errands.office), "ana")
        errands.rooms.faults = list(wrong)
        errands.run(until=START, step=timedelta(minutes=30))
        assert len(errands.rooms.standing) == 1
        assert errands.training().proven_at is not None
        errands.office.engine.dispose()


def test_the_five_minutes_are_judged_by_the_platforms_own_record(quick: Office) -> None:
    errands, training = Errands(quick, FakeRooms()), plan(quick)
    join(quick, training, "ana")
    errands.run(until=START)
    room = errands.training().room
    assert room is not None
    for key in ("dana", "ana"):
        assert errands.rooms.enters(room, quick[key].id, at=START)
    errands.run(until=training.ends_at + timedelta(hours=1))
    with quick.store.look() as view:
        (seat,) = view.trainings.seats([training.id])
    assert seat.state is SeatState.COMPLETE
    (record,) = errands.told(Topic.TRAINING_RECORD)
    assert record.facts["complete"] == [f"person-{quick['ana'].id}"]


def test_while_the_record_cannot_be_read_it_is_waited_for_and_then_a_person_is_asked(quick: Office) -> None:
    errands, training = Errands(quick, FakeRooms()), plan(quick)
    join(quick, training, "ana")
    errands.run(until=training.ends_at + timedelta(minutes=14))
    errands.rooms.faults = [Fault.DOWN] * 500
    errands.run(until=training.ends_at + timedelta(hours=1))
    (record,) = errands.told(Topic.TRAINING_RECORD)
    assert record.facts["unverified"] == [f"person-{quick['ana'].id}"]
    assert record.at <= training.ends_at + timedelta(hours=1), "R051"


def test_a_host_who_carries_a_training_is_given_to_no_session(quick: Office) -> None:
    session = quick.sessions(zoom_match(quick))[0]
    plan(quick, start=session.starts_at)
    with quick.store.begin() as work:
        held = bookings(work, session.starts_at, session.ends_at, Platform.ZOOM)
        assert [(b.session_id, b.host) for b in held if b.host] == [(-1, "room@program.example")]
        with pytest.raises(ProviderError, match="every host is taken"):
            choose_host(work, session, HOSTS, policy=POLICY, at=NOW)
        assert choose_host(work, session, {**HOSTS, "other@x.org": 1}, policy=POLICY, at=NOW) == "other@x.org"


def test_a_pool_that_is_laid_out_anew_leaves_a_training_where_it_is(quick: Office) -> None:
    session = quick.sessions(zoom_match(quick))[0]
    training = plan(quick, start=session.starts_at)
    means = means_of(quick, {}, {Platform.ZOOM: {**HOSTS, "other@x.org": 1}})
    do(quick, Pool(means), pool_check(NOW), at=NOW)
    with quick.store.look() as view:
        assert view.trainings.many([training.id])[training.id].host == "room@program.example"


def test_the_last_place_is_given_once_however_many_want_it(engine: Engine) -> None:
    office = Office(engine)
    training = plan(office, seats=1)
    keys = ("ana", "ben")
    all_at_once(lambda n: join(office, training, keys[n % 2]))
    with office.store.look() as view:
        assert len(view.trainings.seats([training.id])) == 1


def test_one_person_takes_one_place_however_fast_they_press(engine: Engine) -> None:
    office = Office(engine)
    trainings = [plan(office), plan(office, start=START + timedelta(days=1))]
    all_at_once(lambda n: join(office, trainings[n % 2], "ana"))
    with office.store.look() as view:
        assert len(view.trainings.seats_of(office["ana"].id)) == 1


def test_two_managers_do_not_reserve_the_same_host(engine: Engine) -> None:
    office = Office(engine)
    all_at_once(lambda n: plan(office, by=("dana", "marcus")[n % 2]))
    with office.store.look() as view:
        assert len(view.trainings.bookings(NOW, START + timedelta(days=2), Platform.ZOOM)) == 1
