"""Hours by week: what is due, what was held, what is excused, and when a match has fallen silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.dosage import Course, Dosage, count, monday_of, week_of
from mentoring.slots import Slot, Weekday
from tests.unit.rule_fixtures import days

TUESDAY = Slot(Weekday.TU, time(16, 30))
FIRST, LAST = date(2026, 10, 6), date(2027, 6, 15)
WEEK = timedelta(days=7)


def counted(
    held: Mapping[date, int], *off: date, today: date = date(2026, 11, 4), first: date = FIRST, last: date = LAST
) -> Dosage:
    """It is a Wednesday; the Tuesdays of four whole weeks are behind us unless told otherwise."""
    minutes = {week_of(day): length for day, length in held.items()}
    return count(Course(1, 1, TUESDAY, first, last), minutes, off, today=today)


def every_week(*minutes: int) -> dict[date, int]:
    return {FIRST + n * WEEK: length for n, length in enumerate(minutes) if length}


def test_an_hour_every_week_is_all_that_is_due() -> None:
    found = counted(every_week(60, 60, 60, 60))
    assert (found.weeks, found.kept, found.short, found.minutes, found.consistency) == (4, 4, 0, 240, 100)


def test_what_is_too_much_in_one_week_makes_up_for_no_other() -> None:
    found = counted(every_week(120, 0, 45, 60))
    assert (found.kept, found.short, found.minutes) == (3, 75, 225)


def test_the_week_we_are_in_is_not_judged_yet() -> None:
    assert counted({}, today=FIRST).weeks == 0
    assert counted({}, today=date(2026, 10, 11)).weeks == 0
    assert counted({}, today=date(2026, 10, 12)).weeks == 1
    assert counted({}, today=FIRST).consistency is None


def test_a_week_without_school_is_excused_and_breaks_no_row() -> None:
    found = counted(every_week(60, 60, 0, 60), FIRST + 2 * WEEK)
    assert (found.weeks, found.kept, found.excused, found.short, found.consistency) == (3, 3, 1, 0, 100)


def test_a_session_that_was_held_in_a_week_without_school_counts() -> None:
    found = counted(every_week(60, 60, 60, 60), FIRST + 2 * WEEK)
    assert (found.weeks, found.kept, found.excused) == (4, 4, 0)


def test_two_weeks_in_a_row_stand_out_and_one_does_not() -> None:
    assert not counted(every_week(60, 60, 60, 0)).stands_out
    found = counted(every_week(60, 60, 0, 0))
    assert found.stands_out
    assert (found.silent, found.silent_since) == (2, date(2026, 10, 19))


def test_a_vacation_makes_no_match_silent() -> None:
    found = counted(every_week(60, 60, 0, 0), FIRST + 2 * WEEK, FIRST + 3 * WEEK)
    assert (found.silent, found.stands_out) == (0, False)


def test_silence_goes_on_through_a_vacation() -> None:
    found = counted(every_week(60, 0, 0, 0), FIRST + 2 * WEEK)
    assert (found.silent, found.silent_since) == (2, date(2026, 10, 12))


def test_a_session_ends_the_silence_and_a_new_one_has_a_day_of_its_own() -> None:
    assert counted(every_week(0, 0, 60, 0)).silent == 1
    assert counted(every_week(0, 60, 0, 0)).silent_since == date(2026, 10, 19)


def test_the_year_is_what_was_promised_less_the_weeks_without_school() -> None:
    whole = counted({})
    assert whole.year == 37
    assert counted({}, date(2026, 12, 29), date(2027, 2, 16)).committed_minutes == 35 * 60


@pytest.mark.parametrize("day", [date(2026, 12, 28), date(2027, 1, 1), date(2027, 1, 3)])
def test_the_week_around_new_year_is_one(day: date) -> None:
    assert monday_of(week_of(day)) == date(2026, 12, 28)


@pytest.mark.parametrize("change", [date(2026, 11, 1), date(2027, 3, 14)])
def test_the_week_in_which_the_clocks_change_ends_with_that_day(change: date) -> None:
    assert week_of(change) == week_of(change - timedelta(days=6))
    assert week_of(change + timedelta(days=1)) == week_of(change) + 1


@given(
    first=days,
    today=days,
    held=st.dictionaries(days, st.integers(1, 240), max_size=40),
    off=st.frozensets(days, max_size=40),
)
def test_every_week_that_is_over_is_kept_missed_or_excused(
    first: date, today: date, held: dict[date, int], off: frozenset[date]
) -> None:
    found = counted(held, *off, today=today, first=first)
    over = [day for day in TUESDAY.days(first, LAST) if week_of(day) < week_of(today)]
    assert found.weeks + found.excused == len(over)
    assert 0 <= found.silent <= found.weeks - found.kept
    assert (found.weeks - found.kept) * 60 <= found.short <= found.weeks * 60
    assert (found.silent_since is not None) == (found.silent > 0)
