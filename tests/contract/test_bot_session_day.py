"""`/session here`, `late` and `absent`: what is typed is what the buttons of the reminder do, no more and no less."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from mentoring.stored import Answer
from tests.contract.bot_fixtures import ANA, BEN, DANA, NOBODY, RUTH, Office, an_office, office

__all__ = ["office"]

BEFORE_LUNCH = datetime.fromisoformat("2026-10-27T11:00:00-04:00")


@pytest.fixture
def booked(office: Office) -> Office:
    """Ana with Luis, Ruth as their proctor, today at 4:30 PM; the session is number 1."""
    office.releases_match()
    jump(office, BEFORE_LUNCH)
    return office


def jump(office: Office, moment: datetime) -> None:
    office.play.clock.move_to(moment)
    office.play.settle()


def answers(office: Office, session_id: int = 1) -> dict[str, Answer]:
    with office.play.store.look() as view:
        said = view.answers.of([session_id])[session_id]
        people = view.people.many(said)
    return {people[person].key: answer for person, answer in said.items()}


def told(office: Office, user: str, words: str) -> list[str]:
    office.play.settle()
    return [said for said in office.reads(user) if words in said]


@pytest.mark.parametrize(
    ("text", "answer", "thanks"),
    [
        ("here", Answer.COMING, "You said that you will be there."),
        ("late 1", Answer.LATE, "The others know that you are running late."),
        ("absent", Answer.CANNOT, "have been told"),
    ],
)
def test_a_typed_answer_is_the_answer_of_the_button(booked: Office, text: str, answer: Answer, thanks: str) -> None:
    said = booked.types(RUTH, "/session", text)
    assert thanks in said and "you watch over *Ana Silva* with *Luis R.*" in said
    assert answers(booked) == {"ruth": answer}


def test_an_absent_proctor_is_covered_for_and_here_takes_it_back(booked: Office) -> None:
    booked.types(RUTH, "/session", "absent 1")
    for user in (ANA, DANA):
        assert len(told(booked, user, "Ruth Abernathy (proctor) can't make the session")) == 1
    with booked.play.store.look() as view:
        assert view.covers.of([1])[1].wanted
    booked.types(RUTH, "/session", "here #1")
    with booked.play.store.look() as view:
        assert not view.covers.of([1])[1].wanted
    assert told(booked, ANA, "will be there after all")


def test_the_minutes_are_told_and_said_anew_are_told_anew(booked: Office) -> None:
    booked.types(ANA, "/session", "late 1 10 min")
    assert len(told(booked, RUTH, "is running about 10 minutes late for the session")) == 1
    booked.types(ANA, "/session", "late 25 minutes")
    assert len(told(booked, RUTH, "about 25 minutes late")) == 1
    booked.types(ANA, "/session", "late")
    assert len(told(booked, RUTH, "late for the session")) == 2, "late it was already"
    assert len(told(booked, DANA, "minutes late")) == 2


def test_what_cannot_be_meant_is_refused_and_changes_nothing(booked: Office) -> None:
    for text in (
        "late soon",
        "late 1 soon",
        "late 1 10 hours",
        "here x",
        "absent 1 2",
        "absent 👋🏽",
        "late " + "1" * 900,
    ):
        assert "Write it like this" in booked.types(ANA, "/session", text), text
    for text in ("late 1 60 min", "late 0 min", "late 999 min"):
        assert "is over" in booked.types(ANA, "/session", text), text
    assert "There is no session 99" in booked.types(ANA, "/session", "late 99")
    assert answers(booked) == {}


def test_only_the_two_adults_of_the_session_answer(booked: Office) -> None:
    for user in (BEN, DANA):
        assert "not one of your matches" in booked.types(user, "/session", "absent 1")
        assert "You have no session today" in booked.types(user, "/session", "here")
    assert booked.types(NOBODY, "/session", "here 1")
    assert answers(booked) == {}


def test_after_the_end_it_is_too_late(booked: Office) -> None:
    booked.play.clock.move_to(datetime.fromisoformat("2026-10-27T17:31:00-04:00"))
    assert "is over or called off" in booked.types(ANA, "/session", "late")
    assert answers(booked) == {}


def test_with_two_sessions_today_the_number_is_asked_for(tmp_path: Path) -> None:
    with an_office(tmp_path) as office:
        office.releases_match()
        office.releases_match("create mentor Ana Silva, student Amara Okafor, proctor Ruth Abernathy, Tuesday 6pm")
        jump(office, BEFORE_LUNCH)
        said = office.types(ANA, "/session", "here")
        assert "You have several sessions today. Say which: 1, 5." in said
        assert answers(office) == {}
        office.types(DANA, "/session", "cancel 5")
        assert "will be there" in office.types(ANA, "/session", "here"), "what is called off does not count"
