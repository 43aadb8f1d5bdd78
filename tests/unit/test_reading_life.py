"""What is typed of a match's life is read whole, or refused aloud."""

from __future__ import annotations

from datetime import time

import pytest

from bot.moments import Unreadable
from bot.reading import TooLong
from bot.reading_life import read_because, read_limit, read_pause, read_reasoned, read_wish
from mentoring.people import Role
from mentoring.rooms import Platform
from mentoring.slots import Weekday


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12 because they moved", (12, "they moved")),
        ("#12, because: they moved", (12, "they moved")),
        ("12 they moved", (12, "they moved")),
        ("12", (12, "")),
        ("12 because", (12, "")),
        ("12 BECAUSE لأنهم 🙂 because", (12, "لأنهم 🙂 because")),
    ],
)
def test_a_number_and_a_reason(text: str, read: tuple[int, str]) -> None:
    assert read_reasoned(text, "example") == read


@pytest.mark.parametrize("text", ["", "because", "twelve because", "1234567890 because", "-1", "١٢ because"])
def test_without_a_number_it_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_reasoned(text, "example")


@pytest.mark.parametrize("read", [read_because, read_wish, read_limit])
def test_too_much_is_refused(read: object) -> None:
    with pytest.raises(TooLong):
        read("x" * 2_001)  # type: ignore[operator]  # each takes a text


def test_a_pause_has_a_number_an_end_and_a_reason() -> None:
    assert read_pause("12 until 2027-01-04 because of exams") == (12, "2027-01-04", "of exams")
    assert read_pause("#12, till Jan 4") == (12, "Jan 4", "")
    for text in ("12", "12 until", "12 because of exams", "until 2027-01-04"):
        with pytest.raises(Unreadable):
            read_pause(text)


def test_a_wish_names_a_person_and_what_else_is_wanted() -> None:
    typed = read_wish("for student Amara Okafor, Tuesday 4:30pm, 45 min, zoom, program ils")
    assert (typed.role, typed.name, typed.weekday, typed.time) == (
        Role.STUDENT,
        "Amara Okafor",
        Weekday.TU,
        time(16, 30),
    )
    assert (typed.minutes, typed.platform, typed.program) == (45, Platform.ZOOM, "ils")


@pytest.mark.parametrize(
    "text", ["", "Amara", "student", "proctor Ruth", "student Amara, mentor Ana", "mentor Ana, gibberish", ",,,"]
)
def test_a_wish_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_wish(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U07ANA> 3 matches", ("<@U07ANA>", 3, "ma")),
        ("Ruth Abernathy, 15 minutes", ("Ruth Abernathy", 15, "mi")),
        ("ana 1 HOUR a week", ("ana", 1, "ho")),
        ("ana usual hours", ("ana", None, "ho")),
    ],
)
def test_a_limit_names_a_person_and_how_much(text: str, read: tuple[str, int | None, str]) -> None:
    assert read_limit(text) == read


@pytest.mark.parametrize(
    "text", ["", "ana", "ana 3", "3 matches", "ana three matches", "ana -3 matches", "ana 3 apples"]
)
def test_a_limit_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_limit(text)
