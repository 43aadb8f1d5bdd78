"""Days, hours and lengths: every way in which people write them, and what could mean two things is refused."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moments import (
    HourMissing,
    Unreadable,
    length_called,
    read_date,
    read_hours,
    read_moment,
    read_time,
    read_weekday,
)
from mentoring.slots import Weekday

TODAY = date(2026, 10, 26)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("4:30pm", time(16, 30)),
        ("4:30 PM", time(16, 30)),
        ("4:30 p.m.", time(16, 30)),
        ("4.30 pm", time(16, 30)),
        ("4:30p", time(16, 30)),
        ("430pm", time(16, 30)),
        ("1630", time(16, 30)),
        ("16:30", time(16, 30)),
        ("16h30", time(16, 30)),
        ("4pm", time(16)),
        ("4 o'clock", time(16)),
        ("4:30", time(16, 30)),
        ("7:59", time(19, 59)),
        ("8:00", time(8)),
        ("04:30", time(4, 30)),
        ("4:30am", time(4, 30)),
        ("12am", time(0)),
        ("12:15 pm", time(12, 15)),
        ("0:15", time(0, 15)),
        ("noon", time(12)),
        ("4:30\u00a0pm", time(16, 30)),
    ],
)
def test_a_time_is_read_as_people_write_it(said: str, meant: time) -> None:
    assert read_time(said) == meant


@pytest.mark.parametrize(
    "said", ["", "4m", "24:00", "4:60pm", "13pm", "0am", "half past four", "4:3", "midnight", "²", "4:30pmm", "-4"]
)
def test_a_time_that_could_be_another_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        read_time(said)


@pytest.mark.parametrize(
    ("said", "start", "minutes"),
    [
        ("4:30pm", time(16, 30), None),
        ("at 4:30pm", time(16, 30), None),
        ("4:30-5:15pm", time(16, 30), 45),
        ("4:30 to 5:30", time(16, 30), 60),
        ("from 4:30 pm until 5:30 pm", time(16, 30), 60),
        ("11:30-12:30pm", time(11, 30), 60),
        ("16:30–17:15", time(16, 30), 45),
        ("4:30pm for 45 min", time(16, 30), 45),
    ],
)
def test_an_hour_may_come_with_its_end_or_its_length(said: str, start: time, minutes: int | None) -> None:
    assert read_hours(said) == (start, minutes)


@pytest.mark.parametrize("said", ["5:30pm-4:30pm", "4pm-5pm-6pm", "4-5pm for 60 min", "4:30pm for ever", "4-"])
def test_an_hour_that_ends_before_it_begins_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        read_hours(said)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("45 min", 45), ("90 minutes", 90), ("60m", 60), ("1 hour", 60), ("1.5 hours", 90), ("an hour", 60), ("2h", 120)],
)
def test_a_length_is_minutes_or_hours(said: str, minutes: int) -> None:
    assert length_called(said) == minutes


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Tue", Weekday.TU),
        ("tuesdays", Weekday.TU),
        ("Tues", Weekday.TU),
        ("TU", Weekday.TU),
        ("Th", Weekday.TH),
        ("thurs.", Weekday.TH),
        ("Weds", Weekday.WE),
        ("sat", Weekday.SA),
        ("Su", Weekday.SU),
    ],
)
def test_a_weekday_may_be_short_or_in_the_plural(said: str, day: Weekday) -> None:
    assert read_weekday(said) == day


@pytest.mark.parametrize("said", ["", "T", "s", "someday", "Tuesdy", "mardi", "today"])
def test_a_weekday_that_fits_several_or_none_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        read_weekday(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-11-3", date(2026, 11, 3)),
        ("11/3", date(2026, 11, 3)),
        ("10/26", date(2026, 10, 26)),
        ("10/25", date(2027, 10, 25)),
        ("11/3/2026", date(2026, 11, 3)),
        ("11/3/26", date(2026, 11, 3)),
        ("10/25/2026", date(2026, 10, 25)),
        ("Nov 3", date(2026, 11, 3)),
        ("november 3rd", date(2026, 11, 3)),
        ("3 Nov. 2026", date(2026, 11, 3)),
        ("Nov 3, 2026", date(2026, 11, 3)),
        ("Sept 9", date(2027, 9, 9)),
        ("today", TODAY),
        ("tomorrow", date(2026, 10, 27)),
    ],
)
def test_a_day_without_a_year_is_the_next_such_day(said: str, meant: date) -> None:
    assert read_date(said, today=TODAY) == meant


@pytest.mark.parametrize(
    "said", ["", "2/29", "2/30/2026", "13/1", "2026-13-01", "11/3/206", "Novembre 3", "soon", "0000-01-01", "11.3"]
)
def test_a_day_that_no_calendar_has_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        read_date(said, today=TODAY)


def test_the_29th_of_february_is_found_when_the_next_one_is_near() -> None:
    assert read_date("2/29", today=date(2027, 10, 1)) == date(2028, 2, 29)


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_text_is_a_day_or_a_refusal(text: str, today: date) -> None:
    try:
        read_date(text, today=today)
    except Unreadable as refusal:
        assert refusal.example


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_month_and_a_day_never_mean_the_past_nor_a_far_year(day: date, today: date) -> None:
    try:
        meant = read_date(f"{day.month}/{day.day}", today=today)
    except Unreadable:
        assert (day.month, day.day) == (2, 29)
    else:
        assert 0 <= (meant - today).days <= 731


MONDAY_NOON = datetime(2026, 10, 26, 12, tzinfo=ZoneInfo("America/New_York"))
EXAMPLE = "/session move 12 Wed 4:30pm"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Wed 4:30pm", "2026-10-28 16:30"),
        ("to Wednesday at 4:30 pm", "2026-10-28 16:30"),
        ("4:30pm on Wed", "2026-10-28 16:30"),
        ("Wed, 16:30", "2026-10-28 16:30"),
        ("Monday 12:30", "2026-10-26 12:30"),
        ("Monday 12:00", "2026-11-02 12:00"),
        ("Mon 9am", "2026-11-02 09:00"),
        ("tomorrow 16:30", "2026-10-27 16:30"),
        ("today 4pm", "2026-10-26 16:00"),
        ("2026-11-25 16:30", "2026-11-25 16:30"),
        ("Nov 25 at 4:30pm", "2026-11-25 16:30"),
        ("November 25, 2026, 4:30 p.m.", "2026-11-25 16:30"),
        ("25 Nov 1630", "2026-11-25 16:30"),
        ("11/25 noon", "2026-11-25 12:00"),
        ("16:30", "2026-11-17 16:30"),
        ("next Wed 4:30pm", "2026-10-28 16:30"),
        ("4:30pm on next Monday", "2026-10-26 16:30"),
        ("Next tuesday at 8am", "2026-10-27 08:00"),
    ],
)
def test_a_moment_is_a_day_and_an_hour_in_either_order(said: str, meant: str) -> None:
    day, hour = read_moment(said, now=MONDAY_NOON, usual=date(2026, 11, 17), example=EXAMPLE)
    assert f"{day} {hour:%H:%M}" == meant


@pytest.mark.parametrize(
    "said", ["", "Wed", "Nov 25", "Nov 25 2026", "someday 4pm", "Wed Thu 4pm", "Wed 25:00", "soon", "2/30 4pm", "11/25"]
)
def test_half_a_moment_is_refused_with_an_example(said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_moment(said, now=MONDAY_NOON, usual=TODAY, example=EXAMPLE)
    assert refused.value.example == EXAMPLE


@pytest.mark.parametrize(
    ("said", "day_alone"),
    [("tomorrow", True), ("Wed", True), ("next Wed", True), ("Nov 25", True), ("soon", False), ("next", False)],
)
def test_a_day_without_an_hour_is_told_apart_from_what_means_nothing(said: str, *, day_alone: bool) -> None:
    with pytest.raises(Unreadable) as refused:
        read_moment(said, now=MONDAY_NOON, usual=TODAY, example=EXAMPLE)
    assert isinstance(refused.value, HourMissing) is day_alone


@pytest.mark.parametrize("said", ["next 4:30pm", "next week 4:30pm", "Wed next 4:30pm"])
def test_next_without_its_day_is_refused(said: str) -> None:
    with pytest.raises(Unreadable):
        read_moment(said, now=MONDAY_NOON, usual=TODAY, example=EXAMPLE)


@given(st.text(max_size=40))
def test_whatever_is_typed_as_a_moment_is_read_or_refused(said: str) -> None:
    try:
        day, hour = read_moment(said, now=MONDAY_NOON, usual=TODAY, example=EXAMPLE)
    except Unreadable:
        return
    assert isinstance(day, date)
    assert isinstance(hour, time)
