"""Whether there are Zoom hosts for every session to come: told days ahead, and mended where rooms can be moved."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jobs.horizon import Horizon, sweep
from jobs.pool import Pool
from jobs.provisioning import Provisioning
from jobs.rooms import Rooms
from jobs.timetable import lanes
from mentoring.acts.hosting import pool_check, room_key
from mentoring.alerts import AlertReason, AlertState
from mentoring.duties import HOUSE, DutyKind, PlannedDuty, alert_subject, session_subject
from mentoring.matches import Match
from mentoring.rooms import Platform
from mentoring.sessions import NOT_OVER, Session, SessionState
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.jobs_fixtures import HOUR, alerts, do, extra, means_of, take_on, zoom_match
from tests.contract.program_fixtures import NOW, Office, office
from tests.fakes.rooms import FakeRooms

__all__ = ["office", "sqlite_engine"]

NOTHING = timedelta()
ONE, TWO = "one@example.org", "two@example.org"
TOO_SMALL = AlertReason.POOL_TOO_SMALL


@pytest.fixture
def match(office: Office) -> Match:
    return zoom_match(office)


def check(office: Office, hosts: dict[str, int], *, at: datetime = NOW) -> None:
    do(office, Pool(means_of(office, {}, {Platform.ZOOM: hosts})), pool_check(at), at=at)


def provide(office: Office, session: Session, host: str, *, ready: bool = True) -> None:
    """A room at that host, ready or still being made."""
    with office.store.begin() as work:
        work.rooms.intend(session.id, room_key(work, session.id), at=NOW, host=host)
        if ready:
            work.sessions.move(session.id, NOT_OVER, SessionState.READY)


def host_of(office: Office, session: Session) -> str | None:
    with office.store.look() as view:
        room = view.rooms.of(session.id)
    return room.host if room is not None else None


def test_a_pool_that_is_large_enough_is_no_news(office: Office, match: Match) -> None:
    extra(office, match, NOTHING, NOTHING)
    check(office, {ONE: 1, TWO: 1})
    assert not alerts(office, TOO_SMALL)


def test_who_will_have_no_host_is_told_days_ahead_with_the_number_missing(office: Office, match: Match) -> None:
    sessions = extra(office, match, NOTHING, NOTHING, NOTHING)
    check(office, {ONE: 1})
    found = alerts(office, TOO_SMALL)
    assert set(found) == {sessions[1].id, sessions[2].id}
    assert {alert.facts.why for alert in found.values()} == {"2"}
    assert sessions[1].starts_at - NOW > timedelta(days=7)
    for alert in found.values():
        assert len(office.duties(alert_subject(alert.id), DutyKind.DELIVER_ALERT)) == 1


def test_it_is_told_once_and_the_number_is_kept_right(office: Office, match: Match) -> None:
    one, two = extra(office, match, NOTHING, NOTHING)
    check(office, {ONE: 1})
    [before] = alerts(office, TOO_SMALL).values()
    check(office, {ONE: 1}, at=NOW + HOUR)
    assert alerts(office, TOO_SMALL)[before.session_id].round == 1
    extra(office, match, NOTHING)
    check(office, {ONE: 1}, at=NOW + 2 * HOUR)
    assert {alert.facts.why for alert in alerts(office, TOO_SMALL).values()} == {"2"}
    assert before.session_id in {one.id, two.id}


def test_it_is_resolved_when_there_are_more_hosts_and_when_a_session_is_called_off(
    office: Office, match: Match
) -> None:
    _, second, third = extra(office, match, NOTHING, NOTHING, NOTHING)
    check(office, {ONE: 1})
    check(office, {ONE: 2}, at=NOW + HOUR)
    assert {i: alert.state for i, alert in alerts(office, TOO_SMALL).items()} == {
        second.id: AlertState.RESOLVED,
        third.id: AlertState.RAISED,
    }
    with office.store.begin() as work:
        work.sessions.move(third.id, NOT_OVER, SessionState.CANCELLED)
    check(office, {ONE: 2}, at=NOW + 2 * HOUR)
    assert alerts(office, TOO_SMALL)[third.id].state is AlertState.RESOLVED


def test_rooms_in_the_way_are_moved_and_everybody_has_a_place(office: Office, match: Match) -> None:
    """Two rooms that do not overlap stand with a host each, and a third session overlaps both."""
    first, last, between = extra(office, match, NOTHING, 3 * HOUR, HOUR, length=2 * HOUR)
    provide(office, first, ONE)
    provide(office, last, TWO)
    check(office, {ONE: 1, TWO: 1})
    assert not alerts(office, TOO_SMALL)
    assert [host_of(office, session) for session in (first, between, last)] == [ONE, TWO, ONE]
    assert office.session(last.id).state is SessionState.PLANNED
    assert office.session(first.id).state is SessionState.READY
    assert not office.duties(session_subject(first.id), DutyKind.RETIRE_ROOM)
    [retire] = office.duties(session_subject(last.id), DutyKind.RETIRE_ROOM)
    [again] = office.duties(session_subject(last.id), DutyKind.PROVISION)
    assert (retire.occurrence, again.due_at) == ("1", NOW)


def test_a_moved_room_is_made_anew_at_the_other_host_and_the_old_one_is_gone(office: Office, match: Match) -> None:
    rooms = FakeRooms()
    means = means_of(office, {Platform.ZOOM: rooms}, {Platform.ZOOM: {ONE: 1, TWO: 1}})
    first, last, between = extra(office, match, NOTHING, 3 * HOUR, HOUR, length=2 * HOUR)
    provisioning = Provisioning(means)
    for session, host in ((first, ONE), (last, TWO)):
        provide(office, session, host, ready=False)
        do(office, provisioning.provision, PlannedDuty(session_subject(session.id), DutyKind.PROVISION, NOW), at=NOW)
    old = {hall.request.host for hall in rooms.standing}
    check(office, {ONE: 1, TWO: 1})
    do(
        office,
        provisioning.provision,
        PlannedDuty(session_subject(between.id), DutyKind.PROVISION, NOW),
        at=NOW,
    )
    take_on(office, Rooms(means).retire, DutyKind.RETIRE_ROOM, at=NOW)
    concerned = {one.starts_at for one in (first, last, between)}
    hosts = {h.request.effect_key: h.request.host for h in rooms.standing if h.request.starts_at in concerned}
    assert old == {ONE, TWO}
    assert hosts == {
        f"session-{first.id}-room-1": ONE,
        f"session-{between.id}-room-1": TWO,
        f"session-{last.id}-room-2": ONE,
    }
    assert {office.session(s.id).state for s in (first, between, last)} == {SessionState.READY}


def test_a_room_that_is_needed_soon_is_not_moved(office: Office, match: Match) -> None:
    first, last, between = extra(office, match, NOTHING, 3 * HOUR, HOUR, length=2 * HOUR)
    provide(office, first, ONE)
    provide(office, last, TWO)
    check(office, {ONE: 1, TWO: 1}, at=last.starts_at - HOUR)
    assert [host_of(office, session) for session in (first, last)] == [ONE, TWO]
    assert set(alerts(office, TOO_SMALL)) == {between.id}
    assert alerts(office, TOO_SMALL)[between.id].facts.why == "1"


def test_nobody_loses_a_room_to_somebody_else(office: Office, match: Match) -> None:
    """The pool is too small for all three whoever has the hosts: nothing is moved for that."""
    first, second, third = extra(office, match, HOUR / 2, HOUR / 2, NOTHING)
    provide(office, first, ONE)
    provide(office, second, TWO)
    check(office, {ONE: 1, TWO: 1})
    assert set(alerts(office, TOO_SMALL)) == {third.id}
    assert {office.session(s.id).state for s in (first, second)} == {SessionState.READY}


def test_a_room_that_finds_no_host_has_the_whole_pool_checked_within_a_minute(office: Office, match: Match) -> None:
    means = means_of(office, {Platform.ZOOM: FakeRooms()}, {Platform.ZOOM: {ONE: 1}})
    first, second = extra(office, match, NOTHING, NOTHING)
    provide(office, first, ONE)
    duty = PlannedDuty(session_subject(second.id), DutyKind.PROVISION, NOW)
    do(office, Provisioning(means).provision, duty, at=NOW)
    assert office.session(second.id).state is SessionState.PLANNED
    assert take_on(office, Pool(means), DutyKind.CHECK_POOL, at=NOW + timedelta(minutes=1))
    assert set(alerts(office, TOO_SMALL)) == {second.id}
    assert not alerts(office, AlertReason.ROOM_NOT_READY)


def test_the_nightly_sweep_has_the_pool_checked(office: Office) -> None:
    means = means_of(office, {})
    do(office, Horizon(means), sweep(NOW), at=NOW)
    [planned] = office.duties(HOUSE, DutyKind.CHECK_POOL)
    assert planned.due_at - NOW <= timedelta(minutes=1)
    assert [row.due_at - NOW for row in office.duties(HOUSE, DutyKind.EXTEND_HORIZON)][-1] == timedelta(days=1)


def test_every_kind_of_duty_has_one_lane(office: Office) -> None:
    """A duty that nobody does stays due for ever."""
    timetables = lanes(means_of(office, {})).values()
    kinds = [kind for timetable in timetables for kind in timetable]
    assert sorted(kinds) == sorted(DutyKind)
