"""Moments as the office says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring import wall
from mentoring.slots import Slot, Weekday

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("at", "said"),
    [(time(0), "12:00 AM"), (time(0, 5), "12:05 AM"), (time(11, 59), "11:59 AM"), (time(12), "12:00 PM")],
)
def test_noon_and_midnight_are_told_apart(at: time, said: str) -> None:
    assert wall.hour(at) == said


def test_a_moment_is_told_in_the_programs_wall_time() -> None:
    before, after = datetime(2026, 10, 27, 20, 30, tzinfo=UTC), datetime(2026, 11, 3, 21, 30, tzinfo=UTC)
    assert wall.moment(before, NEW_YORK) == "Tuesday, Oct 27, 4:30 PM"
    assert wall.moment(after, NEW_YORK) == "Tuesday, Nov 3, 4:30 PM"


def test_the_day_is_that_of_the_place() -> None:
    assert wall.moment(datetime(2026, 10, 28, 3, 0, tzinfo=UTC), NEW_YORK) == "Tuesday, Oct 27, 11:00 PM"


def test_a_weekly_slot_names_its_length_only_when_it_is_unusual() -> None:
    assert wall.weekly(Slot(Weekday.TU, time(16, 30))) == "Tuesdays 4:30 PM"
    assert wall.weekly(Slot(Weekday.SU, time(9), 45)) == "Sundays 9:00 AM, 45 minutes"


def test_a_span_and_an_exact_time() -> None:
    since = datetime(2026, 10, 27, 20, 33, 10, tzinfo=UTC)
    assert wall.exact_time(since, NEW_YORK) == "4:33:10 PM"
    assert wall.span(since, since + timedelta(minutes=5), NEW_YORK) == "4:33 PM to 4:38 PM"


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=59.4), "59 s"),
        (timedelta(seconds=59.6), "1 min"),
        (timedelta(seconds=90), "1 min 30 s"),
        (timedelta(hours=2), "120 min"),
    ],
)
def test_a_length_is_told_in_minutes_and_seconds(of: timedelta, said: str) -> None:
    assert wall.length(of) == said


def test_every_day_of_the_week_and_month_has_its_name() -> None:
    assert [wall.day(date(2026, 6, n)) for n in range(1, 8)] == [
        f"{n}, Jun {i + 1}" for i, n in enumerate(wall.DAY_NAMES)
    ]
    assert [wall.day(date(2026, n, 1)).split()[1] for n in range(1, 13)] == list(wall.MONTH_NAMES)
