"""What platforms tell by themselves: who comes and goes, what is kept of a session, settings changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from mentoring.acts.alerting import resolve
from mentoring.acts.noticing import drifted, notice_kept, take_down, tripped
from mentoring.alerts import Alert, AlertReason, AlertState
from mentoring.duties import HOUSE, DutyKind, DutyState, alert_subject, session_subject
from mentoring.presence import Happening, LedgerEvent
from mentoring.rooms import Drift, Keeping, Kept, MadeRoom, Platform, Tripwire
from mentoring.sessions import NOT_OVER, Session, SessionState
from tests.contract.database_fixtures import all_at_once, engine, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import NOW, Office, office

__all__ = ["engine", "office", "postgres_engine", "sqlite_engine"]

SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)
MEETING, RUN = "98765432101", "run+1=="


@pytest.fixture
def session(office: Office) -> Session:
    """Going on, in a room on Zoom."""
    return going_on(office)


def going_on(office: Office) -> Session:
    session = office.first_session(office.draft(platform=Platform.ZOOM))
    with office.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, SessionState.OPEN)
    give_room(office, session, MEETING)
    return office.session(session.id)


def give_room(office: Office, session: Session, meeting_id: str) -> None:
    with office.store.begin() as work:
        work.rooms.intend(session.id, f"session-{session.id}-room-1", at=session.starts_at)
        work.rooms.made(session.id, MadeRoom(Platform.ZOOM, meeting_id, f"https://zoom.example/j/{meeting_id}"))


def joined(key: str, *, meeting: str = MEETING, at: datetime) -> LedgerEvent:
    return LedgerEvent(key, meeting, RUN, Happening.JOINED, at, connection=key, identities=(f"registrant:{key}",))


def recording(key: str = "recording-1", *, since: datetime, running: bool = True) -> Kept:
    return Kept(Keeping.RECORDING, key, since, running)


def noticed(office: Office, session: Session, *kept: Kept, seconds: int = 60) -> None:
    with office.store.begin() as work:
        notice_kept(work, session.id, kept, at=session.starts_at + seconds * SECOND)


def alerts(office: Office, session: Session) -> Sequence[Alert]:
    with office.store.look() as view:
        return [*view.alerts.of_sessions([session.id]).values()]


def stops(office: Office, session: Session) -> Sequence[datetime]:
    return [row.due_at for row in office.duties(session_subject(session.id), DutyKind.STOP_KEEPING)]


def begin_watching(office: Office, session: Session) -> None:
    """It was looked at once; the next look is a while off."""
    with office.store.begin() as work:
        (duty,) = work.duties.take([DutyKind.WATCH], at=session.starts_at, limit=1)
        work.duties.postpone(duty.id, until=session.starts_at + 30 * SECOND, note="")


def watch_due(office: Office, session: Session) -> datetime:
    (row,) = office.duties(session_subject(session.id), DutyKind.WATCH)
    due: datetime = row.due_at
    return due


# Presence


def test_for_each_event_it_is_said_whether_it_was_new(office: Office, session: Session) -> None:
    at = session.starts_at
    first, second = joined("a", at=at), joined("b", at=at)
    assert take_down(office.store, [first, second, first], at=at) == [True, True, False]
    assert take_down(office.store, [second, joined("c", at=at)], at=at + SECOND) == [False, True]


def test_the_judge_looks_at_once_at_every_session_that_has_news(office: Office, session: Session) -> None:
    begin_watching(office, session)
    at = session.starts_at + 5 * SECOND
    take_down(office.store, [joined("x", meeting="11111111111", at=at), joined("a", at=at)], at=at)
    assert watch_due(office, session) == at


def test_old_news_hastens_nobody(office: Office, session: Session) -> None:
    at = session.starts_at
    take_down(office.store, [joined("a", at=at)], at=at)
    begin_watching(office, session)
    due = watch_due(office, session)
    take_down(office.store, [joined("a", at=at), joined("x", meeting="11111111111", at=at)], at=at + SECOND)
    assert watch_due(office, session) == due


def test_nothing_to_take_down_is_no_error(office: Office) -> None:
    assert take_down(office.store, [], at=NOW) == []


def test_however_many_events_come_together_the_questions_to_the_database_stay_the_same(
    office: Office, session: Session
) -> None:
    asked: list[str] = []
    event.listen(office.engine, "before_cursor_execute", lambda _c, _cur, statement, *_: asked.append(statement))
    at, counts = session.starts_at, []
    for batch in (["a"], [f"b{n}" for n in range(40)]):
        asked.clear()
        take_down(office.store, [joined(key, at=at) for key in batch], at=at)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_the_same_events_in_many_processes_at_once_are_one_row_each(postgres_engine: Engine) -> None:
    """Each brings them in an order of its own: they must not wait for each other for ever."""
    office = Office(postgres_engine)
    session = going_on(office)
    events = [joined(f"e{number}", at=session.starts_at) for number in range(40)]

    def bring(number: int) -> Sequence[bool]:
        return take_down(office.store, events[number:] + events[:number], at=session.starts_at)

    results = all_at_once(bring)
    assert [type(result) for result in results] == [list] * len(results)
    with office.store.look() as view:
        assert len(view.ledger.of([MEETING])[MEETING]) == 40


# Things kept


def test_a_recording_is_an_alert_that_is_delivered_and_stopped_at_once(office: Office, session: Session) -> None:
    since = session.starts_at + 50 * SECOND
    noticed(office, session, recording(since=since))

    (alert,) = alerts(office, session)
    at = session.starts_at + 60 * SECOND
    assert (alert.reason, alert.state, alert.raised_at) == (AlertReason.KEEPING, AlertState.RAISED, at)
    assert (alert.facts.since, alert.facts.why) == (since, "recording")
    assert [row.due_at for row in office.duties(alert_subject(alert.id), DutyKind.DELIVER_ALERT)] == [at]
    assert stops(office, session) == [at]


def test_however_often_the_platform_tells_of_one_thing_it_is_told_once(office: Office, session: Session) -> None:
    thing = recording(since=session.starts_at)
    for seconds in (60, 61, 3600):
        noticed(office, session, thing, thing, seconds=seconds)

    (alert,) = alerts(office, session)
    assert alert.facts.seen_at == session.starts_at + 60 * SECOND
    assert office.duties(alert_subject(alert.id), DutyKind.UPDATE_ALERT) == []
    assert len(stops(office, session)) == 1


def test_another_kind_of_keeping_is_added_to_the_alert_that_stands(office: Office, session: Session) -> None:
    start = session.starts_at
    noticed(office, session, Kept(Keeping.TRANSCRIPT, "t-1", start + 9 * SECOND, running=False))
    noticed(office, session, recording(since=start + SECOND), seconds=70)

    (alert,) = alerts(office, session)
    assert (alert.facts.why, alert.facts.since) == ("recording, transcript", start + SECOND)
    assert len(office.duties(alert_subject(alert.id), DutyKind.UPDATE_ALERT)) == 1
    assert len(office.duties(alert_subject(alert.id), DutyKind.DELIVER_ALERT)) == 1


def test_what_has_ended_already_is_told_but_there_is_nothing_to_stop(office: Office, session: Session) -> None:
    noticed(office, session, recording(since=session.starts_at, running=False))
    assert [alert.reason for alert in alerts(office, session)] == [AlertReason.KEEPING]
    assert stops(office, session) == []


def test_a_second_recording_is_stopped_as_the_first_was(office: Office, session: Session) -> None:
    noticed(office, session, recording("recording-1", since=session.starts_at))
    noticed(office, session, recording("recording-2", since=session.starts_at + 90 * SECOND), seconds=100)
    assert stops(office, session) == [session.starts_at + 60 * SECOND, session.starts_at + 100 * SECOND]


def test_something_new_after_the_alert_was_resolved_raises_it_again(office: Office, session: Session) -> None:
    noticed(office, session, recording("recording-1", since=session.starts_at))
    with office.store.begin() as work:
        resolve(work, alerts(office, session)[0], at=session.starts_at + 90 * SECOND)

    noticed(office, session, recording("recording-2", since=session.starts_at), seconds=100)

    (alert,) = alerts(office, session)
    assert (alert.state, alert.round) == (AlertState.RAISED, 2)


def test_an_alert_that_somebody_took_on_stays_theirs(office: Office, session: Session) -> None:
    noticed(office, session, recording("recording-1", since=session.starts_at))
    (alert,) = alerts(office, session)
    with office.store.begin() as work:
        at = session.starts_at + 70 * SECOND
        work.alerts.move(alert.id, {AlertState.RAISED}, AlertState.ACKNOWLEDGED, at=at, by=office["dana"].id)

    noticed(office, session, recording("recording-2", since=session.starts_at), seconds=100)

    assert [(one.state, one.round) for one in alerts(office, session)] == [(AlertState.ACKNOWLEDGED, 1)]


# Tripwires


def trip(office: Office, session: Session, *, meeting: str = MEETING, run: str = RUN) -> bool:
    found = Tripwire(recording(since=session.starts_at), meeting, run)
    return tripped(office.store, found, at=session.starts_at + SECOND)


def test_a_tripwire_is_found_by_its_meeting(office: Office, session: Session) -> None:
    assert trip(office, session, run="")
    assert len(alerts(office, session)) == 1


def test_a_tripwire_that_names_only_the_run_is_found_once_the_ledger_knows_the_run(
    office: Office, session: Session
) -> None:
    assert not trip(office, session, meeting="")
    assert alerts(office, session) == []

    take_down(office.store, [joined("a", at=session.starts_at)], at=session.starts_at)

    assert trip(office, session, meeting="")
    assert len(alerts(office, session)) == 1


def test_a_meeting_that_is_no_session_of_ours_trips_nothing(office: Office, session: Session) -> None:
    assert not trip(office, session, meeting="11111111111")
    assert alerts(office, session) == []


def test_a_room_that_was_retired_trips_nothing(office: Office, session: Session) -> None:
    with office.store.begin() as work:
        work.rooms.retire([session.id], at=session.starts_at)
    assert not trip(office, session)


def test_a_recording_of_which_zoom_tells_after_the_end_is_told_as_well(office: Office, session: Session) -> None:
    with office.store.begin() as work:
        work.sessions.move(session.id, {SessionState.OPEN}, SessionState.HELD)
    assert trip(office, session)
    assert len(alerts(office, session)) == 1


def test_one_tripwire_told_many_times_at_once_is_one_alert(engine: Engine) -> None:
    office = Office(engine)
    session = going_on(office)
    results = all_at_once(lambda _number: trip(office, session))
    assert results == [True] * len(results)
    (alert,) = alerts(office, session)
    assert len(office.duties(alert_subject(alert.id), DutyKind.DELIVER_ALERT)) == 1


# Settings changed by hand


def drift(at: datetime, key: str = "d-1") -> Drift:
    return Drift(Platform.ZOOM, key, None, at)


def looks(office: Office, session: Session, at: datetime) -> list[tuple[datetime, str]]:
    """The looks at its room that were planned because of changed settings."""
    rows = office.duties(session_subject(session.id), DutyKind.VERIFY_ROOM)
    return [(row.due_at - at, row.occurrence) for row in rows if "drift" in row.occurrence]


def test_a_room_in_use_is_proven_again_at_once_and_when_the_minute_is_over(office: Office, session: Session) -> None:
    at = session.starts_at + 10 * SECOND
    assert drifted(office.store, drift(at), at=at, horizon=DAY) == 1
    due = [wait for wait, _ in looks(office, session, at)]
    assert due == [timedelta(0), timedelta(seconds=50)]
    expires = {row.expires_at for row in office.duties(session_subject(session.id), DutyKind.VERIFY_ROOM)}
    assert expires == {session.ends_at}


def test_the_house_is_examined_as_well(office: Office, session: Session) -> None:
    at = session.starts_at + 10 * SECOND
    drifted(office.store, drift(at), at=at, horizon=DAY)
    assert [row.due_at - at for row in office.duties(HOUSE, DutyKind.EXAMINE)] == [timedelta(0), timedelta(seconds=50)]


def test_many_changes_in_one_minute_bring_no_more_looks(office: Office, session: Session) -> None:
    for seconds in (0, 1, 30, 59):
        at = session.starts_at + seconds * SECOND
        drifted(office.store, drift(at, f"d-{seconds}"), at=at, horizon=DAY)
    assert len(looks(office, session, session.starts_at)) == 2
    assert len(office.duties(HOUSE, DutyKind.EXAMINE)) == 2


def test_a_change_after_the_look_of_this_minute_is_seen_by_the_next(office: Office, session: Session) -> None:
    at = session.starts_at
    drifted(office.store, drift(at), at=at, horizon=DAY)
    with office.store.begin() as work:
        taken = work.duties.take([DutyKind.VERIFY_ROOM], at=at, limit=50)
        work.duties.finish([duty.id for duty in taken], DutyState.DONE, at=at)
    changed_at = at + 40 * SECOND
    drifted(office.store, drift(changed_at, "d-2"), at=changed_at, horizon=DAY)
    rows = office.duties(session_subject(session.id), DutyKind.VERIFY_ROOM)
    assert [row.due_at for row in rows if row.state == "waiting"] == [at + 60 * SECOND]


@pytest.mark.parametrize(("before", "found"), [(timedelta(hours=23), 1), (timedelta(hours=25), 0)])
def test_rooms_that_are_used_within_a_day_are_proven_again(office: Office, before: timedelta, found: int) -> None:
    session = office.first_session(office.draft(platform=Platform.ZOOM))
    give_room(office, session, MEETING)
    at = session.starts_at - before
    assert drifted(office.store, drift(at), at=at, horizon=DAY) == found


def test_a_room_that_is_not_made_yet_needs_no_second_proof(office: Office) -> None:
    session = office.first_session(office.draft(platform=Platform.ZOOM))
    with office.store.begin() as work:
        work.rooms.intend(session.id, "session-1-room-1", at=session.starts_at)
    assert drifted(office.store, drift(session.starts_at), at=session.starts_at, horizon=DAY) == 0


@pytest.mark.parametrize("state", [SessionState.HELD, SessionState.CANCELLED, SessionState.STOPPED])
def test_a_room_whose_session_is_over_is_left_alone(office: Office, session: Session, state: SessionState) -> None:
    with office.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, state)
    assert drifted(office.store, drift(session.starts_at), at=session.starts_at, horizon=DAY) == 0


def test_settings_of_one_platform_put_no_room_of_another_in_doubt(office: Office, session: Session) -> None:
    meet = Drift(Platform.GOOGLE_MEET, "d-1", None, session.starts_at)
    assert drifted(office.store, meet, at=session.starts_at, horizon=DAY) == 0
