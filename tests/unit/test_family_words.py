"""What families read: every letter and page in all eight languages, with no English left in seven of them, and the
English one plain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from starlette.requests import Request

from mentoring.acts.answering import Topic
from mentoring.acts.doorway import DoorIsShut
from tests.contract.page_anatomy import scrambles
from tests.unit.english import english_left
from tests.unit.family_tidings import receipts, tidings
from tests.unit.letter_fixtures import PRIVATE, every_family_letter, every_staff_letter, line_at
from tests.unit.reading_level import grade
from web.extraction import GUIDE, extracted
from web.languages import LANGUAGES, When, spoken
from web.pages import Pages

NAMES = sorted({*DoorIsShut, "broken", "expired", "not_found", "refused"})
"""Pages that tell only of themselves and of a session; those with a form are told in tests/contract."""
PAGES = Pages()
LETTERS = {name: f"{subject}\n{body}" for name, subject, body in every_family_letter()}
TIDINGS = {f"{code}/{name}": f"{said.subject}\n{said.letter}" for code, name, said in tidings()}
TIDINGS |= {f"{code}/receipt {number}": f"{title}\n{body}" for number, (code, title, body) in enumerate(receipts())}
SCHOOL_GRADE = 6
"""Parents read letters on a phone, many of them in a second language: what a child of eleven understands."""


def page(name: str, code: str, *, moved: bool = True) -> str:
    request = Request({"type": "http", "query_string": b"", "headers": [(b"accept-language", code.encode())]})
    moment = When(spoken(code).day(date(2026, 11, 3)), "4:30", "EST")
    shown = PAGES.show(name, request, status=200, moved=moved, starts=moment, opens=moment)
    return bytes(shown.body).decode()


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_no_english_is_left_in_a_letter(code: str) -> None:
    mine = {name: text for name, text in LETTERS.items() if name.startswith(f"{code}/")}

    assert len(mine) == 5 * (1 + len(Topic) * 3) + 4 * 3
    assert {name: left for name, text in mine.items() if (left := english_left([text]))} == {}


@pytest.mark.parametrize("name", [name for name in TIDINGS if not name.startswith("en/")])
def test_no_english_is_left_in_what_a_family_is_told(name: str) -> None:
    lines = {line for line in TIDINGS[name].splitlines() if re.search(r"[^\W\d_]{3,}", line) and "://" not in line}
    english = set("\n".join(text for own, text in TIDINGS.items() if own.startswith("en/")).splitlines())

    assert english_left([TIDINGS[name]]) == set()
    assert lines & english == set()


@pytest.mark.parametrize("name", TIDINGS)
def test_what_a_family_is_told_is_whole_and_private(name: str) -> None:
    told = TIDINGS[name]

    assert not re.search(r"%\(|\{\{|\{%|None|Undefined|&lt;|\n\n\n", told)
    assert not PRIVATE.search(told)
    assert not re.search("Ana|Amara|Luis|Grace|Ruth|Dana", told.splitlines()[0]), "no name is in a subject"
    assert [line for line in told.splitlines() if "://" in line and not re.fullmatch(r"https://\S+", line)] == []


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("name", NAMES)
def test_no_english_is_left_on_a_page(name: str, code: str) -> None:
    assert english_left([page(name, code)]) == set()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_its_language_and_which_way_it_runs(name: str, code: str) -> None:
    shown = page(name, code)
    language = LANGUAGES[code]

    assert f'<html lang="{language.tag}" dir="{language.direction}">' in shown
    assert re.search(r"<h1>[^<>]+</h1>", shown)
    assert not re.search(r"%\(|\{\{|&lt;", shown)


@pytest.mark.parametrize("name", [name for name in (*LETTERS, *TIDINGS) if name.startswith("ar/")])
def test_nothing_scrambles_in_an_arabic_letter(name: str) -> None:
    """The subject, which mail programs show as it is, has no marks of its own; each name in it is isolated."""
    subject, *lines = (LETTERS | TIDINGS)[name].splitlines()

    assert not scrambles(subject)
    assert [line for line in lines if scrambles(line)] == []
    assert [line for line in lines if line.strip() and "://" not in line and not line.startswith("\u200f\u2067")] == []


CHANGES = {
    "in autumn": (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "EDT", "EST"),
    "in spring": (datetime(2027, 3, 14, 6, 30, tzinfo=UTC), "EST", "EDT"),
}
"""A session of an hour through the night of each clock change, and in which zone it begins and ends."""


@pytest.mark.parametrize("change", CHANGES)
def test_a_session_through_a_clock_change_tells_both_zones_in_every_language(change: str) -> None:
    starts_at, first, last = CHANGES[change]
    told = {name: text for name, _, text in every_family_letter(line_at(starts_at)) if name.endswith("/invitation")}

    assert len(told) == 4 * len(LANGUAGES)
    for name, text in told.items():
        spans = [line for line in text.splitlines() if first in line and last in line]
        assert len(spans) == 1, name
        assert text.index(first) < text.index(last), name


TWELVE_HOURS = re.compile(r"\d\s*[AP]M\b|\d [ap]\. m\.")


@pytest.mark.parametrize("code", LANGUAGES)
def test_hours_are_told_as_the_reader_tells_them(code: str) -> None:
    """Cape Verdean and Portuguese readers have a day of twenty-four hours; nobody else reads 16:30."""
    letters = "\n".join(text for name, text in (LETTERS | TIDINGS).items() if name.startswith(f"{code}/"))

    assert ("16:30" in letters) == (code in {"kea", "pt"})
    assert bool(TWELVE_HOURS.search(letters)) == (code in {"en", "es", "ht"})


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
    letters = [text for name, text in (LETTERS | TIDINGS).items() if re.match("en/(?!ana|ruth|dana)", name)]
    pages = [re.sub(r"<style>.*?</style>|<[^>]+>", "\n", page(name, "en"), flags=re.DOTALL) for name in NAMES]
    return [re.sub(r"\S+://\S+|[()#]", "", text).replace(" O.", " O") for text in (*letters, *pages)]


def long_texts() -> Iterator[str]:
    """With a short name for each value. The office's own title for its managers is a name, too."""
    for message in extracted(staff=False):
        for form in [message.id] if isinstance(message.id, str) else message.id:
            text = re.sub(r"<[^>]+>", "", re.sub(r"%\(\w+\)s", "Ana", form)).replace("Partnerships ", "")
            if len(re.findall(r"[A-Za-z']+", text)) >= 12:
                yield text


def test_families_letters_and_pages_read_easily() -> None:
    hard = {text: grade(text) for text in in_english() if grade(text) > SCHOOL_GRADE}

    assert hard == {}


@pytest.mark.parametrize("text", sorted(long_texts()))
def test_each_longer_text_for_families_reads_easily(text: str) -> None:
    """One hard sentence hides in an easy letter. Shorter texts than twelve words say little of their own."""
    assert grade(text) <= SCHOOL_GRADE + 1


def test_the_guide_tells_the_reading_level_that_is_measured() -> None:
    told = re.search(r"Flesch-Kincaid grade (\d+\.\d)", GUIDE.read_text("utf-8"))

    assert told is not None
    assert float(told[1]) == pytest.approx(grade("\n".join(in_english())), abs=0.3)


def test_staff_letters_are_in_english_and_spanish() -> None:
    assert {name.split("/")[0] for name, _, _ in every_staff_letter()} == {"en", "es"}
