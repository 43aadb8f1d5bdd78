"""`/session move`, `cancel`, `platform`, `monitor` and `link`, as people type them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mentoring.rooms import Platform
from mentoring.sessions import Session, SessionState
from tests.contract.bot_fixtures import ANA, BEN, DANA, MARCUS, RUTH, Office, an_office, office

__all__ = ["office"]


@pytest.fixture
def released(office: Office) -> Office:
    """Session 1 is on Tuesday, Oct 27, 4:30 PM; it is Monday morning."""
    office.releases_match()
    return office


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same, once for all tests that change nothing."""
    with an_office(tmp_path_factory.mktemp("office")) as office:
        office.releases_match()
        yield office


def first(office: Office) -> Session:
    with office.play.store.look() as view:
        return view.sessions.get(1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("move 1 Wed 4:30pm", "Wednesday, Oct 28, 4:30 PM"),
        ("move 1 tomorrow 18:30", "Tuesday, Oct 27, 6:30 PM"),
        ("move 1 to 2026-11-25 16:30", "Wednesday, Nov 25, 4:30 PM"),
        ("MOVE #1 5pm", "Tuesday, Oct 27, 5:00 PM"),
    ],
)
def test_a_session_is_moved_as_typed_and_the_answer_says_who_is_told(released: Office, text: str, moment: str) -> None:
    said = released.types(DANA, "/session", text)

    assert f"Moved: session 1 is on {moment} now; it was on Tuesday, Oct 27, 4:30 PM." in said
    assert "I am telling Ana Silva, Ruth Abernathy and Luis R." in said
    assert first(released).version == 2


def test_the_wall_time_stays_across_the_clock_change(released: Office) -> None:
    released.types(DANA, "/session", "move 1 2026-11-02 16:30")
    assert first(released).starts_at.hour == 21


def test_a_manager_of_another_match_may_change_it_and_its_own_manager_is_told(released: Office) -> None:
    said = released.types(MARCUS, "/session", "cancel 1 the school is closed")

    assert "Cancelled: session 1 on Tuesday, Oct 27, 4:30 PM." in said
    assert "and Dana Whitfield." in said
    assert first(released).state is SessionState.CANCELLED
    with released.play.store.look() as view:
        assert [deed.why for deed in view.deeds.of("session-1")] == ["the school is closed"]


def test_a_session_is_switched_to_the_other_platform_and_back(released: Office) -> None:
    assert "Switched: session 1 meets on Zoom now." in released.types(DANA, "/session", "platform 1 zoom")
    assert first(released).platform is Platform.ZOOM
    assert "meets on Google Meet now." in released.types(DANA, "/session", "platform 1 meet")


NO_ZOOM: dict[str, Any] = {
    "zoom_account_id": None,
    "zoom_client_id": None,
    "zoom_client_secret": None,
    "zoom_webhook_secret": None,
    "zoom_hosts": {},
}


def test_a_platform_that_is_not_set_up_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    with an_office(tmp_path, **NO_ZOOM) as office:
        office.releases_match()

        said = office.types(DANA, "/session", "platform 1 zoom")

        assert "Zoom is not set up here" in said
        assert (first(office).platform, first(office).version) == (Platform.GOOGLE_MEET, 1)


@pytest.mark.parametrize("named", ["Sam Okonkwo", "proctor Sam", "sam@example.org", "to Sam Okonkwo"])
def test_another_monitor_is_named_as_anywhere_else(released: Office, named: str) -> None:
    said = released.types(DANA, "/session", f"monitor 1 {named}")

    assert "Changed: proctor Sam Okonkwo watches over session 1." in said
    assert "I am telling Ana Silva, Sam Okonkwo, Luis R. and Ruth Abernathy." in said


def test_a_monitor_may_be_mentioned(released: Office) -> None:
    released.types(DANA, "/session", "monitor 1 Sam")
    assert "proctor Ruth Abernathy watches over session 1" in released.types(DANA, "/session", f"monitor 1 <@{RUTH}>")


def test_a_guardian_needs_no_word_before_the_name(office: Office) -> None:
    office.releases_match("create mentor Ana Silva, student Amara Okafor, proctor Ruth Abernathy, Tuesday 4:30pm")

    said = office.types(DANA, "/session", "monitor 1 Grace")

    assert "Changed: guardian Grace Martínez watches over session 1." in said
    assert "the family of Amara O." in said


@pytest.mark.parametrize("user", [ANA, RUTH])
def test_everybody_of_a_session_gets_their_own_door(released: Office, user: str) -> None:
    said = released.types(user, "/session", "link 1")

    assert "Your door to session 1, Tuesday, Oct 27, 4:30 PM, opens at 4:15 PM." in said
    [message] = released.play.town.slack.command(user, "/session", "link 1")["messages"]
    urls = [e["url"] for block in message["blocks"] for e in block.get("elements", []) if "url" in e]
    assert len(urls) == 1
    assert urls[0].startswith(f"{released.play.url}/join/")


def test_mentor_and_monitor_have_two_doors(released: Office) -> None:
    def door(user: str) -> str:
        return str(released.play.town.slack.command(user, "/session", "link 1")["messages"])

    assert door(ANA) != door(RUTH)


def test_whoever_is_not_of_the_session_has_no_door(released: Office) -> None:
    assert "not one of your matches" in released.types(BEN, "/session", "link 1")
    assert "You have no door to session 1." in released.types(DANA, "/session", "link 1")


def test_a_replaced_monitor_and_a_cancelled_session_have_no_door_any_more(released: Office) -> None:
    released.types(DANA, "/session", "monitor 1 Sam")
    assert "not one of your matches" in released.types(RUTH, "/session", "link 1")

    released.types(DANA, "/session", "cancel 1")
    assert "That session is over" in released.types(ANA, "/session", "link 1")


REFUSED = [
    ("move", "Write it like this: `/session move 12 Wed 4:30pm`."),
    ("move 1", "Something is missing there. Write it like this: `/session move 12 Wed 4:30pm`."),
    ("move 1 someday", "I can't read «someday». Write it like this: `/session move 12 Wed 4:30pm`."),
    ("move 1 tomorrow", "«tomorrow» is a day: the hour is missing. Write it like this: `/session move 12 Wed 4:30pm`."),
    ("move 1 Wed 10:00pm", "no session begins between 10:00 PM and 7:00 AM, program time."),
    ("move Wed 4:30pm", "I can't read «Wed». Write it like this: `/session move 12 Wed 4:30pm`."),
    ("move 99 Wed 4:30pm", "There is no session 99. Type `/session week`"),
    ("move 1 2026-10-20 16:30", "Tuesday, Oct 20, 2026, 4:30 PM is in the past."),
    ("move 1 Tue 4:30pm", "Session 1 is like that already."),
    ("move 1 2027-03-14 2:30am", "2:30 AM does not exist on Sunday, Mar 14, 2027"),
    ("move 1 2028-01-05 16:30", "runs from 2026-09-14 to 2027-06-18"),
    ("move 1 2026-11-03 17:00", "Ana Silva is in session 2 then (Tuesday, Nov 3, 4:30 PM to 5:30 PM)."),
    ("cancel", "Write it like this: `/session cancel 12`."),
    ("cancel today", "I can't read «today»"),
    ("platform 1", "Write it like this: `/session platform 12 zoom`."),
    ("platform 1 teams", "I can't read «teams». Write it like this: `/session platform 12 zoom`."),
    ("platform 1 external", "In class the room is the teacher's own"),
    ("monitor 1", "Write it like this: `/session monitor 12 @lee`."),
    ("monitor 1 Nobody", "I know no proctor called «Nobody»."),
    ("monitor 1 Gus Tillman", "Gus Tillman is not a proctor in this program."),
    ("monitor 1 Rosa", "Rosa Morales cannot watch over this session: guardians do so for their own child only"),
    ("monitor 1 teacher Carol", "Outside class the monitor is a proctor"),
    ("monitor 1 Ruth", "Session 1 is like that already."),
    ("link", "Write it like this: `/session link 12`."),
]


@pytest.mark.parametrize(("text", "told"), REFUSED, ids=[text for text, _ in REFUSED])
def test_what_cannot_be_done_is_said_and_changes_nothing(quiet: Office, text: str, told: str) -> None:
    before = first(quiet)

    assert told in quiet.types(DANA, "/session", text)
    assert first(quiet) == before


@pytest.mark.parametrize(
    "text", ["move 1 Wed 4:30pm", "cancel 1", "platform 1 zoom", "monitor 1 Sam", "move", "cancel"]
)
def test_only_managers_change_sessions(quiet: Office, text: str) -> None:
    assert "Only Partnerships Managers can do that." in quiet.types(ANA, "/session", text)
    assert first(quiet).version == 1
