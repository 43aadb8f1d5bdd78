"""A training is a meeting too: nobody is in a session and in a training at once, whichever was there first."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.booking import busy_beside
from mentoring.acts.calendars import call_snow_day, take_back_snow_day
from mentoring.acts.engagements import TrainingThen
from mentoring.acts.moving_trainings import move_training
from mentoring.acts.reassigning import change_monitor
from mentoring.acts.standing_in import candidates
from mentoring.acts.stepping_in import step_in
from mentoring.acts.training import FacilitatorBusy, cancel_training, leave_training, plan_training
from mentoring.acts.training_hours import MeetingThen, fitting
from mentoring.cover import Cover, WhyCover
from mentoring.errors import Refusal
from mentoring.matches import MatchDraft, MonitorKind
from mentoring.people import Role
from mentoring.rooms import Platform
from mentoring.sessions import SessionState
from mentoring.slots import Slot, Weekday
from mentoring.tidings import Tiding, Topic
from mentoring.trainings import SeatState, Training, TrainingDraft
from tests.contract.database_fixtures import engine, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office, new_request, person_row
from tests.contract.test_booking import move as move_to
from tests.contract.test_booking import stand_in
from tests.contract.test_job_training import join

__all__ = ["engine", "postgres_engine", "sqlite_engine"]

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
FIRST = datetime(2026, 10, 27, 20, 30, tzinfo=UTC)
"""When the first session of the usual match begins; in November its hour is one later in UTC."""
LATER = FIRST + timedelta(days=2)
HOSTS = {"room@program.example": 3}


@pytest.fixture
def quick(sqlite_engine: Engine) -> Office:
    return Office(sqlite_engine)


def plan(office: Office, *, start: datetime, by: str = "dana") -> Training:
    roles, holder = frozenset({Role.MENTOR, Role.PROCTOR}), office[by]
    draft = TrainingDraft(start, start + HOUR, "America/New_York", roles, Platform.ZOOM, 20, holder.id)
    line = plan_training(
        office.store, actor=holder, draft=draft, hosts=HOSTS, request=new_request(), at=NOW, policy=POLICY
    )
    return line.training


def seated(office: Office, training: Training) -> set[str]:
    with office.store.look() as view:
        seats = view.trainings.seats([training.id])
        people = view.people.many([seat.person_id for seat in seats])
    return {people[seat.person_id].key for seat in seats if seat.state is SeatState.TAKEN}


def move(office: Office, training: Training, to: datetime) -> Training:
    return move_training(
        office.store, actor=office["dana"], training_id=training.id, starts_at=to, hosts=HOSTS, at=NOW, policy=POLICY
    ).training


def another(office: Office) -> MatchDraft:
    """A match of other people, on Tuesday at noon."""
    return office.draft(mentor="ben", student="mia", monitor="sam", slot=Slot(Weekday.TU, time(12)))


# A place in a training, beside sessions


@pytest.mark.parametrize("key", ["ana", "ruth"])
def test_neither_mentor_nor_proctor_leaves_a_session_for_a_training(engine: Engine, key: str) -> None:
    office = Office(engine)
    match = office.active()
    training = plan(office, start=FIRST + HOUR / 2)
    with pytest.raises(MeetingThen) as refused:
        join(office, training, key)
    assert (refused.value.person.key, refused.value.meeting.match.id) == (key, match.id)
    assert seated(office, training) == set()
    join(office, plan(office, start=FIRST + HOUR, by="marcus"), key)


def test_nor_in_a_week_that_is_still_to_be_planned(engine: Engine) -> None:
    office = Office(engine)
    office.active()
    far = datetime(2027, 2, 2, 21, 30, tzinfo=UTC)
    training = plan(office, start=far)
    with pytest.raises(MeetingThen):
        join(office, training, "ruth")
    join(office, training, "ben")


def test_nor_of_a_session_for_which_they_stand_in_and_the_one_relieved_has_time(quick: Office) -> None:
    stand_in(quick, quick.first_session(), "sam")
    training = plan(quick, start=FIRST)
    with pytest.raises(MeetingThen):
        join(quick, training, "sam")
    join(quick, training, "ruth")


def test_a_session_that_was_moved_away_leaves_the_hour_free(quick: Office) -> None:
    move_to(quick, quick.first_session(), LATER)
    training, other = plan(quick, start=FIRST), plan(quick, start=LATER, by="marcus")
    with pytest.raises(MeetingThen):
        join(quick, other, "ana")
    join(quick, training, "ana")


def test_a_match_that_is_not_released_takes_no_hour_yet_and_is_not_released_over_a_training(quick: Office) -> None:
    waiting = quick.confirm(quick.create(quick.draft()))
    join(quick, training := plan(quick, start=FIRST), "ana")
    with pytest.raises(TrainingThen) as refused:
        quick.release(waiting)
    assert (refused.value.person.key, refused.value.training.id) == ("ana", training.id)
    assert quick.sessions(waiting) == []
    assert quick.release(quick.confirm(waiting, FIRST.date() + WEEK)), "from the week after it on"


# Who holds a training


def manager_who_watches(office: Office) -> None:
    office.add_people(person_row("dana", Role.MANAGER, Role.PROCTOR, Role.MENTOR, clearance=CLEARED))


def test_who_watches_over_a_session_plans_no_training_then_and_moves_none_there(engine: Engine) -> None:
    office = Office(engine)
    manager_who_watches(office)
    office.active(office.draft(monitor="dana"))
    with pytest.raises(MeetingThen):
        plan(office, start=FIRST)
    training = plan(office, start=LATER)
    with pytest.raises(MeetingThen):
        move(office, training, FIRST - HOUR / 2)
    with office.store.look() as view:
        assert view.trainings.many([training.id])[training.id] == training


def test_who_has_a_place_in_a_training_holds_no_other_one_then(quick: Office) -> None:
    manager_who_watches(quick)
    join(quick, plan(quick, start=FIRST, by="marcus"), "dana")
    with pytest.raises(FacilitatorBusy):
        plan(quick, start=FIRST)


def test_who_holds_a_training_takes_no_place_in_another_one_then(quick: Office) -> None:
    manager_who_watches(quick)
    plan(quick, start=FIRST)
    with pytest.raises(TrainingThen):
        join(quick, plan(quick, start=FIRST + HOUR / 2, by="marcus"), "dana")


# Sessions, beside trainings


def with_a_training(office: Office, key: str, start: datetime = FIRST) -> Training:
    training = plan(office, start=start)
    join(office, training, key)
    return training


@pytest.mark.parametrize("key", ["ana", "ruth"])
def test_no_match_is_made_over_a_training_of_its_people(engine: Engine, key: str) -> None:
    office = Office(engine)
    training = with_a_training(office, key, FIRST + 3 * WEEK + HOUR)
    with pytest.raises(TrainingThen) as refused:
        office.create(office.draft())
    assert (refused.value.person.key, refused.value.training.id) == (key, training.id)


def test_no_match_is_made_over_a_training_that_its_monitor_holds(quick: Office) -> None:
    manager_who_watches(quick)
    plan(quick, start=FIRST)
    with pytest.raises(TrainingThen):
        quick.create(quick.draft(monitor="dana"))


def test_a_training_that_ends_as_the_session_begins_is_not_in_its_way(quick: Office) -> None:
    with_a_training(quick, "ana", FIRST - HOUR)
    assert quick.active()


@pytest.mark.parametrize("freed", [leave_training, cancel_training])
def test_a_place_given_back_or_a_training_called_off_frees_the_hour(quick: Office, freed: object) -> None:
    training, ana = with_a_training(quick, "ana"), quick["ana"]
    if freed is leave_training:
        leave_training(quick.store, actor=ana, person_id=ana.id, training_id=training.id, at=NOW)
    else:
        cancel_training(quick.store, actor=quick["dana"], training_id=training.id, why="", at=NOW)
    assert quick.active()


def test_no_session_is_moved_onto_a_training_and_nobody_stands_in_out_of_one(engine: Engine) -> None:
    office = Office(engine)
    session = office.first_session()
    with_a_training(office, "ruth", LATER)
    with pytest.raises(TrainingThen):
        move_to(office, session, LATER + HOUR / 2)
    join(office, plan(office, start=FIRST, by="marcus"), "sam")
    with pytest.raises(TrainingThen):
        stand_in(office, session, "sam")


def test_whoever_is_in_a_training_is_not_asked_to_stand_in(engine: Engine) -> None:
    office = Office(engine)
    session = office.first_session()
    join(office, plan(office, start=FIRST), "sam")
    with office.store.look() as view:
        match = view.matches.many([session.match_id])[session.match_id]
        cover = Cover(session.id, NOW, WhyCover.LEFT, session.monitor_id)
        assert office["sam"].id in busy_beside(view, session)
        assert office["sam"].id not in candidates(view, session, match, office.program, cover)


def test_who_holds_a_training_does_not_step_in(quick: Office) -> None:
    session = quick.first_session()
    plan(quick, start=FIRST)
    with pytest.raises(TrainingThen):
        step_in(quick.store, actor=quick["dana"], session_id=session.id, at=NOW)
    assert step_in(quick.store, actor=quick["marcus"], session_id=session.id, at=NOW)


def test_who_has_stepped_in_holds_no_training_then(engine: Engine) -> None:
    office = Office(engine)
    session = office.first_session()
    step_in(office.store, actor=office["marcus"], session_id=session.id, at=NOW)
    with pytest.raises(MeetingThen):
        plan(office, start=FIRST, by="marcus")
    assert plan(office, start=FIRST), "the other manager has time"


def test_who_has_stepped_in_becomes_nobodys_monitor_then(quick: Office) -> None:
    manager_who_watches(quick)
    first = quick.first_session()
    step_in(quick.store, actor=quick["dana"], session_id=first.id, at=NOW)
    with pytest.raises(Refusal):
        quick.create(quick.draft(mentor="ben", student="mia", monitor="dana"))


def test_a_day_that_comes_back_brings_no_session_back_over_a_training(engine: Engine) -> None:
    office = Office(engine)
    session, free = office.first_session(), office.first_session(another(office))
    for snow in (call_snow_day, take_back_snow_day):
        if snow is take_back_snow_day:
            with_a_training(office, "ana")
        snow(
            office.store,
            actor=office["dana"],
            day=session.day,
            school=None,
            request=new_request(),
            at=NOW,
            policy=POLICY,
        )
    assert office.session(session.id).state is SessionState.CANCELLED
    assert office.session(free.id).state is SessionState.PLANNED


def test_a_mentor_whose_session_was_moved_for_a_training_may_get_another_monitor(quick: Office) -> None:
    match = quick.active()
    move_to(quick, quick.sessions(match)[0], LATER)
    with_a_training(quick, "ana")
    changed = change_monitor(
        quick.store,
        actor=quick["dana"],
        match_id=match.id,
        monitor_id=quick["sam"].id,
        kind=MonitorKind.PROCTOR,
        starting=None,
        request=new_request(),
        at=NOW,
        policy=POLICY,
    )
    assert changed.match.monitor_id == quick["sam"].id


# A training that is moved


def told(office: Office) -> dict[int, Tiding]:
    with office.store.look() as view:
        found = view.tidings.many(range(1, 100)).values()
    return {tiding.reader_id: tiding for tiding in found if tiding.topic is Topic.TRAINING_MOVED}


def test_moved_onto_somebodys_session_their_place_is_given_back_and_they_hear_the_next_dates(engine: Engine) -> None:
    office = Office(engine)
    office.active()
    training, next_week = plan(office, start=LATER), plan(office, start=LATER + WEEK, by="marcus")
    plan(office, start=FIRST + WEEK + HOUR, by="marcus")
    for key in ("ana", "ruth", "ben"):
        join(office, training, key)
    moved = move(office, training, FIRST)
    assert seated(office, training) == {"ben"}
    letters = told(office)
    assert letters[office["ana"].id].facts["next"] == [next_week.starts_at.isoformat()]
    assert [letters[office[key].id].facts.get("gone", False) for key in ("ana", "ruth", "ben")] == [True, True, False]
    assert letters[office["ana"].id].page == ("volunteer", (office["ana"].id,))
    assert office.deeds(f"training-{moved.id}")[-3:] == ["training.leave", "training.leave", "training.move"]
    join(office, next_week, "ana")


def test_moved_back_nobody_gets_a_place_back_that_was_given_back(quick: Office) -> None:
    quick.active()
    training = with_a_training(quick, "ana", LATER)
    move(quick, training, FIRST)
    move(quick, training, LATER)
    assert seated(quick, training) == set()
    join(quick, training, "ana")
    assert seated(quick, training) == {"ana"}


def test_a_place_that_was_given_back_is_reminded_of_nothing(quick: Office) -> None:
    quick.active()
    training = with_a_training(quick, "ana", LATER)
    move(quick, training, FIRST)
    with quick.engine.connect() as conn:
        waiting = conn.exec_driver_sql(
            "select occurrence from duties where kind = 'training_remind' and state = 'waiting'"
        ).scalars()
        assert not [one for one in waiting if f"person-{quick['ana'].id}/" in one]


def test_the_next_dates_are_those_for_which_one_has_time(quick: Office) -> None:
    quick.active()
    free, over = plan(quick, start=LATER), plan(quick, start=FIRST)
    with quick.store.look() as view:
        fit = fitting(view, quick.ids("ana", "ben"), [over, free])
    assert fit == {quick["ana"].id: [free], quick["ben"].id: [over, free]}
