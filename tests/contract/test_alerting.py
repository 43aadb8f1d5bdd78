"""Alerts in the hands of people, and everything that calling a session off does, or does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from mentoring.acts.alerting import acknowledge, raise_alerts, resolve, see
from mentoring.acts.answering import Topic
from mentoring.acts.stopping import call_off_alerted as call_off
from mentoring.alerts import Alert, AlertIsOver, AlertReason, AlertState, Facts
from mentoring.duties import DutyKind, DutyState, alert_subject, session_subject
from mentoring.permissions import ManagersOnly
from mentoring.sessions import NOT_OVER, Session, SessionState
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import Office, office

__all__ = ["engine", "office", "sqlite_engine"]

MINUTE = timedelta(minutes=1)
LIVE = AlertReason.UNMONITORED


@pytest.fixture
def session(office: Office) -> Session:
    """Going on."""
    return going_on(office)


def going_on(office: Office, state: SessionState = SessionState.OPEN) -> Session:
    session = office.first_session()
    with office.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, state)
    return office.session(session.id)


def raised(office: Office, session: Session, reason: AlertReason = LIVE, *, minutes: int = 5) -> Alert:
    at = session.starts_at + minutes * MINUTE
    with office.store.begin() as work:
        found = Facts(at, since=at, mentor_in=True, students_in=office.ids("luis"))
        return raise_alerts(work, [(session.id, reason, found)], at=at)[0]


def stored(office: Office, alert: Alert) -> Alert:
    with office.store.look() as view:
        return view.alerts.get(alert.id)


def planned(office: Office, alert: Alert, kind: DutyKind) -> list[str]:
    return [row.occurrence for row in office.duties(alert_subject(alert.id), kind)]


# Raised, seen, resolved


def test_an_alert_is_raised_together_with_its_delivery(office: Office, session: Session) -> None:
    alert = raised(office, session)
    assert (alert.state, alert.round) == (AlertState.RAISED, 1)
    assert planned(office, alert, DutyKind.DELIVER_ALERT) == ["round-1-rung-0"]


def test_raising_what_stands_already_brings_nothing_twice(office: Office, session: Session) -> None:
    alert = raised(office, session)
    with office.store.begin() as work:
        assert raise_alerts(work, [(session.id, LIVE, alert.facts)], at=session.ends_at) == []
    assert len(planned(office, alert, DutyKind.DELIVER_ALERT)) == 1


def test_a_second_gap_opens_the_same_alert_for_a_second_round(office: Office, session: Session) -> None:
    first = raised(office, session)
    with office.store.begin() as work:
        assert resolve(work, first, at=session.starts_at + 8 * MINUTE)
    again = raised(office, session, minutes=20)
    assert (again.id, again.round, again.state) == (first.id, 2, AlertState.RAISED)
    assert planned(office, again, DutyKind.DELIVER_ALERT) == ["round-1-rung-0", "round-2-rung-0"]


def test_its_messages_change_only_when_a_reader_would_learn_something(office: Office, session: Session) -> None:
    alert = raised(office, session)
    later = alert.facts.seen_at + MINUTE
    with office.store.begin() as work:
        see(work, alert, Facts(later, mentor_in=True, students_in=alert.facts.students_in), at=later)
    assert planned(office, alert, DutyKind.UPDATE_ALERT) == []
    with office.store.begin() as work:
        see(work, alert, Facts(later, mentor_in=False, students_in=alert.facts.students_in), at=later)
    assert len(planned(office, alert, DutyKind.UPDATE_ALERT)) == 1
    assert not stored(office, alert).facts.mentor_in


def test_an_alert_is_resolved_once_and_says_what_was_seen_last(office: Office, session: Session) -> None:
    alert, calm = raised(office, session), Facts(session.starts_at + 9 * MINUTE)
    with office.store.begin() as work:
        assert resolve(work, alert, at=calm.seen_at, facts=calm)
        assert not resolve(work, alert, at=calm.seen_at + MINUTE)
    assert (stored(office, alert).facts, stored(office, alert).resolved_at) == (calm, calm.seen_at)
    assert len(planned(office, alert, DutyKind.UPDATE_ALERT)) == 1


# «I've got it»


def test_whoever_takes_an_alert_on_gets_a_door_of_their_own(office: Office, session: Session) -> None:
    at = session.starts_at + 6 * MINUTE
    taken = acknowledge(office.store, actor=office["marcus"], alert_id=raised(office, session).id, at=at)
    assert (taken.state, taken.acknowledged_by, taken.acknowledged_at) == (
        AlertState.ACKNOWLEDGED,
        office["marcus"].id,
        at,
    )
    with office.store.look() as view:
        assert view.doors.of(session.id, office["marcus"].id) is not None
    admit = office.duties(session_subject(session.id), DutyKind.ADMIT)
    assert [(row.person_id, row.due_at) for row in admit] == [(office["marcus"].id, at)]
    assert office.deeds(f"alert-{taken.id}") == ["alert.acknowledge"]


def test_pressing_it_twice_is_no_error_and_one_deed(office: Office, session: Session) -> None:
    alert = raised(office, session)
    answers = [
        acknowledge(office.store, actor=office["dana"], alert_id=alert.id, at=session.starts_at + n * MINUTE)
        for n in (6, 7)
    ]
    assert answers[0] == answers[1]
    assert office.deeds(f"alert-{alert.id}") == ["alert.acknowledge"]


def test_what_one_has_taken_on_another_cannot(office: Office, session: Session) -> None:
    alert, at = raised(office, session), session.starts_at + 6 * MINUTE
    acknowledge(office.store, actor=office["dana"], alert_id=alert.id, at=at)
    with pytest.raises(AlertIsOver) as over:
        acknowledge(office.store, actor=office["marcus"], alert_id=alert.id, at=at)
    assert over.value.alert.acknowledged_by == office["dana"].id
    with office.store.look() as view:
        assert view.doors.of(session.id, office["marcus"].id) is None


def test_a_resolved_alert_cannot_be_taken_on(office: Office, session: Session) -> None:
    alert = raised(office, session)
    with office.store.begin() as work:
        resolve(work, alert, at=session.ends_at)
    with pytest.raises(AlertIsOver):
        acknowledge(office.store, actor=office["dana"], alert_id=alert.id, at=session.ends_at)


@pytest.mark.parametrize("act", [acknowledge, call_off])
def test_a_volunteer_decides_nothing_about_an_alert(office: Office, session: Session, act: object) -> None:
    assert callable(act)
    with pytest.raises(ManagersOnly):
        act(office.store, actor=office["ruth"], alert_id=raised(office, session).id, at=session.ends_at)


# «Call it off»


def test_calling_off_a_running_session_stops_it_for_everybody(office: Office, session: Session) -> None:
    alert, at = raised(office, session), session.starts_at + 6 * MINUTE
    done = call_off(office.store, actor=office["dana"], alert_id=alert.id, at=at)
    assert (done.state, done.acknowledged_by, done.resolved_at) == (AlertState.RESOLVED, office["dana"].id, at)
    assert office.session(session.id).state is SessionState.STOPPED
    subject = session_subject(session.id)
    ends = office.duties(subject, DutyKind.END_ROOM)
    assert [row.due_at for row in ends if row.state == DutyState.WAITING] == [at], (
        "and not once more when its time is up"
    )
    assert {row.state for row in office.duties(subject, DutyKind.WATCH, DutyKind.REMIND_SOON)} == {DutyState.CANCELLED}
    assert {row.state for row in office.duties(subject, DutyKind.CLOSE_OUT)} == {DutyState.WAITING}
    assert sorted(office.told(session)) == sorted(
        (Topic.STOPPED, person) for person in office.ids("dana", "ana", "ruth", "luis")
    )
    with office.store.look() as view:
        doors = [view.doors.of(session.id, person) for person in office.ids("ana", "ruth", "luis")]
    assert [door.revoked_at if door else None for door in doors] == [at] * 3


def test_calling_off_what_has_not_begun_withdraws_the_invitations(office: Office) -> None:
    session = going_on(office, SessionState.READY)
    alert = raised(office, session, AlertReason.ROOM_NOT_PROVEN, minutes=-600)
    call_off(office.store, actor=office["dana"], alert_id=alert.id, at=session.starts_at - 9 * 60 * MINUTE)
    assert office.session(session.id).state is SessionState.CANCELLED
    withdrawn = office.duties(session_subject(session.id), DutyKind.WITHDRAW)
    assert {row.person_id for row in withdrawn} == set(office.ids("ana", "ruth", "luis"))


def test_a_session_that_is_called_off_has_no_alert_left_that_climbs_on(office: Office, session: Session) -> None:
    missing = raised(office, session, AlertReason.MONITOR_MISSING)
    call_off(office.store, actor=office["dana"], alert_id=raised(office, session).id, at=session.ends_at)
    assert stored(office, missing).state is AlertState.RESOLVED


def test_other_sessions_of_the_match_go_on(office: Office, session: Session) -> None:
    call_off(office.store, actor=office["dana"], alert_id=raised(office, session).id, at=session.ends_at)
    with office.store.look() as view:
        later = [s for s in view.sessions.of_match(session.match_id) if s.id != session.id]
    assert {s.state for s in later} == {SessionState.PLANNED}


def test_what_is_over_cannot_be_called_off(office: Office, session: Session) -> None:
    alert = raised(office, session)
    call_off(office.store, actor=office["dana"], alert_id=alert.id, at=session.ends_at)
    with pytest.raises(AlertIsOver):
        call_off(office.store, actor=office["marcus"], alert_id=alert.id, at=session.ends_at)


@pytest.mark.parametrize("statement", ["UPDATE doors", "INSERT INTO duties", "INSERT INTO deeds", "UPDATE alerts"])
def test_a_session_is_called_off_wholly_or_not_at_all(office: Office, session: Session, statement: str) -> None:
    """Whichever of its statements the database refuses."""
    alert, before = raised(office, session), everything_about(office, session)

    def refuse(_conn: object, _cursor: object, said: str, *_: object) -> None:
        if said.startswith(statement):
            raise OperationalError(said, {}, Exception("disk is full"))

    event.listen(office.engine, "before_cursor_execute", refuse)
    with pytest.raises(OperationalError):
        call_off(office.store, actor=office["dana"], alert_id=alert.id, at=session.ends_at)
    event.remove(office.engine, "before_cursor_execute", refuse)
    assert everything_about(office, session) == before
    call_off(office.store, actor=office["dana"], alert_id=alert.id, at=session.ends_at)
    assert everything_about(office, session) != before


def everything_about(office: Office, session: Session) -> tuple[object, ...]:
    with office.store.look() as view:
        alerts = view.alerts.of_sessions([session.id])
        doors = [view.doors.of(session.id, person) for person in office.ids("ana", "ruth", "luis")]
    duties = office.duties(session_subject(session.id))
    return office.session(session.id), alerts, doors, duties, office.deeds(f"session-{session.id}")


# On both databases


@pytest.fixture
def busy_office(engine: Engine) -> Office:
    return Office(engine)


def test_of_many_who_take_an_alert_on_at_once_one_has_it_and_the_others_learn_who(busy_office: Office) -> None:
    session = going_on(busy_office)
    alert = raised(busy_office, session)
    people = ("dana", "marcus")
    answers = all_at_once(
        lambda number: acknowledge(
            busy_office.store, actor=busy_office[people[number % 2]], alert_id=alert.id, at=session.ends_at
        )
    )
    owner = stored(busy_office, alert).acknowledged_by
    assert {type(answer) for answer in answers} == {Alert, AlertIsOver}
    assert {a.acknowledged_by if isinstance(a, Alert) else a.alert.acknowledged_by for a in answers} == {owner}
    assert len([a for a in answers if isinstance(a, Alert)]) == 4, "pressing it twice is no error"
    assert busy_office.deeds(f"alert-{alert.id}") == ["alert.acknowledge"]


def test_of_many_who_call_a_session_off_at_once_one_does(busy_office: Office) -> None:
    session = going_on(busy_office)
    alert = raised(busy_office, session)
    answers = all_at_once(
        lambda _: call_off(busy_office.store, actor=busy_office["dana"], alert_id=alert.id, at=session.ends_at)
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Alert"] + ["AlertIsOver"] * 7
    assert busy_office.deeds(f"session-{session.id}") == ["session.stopped"]
