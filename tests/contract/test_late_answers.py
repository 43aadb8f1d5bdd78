"""A command for which the database takes longer than Slack waits: what the manager reads, and when."""

from __future__ import annotations

from time import monotonic

from bot.late import UNDER_WAY
from tests.contract.bot_fixtures import DANA, Office, office

__all__ = ["office"]

PATIENCE = 30
"""Seconds."""


def hears(office: Office, text: str) -> str:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        for said in office.reads(DANA):
            if text in said:
                return said
    raise AssertionError(f"«{text}» was never said.")


def test_a_snow_day_that_has_to_wait_is_said_to_be_under_way_and_told_with_its_numbers(office: Office) -> None:
    office.releases_match()
    with office.play.store.begin() as work:
        work.calendars.hold()
        assert UNDER_WAY in office.types(DANA, "/mentoring", "snowday tomorrow")
        assert [day for day in work.calendars.of("office") if "snow" in day.label] == []
    assert "1 session" in hears(office, "Snow day")
    with office.play.store.look() as view:
        assert len([day for day in view.calendars.of("office") if "snow" in day.label]) == 1
