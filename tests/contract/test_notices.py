"""Several changes in a row: who hears of them hears how the session stands, and hears it once."""

from __future__ import annotations

import pytest

from tests.contract.bot_fixtures import ANA, DANA, RUTH, Office, office

__all__ = ["office"]

AMARA = "create mentor Ana Silva, student Amara Okafor, proctor Ruth Abernathy, Tuesday 4:30pm"
BY_GRACE = "create mentor Ana Silva, student Amara Okafor, guardian Grace Martínez, Tuesday 4:30pm"


@pytest.fixture
def released(office: Office) -> Office:
    """Everybody has been invited to session 1, on Tuesday, Oct 27, at 4:30 PM."""
    office.releases_match(AMARA)
    office.play.settle()
    return office


def changes(office: Office, *texts: str) -> None:
    """Dana changes session 1 several times before anybody is told."""
    for text in texts:
        said = office.types(DANA, "/session", text)
        assert "I am telling" in said, said
    office.play.settle()


def read_by(office: Office, user: str, *words: str) -> list[str]:
    return [text.split("\n")[0] for text in office.reads(user) if any(word in text for word in words)]


def letters_to(office: Office, key: str, *words: str) -> list[str]:
    """Of invitations, which follow every version of a session, none."""
    sent = office.play.town.mail.letters()
    texts = [letter["text"] for letter in sent if letter["to"] == f"{key}@example.org" and not letter["attachments"]]
    return [" ".join(text.split()) for text in texts if any(word in text for word in words)]


def test_of_two_moves_only_the_last_is_told_and_from_the_time_that_people_know(released: Office) -> None:
    changes(released, "move 1 Wed 5pm", "move 1 Thu 6pm")

    [told] = read_by(released, ANA, "Moved")
    assert "is on Thursday, Oct 29, 6:00 PM now, and not on Tuesday, Oct 27, 4:30 PM" in told
    [letter] = letters_to(released, "grace", "New time")
    assert "New time: Thursday, Oct 29, 6:00 PM to 7:00 PM (EDT) Old time: Tuesday, Oct 27, 4:30 PM (EDT)" in letter


def test_a_move_that_was_taken_back_is_told_to_nobody(released: Office) -> None:
    changes(released, "move 1 Wed 5pm", "move 1 Tue 4:30pm")

    assert read_by(released, ANA, "Moved") == []
    assert letters_to(released, "grace", "New time") == []


def test_a_move_that_people_have_heard_of_is_told_when_it_is_taken_back(released: Office) -> None:
    changes(released, "move 1 Wed 5pm")
    changes(released, "move 1 Tue 4:30pm")

    assert len(read_by(released, ANA, "Moved")) == 2


def test_a_move_and_another_room_are_two_changes(released: Office) -> None:
    changes(released, "platform 1 zoom", "move 1 Wed 5pm", "platform 1 meet")

    [time, room] = sorted(read_by(released, ANA, "Moved", "now: the session"))
    assert "On Google Meet now: the session with Amara O. on Wednesday, Oct 28, 5:00 PM" in room
    assert "Moved" in time


def test_whoever_was_replaced_meanwhile_hears_only_that(released: Office) -> None:
    changes(released, "move 1 Wed 5pm", "monitor 1 Sam")

    [told] = read_by(released, RUTH, "session 1")
    assert "Somebody else watches over" in told
    assert len(letters_to(released, "sam", "You now watch over")) == 1


def test_a_guardian_who_watches_over_the_session_gets_one_letter_about_each_event(office: Office) -> None:
    office.releases_match(BY_GRACE)
    office.play.settle()

    changes(office, "move 1 Wed 5pm")
    [moved] = letters_to(office, "grace", "New time")
    assert "Old time:" in moved
    assert "Student: Amara O. Mentor: Ana Silva" in moved

    changes(office, "cancel 1")
    assert len(letters_to(office, "grace", "does not take place")) == 1


def test_a_guardian_still_hears_of_what_concerns_the_child_alone(released: Office) -> None:
    changes(released, "cancel 1")

    [letter] = letters_to(released, "grace", "does not take place")
    assert "Student: Amara O." in letter
