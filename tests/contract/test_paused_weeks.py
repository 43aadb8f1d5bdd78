"""Weeks in which a match is paused are no shortfall: from the act that pauses it to the report, in both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select, update

from integrations.database.engine import upgrade
from integrations.database.tables import pauses, sessions
from mentoring.acts.importing import take_in
from mentoring.acts.pausing import resume_by_itself
from mentoring.acts.reporting import count_all, report
from mentoring.dosage import Dosage
from mentoring.duties import DutyKind
from mentoring.rosters import read_roster
from mentoring.sessions import SessionState
from tests.contract.agreement_fixtures import Round, released
from tests.contract.database_fixtures import engine
from tests.contract.program_fixtures import NOW, POLICY, Office
from tests.contract.test_database_migrations import back_to
from tests.unit.roster_fixtures import sheet

__all__ = ["engine"]

DAY, WEEK = timedelta(days=1), timedelta(days=7)
NOV_24 = date(2026, 11, 24)
"""A Tuesday, as is every session of the match: Oct 27, Nov 3, 10, 17 and so on."""
BACK = NOW + 4 * WEEK + DAY
"""8:00 AM on that Tuesday."""


@pytest.fixture
def going(engine: Engine) -> Round:
    """Amara's match, whose first session was held."""
    going = released(Office(engine))
    hold(going, date(2026, 10, 27))
    return going


def hold(going: Round, day: date) -> None:
    here = (sessions.c.match_id == going.id) & (sessions.c.day == day)
    with going.office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(sessions).where(here).values(state=SessionState.HELD))


def go_on(going: Round) -> None:
    """By itself, on the day that was set."""
    with going.store.begin() as work:
        for duty in work.duties.take([DutyKind.RESUME_MATCH], at=going.at, limit=9):
            resume_by_itself(work, duty, at=going.at, policy=POLICY)


def reported(going: Round) -> Dosage:
    ((_, found),) = report(going.store, actor=going.office["dana"], page=1, at=going.at).lines
    return found


def spans(going: Round) -> list[tuple[date, date]]:
    with going.office.engine.connect() as conn:
        found = conn.execute(select(pauses).where(pauses.c.match_id == going.id).order_by(pauses.c.first_day))
        return [(row.first_day, row.last_day) for row in found]


def test_a_planned_pause_is_no_shortfall_and_alarms_nobody(going: Round) -> None:
    going.at = NOW + 3 * DAY
    going.pause(NOV_24)
    going.at = BACK
    go_on(going)

    found = reported(going)

    assert (found.weeks, found.kept, found.excused, found.short, found.silent) == (1, 1, 3, 0, 0)
    assert count_all(going.store, at=going.at) == 0


def test_two_weeks_of_silence_after_a_pause_are_told_with_its_end(going: Round) -> None:
    going.at = NOW + 3 * DAY
    going.pause(NOV_24)
    going.at = BACK
    go_on(going)
    going.at = BACK + 2 * WEEK

    assert count_all(going.store, at=going.at) == 1
    assert reported(going).silent_since == date(2026, 11, 23)


def test_a_pause_that_is_cut_short_excuses_no_week_after_it(going: Round) -> None:
    going.at = NOW + 3 * DAY
    going.pause(NOV_24)
    going.at = NOW + 10 * DAY
    going.resume()
    going.at = BACK

    found = reported(going)

    assert spans(going) == [(date(2026, 10, 29), date(2026, 11, 4))]
    assert (found.weeks, found.kept, found.excused, found.short) == (3, 1, 1, 120)


def test_a_pause_that_is_made_longer_is_one(going: Round) -> None:
    going.at = NOW + 3 * DAY
    going.pause(date(2026, 11, 10))
    going.pause(NOV_24)

    assert spans(going) == [(date(2026, 10, 29), date(2026, 11, 23))]


def test_a_second_pause_leaves_the_first_as_it_was(going: Round) -> None:
    going.pause(date(2026, 11, 3))
    going.resume()
    going.pause(date(2026, 11, 10))
    going.resume()
    going.at = NOW + 8 * DAY
    going.pause(date(2026, 11, 10))

    assert spans(going) == [(date(2026, 10, 26), date(2026, 10, 25)), (date(2026, 11, 3), date(2026, 11, 9))]


def test_the_day_of_a_session_that_has_begun_is_not_in_the_pause(going: Round) -> None:
    going.at = NOW + DAY + timedelta(hours=9)
    going.pause(NOV_24)

    assert spans(going) == [(date(2026, 10, 28), date(2026, 11, 23))]


def test_a_match_that_was_paused_before_pauses_were_kept_has_its_own(going: Round) -> None:
    going.at = NOW + 3 * DAY
    going.pause(NOV_24)
    back_to(going.office.engine, "0015")

    upgrade(going.office.engine)

    assert spans(going) == [(date(2026, 10, 29), date(2026, 11, 23))]


def test_a_match_that_comes_back_paused_from_a_file_is_paused_from_then_on(engine: Engine) -> None:
    office = Office(engine)
    paused = sheet({"m-class": {"time": "15:30"}, "m-ils": {"state": "paused", "resumes_on": "2026-11-24"}})
    take_in(office.store, read_roster(paused), at=NOW, policy=POLICY)
    with office.store.look() as view:
        match = view.matches.by_key("m-ils")
    assert match is not None

    assert spans(Round(office, match)) == [(date(2026, 10, 26), date(2026, 11, 23))]
