"""A district's calendar taken in: once, again, and with days that are no longer in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.calendar_import import CalendarImport, MostAreGone, ReservedName, take_calendar_in
from mentoring.acts.calendars import Outcome, UnknownSchool
from mentoring.calendars import CalendarDay, DayKind
from mentoring.sessions import SessionState
from mentoring.tidings import Topic
from tests.contract.calendar_fixtures import School
from tests.contract.database_fixtures import engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY

__all__ = ["engine"]

NEXT_WEEK = FIRST_DAY + timedelta(days=7)
TWO_WEEKS = FIRST_DAY + timedelta(days=14)


@pytest.fixture
def school(engine: Engine) -> School:
    return School(engine)


def day(on: date, label: str = "No school", school: str | None = None) -> CalendarDay:
    return CalendarDay(on, DayKind.NO_SCHOOL, label, school, uid=f"uid-{on}")


def take_in(
    school: School, *days: CalendarDay, source: str = "bps", rehearse: bool = False, remove_missing: bool = False
) -> CalendarImport:
    return take_calendar_in(
        school.store, days, source=source, rehearse=rehearse, remove_missing=remove_missing, at=NOW, policy=POLICY
    )


def said(days: Sequence[CalendarDay]) -> list[date]:
    return [one.day for one in days]


def test_days_without_school_cancel_their_sessions(school: School) -> None:
    match = school.active()
    imported = take_in(school, day(FIRST_DAY), day(NEXT_WEEK))
    assert (said(imported.new), imported.outcome) == ([FIRST_DAY, NEXT_WEEK], Outcome(off=2))
    assert {school.state(match, FIRST_DAY), school.state(match, NEXT_WEEK)} == {SessionState.CANCELLED}


def test_the_second_time_nothing_changes_and_nobody_hears_of_it(school: School) -> None:
    school.active()
    take_in(school, day(FIRST_DAY))
    told = len(school.tidings(Topic.DAY_OFF))
    imported = take_in(school, day(FIRST_DAY))
    assert (said(imported.same), imported.new, imported.gone) == ([FIRST_DAY], [], [])
    assert imported.outcome == Outcome()
    assert len(school.tidings(Topic.DAY_OFF)) == told == 4


@pytest.mark.parametrize("rehearse", [True, False])
def test_a_file_that_would_take_out_most_days_is_refused_until_somebody_says_that_it_is_right(
    school: School, *, rehearse: bool
) -> None:
    school.active()
    standing = [day(FIRST_DAY + timedelta(days=n)) for n in range(5)]
    take_in(school, *standing)
    with pytest.raises(MostAreGone) as refused:
        take_in(school, *standing[:2], rehearse=rehearse)
    assert (refused.value.gone, refused.value.standing) == (3, 5)
    assert len(take_in(school, *standing).same) == 5
    assert said(take_in(school, *standing[:2], remove_missing=True).gone) == said(standing[2:])


def test_a_file_that_takes_out_some_days_is_taken(school: School) -> None:
    standing = [day(FIRST_DAY + timedelta(days=n)) for n in range(6)]
    take_in(school, *standing)
    assert said(take_in(school, *standing[:3]).gone) == said(standing[3:])
    assert said(take_in(school, standing[0]).gone) == said(standing[1:3])


def test_a_day_that_is_no_longer_in_the_file_comes_back(school: School) -> None:
    match = school.active()
    take_in(school, day(FIRST_DAY), day(NEXT_WEEK))
    imported = take_in(school, day(NEXT_WEEK))
    assert (said(imported.gone), imported.outcome) == ([FIRST_DAY], Outcome(back=1))
    assert school.state(match) is SessionState.PLANNED


def test_only_days_of_the_same_calendar_come_back(school: School) -> None:
    match = school.active()
    school.add(FIRST_DAY)
    take_in(school, day(NEXT_WEEK), source="bps")
    imported = take_in(school, day(TWO_WEEKS), source="charter schools")
    assert imported.gone == []
    assert {school.state(match, one) for one in (FIRST_DAY, NEXT_WEEK, TWO_WEEKS)} == {SessionState.CANCELLED}


def test_a_day_of_two_calendars_is_off_until_neither_has_it(school: School) -> None:
    match = school.active()
    school.add(FIRST_DAY)
    take_in(school, day(FIRST_DAY))
    assert take_in(school).outcome == Outcome()
    assert school.state(match) is SessionState.CANCELLED
    assert school.remove(FIRST_DAY) == Outcome(back=1)


def test_an_event_that_moves_takes_its_sessions_along(school: School) -> None:
    match = school.active()
    take_in(school, day(FIRST_DAY))
    moved = CalendarDay(NEXT_WEEK, DayKind.NO_SCHOOL, "No school", uid=f"uid-{FIRST_DAY}")
    assert take_in(school, moved).outcome == Outcome(off=1, back=1)
    assert school.state(match, NEXT_WEEK) is SessionState.CANCELLED


def test_what_a_manager_took_out_stays_out_however_often_it_is_imported(school: School) -> None:
    match = school.active()
    take_in(school, day(FIRST_DAY))
    school.remove(FIRST_DAY)
    imported = take_in(school, day(FIRST_DAY))
    assert (said(imported.kept_out), imported.outcome) == ([FIRST_DAY], Outcome())
    assert school.state(match) is SessionState.PLANNED


def test_another_label_is_a_change_that_cancels_nothing_twice(school: School) -> None:
    school.active()
    take_in(school, day(FIRST_DAY))
    imported = take_in(school, day(FIRST_DAY, "Staff day"))
    assert (said(imported.changed), imported.outcome) == ([FIRST_DAY], Outcome())
    with school.store.look() as view:
        assert [one.label for one in view.calendars.of("bps")] == ["Staff day"]


def test_a_rehearsal_tells_what_would_happen_and_changes_nothing(school: School) -> None:
    match = school.active()
    imported = take_in(school, day(FIRST_DAY), rehearse=True)
    assert imported.outcome == Outcome(off=1)
    assert school.state(match) is SessionState.PLANNED
    assert school.tidings(Topic.DAY_OFF) == []
    with school.store.look() as view:
        assert view.calendars.of("bps") == []


def test_what_has_been_stays_in_the_calendar(school: School) -> None:
    """It explains weeks without a session."""
    past = date(2026, 10, 12)
    take_in(school, day(past))
    assert take_in(school).gone == []
    with school.store.look() as view:
        assert said(view.calendars.of("bps")) == [past]


def test_a_school_that_no_student_goes_to_is_refused_and_nothing_is_taken(school: School) -> None:
    with pytest.raises(UnknownSchool):
        take_in(school, day(FIRST_DAY), day(NEXT_WEEK, school="Hollnd"))
    with school.store.look() as view:
        assert view.calendars.of("bps") == []


def test_the_offices_own_calendar_is_not_written_by_a_file(school: School) -> None:
    with pytest.raises(ReservedName):
        take_in(school, day(FIRST_DAY), source="Office")


def test_every_day_is_in_the_audit_log(school: School) -> None:
    take_in(school, day(FIRST_DAY))
    take_in(school)
    assert school.deeds(f"day-{FIRST_DAY}") == ["calendar.import", "calendar.import"]
