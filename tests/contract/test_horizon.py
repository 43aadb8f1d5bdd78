"""The nightly sweep: the horizon moves on, and what has drifted is repaired."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, delete, update

from integrations.database.tables import doors, duties, sessions
from mentoring.acts.horizon import fill_all
from mentoring.duties import DutyKind, DutyState, session_subject
from mentoring.matches import Match, MatchState
from mentoring.sessions import NOT_OVER, SessionState
from mentoring.slots import Slot, TimeDoesNotExist, Weekday
from tests.contract.database_fixtures import all_at_once, engine
from tests.contract.program_fixtures import NOW, POLICY, Office

__all__ = ["engine"]

WEEK = timedelta(days=7)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def match(office: Office) -> Match:
    return office.active()


def days(office: Office, match: Match) -> list[date]:
    return [session.day for session in office.sessions(match)]


def test_every_week_brings_one_more_session_with_its_duties(office: Office, match: Match) -> None:
    before = days(office, match)
    assert fill_all(office.store, at=NOW + WEEK, policy=POLICY).new == 1
    assert days(office, match) == [*before, before[-1] + WEEK]
    newest = office.sessions(match)[-1]
    assert len(office.duties(session_subject(newest.id))) == len(
        office.duties(session_subject(office.sessions(match)[0].id))
    )


def test_sweeping_twice_changes_nothing(office: Office, match: Match) -> None:
    assert fill_all(office.store, at=NOW, policy=POLICY).new == 0
    kept = [office.duties(session_subject(session.id)) for session in office.sessions(match)]
    assert fill_all(office.store, at=NOW, policy=POLICY).new == 0
    assert [office.duties(session_subject(session.id)) for session in office.sessions(match)] == kept


def test_a_lost_duty_comes_back_and_a_moved_one_returns_to_its_time(office: Office, match: Match) -> None:
    subject = session_subject(office.sessions(match)[1].id)
    before = {(row.kind, row.occurrence): row.due_at for row in office.duties(subject)}
    with office.engine.execution_options(writes=True).begin() as conn:
        here = duties.c.subject_id == subject.id
        conn.execute(delete(duties).where(here, duties.c.kind == DutyKind.WATCH))
        conn.execute(update(duties).where(here, duties.c.kind == DutyKind.INVITE).values(due_at=NOW + 50 * WEEK))
    fill_all(office.store, at=NOW, policy=POLICY)
    assert {(row.kind, row.occurrence): row.due_at for row in office.duties(subject)} == before


def test_what_was_done_is_not_done_again(office: Office, match: Match) -> None:
    subject = session_subject(office.sessions(match)[0].id)
    with office.store.begin() as work:
        taken = work.duties.take([DutyKind.PROVISION], at=NOW, limit=50)
        work.duties.finish([duty.id for duty in taken], DutyState.DONE, at=NOW)
    fill_all(office.store, at=NOW, policy=POLICY)
    assert [row.state for row in office.duties(subject, DutyKind.PROVISION)] == [DutyState.DONE]


def test_a_cancelled_session_does_not_come_back(office: Office, match: Match) -> None:
    first = office.sessions(match)[0]
    with office.store.begin() as work:
        work.sessions.move(first.id, NOT_OVER, SessionState.CANCELLED)
        work.duties.cancel(session_subject(first.id), set(DutyKind))
    assert fill_all(office.store, at=NOW, policy=POLICY).new == 0
    assert office.session(first.id).state is SessionState.CANCELLED
    assert {row.state for row in office.duties(session_subject(first.id))} == {DutyState.CANCELLED}


@pytest.mark.parametrize("state", [MatchState.PAUSED, MatchState.ENDED])
def test_a_match_that_rests_gets_no_new_sessions(office: Office, match: Match, state: MatchState) -> None:
    with office.store.begin() as work:
        assert work.matches.move(match.id, MatchState.ACTIVE, state)
    assert fill_all(office.store, at=NOW + 2 * WEEK, policy=POLICY).new == 0


def test_a_session_that_was_lost_is_planned_again(office: Office, match: Match) -> None:
    gone = office.sessions(match)[-1]
    with office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(delete(doors).where(doors.c.session_id == gone.id))
        conn.execute(delete(sessions).where(sessions.c.id == gone.id))
    assert fill_all(office.store, at=NOW, policy=POLICY).new == 1
    assert days(office, match)[-1] == gone.day


def test_several_sweeps_at_once_plan_every_session_once(office: Office, match: Match) -> None:
    planned = all_at_once(lambda _: fill_all(office.store, at=NOW + 4 * WEEK, policy=POLICY))
    assert sum(sweep.new for sweep in planned) == 4
    assert len(days(office, match)) == len(set(days(office, match))) == 8


def test_a_match_whose_hour_the_clock_change_skips_does_not_hold_the_others_back(office: Office, match: Match) -> None:
    """The hour was fine in Phoenix, which keeps one time all year; then the program's zone was corrected by import."""
    program = office.add_program("night", timezone="America/Phoenix", ends_on=date(2027, 6, 18))
    night = Slot(Weekday.SU, time(2, 30))
    people = {"mentor": "ben", "student": "mia", "monitor": "sam"}
    skipped = office.active(office.draft(**people, program_id=program.id, slot=night, starts_on=date(2027, 3, 1)))
    office.add_program("night", timezone="America/New_York", ends_on=date(2027, 6, 18))
    sweep = fill_all(office.store, at=datetime(2027, 3, 8, 12, tzinfo=UTC), policy=POLICY)
    assert [(match_id, type(refusal)) for match_id, refusal in sweep.refused] == [(skipped.id, TimeDoesNotExist)]
    assert sweep.new == len(days(office, match)) - 4
    assert days(office, skipped) == []
