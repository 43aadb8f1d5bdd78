"""A training that is moved: places stay, the room is another one, everybody hears it once, and nothing is left over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.hosting import bookings
from mentoring.acts.moving_trainings import move_training
from mentoring.acts.training import (
    FacilitatorBusy,
    NoRoomThen,
    NoSuchTraining,
    TrainingLine,
    cancel_training,
    leave_training,
)
from mentoring.duties import DutyKind, DutyState
from mentoring.permissions import ManagersOnly
from mentoring.rooms import MadeRoom, Platform
from mentoring.tidings import Topic
from mentoring.trainings import Training, TrainingInThePast, TrainingIsOver, training_subject
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office
from tests.contract.test_job_training import HOSTS, START, Errands, join, plan
from tests.fakes.rooms import FakeRooms, Fault

__all__ = ["engine", "sqlite_engine"]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = START + DAY


@pytest.fixture
def quick(sqlite_engine: Engine) -> Office:
    return Office(sqlite_engine)


def move(
    office: Office, training: Training, to: datetime = LATER, *, by: str = "dana", at: datetime = NOW, why: str = ""
) -> TrainingLine:
    return move_training(
        office.store,
        actor=office[by],
        training_id=training.id,
        starts_at=to,
        hosts=HOSTS,
        why=why,
        at=at,
        policy=POLICY,
    )


def waiting(office: Office, training: Training, kind: DutyKind) -> dict[str, datetime]:
    rows = office.duties(training_subject(training.id), kind)
    return {row.occurrence: row.due_at for row in rows if row.state == DutyState.WAITING}


def test_places_length_and_audit_log_are_kept_and_the_hour_is_another_one(engine: Engine) -> None:
    office = Office(engine)
    training = plan(office)
    join(office, training, "ana")
    line = move(office, training, why="snow")
    assert (line.training.starts_at, line.training.ends_at) == (LATER, LATER + HOUR)
    assert [seat.person_id for seat in line.seats] == [office["ana"].id]
    with office.store.look() as view:
        deed = view.deeds.of(f"training-{training.id}")[-1]
    assert (deed.action, deed.before, deed.after, deed.why) == (
        "training.move",
        START.isoformat(),
        LATER.isoformat(),
        "snow",
    )


def test_whoever_has_a_place_hears_it_once_and_whoever_moved_it_does_not(quick: Office) -> None:
    errands, training = Errands(quick, FakeRooms()), plan(quick)
    join(quick, training, "ana")
    join(quick, training, "ben")
    leave_training(quick.store, actor=quick["ben"], person_id=quick["ben"].id, training_id=training.id, at=NOW)
    move(quick, training)
    move(quick, training)
    (told,) = errands.told(Topic.TRAINING_MOVED)
    assert told.reader_id == quick["ana"].id
    assert (told.facts["was"], told.facts["starts"]) == (START.isoformat(), LATER.isoformat())
    assert told.expires_at == LATER


def test_another_manager_who_moves_it_tells_whoever_holds_it(quick: Office) -> None:
    errands, training = Errands(quick, FakeRooms()), plan(quick)
    move(quick, training, by="marcus")
    (told,) = errands.told(Topic.TRAINING_MOVED)
    assert (told.reader_id, told.facts["holds"]) == (quick["dana"].id, True)


def test_moved_there_and_back_it_is_told_each_time(quick: Office) -> None:
    errands, training = Errands(quick, FakeRooms()), plan(quick)
    join(quick, training, "ana")
    move(quick, training)
    move(quick, training, START)
    assert [told.facts["starts"] for told in errands.told(Topic.TRAINING_MOVED)] == [
        LATER.isoformat(),
        START.isoformat(),
    ]


def test_reminders_and_the_end_come_at_the_new_hour_only(quick: Office) -> None:
    training = plan(quick)
    join(quick, training, "ana")
    move(quick, training)
    reminded = waiting(quick, training, DutyKind.TRAINING_REMIND)
    assert sorted(reminded.values()) == [*[LATER - DAY] * 2, *[LATER - timedelta(minutes=15)] * 2]
    assert list(waiting(quick, training, DutyKind.TRAINING_CLOSE).values()) == [
        LATER + HOUR + POLICY.training_closes_after
    ]
    assert list(waiting(quick, training, DutyKind.TRAINING_END).values()) == [LATER + HOUR + POLICY.room_ends_after]


def test_the_room_that_stood_is_taken_away_and_another_one_made_for_the_same_people(quick: Office) -> None:
    errands, training = Errands(quick, FakeRooms()), plan(quick)
    join(quick, training, "ana")
    errands.run(until=NOW + HOUR)
    old = errands.training().room
    assert old is not None
    assert move(quick, training, at=errands.clock.now()).training.room is None
    errands.run(until=LATER - HOUR)
    (hall,) = errands.rooms.standing
    new = errands.training()
    assert new.room is not None and new.room.meeting_id != old.meeting_id
    assert new.proven_at is not None
    assert (hall.request.effect_key, hall.request.starts_at) == ("training-1-room-2", LATER)
    assert set(hall.guests) == {quick[key].id for key in ("dana", "ana")}


def test_a_room_that_was_being_made_when_it_moved_is_not_left_standing(quick: Office) -> None:
    rooms = FakeRooms()
    errands, training = Errands(quick, rooms), plan(quick)
    rooms.faults = [Fault.LOST_ANSWER]
    errands.run(until=NOW + timedelta(minutes=1))
    assert errands.training().attempted_at is not None
    move(quick, training, at=errands.clock.now())
    errands.run(until=LATER - HOUR)
    assert [hall.request.effect_key for hall in rooms.standing] == ["training-1-room-2"]


def test_a_room_that_comes_from_the_platform_too_late_is_none_of_the_moved_training(quick: Office) -> None:
    training = plan(quick)
    with quick.store.begin() as work:
        assert work.trainings.intend(training, at=NOW)
    moved = move(quick, training).training
    late = MadeRoom(Platform.ZOOM, "late-1", "https://zoom.example/late", None)
    with quick.store.begin() as work:
        assert not work.trainings.made(training, late)
        assert not work.trainings.proven(training, [], at=NOW)
        assert work.trainings.get(training.id) == moved
        before = work.trainings.before(training.id, 1)
    assert before is not None and (before.effect_key, before.starts_at) == ("training-1-room-1", START)


def test_its_host_is_booked_for_the_new_hour_and_free_at_the_old_one(quick: Office) -> None:
    training = plan(quick)
    move(quick, training, START + timedelta(minutes=30))
    with quick.store.look() as view:
        (booking,) = bookings(view, START, LATER, Platform.ZOOM)
    assert (booking.since, booking.host) == (START + timedelta(minutes=30), "room@program.example")
    assert plan(quick, start=START - 2 * HOUR, by="marcus")


def test_an_hour_at_which_every_host_is_taken_is_refused_and_changes_nothing(quick: Office) -> None:
    training = plan(quick)
    plan(quick, start=LATER, by="marcus")
    with pytest.raises(NoRoomThen):
        move(quick, training)
    with quick.store.look() as view:
        assert view.trainings.get(training.id) == training


def test_nobody_holds_two_trainings_at_once(quick: Office) -> None:
    training, other = plan(quick), plan(quick, start=LATER)
    with pytest.raises(FacilitatorBusy) as refused:
        move(quick, training, LATER + timedelta(minutes=30))
    assert refused.value.other == other


@pytest.mark.parametrize(
    ("to", "at"), [(NOW, NOW), (NOW - DAY, NOW), (START - timedelta(minutes=1), START - timedelta(minutes=1))]
)
def test_a_training_is_not_moved_into_the_past(quick: Office, to: datetime, at: datetime) -> None:
    training = plan(quick)
    with pytest.raises(TrainingInThePast):
        move(quick, training, to, at=at)


def test_one_that_has_begun_or_was_called_off_stays_as_it_is(quick: Office) -> None:
    begun, off = plan(quick), plan(quick, start=LATER)
    cancel_training(quick.store, actor=quick["dana"], training_id=off.id, why="", at=NOW)
    acts: list[Callable[[], object]] = [
        lambda: move(quick, begun, LATER, at=START),
        lambda: move(quick, off, LATER + DAY),
    ]
    for act in acts:
        with pytest.raises(TrainingIsOver):
            act()


def test_only_managers_move_what_there_is(quick: Office) -> None:
    training = plan(quick)
    with pytest.raises(ManagersOnly):
        move(quick, training, by="ana")
    with pytest.raises(NoSuchTraining):
        move_training(
            quick.store, actor=quick["dana"], training_id=999, starts_at=LATER, hosts=HOSTS, at=NOW, policy=POLICY
        )


def test_whoever_cannot_come_then_gives_the_place_back(quick: Office) -> None:
    training, ana = plan(quick), quick["ana"]
    join(quick, training, "ana")
    move(quick, training)
    line = leave_training(quick.store, actor=ana, person_id=ana.id, training_id=training.id, at=START + HOUR)
    assert line.taken == 0


def test_called_off_after_it_moved_everybody_hears_it_and_no_room_is_left(quick: Office) -> None:
    errands, training = Errands(quick, FakeRooms()), plan(quick)
    join(quick, training, "ana")
    errands.run(until=NOW + HOUR)
    move(quick, training, at=errands.clock.now())
    errands.run(until=NOW + 2 * HOUR)
    cancel_training(quick.store, actor=quick["dana"], training_id=training.id, why="", at=errands.clock.now())
    errands.run(until=NOW + 3 * HOUR)
    assert errands.rooms.standing == []
    assert [told.reader_id for told in errands.told(Topic.TRAINING_CANCELLED)] == [quick["ana"].id]
