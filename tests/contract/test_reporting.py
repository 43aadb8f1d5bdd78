"""The hours of a manager's matches, and matches that have fallen silent."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from integrations.database.tables import sessions
from mentoring.acts.reporting import Report, count_all, report
from mentoring.matches import Match, MatchState
from mentoring.permissions import ManagersOnly
from mentoring.sessions import Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.tidings import Topic
from tests.contract.bot_fixtures import ANA, DANA, an_office
from tests.contract.calendar_fixtures import School
from tests.contract.database_fixtures import engine
from tests.contract.program_fixtures import FIRST_DAY, NOW

__all__ = ["engine"]

WEEK = timedelta(days=7)
LATER = NOW + 4 * WEEK
"""The four weeks of the first sessions are over."""


@pytest.fixture
def school(engine: Engine) -> School:
    return School(engine)


def became(school: School, session: Session, state: SessionState) -> None:
    with school.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(sessions).where(sessions.c.id == session.id).values(state=state))


def holds(school: School, match: Match, held: str) -> None:
    """What became of its first sessions: `+` held, `-` missed."""
    for session, mark in zip(school.sessions(match), held, strict=False):
        became(school, session, SessionState.HELD if mark == "+" else SessionState.MISSED)


def reported(school: School, *, by: str = "dana", page: int = 1, at: datetime = LATER) -> Report:
    return report(school.store, actor=school[by], page=page, at=at)


def test_what_was_held_is_counted_and_what_was_missed_is_short(school: School) -> None:
    match = school.active()
    holds(school, match, "+-++")
    ((line, found),) = reported(school).lines
    assert line.match.id == match.id
    assert (found.weeks, found.kept, found.minutes, found.short, found.silent) == (4, 3, 180, 60, 0)


def test_silent_matches_come_first_and_then_those_that_lack_most(school: School) -> None:
    good = school.active()
    short = school.active(school.draft(mentor="ben", student="mia", slot=Slot(Weekday.WE, time(16, 30))))
    silent = school.active(school.draft(student="mia", slot=Slot(Weekday.TH, time(16, 30))))
    holds(school, good, "++++")
    holds(school, short, "---+")
    holds(school, silent, "++--")
    found = reported(school)
    assert [line.match.id for line, _ in found.lines] == [silent.id, short.id, good.id]
    assert (found.total, found.silent, found.short, found.weeks, found.kept) == (3, 1, 2, 12, 7)


def test_a_week_without_school_is_excused_even_if_it_was_never_planned(school: School) -> None:
    school.add(FIRST_DAY + WEEK)
    match = school.active()
    holds(school, match, "+++")
    ((_, found),) = reported(school).lines
    assert (found.weeks, found.kept, found.excused, found.short) == (3, 3, 1, 0)


def test_one_schools_snow_day_excuses_its_own_students_only(school: School) -> None:
    holland = school.active()
    condon = school.active(school.draft(mentor="ben", student="mia", monitor="sam"))
    school.snow(school="Holland School")
    holds(school, condon, "++++")
    found = {line.match.id: dosage for line, dosage in reported(school).lines}
    assert (found[holland.id].excused, found[condon.id].excused) == (1, 0)


def test_a_manager_sees_their_own_active_matches(school: School) -> None:
    school.active()
    school.create(school.draft(mentor="ben", student="mia", monitor="sam"))
    assert reported(school).total == 1
    assert reported(school, by="marcus").total == 0
    with pytest.raises(ManagersOnly):
        reported(school, by="ana")


def test_a_page_past_the_end_is_the_last_one(school: School) -> None:
    school.active()
    assert reported(school, page=99).page == 1


def test_a_moved_session_counts_in_the_week_in_which_it_was_held(school: School) -> None:
    match = school.active()
    first, second, *_ = school.sessions(match)
    with school.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(sessions).where(sessions.c.id == first.id).values(held_on=second.day + timedelta(days=1)))
    holds(school, match, "++++")
    ((_, found),) = reported(school).lines
    assert (found.kept, found.minutes, found.short) == (3, 240, 60)


def test_a_silent_match_is_told_to_its_manager_once(school: School) -> None:
    match = school.active()
    holds(school, match, "++--")
    for night in range(3):
        assert count_all(school.store, at=LATER + timedelta(days=night)) == 1
    (tiding,) = school.tidings(Topic.MATCH_SILENT)
    assert (tiding.reader_id, tiding.match_id, tiding.facts["since"]) == (school["dana"].id, match.id, "2026-11-09")


def test_a_new_silence_is_told_anew(school: School) -> None:
    match = school.active()
    holds(school, match, "--++")
    count_all(school.store, at=NOW + 2 * WEEK)
    count_all(school.store, at=LATER)
    count_all(school.store, at=LATER + 2 * WEEK)
    assert sorted(t.facts["since"] for t in school.tidings(Topic.MATCH_SILENT)) == ["2026-10-26", "2026-11-23"]


def test_a_match_that_is_paused_is_not_silent(school: School) -> None:
    match = school.active()
    with school.store.begin() as work:
        work.matches.move(match.id, MatchState.ACTIVE, MatchState.PAUSED)
    assert count_all(school.store, at=LATER) == 0


def test_the_report_is_read_in_slack_and_silence_comes_by_message(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        assert "You have no active match" in office.types(DANA, "/mentoring", "report")
        office.releases_match()
        office.play.move_to(datetime.fromisoformat("2026-11-09T12:00:00+00:00"))
        said = office.types(DANA, "/mentoring", "report")
        assert "Hours of your 1 active match: 1 short, 1 silent." in said
        assert "Not met for 2 weeks." in said
        assert "0 of 2 weeks (0 %) · 0 h of 34 h for the year · *2 h short*" in said
        (news,) = [text for text in office.reads(DANA) if "A match has not met for two weeks" in text]
        assert "Match #1, Ana Silva with Luis R., has not met since the week of Monday, Oct 26." in news
        assert "Only Partnerships Managers" in office.types(ANA, "/mentoring", "report")
        assert "Write it like this: `/mentoring report page 2`" in office.types(DANA, "/mentoring", "report everything")
        assert date(2026, 11, 9) == office.play.clock.now().date()
