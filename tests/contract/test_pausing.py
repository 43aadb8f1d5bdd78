"""A pause has an end: the sessions in it fall away with one tiding for each person, and the match goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.booking import SlotTaken, TimeTaken
from mentoring.acts.calendars import call_snow_day, take_back_snow_day
from mentoring.acts.changing import cancel_session, move_session
from mentoring.acts.horizon import fill_all
from mentoring.acts.pausing import NothingPaused, PauseHasNoEnd
from mentoring.consents import ReasonMissing
from mentoring.duties import DutyKind, session_subject
from mentoring.matches import MatchState, NotCleared, WrongStep
from mentoring.people import Clearance
from mentoring.permissions import ManagersOnly
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.tidings import Topic
from tests.contract.agreement_fixtures import DAY, Round, proposed, refused, released
from tests.contract.database_fixtures import all_at_once, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, TUESDAY, Office, new_request, office, person_row

__all__ = ["office", "postgres_engine", "sqlite_engine"]

NOV_10 = date(2026, 11, 10)
JAN_5 = date(2027, 1, 5)


@pytest.fixture
def going(office: Office) -> Round:
    """Amara's match: sessions on Oct 27, Nov 3, 10, 17."""
    return released(office)


def days(going: Round, *states: SessionState) -> list[date]:
    sessions = going.office.sessions(going.match)
    return [session.day for session in sessions if session.state in (states or NOT_OVER)]


def session_on(going: Round, day: date) -> Session:
    return next(session for session in going.office.sessions(going.match) if session.day == day)


def test_the_sessions_in_the_pause_fall_away_and_those_after_it_stay(going: Round) -> None:
    match = going.pause(NOV_10)

    assert (match.state, match.resumes_on) == (MatchState.PAUSED, NOV_10)
    assert days(going) == [NOV_10, NOV_10 + 7 * DAY]
    assert days(going, SessionState.CANCELLED) == [date(2026, 10, 27), date(2026, 11, 3)]


def test_everybody_is_told_once_however_many_sessions_fall_away(going: Round) -> None:
    going.pause(JAN_5, by="marcus")
    readers = [reader for _, reader in going.told()]
    assert sorted(readers) == ["ana", "dana", "grace", "ruth"]
    sessions = going.office.sessions(going.match)
    assert [notice for session in sessions for notice in going.office.told(session)] == []


def test_who_pauses_is_not_told_of_it(going: Round) -> None:
    going.pause(NOV_10)
    assert "dana" not in [reader for _, reader in going.told()]


def test_doors_invitations_and_rooms_of_the_sessions_go(going: Round) -> None:
    first = session_on(going, date(2026, 10, 27))
    with going.store.begin() as work:
        work.rooms.intend(first.id, "key", at=NOW)
    going.pause(NOV_10)

    with going.store.look() as view:
        assert all(door.revoked_at == NOW for door in view.doors.many([first.id]).values())
        assert view.rooms.of(first.id) is None
    rows = going.office.duties(session_subject(first.id))
    waiting = {row.kind for row in rows if row.state == "waiting"}
    assert waiting == {DutyKind.RETIRE_ROOM, DutyKind.WITHDRAW}


def test_it_resumes_by_itself_on_that_day_in_the_programs_time(going: Round) -> None:
    going.pause(JAN_5)
    midnight = datetime(2027, 1, 5, 5, tzinfo=UTC)
    assert going.waiting(DutyKind.RESUME_MATCH) == [midnight]

    going.run(DutyKind.RESUME_MATCH, at=midnight)
    assert (going.match.state, going.match.resumes_on) == (MatchState.ACTIVE, None)
    assert days(going)[0] == JAN_5
    assert going.told(Topic.MATCH_RESUMED) == [("match_resumed", "dana")]


def test_the_weeks_after_a_long_pause_are_planned_before_it_ends(going: Round) -> None:
    """Rooms and invitations of the first session are made a week ahead."""
    going.pause(JAN_5)
    assert days(going) == []
    fill_all(going.store, at=datetime(2026, 12, 20, 9, tzinfo=UTC), policy=POLICY)
    assert days(going) == [JAN_5, JAN_5 + 7 * DAY]


def test_resumed_by_hand_the_same_sessions_come_back_with_doors_and_duties(going: Round) -> None:
    before = {session.id: session.day for session in going.office.sessions(going.match)}
    going.pause(JAN_5)
    going.at += DAY / 2
    going.resume()

    assert {session.id: session.day for session in going.office.sessions(going.match)} == before
    assert len(days(going)) == 4
    first = session_on(going, date(2026, 11, 3))
    # The withdrawal of the invitation took the number between: a later one must have a higher SEQUENCE.
    assert first.version == 3
    with going.store.look() as view:
        assert all(door.revoked_at is None for door in view.doors.many([first.id]).values())
    planned = {row.kind for row in going.office.duties(session_subject(first.id)) if row.state == "waiting"}
    assert {DutyKind.PROVISION, DutyKind.INVITE, DutyKind.REMIND_DAY, DutyKind.CLOSE_OUT} <= planned
    assert sorted(reader for _, reader in going.told(Topic.MATCH_RESUMED)) == ["ana", "grace", "ruth"]


def test_what_is_past_by_then_stays_away(going: Round) -> None:
    going.pause(JAN_5)
    going.at = NOW + 10 * DAY
    going.resume()
    assert days(going)[0] == NOV_10


def test_a_session_that_a_manager_cancelled_does_not_come_back(going: Round) -> None:
    gone = session_on(going, date(2026, 11, 3))
    cancel_session(going.store, actor=going.office["dana"], session_id=gone.id, why="", at=NOW)
    going.pause(JAN_5)
    going.resume()
    assert date(2026, 11, 3) not in days(going)


def test_a_session_whose_day_went_off_during_the_pause_comes_back_with_its_day(going: Round) -> None:
    snowy, dana = date(2026, 11, 3), going.office["dana"]
    going.pause(JAN_5)
    call_snow_day(going.store, actor=dana, day=snowy, school=None, request=new_request(), at=NOW, policy=POLICY)
    going.resume()
    assert days(going, SessionState.CANCELLED) == [snowy]
    assert len(days(going)) == 3

    take_back_snow_day(going.store, actor=dana, day=snowy, school=None, request=new_request(), at=NOW, policy=POLICY)
    assert len(days(going)) == 4
    assert session_on(going, snowy).state is SessionState.PLANNED


def test_a_day_after_the_pause_that_comes_back_while_it_lasts_brings_its_session_back(going: Round) -> None:
    """And one within the pause does not."""
    dana, within = going.office["dana"], date(2026, 11, 3)
    for day in (within, NOV_10):
        call_snow_day(going.store, actor=dana, day=day, school=None, request=new_request(), at=NOW, policy=POLICY)
    going.pause(NOV_10)
    for day in (within, NOV_10):
        take_back_snow_day(going.store, actor=dana, day=day, school=None, request=new_request(), at=NOW, policy=POLICY)
    assert days(going) == [NOV_10, NOV_10 + 7 * DAY]


def test_a_session_whose_doors_are_open_goes_on(going: Round) -> None:
    first = session_on(going, date(2026, 10, 27))
    with going.store.begin() as work:
        work.sessions.move(first.id, {SessionState.PLANNED}, SessionState.OPEN)
    going.pause(JAN_5)
    assert going.office.session(first.id).state is SessionState.OPEN


def test_a_pause_can_be_made_longer_and_shorter(going: Round) -> None:
    going.pause(NOV_10)
    going.at += timedelta(minutes=1)
    going.pause(NOV_10 + 7 * DAY)
    assert days(going) == [NOV_10 + 7 * DAY]

    going.at += timedelta(minutes=1)
    going.pause(date(2026, 11, 3))
    assert days(going) == [date(2026, 11, 3), NOV_10, NOV_10 + 7 * DAY]


def test_the_end_that_was_set_first_does_not_end_a_longer_pause(going: Round) -> None:
    going.pause(NOV_10)
    going.at += timedelta(minutes=1)
    going.pause(JAN_5)
    going.run(DutyKind.RESUME_MATCH, at=datetime(2026, 11, 10, 5, tzinfo=UTC))
    assert going.match.state is MatchState.PAUSED


@pytest.mark.parametrize("until", [date(2026, 10, 26), date(2026, 10, 1), date(2027, 6, 19), date(9999, 12, 31)])
def test_a_pause_ends_after_today_and_within_the_program(going: Round, until: date) -> None:
    assert refused(going, lambda: going.pause(until), PauseHasNoEnd)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda going: going.pause(JAN_5, by="ana"), ManagersOnly),
        (lambda going: going.pause(JAN_5, why="  "), ReasonMissing),
        (lambda going: going.resume(), WrongStep),
        (lambda going: going.resume(by="ruth"), ManagersOnly),
    ],
)
def test_what_cannot_be(going: Round, act: Callable[[Round], object], refusal: type) -> None:
    assert refused(going, lambda: act(going), refusal)


def test_a_match_that_was_never_released_is_not_resumed(office: Office) -> None:
    asked = proposed(office)
    assert refused(asked, asked.resume, WrongStep)
    office.confirm(asked.match)
    assert refused(asked, asked.resume, WrongStep)


def test_a_paused_match_is_not_released_once_more(going: Round) -> None:
    going.pause(JAN_5)
    assert refused(going, lambda: going.office.release(going.match), WrongStep)


def test_only_a_match_that_is_going_on_is_paused(office: Office) -> None:
    asked = proposed(office)
    assert refused(asked, lambda: asked.pause(JAN_5), WrongStep)


def test_the_same_end_again_is_no_news(going: Round) -> None:
    going.pause(JAN_5)
    assert refused(going, lambda: going.pause(JAN_5), NothingPaused)


def test_who_is_not_cleared_any_more_does_not_resume(going: Round) -> None:
    going.pause(JAN_5)
    with going.store.begin() as work:
        work.people.save(person_row("ruth", *going.office["ruth"].roles, slack_id="U07RUTH", clearance=Clearance()))
    assert refused(going, going.resume, NotCleared)


# Others' time


def test_an_hour_that_was_given_away_meanwhile_is_not_taken_back(going: Round) -> None:
    """Ana's other session is moved into the gap; the match cannot resume over it."""
    office = going.office
    other = office.active(office.draft(student="luis", monitor="sam", slot=Slot(Weekday.WE, time(16, 30))))
    going.pause(JAN_5)
    gap = datetime(2026, 11, 3, 21, 30, tzinfo=UTC)
    session = next(s for s in office.sessions(other) if s.day == date(2026, 11, 4))
    move_session(going.store, actor=office["dana"], session_id=session.id, starts_at=gap, at=NOW, policy=POLICY)

    assert refused(going, going.resume, TimeTaken)
    assert refused(going, lambda: going.pause(date(2026, 11, 2)), TimeTaken)


def test_nothing_is_moved_into_the_weeks_after_the_pause(going: Round) -> None:
    office = going.office
    other = office.active(office.draft(student="luis", monitor="sam", slot=Slot(Weekday.WE, time(16, 30))))
    going.pause(JAN_5)
    session = office.sessions(other)[0]
    later = datetime(2027, 1, 12, 21, 30, tzinfo=UTC)
    with pytest.raises(SlotTaken):
        move_session(going.store, actor=office["dana"], session_id=session.id, starts_at=later, at=NOW, policy=POLICY)


def test_a_paused_match_keeps_its_hour(going: Round) -> None:
    going.pause(JAN_5)
    with pytest.raises(SlotTaken):
        going.office.create(going.office.draft(student="luis", monitor="sam", slot=TUESDAY))


def test_two_who_pause_at_once_pause_once(postgres_engine: Engine) -> None:
    going = released(Office(postgres_engine))
    all_at_once(lambda _: going.pause(JAN_5, by="marcus"))
    assert going.deeds().count("match.paused") == 1
    assert sorted(reader for _, reader in going.told()) == ["ana", "dana", "grace", "ruth"]
