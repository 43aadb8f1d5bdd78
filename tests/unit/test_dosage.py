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


# Pauses


def paused(held: Mapping[date, int], *pauses: tuple[date, date], today: date) -> Dosage:
    minutes = {week_of(day): length for day, length in held.items()}
    return count(Course(1, 1, TUESDAY, FIRST, LAST, pauses), minutes, (), today=today)


def test_a_pause_is_no_shortfall_and_makes_no_match_silent() -> None:
    found = paused(every_week(60), (date(2026, 10, 8), date(2026, 11, 2)), today=date(2026, 11, 3))
    assert (found.weeks, found.kept, found.excused, found.short, found.silent) == (1, 1, 3, 0, 0)


def test_silence_begins_anew_when_a_pause_is_over() -> None:
    pause = (date(2026, 10, 20), date(2026, 11, 2))
    after = [paused(every_week(60), pause, today=date(2026, 11, 9) + n * WEEK) for n in range(2)]
    assert [(found.silent, found.silent_since) for found in after] == [(1, date(2026, 11, 2)), (2, date(2026, 11, 2))]
    assert not after[0].stands_out


def test_a_match_that_was_silent_before_it_was_paused_is_so_no_more() -> None:
    assert paused({}, today=date(2026, 10, 26)).silent == 3
    assert paused({}, (date(2026, 10, 26), date(2026, 11, 1)), today=date(2026, 11, 2)).silent == 0


@pytest.mark.parametrize(
    ("first", "last", "excused"),
    [
        (date(2026, 10, 13), date(2026, 10, 13), 1),
        (date(2026, 10, 14), date(2026, 10, 16), 0),
        (date(2026, 10, 14), date(2026, 10, 18), 1),
        (date(2026, 10, 12), date(2026, 10, 12), 0),
        (date(2026, 10, 14), date(2026, 10, 13), 0),
    ],
    ids=["the hour's own day", "three other days", "most of the week", "the day before", "none at all"],
)
def test_a_week_is_excused_whose_hour_or_most_of_whose_days_are_in_a_pause(
    first: date, last: date, excused: int
) -> None:
    found = paused(every_week(60, 0), (first, last), today=date(2026, 10, 19))
    assert (found.weeks, found.excused) == (2 - excused, excused)


def test_a_session_that_was_held_in_a_week_with_a_pause_counts() -> None:
    found = paused(every_week(60, 45), (date(2026, 10, 14), date(2026, 10, 25)), today=date(2026, 10, 26))
    assert (found.weeks, found.kept, found.excused, found.short) == (2, 2, 1, 15)


def test_two_pauses_in_one_week_are_counted_together() -> None:
    two = ((date(2026, 10, 14), date(2026, 10, 15)), (date(2026, 10, 17), date(2026, 10, 18)))
    assert paused(every_week(60), *two, today=date(2026, 10, 19)).excused == 1


@given(first=days, last=days, today=days, held=st.dictionaries(days, st.integers(1, 240), max_size=20))
def test_with_pauses_too_every_week_that_is_over_is_kept_missed_or_excused(
    first: date, last: date, today: date, held: dict[date, int]
) -> None:
    plain, found = counted(held, today=today), paused(held, (first, last), today=today)
    assert found.weeks + found.excused == plain.weeks
    assert found.kept == plain.kept
    assert found.short <= plain.short
    assert found.silent <= plain.silent
    assert found.excused == 0 or first <= last
