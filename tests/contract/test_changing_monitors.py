"""Another monitor for one session, and sessions that are cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from mentoring.acts.alerting import acknowledge, raise_alerts
from mentoring.acts.answering import NoSuchSession, SessionIsOver, Topic
from mentoring.acts.booking import TimeTaken
from mentoring.acts.changing import NothingChanges, SessionHasBegun
from mentoring.acts.horizon import fill_all
from mentoring.acts.matchmaking import create_match
from mentoring.acts.replying import answer_reminder
from mentoring.alerts import AlertReason, AlertState, Facts
from mentoring.duties import DutyKind
from mentoring.errors import Refusal
from mentoring.matches import GuardianNotOptedIn, MonitorIsAParty, MonitorKind, NotCleared, NotInThatRole, WrongMonitor
from mentoring.people import Role
from mentoring.permissions import ManagersOnly
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.stored import Answer
from tests.contract.changing_fixtures import Desk, desk, office, sessions_of
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, person_row

__all__ = ["desk", "office", "sqlite_engine"]

MINUTE = timedelta(minutes=1)


def ways(desk: Desk) -> dict[str, str]:
    """Who is let into the room, and who is put out."""
    names = desk.names()
    rows = desk.office.duties(desk.subject, DutyKind.ADMIT, DutyKind.PUT_OUT)
    return {names[row.person_id]: row.kind for row in rows if row.state == "waiting"}


# Another monitor


def test_the_other_monitor_watches_over_this_session_only(desk: Desk) -> None:
    changed = desk.hand_over()

    assert (changed.monitor_id, changed.version) == (desk.office["sam"].id, 2)
    assert {s.monitor_id for s in sessions_of(desk)[1:]} == {desk.office["ruth"].id}


def test_the_door_of_the_monitor_before_is_shut_and_the_other_has_one(desk: Desk) -> None:
    desk.hand_over()

    shut = {key for key, door in desk.doors().items() if door.revoked_at is not None}
    assert (shut, set(desk.doors())) == ({"ruth"}, {"ana", "ruth", "luis", "sam"})


def test_a_monitor_who_comes_back_has_the_same_door_as_before(desk: Desk) -> None:
    before = desk.doors()["ruth"]

    desk.hand_over("sam")
    desk.hand_over("ruth", at=NOW + MINUTE)

    assert desk.doors()["ruth"] == before
    assert desk.doors()["sam"].revoked_at == NOW + MINUTE


def test_the_room_stays_and_one_comes_in_where_the_other_goes(desk: Desk) -> None:
    desk.has_room()

    desk.hand_over()

    with desk.store.look() as view:
        assert view.rooms.of(desk.id) is not None
    assert desk.waiting(DutyKind.RETIRE_ROOM) == {}
    assert ways(desk) == {"sam": "admit", "ruth": "put_out"}


def test_without_a_room_nobody_is_let_in_or_put_out(desk: Desk) -> None:
    desk.hand_over()
    assert ways(desk) == {}


def test_two_changes_in_a_row_leave_nobody_in_the_room_who_was_to_go(desk: Desk) -> None:
    desk.has_room()

    desk.hand_over("sam")
    desk.hand_over("ruth", at=NOW + MINUTE)

    assert ways(desk) == {"sam": "put_out", "ruth": "admit"}


def test_a_manager_who_has_stepped_in_stays(desk: Desk) -> None:
    desk.has_room(SessionState.OPEN)
    with desk.store.begin() as work:
        [alert] = raise_alerts(work, [(desk.id, AlertReason.MONITOR_MISSING, Facts(NOW))], at=NOW)
    acknowledge(desk.store, actor=desk.office["dana"], alert_id=alert.id, at=NOW)

    desk.hand_over()

    assert ways(desk) == {"sam": "admit", "ruth": "put_out", "dana": "admit"}
    assert desk.doors()["dana"].revoked_at is None


def test_a_stand_in_may_come_while_the_doors_are_open(desk: Desk) -> None:
    desk.has_room(SessionState.OPEN)
    start = desk.session.starts_at

    changed = desk.hand_over(at=start + MINUTE)

    assert (changed.state, changed.version) == (SessionState.OPEN, 2)
    assert desk.waiting(DutyKind.WATCH) == {(DutyKind.WATCH, "v2"): start - POLICY.doors_open_ahead}
    assert ways(desk) == {"sam": "admit", "ruth": "put_out"}


def test_each_side_is_told_its_own(desk: Desk) -> None:
    desk.hand_over()
    stay = {(Topic.MONITOR_CHANGED, key) for key in ("ana", "luis", "sam")}
    assert desk.told() == stay | {(Topic.RELIEVED, "ruth")}


def test_only_who_is_new_is_reminded_of_a_day_that_the_others_know_of(desk: Desk) -> None:
    evening = desk.session.starts_at - timedelta(hours=5)
    desk.hand_over(at=evening)
    fill_all(desk.store, at=evening, policy=POLICY)

    assert set(desk.waiting(DutyKind.REMIND_DAY)) == {(DutyKind.REMIND_DAY, f"v2/person-{desk.office['sam'].id}")}


def test_what_the_mentor_said_still_counts(desk: Desk) -> None:
    answer_reminder(desk.store, actor=desk.office["ana"], session_id=desk.id, answer=Answer.COMING, at=NOW)
    desk.hand_over()
    with desk.store.look() as view:
        assert view.answers.of([desk.id])[desk.id] == {desk.office["ana"].id: Answer.COMING}


def test_the_invitation_of_the_monitor_before_is_withdrawn(desk: Desk) -> None:
    desk.hand_over()
    assert set(desk.waiting(DutyKind.WITHDRAW)) == {(DutyKind.WITHDRAW, f"v2/person-{desk.office['ruth'].id}")}


def test_a_change_of_monitor_is_logged_with_before_and_after(desk: Desk) -> None:
    desk.hand_over(by="marcus")

    with desk.store.look() as view:
        [deed] = view.deeds.of(f"session-{desk.id}")
    assert (deed.actor_id, deed.action) == (desk.office["marcus"].id, "session.monitor")
    assert (deed.before, deed.after) == (
        f"proctor person-{desk.office['ruth'].id}",
        f"proctor person-{desk.office['sam'].id}",
    )


@pytest.mark.parametrize(
    ("to", "kind", "refusal"),
    [
        ("ruth", MonitorKind.PROCTOR, NothingChanges),
        ("ben", MonitorKind.PROCTOR, NotInThatRole),
        ("luis", MonitorKind.PROCTOR, NotInThatRole),
        ("nora", MonitorKind.PROCTOR, NotCleared),
        ("grace", MonitorKind.GUARDIAN, GuardianNotOptedIn),
        ("carol", MonitorKind.TEACHER, WrongMonitor),
    ],
)
def test_only_a_second_adult_who_may_watch_over_it_does(
    desk: Desk, to: str, kind: MonitorKind, refusal: type[Refusal]
) -> None:
    desk.add_people(person_row("nora", Role.PROCTOR))
    with desk.left_alone(), pytest.raises(refusal):
        desk.hand_over(to, kind)


def test_a_mentor_who_is_also_a_proctor_does_not_watch_over_themselves(desk: Desk) -> None:
    desk.add_people(person_row("both", Role.MENTOR, Role.PROCTOR, clearance=CLEARED))
    draft = replace(desk.office.draft(student="mia", monitor="sam"), mentor_id=desk.person("both").id)
    desk.id = desk.office.first_session(draft).id
    with desk.left_alone(), pytest.raises(MonitorIsAParty):
        desk.hand_over("both")


def test_a_clearance_must_last_until_the_day_of_the_session(desk: Desk) -> None:
    the_day_before = replace(CLEARED, background_check_until=desk.session.day - timedelta(days=1))
    desk.add_people(person_row("brief", Role.PROCTOR, clearance=the_day_before))
    with desk.left_alone(), pytest.raises(NotCleared):
        desk.hand_over("brief")


def test_a_guardian_watches_over_their_own_child(desk: Desk) -> None:
    draft = desk.office.draft(mentor="ben", student="amara", monitor="sam", slot=Slot(Weekday.FR, time(10)))
    desk.id = desk.office.first_session(draft).id

    assert desk.hand_over("grace", MonitorKind.GUARDIAN).monitor_kind is MonitorKind.GUARDIAN


def test_a_monitor_is_in_one_session_at_a_time(desk: Desk) -> None:
    slot = Slot(Weekday.TU, time(17, 0))
    desk.office.active(desk.office.draft(mentor="ben", student="mia", monitor="sam", slot=slot))
    with desk.left_alone(), pytest.raises(TimeTaken):
        desk.hand_over()


def test_a_manager_of_the_match_of_another_session_then_is_not_busy_by_that(desk: Desk) -> None:
    desk.add_people(person_row("nick", Role.MANAGER, Role.PROCTOR, clearance=CLEARED))
    draft = desk.office.draft(mentor="ben", student="mia", monitor="sam")
    nick = desk.person("nick")
    match = create_match(desk.store, actor=nick, draft=draft, request="by Nick", at=NOW, policy=POLICY)
    desk.office.release(desk.office.confirm(match))

    assert desk.hand_over("nick").monitor_id == nick.id


# Cancelling


def test_nothing_but_what_must_be_undone_happens_for_a_cancelled_session(desk: Desk) -> None:
    desk.has_room()

    assert desk.cancel().state is SessionState.CANCELLED

    assert {kind for kind, _ in desk.waiting()} == {DutyKind.RETIRE_ROOM, DutyKind.WITHDRAW, DutyKind.TELL}
    assert all(door.revoked_at == NOW for door in desk.doors().values())
    with desk.store.look() as view:
        assert view.rooms.of(desk.id) is None


def test_everybody_hears_that_it_is_cancelled_and_why_is_kept(desk: Desk) -> None:
    desk.cancel(why="the school is closed")

    assert desk.told() == {(Topic.CANCELLED, key) for key in ("ana", "ruth", "luis")}
    with desk.store.look() as view:
        [deed] = view.deeds.of(f"session-{desk.id}")
    assert (deed.action, deed.before, deed.after, deed.why) == (
        "session.cancelled",
        "planned",
        "cancelled",
        "the school is closed",
    )


def test_the_nightly_sweep_does_not_undo_it(desk: Desk) -> None:
    desk.cancel()
    before = desk.state()

    assert fill_all(desk.store, at=NOW + MINUTE, policy=POLICY).new == 0
    assert desk.state() == before


def test_a_room_that_was_moved_away_from_is_still_taken_away_after_a_cancel(desk: Desk) -> None:
    desk.has_room()
    desk.move()
    desk.cancel(at=NOW + MINUTE)

    assert set(desk.waiting(DutyKind.RETIRE_ROOM)) == {(DutyKind.RETIRE_ROOM, "1")}


def test_a_session_whose_doors_are_open_is_stopped_and_its_room_ended(desk: Desk) -> None:
    desk.has_room(SessionState.OPEN)

    assert desk.cancel(at=desk.session.starts_at).state is SessionState.STOPPED

    assert {DutyKind.END_ROOM, DutyKind.CLOSE_OUT} < {kind for kind, _ in desk.waiting()}
    assert all(door.revoked_at is not None for door in desk.doors().values())


def test_all_alerts_of_a_cancelled_session_are_over(desk: Desk) -> None:
    with desk.store.begin() as work:
        raise_alerts(work, [(desk.id, AlertReason.ROOM_NOT_READY, Facts(NOW))], at=NOW)
    desk.cancel()
    assert desk.alert(AlertReason.ROOM_NOT_READY) is AlertState.RESOLVED


# Every change


CHANGES = [Desk.move, Desk.switch, Desk.hand_over, Desk.cancel]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("who", ["ana", "ruth", "luis", "carol"])
def test_only_managers_change_sessions(desk: Desk, change: Callable[..., Session], who: str) -> None:
    with desk.left_alone(), pytest.raises(ManagersOnly):
        change(desk, by=who)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    "state", [SessionState.HELD, SessionState.MISSED, SessionState.CANCELLED, SessionState.STOPPED]
)
def test_what_is_over_is_not_changed(desk: Desk, change: Callable[..., Session], state: SessionState) -> None:
    with desk.store.begin() as work:
        work.sessions.move(desk.id, NOT_OVER, state)
    with desk.left_alone(), pytest.raises(SessionIsOver):
        change(desk)


@pytest.mark.parametrize("change", CHANGES)
def test_a_session_whose_end_has_passed_is_over(desk: Desk, change: Callable[..., Session]) -> None:
    with desk.left_alone(), pytest.raises(SessionIsOver):
        change(desk, at=desk.session.ends_at)


@pytest.mark.parametrize("change", CHANGES)
def test_a_session_that_is_none_is_not_changed(desk: Desk, change: Callable[..., Session]) -> None:
    desk.id = 4711
    with pytest.raises(NoSuchSession):
        change(desk)


@pytest.mark.parametrize("change", [Desk.move, Desk.switch])
def test_behind_open_doors_neither_time_nor_room_change(desk: Desk, change: Callable[..., Session]) -> None:
    desk.has_room(SessionState.OPEN)
    with desk.left_alone(), pytest.raises(SessionHasBegun):
        change(desk)


@pytest.mark.parametrize("change", [Desk.move, Desk.switch])
def test_a_session_that_nobody_could_enter_has_not_begun(desk: Desk, change: Callable[..., Session]) -> None:
    assert change(desk, at=desk.session.starts_at + MINUTE).version == 2
