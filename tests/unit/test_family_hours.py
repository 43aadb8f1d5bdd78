"""A family abroad reads the hours of a program in Boston in its own zone, whenever either changes clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.acts.answering import Notice, Topic
from mentoring.policy import Policy
from tests.unit.letter_fixtures import AMARA, ANA, DOOR, GRACE, LETTERS, LUIS, line_at
from web.languages import ENGLISH, when
from web.letters.tellings import telling
from web.tongues import own_name, tongue
from web.zones import LIKELY, place, zones_by_region

BOSTON = ZoneInfo("America/New_York")
PUERTO_RICO, CABO_VERDE, VIETNAM, ARIZONA = (
    "America/Puerto_Rico",
    "Atlantic/Cape_Verde",
    "Asia/Ho_Chi_Minh",
    "America/Phoenix",
)
LISBON = "Europe/Lisbon"
"""Changes its clocks on other days than Boston: October 25, 2026, and March 28, 2027."""


def boston(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=BOSTON)


def told(wall: str, zone: str | None) -> tuple[str, str, str]:
    grace = replace(GRACE, timezone=zone)
    session = telling(line_at(boston(wall)), grace, AMARA, ENGLISH, Policy())
    assert session.day == session.starts.day
    return session.starts.day, session.starts.hour, session.starts.zone


@pytest.mark.parametrize(
    ("wall", "zone", "day", "hour", "name"),
    [
        ("2026-10-27T16:30", None, "Tuesday, Oct 27", "4:30 PM", "EDT"),
        ("2026-10-27T16:30", PUERTO_RICO, "Tuesday, Oct 27", "4:30 PM", "AST"),
        ("2026-11-03T16:30", PUERTO_RICO, "Tuesday, Nov 3", "5:30 PM", "AST"),
        ("2027-03-09T16:30", PUERTO_RICO, "Tuesday, Mar 9", "5:30 PM", "AST"),
        ("2027-03-16T16:30", PUERTO_RICO, "Tuesday, Mar 16", "4:30 PM", "AST"),
        ("2026-10-27T16:30", CABO_VERDE, "Tuesday, Oct 27", "7:30 PM", "Cape Verde, UTC-1"),
        ("2026-11-03T16:30", CABO_VERDE, "Tuesday, Nov 3", "8:30 PM", "Cape Verde, UTC-1"),
        ("2026-11-03T21:30", CABO_VERDE, "Wednesday, Nov 4", "1:30 AM", "Cape Verde, UTC-1"),
        ("2026-10-27T16:30", VIETNAM, "Wednesday, Oct 28", "3:30 AM", "Ho Chi Minh, UTC+7"),
        ("2026-11-03T16:30", VIETNAM, "Wednesday, Nov 4", "4:30 AM", "Ho Chi Minh, UTC+7"),
        ("2026-11-01T12:00", VIETNAM, "Monday, Nov 2", "12:00 AM", "Ho Chi Minh, UTC+7"),
        ("2026-10-27T16:30", ARIZONA, "Tuesday, Oct 27", "1:30 PM", "MST"),
        ("2026-11-03T16:30", ARIZONA, "Tuesday, Nov 3", "2:30 PM", "MST"),
        ("2026-10-20T16:30", LISBON, "Tuesday, Oct 20", "9:30 PM", "Lisbon, UTC+1"),
        ("2026-10-27T16:30", LISBON, "Tuesday, Oct 27", "8:30 PM", "Lisbon, UTC+0"),
        ("2026-11-03T16:30", LISBON, "Tuesday, Nov 3", "9:30 PM", "Lisbon, UTC+0"),
        ("2027-03-16T16:30", LISBON, "Tuesday, Mar 16", "8:30 PM", "Lisbon, UTC+0"),
        ("2027-03-30T16:30", LISBON, "Tuesday, Mar 30", "9:30 PM", "Lisbon, UTC+1"),
        ("2026-12-31T16:30", VIETNAM, "Friday, Jan 1", "4:30 AM", "Ho Chi Minh, UTC+7"),
        ("2026-12-31T21:00", CABO_VERDE, "Friday, Jan 1", "1:00 AM", "Cape Verde, UTC-1"),
        ("2026-12-31T21:00", PUERTO_RICO, "Thursday, Dec 31", "10:00 PM", "AST"),
    ],
)
def test_a_family_reads_its_own_day_and_hour(wall: str, zone: str | None, day: str, hour: str, name: str) -> None:
    assert told(wall, zone) == (day, hour, name)


def test_every_letter_about_the_session_says_the_same_hour() -> None:
    grace, line = replace(GRACE, timezone=VIETNAM), line_at(boston("2026-11-03T16:30"))
    letters = [
        LETTERS.invitation(line, grace, AMARA, DOOR),
        LETTERS.reminder(line, grace, AMARA, DOOR, soon=False),
        LETTERS.notice(line, Notice(Topic.CANNOT, ANA.id, line.session.starts_at), ANA, grace, AMARA, ""),
        LETTERS.withdrawal(line, grace),
    ]
    for subject, body in letters:
        assert "Wednesday, Nov 4, 4:30 AM" in subject
        assert "Wednesday, Nov 4" in body and "Nov 3" not in body and "EST" not in body


def test_a_session_that_was_moved_says_its_old_hour_in_the_same_zone() -> None:
    line, was = line_at(boston("2026-11-03T16:30")), boston("2026-10-27T16:30")
    notice = Notice(Topic.MOVED, 0, line.session.starts_at, was=was)
    _, body = LETTERS.notice(line, notice, None, replace(GRACE, timezone=ARIZONA), AMARA, DOOR)
    assert "Tuesday, Oct 27" in body and "1:30 PM" in body and "2:30 PM" in body


def test_a_family_of_another_zone_changes_nothing_for_others() -> None:
    line = line_at(boston("2026-11-03T16:30"))
    assert "4:30 PM" in LETTERS.invitation(line, LUIS, None, DOOR)[0]
    assert "4:30 PM" in LETTERS.invitation(line, ANA, None, DOOR)[0]


@given(
    st.sampled_from([*LIKELY, *(zone for zones in zones_by_region(ENGLISH).values() for zone in zones)]),
    st.integers(0, 300 * 24).map(lambda hours: boston("2026-09-01T00:00") + timedelta(hours=hours)),
)
def test_in_every_zone_a_moment_has_a_name_that_is_no_number(zone: str, at: datetime) -> None:
    said = when(at, ZoneInfo(zone), ENGLISH)
    assert said.zone and not said.zone.lstrip("+-").isdigit()


def test_zones_to_choose_from_are_real_and_have_a_place() -> None:
    listed = [*LIKELY, *(zone for zones in zones_by_region(ENGLISH).values() for zone in zones)]
    assert set(listed) <= available_timezones()
    assert len(listed) == len(set(listed))
    assert all(place(zone, ENGLISH) for zone in listed)
    assert place("America/Argentina/Buenos_Aires", ENGLISH) == "Argentina, Buenos Aires"


@pytest.mark.parametrize(
    ("old", "present"),
    [
        ("America/Fort_Wayne", "America/Indiana/Indianapolis"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_place_is_offered_under_its_present_name_alone(old: str, present: str) -> None:
    offered = {*LIKELY, *(zone for zones in zones_by_region(ENGLISH).values() for zone in zones)}
    assert old in available_timezones()
    assert present in offered
    assert old not in offered


def test_nobody_is_offered_a_zone_where_no_family_lives() -> None:
    assert not {"Antarctica", "Etc", "US", "Brazil"} & set(zones_by_region(ENGLISH))
    assert {"Africa", "America", "Asia", "Atlantic", "Europe", "Pacific"} <= set(zones_by_region(ENGLISH))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("es", "Spanish"),
        ("es-PR", "Spanish"),
        ("ht", "Haitian Creole"),
        ("kea", "Cape Verdean Creole"),
        ("xx-none", "xx-none"),
    ],
)
def test_languages_are_told_by_name(code: str, name: str) -> None:
    assert tongue(code, ENGLISH) == name
    assert own_name(ENGLISH) == "English"
