"""Who watches over what, page by page: what wants cover first, then the sessions of the day."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.blocks.cover import watch_list_reply
from mentoring.acts.watching_over import WatchList, watch_list
from mentoring.cover import Cover, WhyCover
from mentoring.paging import PAGE
from mentoring.sessions import PlannedSession
from mentoring.slots import as_utc
from tests.contract.bot_fixtures import DANA
from tests.contract.bot_fixtures import Office as Slack
from tests.contract.bot_fixtures import office as slack
from tests.contract.database_fixtures import engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, TUESDAY, Office

__all__ = ["engine", "slack"]

SESSIONS, WANTING = PAGE + 2, 3


@pytest.fixture
def office(engine: Engine) -> Office:
    """With seventeen sessions on one day, of which three want cover."""
    office = Office(engine)
    start = as_utc(FIRST_DAY, TUESDAY.time, office.program.zone)
    planned = PlannedSession(FIRST_DAY, start, start + TUESDAY.length)
    with office.store.begin() as work:
        manager = office["dana"].id
        matches = [work.matches.add(office.draft(), manager_id=manager, at=NOW) for _ in range(SESSIONS)]
        sessions = work.sessions.add({match: [planned] for match in matches})
        for session in sessions[-WANTING:]:
            work.covers.want(Cover(session.id, NOW, WhyCover.ASKED, session.monitor_id))
    return office


def page(office: Office, number: int, *, by: str = "dana") -> WatchList:
    return watch_list(office.store, actor=office[by], day=FIRST_DAY, page=number, at=NOW)


def ids(found: WatchList) -> tuple[list[int], list[int]]:
    return [line.session.id for line in found.wanting], [line.session.id for line in found.sessions]


def test_what_wants_cover_stands_first_and_the_pages_leave_nothing_out(office: Office) -> None:
    (wanting, first), (none, second) = ids(page(office, 1)), ids(page(office, 2))
    assert (len(wanting), len(first)) == (WANTING, PAGE - WANTING)
    assert none == []
    assert len(set(first + second)) == SESSIONS == len(first + second)
    assert set(wanting) < set(second)
    assert (page(office, 1).due, page(office, 1).lacking, page(office, 1).pages) == (SESSIONS, WANTING, 2)


@pytest.mark.parametrize(("asked", "shown"), [(0, 1), (-3, 1), (3, 2), (10**9, 2)])
def test_a_page_that_is_none_is_the_nearest(office: Office, asked: int, shown: int) -> None:
    assert page(office, asked) == page(office, shown)


def test_somebody_of_none_of_them_has_one_empty_page(office: Office) -> None:
    found = page(office, 1, by="marcus")
    assert (ids(found), found.pages, found.due, found.lacking) == (([], []), 1, 0, 0)


def test_each_page_says_how_the_list_goes_on(office: Office) -> None:
    drawn = [str(watch_list_reply(page(office, number)).blocks) for number in (1, 2)]
    assert "`/proctor who 2026-10-27 page 2` goes on." in drawn[0]
    assert "Sessions that want cover: 3" in drawn[0]
    assert "Page 2 of 2." in drawn[1]
    assert "goes on" not in drawn[1]


def test_a_page_is_asked_for_in_slack_and_the_next_is_named(slack: Slack) -> None:
    slack.releases_match()
    said = slack.types(DANA, "/proctor", "who tomorrow page 1")
    assert "session 1" in said and "Page" not in said
    assert "session 1" in slack.types(DANA, "/proctor", "who 2026-10-27, page 7")
    for text in ("who tomorrow page two", "who page", "who page 🎿"):
        assert "`/proctor who tomorrow page 2`" in slack.types(DANA, "/proctor", text)
