"""What a district's calendar says: titles of events, tables, and iCalendar as schools export it."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.calendars.events import read_events
from mentoring.calendar_files import BadCalendar, ListedEvent, days_in
from mentoring.calendar_tables import read_table
from mentoring.calendars import CalendarDay, DayKind

NEW_YORK = ZoneInfo("America/New_York")


def ics(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//district//EN\r\n{body}END:VCALENDAR\r\n"
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def event(title: str, start: str, *more: str) -> str:
    return "\n".join([f"UID:{title}", f"SUMMARY:{title}", f"DTSTART{start}", *more])


def listed(*events: str) -> list[tuple[date, date, time | None, str]]:
    return [(e.first, e.last, e.starts, e.title) for e in read_events(ics(*events), NEW_YORK)]


def refused(raw: bytes) -> list[str]:
    with pytest.raises(BadCalendar) as caught:
        read_events(raw, NEW_YORK)
    return [str(problem) for problem in caught.value.problems]


def test_the_end_of_a_whole_day_is_the_day_after() -> None:
    one = event("Veterans Day", ";VALUE=DATE:20261111", "DTEND;VALUE=DATE:20261112")
    week = event("Winter Break", ";VALUE=DATE:20261224", "DTEND;VALUE=DATE:20270102")
    assert [line[:2] for line in listed(one, week)] == [
        (date(2026, 11, 11), date(2026, 11, 11)),
        (date(2026, 12, 24), date(2027, 1, 1)),
    ]


@pytest.mark.parametrize("more", [(), ("DTEND;VALUE=DATE:20261111",), ("DURATION:P1D",)])
def test_a_single_day_is_told_in_several_ways(more: tuple[str, ...]) -> None:
    assert [line[:2] for line in listed(event("Day", ";VALUE=DATE:20261111", *more))] == [
        (date(2026, 11, 11), date(2026, 11, 11))
    ]


@pytest.mark.parametrize(
    ("start", "hour"),
    [
        (":20261125T123000", time(12, 30)),
        (";TZID=America/New_York:20261125T123000", time(12, 30)),
        (":20261125T173000Z", time(12, 30)),
        (":20261025T163000Z", time(12, 30)),
    ],
)
def test_an_hour_is_told_in_wall_time_on_both_sides_of_the_clock_change(start: str, hour: time) -> None:
    ((first, last, starts, _),) = listed(event("Early release", start))
    assert (starts, last) == (hour, first)


def test_an_event_late_in_utc_is_on_the_day_of_the_office() -> None:
    ((first, _, starts, _),) = listed(event("Concert", ":20261112T003000Z"))
    assert (first, starts) == (date(2026, 11, 11), time(19, 30))


def test_a_cancelled_event_is_none() -> None:
    assert listed(event("Veterans Day", ";VALUE=DATE:20261111", "STATUS:CANCELLED")) == []


def test_an_early_release_has_the_hour_at_which_it_starts() -> None:
    found = days_in(read_events(ics(event("Early release", ":20261125T123000")), NEW_YORK), source="bps")
    assert [(day.kind, day.released_at) for day in found] == [(DayKind.EARLY_RELEASE, time(12, 30))]


def days_of(*events: str) -> list[date]:
    return [day.day for day in days_in(read_events(ics(*events), NEW_YORK), source="bps")]


WEDNESDAYS = [date(2026, 11, 11), date(2026, 11, 18), date(2026, 11, 25)]
WEEKLY = event("No school", ";VALUE=DATE:20261111")


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "RRULE:FREQ=WEEKLY;UNTIL=20261125",
        "RRULE:FREQ=WEEKLY;UNTIL=20261201T235959Z",
        "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;VALUE=DATE:20261202",
        "RDATE;VALUE=DATE:20261118,20261125",
    ],
)
def test_what_repeats_until_an_end_is_all_of_its_days(rule: str) -> None:
    assert days_of(f"{WEEKLY}\n{rule}") == WEDNESDAYS


def test_a_day_that_stands_by_itself_takes_the_place_of_the_one_in_the_rule() -> None:
    moved = event("No school", ";VALUE=DATE:20261119", "RECURRENCE-ID;VALUE=DATE:20261118")
    assert days_of(f"{WEEKLY}\nRRULE:FREQ=WEEKLY;COUNT=3", moved) == [
        date(2026, 11, 11),
        date(2026, 11, 19),
        date(2026, 11, 25),
    ]


def test_a_rule_is_read_in_the_zone_in_which_it_was_written_and_over_the_clock_change() -> None:
    late = event("Early release 11:30", ":20261022T003000Z", "RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20261112T003000Z")
    assert days_of(late) == [date(2026, 10, 21), date(2026, 10, 28), date(2026, 11, 4), date(2026, 11, 11)]


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "FREQ=DAILY;COUNT=100000", "FREQ=SOMETIMES;COUNT=2"])
def test_what_repeats_without_an_end_is_refused_where_it_calls_something_off_and_left_out_else(rule: str) -> None:
    with pytest.raises(BadCalendar) as caught:
        days_of(f"{WEEKLY}\nRRULE:{rule}")
    assert [str(p) for p in caught.value.problems] == [
        "2026-11-11 «No school»: it repeats by a rule that never ends; list its days one by one."
    ]
    assert days_of(event("Chess club", ";VALUE=DATE:20261111", f"RRULE:{rule}")) == []


def test_a_long_key_date_is_left_out_and_a_long_day_off_is_refused() -> None:
    semester = event("First semester", ";VALUE=DATE:20260901", "DTEND;VALUE=DATE:20270120")
    (read,) = read_events(ics(semester), NEW_YORK)
    assert days_of(semester) == [] and read.left_out == "it is very long"


def test_a_moment_before_all_calendars_is_refused_in_one_sentence() -> None:
    assert refused(ics(event("Old", ":00010101T000000Z"))) == ["Event 1 «Old»: its DTSTART is no date; correct it."]


def test_a_calendar_without_events_is_refused() -> None:
    assert refused(ics()) == ["The file: there is no event in it; export the calendar again."]


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (date(2026, 11, 11), date(2026, 11, 10), "it ends before it begins"),
        (date(2026, 11, 11), date(2027, 11, 10), "it is longer than 100 days"),
    ],
)
def test_an_event_that_cannot_be_is_refused(first: date, last: date, reason: str) -> None:
    with pytest.raises(BadCalendar, match=reason):
        days_in([ListedEvent("1", "No school", first, last)], source="bps")


@pytest.mark.parametrize(
    "raw",
    [b"", b"hello", b"\x00\xff\xfe", b"day,kind\n2026-11-11,no_school\n", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"],
)
def test_what_is_no_calendar_is_refused_in_one_sentence(raw: bytes) -> None:
    assert refused(raw) == ["The file: it is no iCalendar file; export it again, as .ics."]


def test_every_event_that_cannot_be_read_is_told() -> None:
    raw = ics(
        event("Broken", ";VALUE=DATE:2026XX11"),
        "UID:2\nSUMMARY:Nothing",
        event("Half", ";VALUE=DATE:20261111", "DTEND;VALUE=DATE:soon"),
        event("Fine", ";VALUE=DATE:20261111"),
    )
    assert refused(raw) == [
        "Event 1 «Broken»: its DTSTART is no date; correct it.",
        "Event 2 «Nothing»: its DTSTART is no date; correct it.",
        "Event 3 «Half»: its DTEND is no date; correct it.",
    ]


def test_too_many_events_are_refused_and_not_counted_one_by_one() -> None:
    many = [ListedEvent(str(n), "Day", date(2026, 11, 11), date(2026, 11, 11)) for n in range(5_001)]
    with pytest.raises(BadCalendar, match="it has 5001 events"):
        days_in(many, source="bps")


@given(st.text(max_size=300))
def test_any_title_becomes_a_short_line(title: str) -> None:
    (day,) = days_in([ListedEvent("1", title, date(2026, 11, 11), date(2026, 11, 11))], source="bps")
    assert 0 < len(day.label) <= 120 and day.label.isprintable()


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    try:
        read_events(raw, NEW_YORK)
    except BadCalendar as bad:
        assert bad.problems


TABLE = """day,until,kind,label,school,released_at
2026-11-11,,no_school,Veterans Day,,
2026-12-24,2027-01-01,no school,Winter Break,,
2026-11-25,,early_release,,Holland School,12:30
2026-12-01,,key_date,Report cards,,
"""


def test_a_table_says_the_same_in_lines() -> None:
    found = read_table(TABLE, source="bps")
    assert len(found) == 12
    assert found[0] == CalendarDay(date(2026, 11, 11), DayKind.NO_SCHOOL, "Veterans Day", source="bps", uid="line-2")
    assert found[1] == CalendarDay(
        date(2026, 11, 25), DayKind.EARLY_RELEASE, "early release", "Holland School", time(12, 30), "bps", "line-4"
    )


def test_a_day_that_stands_twice_is_one_with_both_labels() -> None:
    twice = "day,kind,label\n2026-11-11,no_school,Veterans Day\n2026-11-11,no_school,Staff day\n"
    (day,) = read_table(twice, source="bps")
    assert day.label == "Veterans Day / Staff day"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Line 1: the file is empty"),
        ("\ufeffday,kind\n2026-11-31,no_school\n", "Line 2, column day: «2026-11-31» is not a day of the calendar."),
        ("day,kind\n2026-11-11,snow_day\n", "Line 2, column kind: «snow_day» is not known here"),
        ("day,kind\n,no_school\n", "Line 2, column day: this must not be empty."),
        ("day,kind,until\n2026-11-11,no_school,2026-11-10\n", "Line 2, column until: write the last day, 2026-11-11"),
        ("day,kind,released_at\n2026-11-11,no_school,12:30\n", "Line 2, column released_at: only an early_release"),
        ("day,label\n2026-11-11,\n", "Line 1, column kind: this column is missing."),
        ("day,kind,x\n2026-11-11,no_school,1\n", "Line 1, column «x»: this column is not known here."),
        ("day,kind\n2026-11-11\n", "Line 2: the line has 1 cells, the header 2."),
        ('day,kind\n"2026-11-11,no_school\n', "this is not readable as CSV"),
        ("day,kind\n\0", "Line 2: there is a NUL byte"),
        ("x" * 200_000 + "\nday,kind\n2026-11-11,no_school\n", "Line 1: this is not readable as CSV (field larger"),
    ],
)
def test_a_bad_line_is_told_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(BadCalendar) as caught:
        read_table(text, source="bps")
    assert problem in str(caught.value)
