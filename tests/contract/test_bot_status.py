"""`/mentoring status`: what a person reads before the day begins, when all is well and when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mentoring.checks import failed, passed
from sandbox.faults import Effect
from sandbox.play import START
from tests.contract.bot_fixtures import ANA, DANA, MARCUS, NOBODY, RUTH, Office, an_office, office

__all__ = ["office"]

ONE_MORNING_LATER = timedelta(days=1)
"""Tuesday, half past four less than a day away."""


@pytest.fixture
def tuesday(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as office:
        office.releases_match()
        office.play.settle()
        office.play.move_to(START + ONE_MORNING_LATER)
        yield office


def status(office: Office, user: str = DANA) -> str:
    return office.types(user, "/mentoring", "status").replace("*", "")


def test_all_is_well(tuesday: Office) -> None:
    told = status(tuesday)
    assert told.startswith("The next 24 hours: 1 session")
    assert "All is well: every room is ready, nothing wants cover, no alert is open." in told
    assert "Check-ins due: none" in told
    assert "nominations waiting: none" in told


def test_before_anything_is_planned_nothing_is_wrong(office: Office) -> None:
    assert "The next 24 hours: no sessions" in status(office)


def test_a_session_without_a_monitor_is_said_with_its_names(tuesday: Office) -> None:
    tuesday.types(RUTH, "/proctor", "cover 1")
    told = status(tuesday)
    assert "Wants cover: 1" in told
    assert "Ana Silva with Luis R." in told
    assert "All is well" not in told


def test_a_room_that_is_not_ready_is_said(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        office.play.town.faults.order("google", Effect.ERROR, 10_000)
        office.play.town.faults.order("zoom", Effect.ERROR, 10_000)
        office.releases_match()
        office.play.move_to(START + ONE_MORNING_LATER)
        told = status(office)
        assert "The room is not ready yet: 1" in told
        assert "Open alerts: 1" in told, "and that was told, as alerts are"


def test_settings_that_do_not_pass_are_said_with_what_mends_them(tuesday: Office) -> None:
    with tuesday.play.store.begin() as work:
        broken = failed("Zoom: recording is locked", "it is <on>", "Admin > Recording & transcript")
        work.checks.put([broken, passed("Google: all", "fine")], at=START)
    told = status(tuesday)
    assert "Zoom: recording is locked: Admin &gt; Recording &amp; transcript" in told
    assert "Google: all" not in told


def test_what_waits_on_the_desk_is_counted(tuesday: Office) -> None:
    assert "volunteers waiting: 1 (`/mentoring volunteers`)" in status(tuesday)
    tuesday.types(DANA, "/mentoring", "apply Lena Park, lena.park@example.org, mentor")
    assert "volunteers waiting" not in status(tuesday, ANA)
    assert "volunteers waiting: 2 (`/mentoring volunteers`)" in status(tuesday)


def test_volunteers_read_of_their_own_sessions_only(tuesday: Office) -> None:
    told = status(tuesday, ANA)
    assert "The next 24 hours: 1 session" in told
    assert "Nothing is wrong with yours." in told
    assert "waiting" not in told
    tuesday.types(RUTH, "/proctor", "cover 1")
    assert "Wants cover: 1" in status(tuesday, ANA)


def test_another_manager_reads_of_their_own_matches(tuesday: Office) -> None:
    assert "The next 24 hours: no sessions" in status(tuesday, MARCUS)


def test_a_stranger_reads_nothing(tuesday: Office) -> None:
    assert "The next 24 hours" not in status(tuesday, NOBODY)
