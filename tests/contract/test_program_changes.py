"""A roster changes a program whose matches are running: other dates, another zone, other hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from mentoring.acts.days_off import align_horizon
from mentoring.acts.importing import Imported, RosterRefused, take_in
from mentoring.acts.program_changes import MatchesKeepZone, MatchesOutsideWindows
from mentoring.rosters import Roster
from mentoring.sessions import AHEAD, SessionState
from mentoring.slots import Weekday
from mentoring.tidings import Topic
from mentoring.windows import Window
from tests.contract.calendar_fixtures import School
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, program_row

__all__ = ["engine", "sqlite_engine"]

SECOND, THIRD = FIRST_DAY + timedelta(days=7), FIRST_DAY + timedelta(days=14)


@pytest.fixture
def school(engine: Engine) -> School:
    """On both databases."""
    return School(engine)


@pytest.fixture
def office(sqlite_engine: Engine) -> School:
    return School(sqlite_engine)


def becomes(school: School, *, rehearse: bool = False, **changes: Any) -> Imported:
    """A roster that changes nothing but the program."""
    row = replace(program_row("ils"), line=2, **changes)
    return take_in(school.store, Roster((row,), (), ()), at=NOW, policy=POLICY, rehearse=rehearse)


def days_ahead(school: School, match: Any) -> list[date]:
    return [session.day for session in school.sessions(match) if session.state in AHEAD]


def test_sessions_after_a_new_last_day_are_called_off_and_everybody_hears_why(school: School) -> None:
    match = school.active()
    becomes(school, ends_on=SECOND)
    assert days_ahead(school, match) == [FIRST_DAY, SECOND]
    assert school.state(match, THIRD) is SessionState.CANCELLED
    told = [tiding for tiding in school.tidings(Topic.DAY_OFF) if tiding.facts["day"] == THIRD.isoformat()]
    assert {tiding.facts["kind"] for tiding in told} == {"program"} and len(told) == 4


def test_they_come_back_when_the_last_day_does(school: School) -> None:
    match = school.active()
    before = days_ahead(school, match)
    becomes(school, ends_on=SECOND)
    becomes(school)
    assert days_ahead(school, match) == before
    assert school.tidings(Topic.DAY_BACK)


def test_sessions_before_a_later_first_day_are_called_off(office: School) -> None:
    match = office.active()
    becomes(office, opens_on=SECOND)
    assert days_ahead(office, match)[0] == SECOND
    assert office.state(match) is SessionState.CANCELLED


def test_the_nightly_repair_leaves_it_as_it_is(office: School) -> None:
    match = office.active()
    becomes(office, ends_on=SECOND)
    align_horizon(office.store, at=NOW + timedelta(days=1), policy=POLICY)
    assert days_ahead(office, match) == [FIRST_DAY, SECOND]


def test_a_rehearsal_and_the_same_dates_change_nothing(office: School) -> None:
    match = office.active()
    before = days_ahead(office, match)
    becomes(office, ends_on=SECOND, rehearse=True)
    becomes(office)
    assert days_ahead(office, match) == before and not office.tidings(Topic.DAY_OFF)


def test_a_zone_by_which_matches_meet_stays(office: School) -> None:
    match = office.active()
    with pytest.raises(RosterRefused) as refused:
        becomes(office, timezone="America/Chicago")
    ((row, refusal),) = refused.value.refused
    assert row.key == "ils" and isinstance(refusal, MatchesKeepZone) and refusal.matches == 1
    assert office.sessions(match)[0].starts_at.hour == 20


def test_windows_that_shut_out_running_matches_are_refused(office: School) -> None:
    match = office.active()
    mornings = Window(Weekday.MO, Weekday.FR, time(8), time(12))
    with pytest.raises(RosterRefused) as refused:
        becomes(office, windows=(mornings,))
    ((_, refusal),) = refused.value.refused
    assert isinstance(refusal, MatchesOutsideWindows) and [one.id for one in refusal.matches] == [match.id]
    assert becomes(office, windows=(Window(Weekday.MO, Weekday.SU, time(8), time(20)),)).anything


def test_without_matches_a_program_may_become_anything(office: School) -> None:
    imported = becomes(office, timezone="America/Chicago", windows=(Window(Weekday.SA, Weekday.SA, time(8), time(9)),))
    assert imported.anything
