"""A family abroad reads of one day only: the one that its own zone has when the session begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.acts.asking import first_meeting
from mentoring.acts.looking import MatchLine
from mentoring.acts.tidings import TidingView
from mentoring.slots import Slot, TimeDoesNotExist, Weekday
from mentoring.tidings import Said, Tiding, Topic
from tests.unit.family_tidings import LETTERS, LINK, PEOPLE
from tests.unit.letter_fixtures import AMARA, EVERYBODY, GRACE, MATCH, PROGRAM
from web.languages import ENGLISH, LANGUAGES

VIETNAM, AUCKLAND, HONOLULU, MIDWAY = (
    "Asia/Ho_Chi_Minh",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Pacific/Midway",
)
EVENING, NIGHT = time(18, 30), time(0, 30)


def said(topic: Topic, facts: dict[str, Any], zone: str | None, hour: time = EVENING, language: str = "en") -> Said:
    match = replace(MATCH, slot=Slot(Weekday.TH, hour))
    grace = replace(GRACE, timezone=zone, language=language)
    ids = {part: person.id for part, person in PEOPLE.items()}
    tiding = Tiding("key", topic, grace.id, datetime(2026, 10, 20, tzinfo=UTC), match.id, ids, facts)
    line = MatchLine(match, PROGRAM, {person.id: person for person in EVERYBODY})
    return LETTERS.tiding(TidingView(tiding, grace, AMARA, PEOPLE, line, LINK))


def boston(day: str, hour: time = EVENING) -> str:
    return datetime.combine(date.fromisoformat(day), hour, tzinfo=PROGRAM.zone).astimezone(UTC).isoformat()


def paused(day: str, zone: str | None, hour: time = EVENING, language: str = "en") -> str:
    return said(Topic.MATCH_PAUSED, {"resumes_on": day}, zone, hour, language).body


@pytest.mark.parametrize(
    ("day", "zone", "hour", "told"),
    [
        ("2026-10-29", None, EVENING, "Thursday, Oct 29"),
        ("2026-10-29", VIETNAM, EVENING, "Friday, Oct 30"),
        ("2026-10-29", AUCKLAND, EVENING, "Friday, Oct 30"),
        ("2026-10-29", HONOLULU, EVENING, "Thursday, Oct 29"),
        ("2026-10-29", HONOLULU, NIGHT, "Wednesday, Oct 28"),
        ("2026-10-29", MIDWAY, time(6, 30), "Wednesday, Oct 28"),
        # One hour before midnight in Honolulu while Boston has summer time, at midnight when it has winter time.
        ("2026-10-29", HONOLULU, time(5), "Wednesday, Oct 28"),
        ("2026-11-05", HONOLULU, time(5), "Thursday, Nov 5"),
        ("2027-03-11", HONOLULU, time(5), "Thursday, Mar 11"),
        ("2027-03-18", HONOLULU, time(5), "Wednesday, Mar 17"),
        ("2026-12-31", VIETNAM, EVENING, "Friday, Jan 1"),
        # The hour that the spring change skips, on a day that is no session's.
        ("2027-03-14", None, time(2, 30), "Sunday, Mar 14"),
        # And the one that comes twice in autumn.
        ("2026-11-01", VIETNAM, time(1, 30), "Sunday, Nov 1"),
    ],
)
def test_a_pause_ends_on_the_familys_own_day(day: str, zone: str | None, hour: time, told: str) -> None:
    assert f"There are none before {told}." in paused(day, zone, hour)


@pytest.mark.parametrize("zone", [None, VIETNAM, HONOLULU, MIDWAY])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_day_of_a_match_is_that_of_its_example(zone: str | None, language: str) -> None:
    facts = {"first": boston("2026-10-29"), "starts_on": "2026-10-29", "minutes": 60, "again": False}
    asked = said(
        Topic.MATCH_ASKED, facts | {"mentors": False, "family": True, "watches": False}, zone, language=language
    )
    speaks = LANGUAGES[language]
    theirs = datetime.fromisoformat(boston("2026-10-29")).astimezone(ZoneInfo(zone or PROGRAM.timezone)).date()
    assert asked.body.count(speaks.day(theirs)) == 2
    others = {theirs + timedelta(days=n) for n in (-1, 1)}
    assert not [day for day in others if speaks.day(day) in asked.body]


def test_another_monitor_begins_on_the_familys_own_day() -> None:
    facts = {"part": "family", "from": "2026-10-29", "sessions": 3, "kind": "proctor"}
    assert "From Friday, Oct 30 on Ruth Abernathy" in said(Topic.MONITOR_FOR_GOOD, facts, VIETNAM).body
    assert "From Thursday, Oct 29 on Ruth Abernathy" in said(Topic.MONITOR_FOR_GOOD, facts, None).body


def day_off(zone: str | None, *hours: time) -> Said:
    sessions = [
        {"number": n, "at": boston("2026-10-29", hour), "mentor": "mentor", "students": ["student_1"]}
        for n, hour in enumerate(hours, 1)
    ]
    facts = {"day": "2026-10-29", "kind": "no_school", "why": "❄", "more": 0, "sessions": sessions}
    return said(Topic.DAY_OFF, facts, zone)


def test_a_day_without_school_is_told_by_the_familys_own_day() -> None:
    here, there = day_off(None, EVENING), day_off(VIETNAM, EVENING)
    assert (here.subject, there.subject) == ("No mentoring on Thursday, Oct 29", "No mentoring on Friday, Oct 30")
    assert "no mentoring on Friday, Oct 30: ❄." in there.body
    assert "- 6:30 PM: Amara O. with Ana Silva (session 1)" in here.body
    assert "- 5:30 AM: Amara O. with Ana Silva (session 1)" in there.body


def test_sessions_of_one_day_here_that_are_on_two_there_are_told_with_their_days() -> None:
    there = day_off(VIETNAM, time(9), EVENING)
    assert there.subject == "No mentoring on Thursday, Oct 29 and Friday, Oct 30"
    assert "- Thursday, Oct 29, 8:00 PM: Amara O." in there.body
    assert "- Friday, Oct 30, 5:30 AM: Amara O." in there.body
    assert "- 9:00 AM: Amara O." in day_off(None, time(9), EVENING).body


@given(
    day=st.dates(date(2026, 9, 14), date(2027, 6, 18)),
    hour=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(sorted(available_timezones())),
)
def test_whatever_the_zones_the_day_is_the_one_on_which_the_session_begins(day: date, hour: time, zone: str) -> None:
    slot = Slot(Weekday(day.weekday()), hour)
    try:
        begins = slot.start_on(day, PROGRAM.zone)
    except TimeDoesNotExist:
        return
    assert slot.hour_on(day, PROGRAM.zone) == begins
    assert f"before {ENGLISH.day(begins.astimezone(ZoneInfo(zone)).date())}." in paused(day.isoformat(), zone, hour)


@pytest.mark.parametrize(
    ("at", "starts_on", "opens_on", "first"),
    [
        ("2026-10-19T12:00", "2026-10-29", None, "2026-10-29"),
        ("2026-10-19T12:00", "2026-10-26", None, "2026-10-29"),
        ("2026-10-29T12:00", "2026-10-29", None, "2026-10-29"),
        ("2026-10-29T18:30", "2026-10-29", None, "2026-11-05"),
        ("2026-10-29T12:00", None, None, "2026-11-05"),
        ("2026-10-28T23:30", None, None, "2026-10-29"),
        ("2026-12-01T12:00", "2026-10-29", None, "2026-12-03"),
        ("2026-09-01T12:00", None, "2026-10-05", "2026-10-08"),
    ],
)
def test_the_first_meeting_is_one_that_can_be(at: str, starts_on: str | None, opens_on: str | None, first: str) -> None:
    """R005: no session before the program is open."""
    begins = date.fromisoformat(starts_on) if starts_on is not None else None
    match = replace(MATCH, slot=Slot(Weekday.TH, EVENING), starts_on=begins)
    program = replace(PROGRAM, opens_on=date.fromisoformat(opens_on) if opens_on is not None else None)
    now = datetime.fromisoformat(at).replace(tzinfo=PROGRAM.zone)
    assert first_meeting(match, program, at=now).isoformat() == boston(first)
