"""What families read: every letter and page in all eight languages, with no English left in seven of them, and the
English one plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from starlette.requests import Request

from mentoring.acts.answering import Topic
from mentoring.acts.doorway import DoorIsShut
from tests.unit.letter_fixtures import every_family_letter, every_staff_letter
from tests.unit.reading_level import grade
from web.extraction import GUIDE, extracted
from web.languages import LANGUAGES, When, spoken
from web.pages import Pages

NAMES = sorted({*DoorIsShut, "broken", "not_found", "refused"})
"""Pages that tell only of themselves and of a session; those with a form are told in tests/contract."""
PAGES = Pages()
LETTERS = {name: f"{subject}\n{body}" for name, subject, body in every_family_letter()}
SCHOOL_GRADE = 6
"""Parents read letters on a phone, many of them in a second language: what a child of eleven understands."""


def english_pieces() -> Iterator[str]:
    """What stands between the values of each English text, where it is longer than two words."""
    for message in extracted():
        for form in [message.id] if isinstance(message.id, str) else message.id:
            for piece in re.split(r"%\(\w+\)s|<[^>]*>", form):
                if len(piece.split()) > 2:
                    yield piece.strip()


PIECES = sorted(set(english_pieces()))


def page(name: str, code: str, *, moved: bool = True) -> str:
    request = Request({"type": "http", "headers": [(b"accept-language", code.encode())]})
    moment = When(spoken(code).day(date(2026, 11, 3)), "4:30", "EST")
    shown = PAGES.show(name, request, status=200, moved=moved, starts=moment, opens=moment)
    return bytes(shown.body).decode()


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_no_english_is_left_in_a_letter(code: str) -> None:
    mine = {name: text for name, text in LETTERS.items() if name.startswith(f"{code}/")}

    assert len(mine) == 5 * (1 + len(Topic) * 3) + 4 * 3
    assert [(name, piece) for name, text in mine.items() for piece in PIECES if piece in text] == []


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("name", NAMES)
def test_no_english_is_left_on_a_page(name: str, code: str) -> None:
    assert [piece for piece in PIECES if piece in page(name, code)] == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_its_language_and_which_way_it_runs(name: str, code: str) -> None:
    shown = page(name, code)
    language = LANGUAGES[code]

    assert f'<html lang="{language.tag}" dir="{language.direction}">' in shown
    assert re.search(r"<h1>[^<>]+</h1>", shown)
    assert not re.search(r"%\(|\{\{|&lt;", shown)


def test_arabic_runs_from_the_right() -> None:
    assert '<html lang="ar" dir="rtl">' in page("early", "ar")
    assert "(\u2068EST\u2069)" in page("early", "ar")


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_page_has_a_heading_of_its_own(code: str) -> None:
    headings = [re.findall(r"<h1>(.*)</h1>", page(name, code))[0] for name in NAMES]

    assert len(set(headings)) == len(NAMES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_session_that_was_not_moved_is_not_said_to_be(code: str) -> None:
    assert len(page("early", code, moved=False)) < len(page("early", code))


def in_english() -> list[str]:
    """Letters and pages to families, as running text: a line without a full stop is a sentence too."""
    letters = [text for name, text in LETTERS.items() if re.match("en/(grace|luis)/", name)]
    pages = [re.sub(r"<style>.*?</style>|<[^>]+>", "\n", page(name, "en"), flags=re.DOTALL) for name in NAMES]
    return [re.sub(r"\S+://\S+|[()#]", "", text).replace(" O.", " O") for text in (*letters, *pages)]


def test_families_letters_and_pages_read_easily() -> None:
    hard = {text: grade(text) for text in in_english() if grade(text) > SCHOOL_GRADE}

    assert hard == {}


def test_the_guide_tells_the_reading_level_that_is_measured() -> None:
    told = re.search(r"Flesch-Kincaid grade (\d+\.\d)", GUIDE.read_text("utf-8"))

    assert told is not None
    assert float(told[1]) == pytest.approx(grade("\n".join(in_english())), abs=0.3)


def test_staff_letters_are_in_english_and_spanish() -> None:
    assert {name.split("/")[0] for name, _, _ in every_staff_letter()} == {"en", "es"}
