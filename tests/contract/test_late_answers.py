"""A command or a form for which the database takes longer than Slack waits: what the manager reads, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

from bot.late import UNDER_WAY
from mentoring.store import Work
from tests.contract.bot_fixtures import DANA, Office, office
from tests.contract.slack_fixtures import wait_for
from tests.contract.test_bot_forms import FILLED
from tests.patience import LONG

__all__ = ["office"]

SLACK_WAITS = 3.0
"""Seconds."""


@contextmanager
def while_busy(office: Office, act: Callable[[], Any]) -> Iterator[tuple[Work, Future[Any]]]:
    """The database is busy inside of the block, in which somebody has begun to do something in Slack."""
    with ThreadPoolExecutor(1) as elsewhere, office.play.store.begin() as work:
        work.calendars.hold()
        yield work, elsewhere.submit(act)


def test_a_snow_day_that_has_to_wait_is_said_to_be_under_way_and_told_with_its_numbers(office: Office) -> None:
    office.releases_match()
    with while_busy(office, lambda: office.types(DANA, "/mentoring", "snowday tomorrow")) as (work, told):
        wait_for(lambda: UNDER_WAY in office.reads(DANA)[-1])
        assert [day for day in work.calendars.of("office") if "snow" in day.label] == []
    assert "1 session" in told.result(timeout=LONG)
    assert "Snow day" in office.reads(DANA)[-1]
    with office.play.store.look() as view:
        assert len([day for day in view.calendars.of("office") if "snow" in day.label]) == 1


def test_a_form_that_is_answered_after_slacks_three_seconds_was_not_for_nobody(office: Office) -> None:
    """Bolt would say so, while the listener goes on and the match is made."""
    office.types(DANA, "/match", "")
    with while_busy(office, lambda: office.submits(DANA, **FILLED)) as (_, done):
        Event().wait(SLACK_WAITS + 0.2)
    assert done.result(timeout=LONG)["status"] == 200
    assert len(office.matches()) == 1
