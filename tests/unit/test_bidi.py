"""Text of both directions: names that turn nothing around, and lines that run from the right."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.acts.answering import Topic
from tests.unit.letter_fixtures import (
    AMARA,
    ANA,
    DOOR,
    GRACE,
    LETTERS,
    LINE,
    RUTH,
    every_family_letter,
    line_at,
    notice,
    person,
    speaking,
)
from web.bidi import isolated, lines_of, without_controls
from web.letters.tellings import one_line

FATIMA = person(3, "فاطمة علي")
IN_ARABIC = {name: letter for name, *letter in every_family_letter() if name.startswith("ar/")}
OPENS, CLOSES = "\u2066\u2067\u2068", "\u2069"


def balanced(text: str) -> bool:
    depth = 0
    for c in text:
        depth += (c in OPENS) - (c in CLOSES)
        if depth < 0:
            return False
    return depth == 0


def test_every_line_and_subject_in_arabic_closes_what_it_opens() -> None:
    assert IN_ARABIC
    for name, (subject, body) in IN_ARABIC.items():
        assert all(balanced(line) for line in (subject, *body.splitlines())), name


def test_every_line_in_arabic_runs_from_the_right_and_a_link_stands_alone() -> None:
    for name, (_, body) in IN_ARABIC.items():
        for line in filter(None, body.splitlines()):
            assert line == DOOR or line.startswith("\u200f\u2067"), name


def test_latin_letters_stand_in_arabic_only_inside_isolates() -> None:
    for name, (subject, body) in IN_ARABIC.items():
        for line in (subject, *body.replace(DOOR, "").splitlines()):
            outside = re.sub("\u2068[^\u2068\u2069]*\u2069", "", line)
            assert not any(unicodedata.bidirectional(c) == "L" for c in outside), name


def test_an_arabic_name_turns_no_english_sentence_around() -> None:
    people = [FATIMA if each.id == ANA.id else each for each in LINE.people.values()]
    line = line_at(LINE.session.starts_at, people=people)

    _, body = LETTERS.invitation(line, RUTH, None, DOOR)

    assert "\u2068فاطمة علي\u2069 meets Amara O. and Luis R., and you watch over the session." in body
    assert "\u2068" not in LETTERS.invitation(LINE, RUTH, None, DOOR)[1]


def test_an_arabic_name_needs_no_isolate_in_arabic() -> None:
    people = [FATIMA if each.id == ANA.id else each for each in LINE.people.values()]

    _, body = notice(line_at(LINE.session.starts_at, people=people), Topic.LATE, FATIMA, speaking(GRACE, "ar"), AMARA)

    assert "سيتأخر وصول فاطمة علي إلى" in body


@pytest.mark.parametrize("evil", ["\u202eanA", "\u2067x", "y\u2069", "\u200fz", "\u061cw"])
def test_what_a_person_typed_turns_nothing_around(evil: str) -> None:
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", one_line(evil))


def test_what_joins_letters_in_a_name_is_kept() -> None:
    assert one_line("علی\u200cرضا") == "علی\u200cرضا"


@given(st.text())
def test_isolating_adds_nothing_but_the_isolate(text: str) -> None:
    clean = without_controls(text)
    for direction in ("ltr", "rtl"):
        told = isolated(clean, direction)
        assert balanced(told)
        assert without_controls(told) == clean
        assert isolated(told, direction) == told


@given(st.text())
def test_lines_from_the_right_keep_every_letter_and_every_line(text: str) -> None:
    clean = without_controls(text)

    assert without_controls(lines_of(clean, "rtl")) == clean
    assert lines_of(clean, "ltr") == clean


def test_a_link_is_never_isolated() -> None:
    assert isolated(DOOR, "rtl") == DOOR


def test_a_sentence_that_ends_with_an_initial_has_one_full_stop() -> None:
    in_portuguese = LETTERS.invitation(LINE, speaking(GRACE, "pt"), AMARA, DOOR)[1]

    assert "Ela é só para Amara O. Por favor," in in_portuguese
    assert ".\u2069." not in "".join(body for _, body in IN_ARABIC.values())
