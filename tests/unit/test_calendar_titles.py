"""What the titles of a district's events mean."""

from __future__ import annotations

from datetime import date, time

import pytest

from mentoring.calendar_files import ListedEvent, days_in
from mentoring.calendar_titles import kind_of, perhaps_off
from mentoring.calendars import DayKind

DAY = date(2026, 11, 11)


@pytest.mark.parametrize(
    "title",
    [
        "Veterans Day - No School",
        "NO SCHOOL: staff development",
        "No School for Students (half day staff PD)",
        "No School K-5 / Early Release 6-12",
        "Parent meeting (no school for students)",
        "Schools closed",
        "Schools will be closed",
        "District offices closed - Patriots' Day",
        "Thanksgiving Recess",
        "Winter Break",
        "February Break",
        "February Vacation Week",
        "April school vacation",
        "Spring recess (observed)",
        "Public Holiday",
        "Holiday",
        "Vacation.",
        "Veterans Day",
        "Christmas Holiday",
        "Martin Luther King, Jr. Day",
        "Juneteenth",
    ],
)
def test_a_day_off(title: str) -> None:
    assert kind_of(title) is DayKind.NO_SCHOOL


@pytest.mark.parametrize(
    "title",
    ["Early Release - all schools", "Half-day", "Early dismissal before the holiday", "Noon dismissal"],
)
def test_an_early_release(title: str) -> None:
    assert kind_of(title) is DayKind.EARLY_RELEASE


@pytest.mark.parametrize(
    "title",
    [
        "Classes resume after the holiday",
        "School reopens after winter break",
        "Thanksgiving food drive",
        "Holiday food drive ends",
        "Holiday Concert",
        "Summer vacation reading list due",
        "Recess duty volunteers",
        "Break",
        "First day of school",
        "Coffee break with the principal",
        "Closed captioning workshop",
        "School library closed",
        "",
        "🎉",
    ],
)
def test_nothing_is_called_off(title: str) -> None:
    assert kind_of(title) is DayKind.KEY_DATE


@pytest.mark.parametrize("title", ["Veterans Day", "Winter Break", "Holiday"])
def test_an_event_of_some_hours_is_no_day_off_by_a_holidays_name(title: str) -> None:
    evening = ListedEvent("1", title, DAY, DAY, time(19), time(20, 30))
    assert evening.kind is DayKind.KEY_DATE and not evening.perhaps_off
    assert ListedEvent("1", f"{title}: no school", DAY, DAY, time(19)).kind is DayKind.NO_SCHOOL


@pytest.mark.parametrize("title", ["Professional Development", "Teacher work day", "Break", "Recess for grade 3"])
def test_what_may_be_a_day_off_is_told(title: str) -> None:
    assert perhaps_off(title)


@pytest.mark.parametrize("title", ["Winter Break", "School reopens after winter break", "Report cards", "No school"])
def test_what_is_plain_is_not_asked_about(title: str) -> None:
    assert not perhaps_off(title)


@pytest.mark.parametrize(
    ("title", "starts", "ends", "released_at"),
    [
        ("Early Release", time(12, 30), None, time(12, 30)),
        ("Early Release", time(12, 30), time(15), time(12, 30)),
        ("Early Release Day", time(8), time(12, 30), time(12, 30)),
        ("Early Release Day 11:30 dismissal", None, None, time(11, 30)),
        ("Early release at 12 pm", None, None, time(12)),
        ("Early release 1:15", None, None, time(13, 15)),
        ("Early release 11:30 a.m. (K-5), 12:15 p.m. (6-12)", None, None, time(11, 30)),
        ("Noon dismissal", None, None, time(12)),
        ("Early Release for grades 6-12", None, None, None),
        ("Early Release 2026-11-25", None, None, None),
        ("Early Release", time(8), None, None),
        ("Early Release 99:99", None, None, None),
    ],
)
def test_when_school_ends(title: str, starts: time | None, ends: time | None, released_at: time | None) -> None:
    (day,) = days_in([ListedEvent("1", title, DAY, DAY, starts, ends)], source="bps")
    assert (day.kind, day.released_at) == (DayKind.EARLY_RELEASE, released_at)
