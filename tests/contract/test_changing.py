"""Changing one session: what changes with it, exactly once, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from mentoring.acts.alerting import raise_alerts, resolve
from mentoring.acts.answering import Topic
from mentoring.acts.booking import SlotTaken, TimeTaken
from mentoring.acts.changing import (
    MovedIntoTheNight,
    MovedIntoThePast,
    NothingChanges,
    TeachersRoom,
    cancel_session,
    switch_instead,
)
from mentoring.acts.horizon import fill_all
from mentoring.acts.matchmaking import StartOutsideProgram
from mentoring.acts.replying import answer_reminder
from mentoring.acts.taking_place import ChangedMeanwhile
from mentoring.alerts import Alert, AlertIsOver, AlertReason, AlertState, Facts
from mentoring.duties import Company, DutyKind, plan
from mentoring.errors import Refusal
from mentoring.permissions import ManagersOnly
from mentoring.rooms import Platform
from mentoring.sessions import Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.stored import Answer
from tests.contract.changing_fixtures import WEDNESDAY, Desk, desk, sessions_of
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, Office, office

__all__ = ["desk", "engine", "office", "sqlite_engine"]

ONCE = {DutyKind.TELL, DutyKind.RETIRE_ROOM, DutyKind.WITHDRAW}
"""Duties of a change itself, and not of a version of the session."""
NEXT_WEEK = datetime(2026, 11, 4, 21, 30, tzinfo=UTC)


# Moving


def test_a_moved_session_is_the_same_session_at_another_time(desk: Desk) -> None:
    before = desk.session

    moved = desk.move()

    assert moved == replace(
        before, day=date(2026, 10, 28), starts_at=WEDNESDAY, ends_at=WEDNESDAY + timedelta(hours=1), version=2
    )
    assert desk.session == moved
    assert moved.slot_day == FIRST_DAY


def test_the_duties_of_a_moved_session_are_those_of_its_new_time_and_invitations_go_out_at_once(desk: Desk) -> None:
    before = desk.waiting()

    moved = desk.move(NEXT_WEEK)

    planned = plan(moved, Company(desk.office["ana"].id, desk.office["ruth"].id, desk.office.ids("luis")), POLICY)
    now = {key: due_at for key, due_at in desk.waiting().items() if key[0] not in ONCE}
    assert now == {(d.kind, d.occurrence): NOW if d.kind is DutyKind.INVITE else d.due_at for d in planned}
    assert not set(now) & set(before)


def test_the_room_of_a_moved_session_is_retired_and_nobody_has_an_entry_any_more(desk: Desk) -> None:
    desk.has_room()

    assert desk.move().state is SessionState.PLANNED

    with desk.store.look() as view:
        assert view.rooms.of(desk.id) is None
        assert view.rooms.entries([desk.id]) == {desk.id: []}
        assert view.rooms.retired(desk.id, 1) is not None
    assert desk.waiting(DutyKind.RETIRE_ROOM) == {(DutyKind.RETIRE_ROOM, "1"): NOW}


def test_every_room_that_a_session_has_had_is_retired_once(desk: Desk) -> None:
    desk.has_room()
    desk.move(WEDNESDAY)
    desk.move(NEXT_WEEK)
    with desk.store.begin() as work:
        work.rooms.intend(desk.id, f"session-{desk.id}-room-2", at=NOW)
    desk.move(WEDNESDAY)

    assert {occurrence for _, occurrence in desk.waiting(DutyKind.RETIRE_ROOM)} == {"1", "2"}


@pytest.mark.parametrize("change", [Desk.move, Desk.switch, Desk.hand_over])
def test_the_doors_of_those_who_stay_remain_the_same(desk: Desk, change: Callable[[Desk], Session]) -> None:
    before = desk.doors()

    change(desk)

    assert {key: desk.doors()[key] for key in ("ana", "luis")} == {key: before[key] for key in ("ana", "luis")}


def test_everybody_hears_of_the_new_time_but_the_manager_whose_deed_it_is(desk: Desk) -> None:
    desk.move()
    assert desk.told() == {(Topic.MOVED, "ana"), (Topic.MOVED, "ruth"), (Topic.MOVED, "luis")}


def test_the_manager_of_the_match_hears_what_another_manager_changed(desk: Desk) -> None:
    desk.move(by="marcus")
    assert (Topic.MOVED, "dana") in desk.told()


def test_who_could_not_come_at_the_old_time_is_asked_again(desk: Desk) -> None:
    answer_reminder(
        desk.store, actor=desk.office["ana"], session_id=desk.id, answer=Answer.CANNOT, at=NOW + timedelta(minutes=1)
    )

    desk.move()

    with desk.store.look() as view:
        assert view.answers.of([desk.id]) == {desk.id: {}}
    assert desk.office.deeds(f"session-{desk.id}") == ["session.cannot", "session.move"]


def test_a_move_is_logged_with_before_and_after(desk: Desk) -> None:
    desk.move()

    with desk.store.look() as view:
        [deed] = view.deeds.of(f"session-{desk.id}")
    assert (deed.actor_id, deed.action, deed.at) == (desk.office["dana"].id, "session.move", NOW)
    assert (deed.before, deed.after) == ("2026-10-27T20:30+00:00", "2026-10-28T20:30+00:00")


@pytest.mark.parametrize("change", [Desk.move, Desk.switch])
def test_alerts_about_the_room_of_before_are_over(desk: Desk, change: Callable[[Desk], Session]) -> None:
    about_rooms = (AlertReason.ROOM_NOT_READY, AlertReason.ROOM_NOT_PROVEN, AlertReason.POOL_TOO_SMALL)
    with desk.store.begin() as work:
        raise_alerts(work, [(desk.id, reason, Facts(NOW)) for reason in about_rooms], at=NOW)

    change(desk)

    assert {desk.alert(reason) for reason in about_rooms} == {AlertState.RESOLVED}


def test_the_nightly_sweep_neither_plans_the_old_slot_again_nor_undoes_the_move(desk: Desk) -> None:
    desk.move(NEXT_WEEK - timedelta(days=1, hours=2))
    sessions, duties = sessions_of(desk), desk.waiting()

    fill_all(desk.store, at=NOW + timedelta(minutes=1), policy=POLICY)

    assert sessions_of(desk) == sessions
    kept = {key for key in duties if key[0] != DutyKind.INVITE}
    assert {key: desk.waiting()[key] for key in kept} == {key: duties[key] for key in kept}
    assert set(desk.waiting()) == set(duties)


def test_a_moved_session_counts_as_the_day_to_which_it_was_moved(desk: Desk) -> None:
    moved = desk.move(datetime(2026, 10, 29, 1, 30, tzinfo=UTC))
    assert (moved.day, moved.slot_day) == (date(2026, 10, 28), FIRST_DAY)


# Moves that are refused


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        (NOW, MovedIntoThePast),
        (NOW - timedelta(days=1), MovedIntoThePast),
        (datetime(2026, 10, 27, 20, 30, tzinfo=UTC), NothingChanges),
        (datetime(2027, 6, 19, 20, 30, tzinfo=UTC), StartOutsideProgram),
    ],
)
def test_a_session_is_moved_only_to_a_time_to_come_within_the_program(
    desk: Desk, to: datetime, refusal: type[Refusal]
) -> None:
    with desk.left_alone(), pytest.raises(refusal):
        desk.move(to)


BUSY = {
    "mentor": {"mentor": "ana", "student": "mia", "monitor": "sam"},
    "monitor": {"mentor": "ben", "student": "mia", "monitor": "ruth"},
    "student": {"mentor": "ben", "student": "luis", "monitor": "sam"},
}


@pytest.mark.parametrize("who", BUSY.values(), ids=BUSY)
@pytest.mark.parametrize("minutes", [-59, 0, 59])
def test_nobody_is_moved_into_two_rooms_at_once(desk: Desk, who: dict[str, str], minutes: int) -> None:
    other = desk.office.first_session(
        desk.office.draft(**who, slot=Slot(Weekday.WE, time(16, 30)), starts_on=date(2026, 10, 28))
    )

    with desk.left_alone(), pytest.raises(TimeTaken) as taken:
        desk.move(WEDNESDAY + timedelta(minutes=minutes))

    assert taken.value.other.id == other.id


@pytest.mark.parametrize("minutes", [-60, 60])
def test_a_session_may_end_where_another_begins(desk: Desk, minutes: int) -> None:
    desk.office.active(
        desk.office.draft(
            mentor="ben", student="luis", monitor="sam", slot=Slot(Weekday.WE, time(16, 30)), starts_on=FIRST_DAY
        )
    )
    assert desk.move(WEDNESDAY + timedelta(minutes=minutes)).version == 2


def test_the_hour_of_a_session_that_was_cancelled_or_moved_away_is_free(desk: Desk) -> None:
    there = desk.office.draft(
        mentor="ben", student="luis", monitor="sam", slot=Slot(Weekday.WE, time(16, 30)), starts_on=FIRST_DAY
    )
    other = desk.office.first_session(there)
    cancel_session(desk.store, actor=desk.office["dana"], session_id=other.id, why="", at=NOW)

    assert desk.move().starts_at == WEDNESDAY


def test_weeks_of_another_match_that_are_still_to_be_planned_are_taken_as_well(desk: Desk) -> None:
    desk.office.active(
        desk.office.draft(
            mentor="ben", student="luis", monitor="sam", slot=Slot(Weekday.WE, time(16, 30)), starts_on=FIRST_DAY
        )
    )
    with desk.left_alone(), pytest.raises(SlotTaken):
        desk.move(datetime(2027, 1, 13, 21, 30, tzinfo=UTC))


def test_a_session_is_not_moved_onto_the_next_one_of_its_own_match(desk: Desk) -> None:
    with desk.left_alone(), pytest.raises(TimeTaken):
        desk.move(sessions_of(desk)[1].starts_at)


def test_two_managers_who_move_the_same_session_at_once_leave_one_change(engine: Engine) -> None:
    desk = Desk(Office(engine))
    desk.has_room()

    outcomes = all_at_once(lambda number: desk.move(WEDNESDAY + timedelta(minutes=number)))

    moved = [done for done in outcomes if isinstance(done, Session)]
    assert all(isinstance(done, Session | ChangedMeanwhile) for done in outcomes)
    assert desk.session.version == 1 + len(moved)
    assert len(desk.office.deeds(f"session-{desk.id}")) == len(moved)
    assert len(desk.waiting(DutyKind.PROVISION)) == len(desk.waiting(DutyKind.RETIRE_ROOM)) == 1


# Switching the platform


def test_a_session_on_the_other_platform_keeps_time_people_and_answers(desk: Desk) -> None:
    before = desk.session
    answer_reminder(desk.store, actor=desk.office["ana"], session_id=desk.id, answer=Answer.COMING, at=NOW)
    desk.has_room()

    assert desk.switch() == replace(before, platform=Platform.ZOOM, version=2)

    with desk.store.look() as view:
        assert view.answers.of([desk.id])[desk.id] == {desk.office["ana"].id: Answer.COMING}
        retired = view.rooms.retired(desk.id, 1)
    assert retired is not None
    assert retired.platform is Platform.GOOGLE_MEET
    assert desk.told() == {(Topic.PLATFORM_CHANGED, key) for key in ("ana", "ruth", "luis")}


def test_an_unfinished_room_is_retired_on_the_platform_where_it_was_begun(desk: Desk) -> None:
    with desk.store.begin() as work:
        work.rooms.intend(desk.id, f"session-{desk.id}-room-1", at=NOW)

    desk.switch()

    with desk.store.look() as view:
        retired = view.rooms.retired(desk.id, 1)
    assert retired is not None
    assert (retired.platform, retired.room) == (Platform.GOOGLE_MEET, None)


def test_a_reminder_that_has_gone_out_is_not_sent_again_for_another_platform(desk: Desk) -> None:
    evening = desk.session.starts_at - timedelta(hours=5)

    desk.switch(at=evening)
    fill_all(desk.store, at=evening, policy=POLICY)

    assert desk.waiting(DutyKind.REMIND_DAY) == {}
    assert set(desk.waiting(DutyKind.REMIND_SOON).values()) == {desk.session.starts_at - timedelta(minutes=15)}


def test_there_is_no_third_platform(desk: Desk) -> None:
    with desk.left_alone(), pytest.raises(TeachersRoom):
        desk.switch(Platform.EXTERNAL)
    with desk.left_alone(), pytest.raises(NothingChanges):
        desk.switch(Platform.GOOGLE_MEET)


def test_a_teachers_own_room_stays(desk: Desk) -> None:
    desk.id = desk.office.first_session(desk.office.in_class(student="mia", mentor="ben")).id
    with desk.left_alone(), pytest.raises(TeachersRoom):
        desk.switch()


@pytest.mark.parametrize(("hour", "minute"), [(22, 0), (23, 30), (0, 0), (1, 30), (6, 59)])
def test_no_session_is_moved_into_the_night(desk: Desk, hour: int, minute: int) -> None:
    """The first of November has 1:30 AM twice."""
    at_night = datetime(2026, 11, 1, hour, minute, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    with desk.left_alone(), pytest.raises(MovedIntoTheNight):
        desk.move(at_night)


@pytest.mark.parametrize(("hour", "minute"), [(7, 0), (21, 59)])
def test_the_day_of_a_child_has_its_first_and_its_last_minute(desk: Desk, hour: int, minute: int) -> None:
    by_day = datetime(2026, 10, 28, hour, minute, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    assert desk.move(by_day).starts_at == by_day


def without_room(desk: Desk) -> Alert:
    found = [(desk.id, AlertReason.ROOM_NOT_READY, Facts(NOW))]
    with desk.store.begin() as work:
        return raise_alerts(work, found, at=NOW)[0]


def use_zoom(desk: Desk, alert: Alert, by: str = "dana") -> Session:
    return switch_instead(
        desk.store, actor=desk.office[by], alert_id=alert.id, platform=Platform.ZOOM, at=NOW, policy=POLICY
    )


def test_the_button_under_an_alert_switches_the_session_that_has_no_room(desk: Desk) -> None:
    assert use_zoom(desk, without_room(desk)).platform is Platform.ZOOM


def test_the_button_under_an_alert_that_is_over_changes_nothing(desk: Desk) -> None:
    alert = without_room(desk)
    with desk.store.begin() as work:
        resolve(work, alert, at=NOW)
    with desk.left_alone(), pytest.raises(AlertIsOver):
        use_zoom(desk, alert)


def test_the_button_under_an_alert_changes_nothing_once_the_room_is_proven(desk: Desk) -> None:
    alert = without_room(desk)
    desk.has_room()
    with desk.left_alone(), pytest.raises(AlertIsOver):
        use_zoom(desk, alert)


def test_only_a_manager_presses_the_button_under_an_alert(desk: Desk) -> None:
    alert = without_room(desk)
    with desk.left_alone(), pytest.raises(ManagersOnly):
        use_zoom(desk, alert, by="ana")


@pytest.mark.parametrize(
    ("state", "topic"), [(SessionState.READY, Topic.CANCELLED), (SessionState.OPEN, Topic.STOPPED)]
)
def test_a_session_that_is_running_is_told_as_called_off(desk: Desk, state: SessionState, topic: Topic) -> None:
    desk.has_room(state)
    desk.cancel()
    assert {told for told, _ in desk.told()} == {topic}
