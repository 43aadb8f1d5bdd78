"""Catalogs: every text in every language, whole and with the same values, and a command that changes nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

import web.letters
import web.pages
from mentoring.acts.answering import Topic
from web import extraction
from web.catalogs import catalog
from web.extraction import GUIDE, SHEET, Lack, extracted, held, lacks, table, translated, wanted
from web.languages import LANGUAGES, STAFF_LANGUAGES

LETTERS, PAGES = (Path(next(iter(package.__path__))) for package in (web.letters, web.pages))
TRANSLATED = translated()


def forms(message: Message | None) -> tuple[str, ...]:
    assert message is not None
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.mark.parametrize("code", TRANSLATED)
def test_nothing_is_missing_or_doubtful_in_any_catalog(code: str) -> None:
    missing = [str(lack) for lack in lacks(code)]

    assert missing == [], "\n".join(["Run «make catalogs», then translate:", *missing])


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalog_holds_nothing_that_no_template_says(code: str) -> None:
    known = wanted(code)

    assert [message.id for message in held(code) if message.id and known.get(message.id) is None] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_text_is_left_in_english(code: str) -> None:
    english = {message.id for message in held(code) if message.id and len(words_of(message.id)) > 1}

    assert [text for text in english if {*each(text)} & {*forms(held(code).get(text))}] == []


def each(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def words_of(text: str | tuple[str, ...]) -> list[str]:
    return re.findall(r"[A-Za-z]+", re.sub(r"%\(\w+\)s|<[^>]*>", "", each(text)[0]))


@pytest.mark.parametrize("code", TRANSLATED)
def test_markup_of_a_page_is_the_same_in_every_language(code: str) -> None:
    for message in filter(lambda each: each.id, held(code)):
        marks = re.findall("<[^>]*>", each(message.id)[0])
        assert all(re.findall("<[^>]*>", form) == marks for form in forms(message)), message.id


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalog_has_every_plural_of_its_language(code: str) -> None:
    plurals = [message for message in held(code) if isinstance(message.id, tuple)]

    assert plurals
    assert {len(forms(message)) for message in plurals} == {held(code).num_plurals}


@pytest.mark.parametrize(("count", "words"), [(1, "Estudiante: X"), (2, "Estudiantes: X"), (5, "Estudiantes: X")])
def test_one_and_many_are_told_apart(count: int, words: str) -> None:
    told = catalog("es").ngettext("Student: %(students)s", "Students: %(students)s", count)

    assert told % {"students": "X"} == words


@pytest.mark.parametrize("count", [1, 2, 3, 11, 100])
@pytest.mark.parametrize("code", TRANSLATED)
def test_every_number_has_words(code: str, count: int) -> None:
    assert catalog(code).ngettext("Student: %(students)s", "Students: %(students)s", count)[:7] != "Student"


def test_the_sheet_and_the_guide_are_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody needs to remember the command: this test does."""
    before = everything(SHEET.parent, GUIDE)
    monkeypatch.setattr(extraction, "SHEET", tmp_path / "sheet.pot")
    monkeypatch.setattr(extraction, "GUIDE", tmp_path / "guide.md")
    monkeypatch.setattr(extraction, "FOLDER", tmp_path)
    for code in TRANSLATED:
        (tmp_path / f"{code}.po").write_bytes((SHEET.parent / f"{code}.po").read_bytes())
    (tmp_path / "guide.md").write_text(GUIDE.read_text("utf-8"), "utf-8")

    extraction.bring_up_to_date()

    (tmp_path / "sheet.pot").rename(tmp_path / SHEET.name)
    assert everything(tmp_path, tmp_path / "guide.md") == before
    assert table() in GUIDE.read_text("utf-8")


def everything(folder: Path, guide: Path) -> dict[str, str]:
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.po*")}
    return {**texts, "guide": guide.read_text("utf-8")}


def test_a_sheet_tells_no_line_no_date_and_no_machine() -> None:
    for path in SHEET.parent.glob("*.po*"):
        assert not re.search(r"^#: .*:\d|POT-Creation|Generated-By|/home|/Users", path.read_text("utf-8"), re.MULTILINE)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogs that may be spoiled."""
    monkeypatch.setattr(extraction, "FOLDER", tmp_path)
    return tmp_path


def spoil(shelf: Path, old: str, new: str) -> Iterator[Lack]:
    text = (SHEET.parent / "pt.po").read_text("utf-8")
    assert old in text
    (shelf / "pt.po").write_text(text.replace(old, new), "utf-8")
    return lacks("pt")


def test_a_text_that_is_not_translated_is_named(shelf: Path) -> None:
    assert [*map(str, spoil(shelf, 'msgstr "Programa: %(program)s"', 'msgstr ""'))] == [
        "pt: not translated: Program: %(program)s"
    ]


def test_a_text_whose_english_has_changed_is_named(shelf: Path) -> None:
    marked = '#, fuzzy\nmsgid "Warm regards,"'

    assert [lack.why for lack in spoil(shelf, 'msgid "Warm regards,"', marked)] == ["to be looked at again (fuzzy)"]


def test_a_translation_that_lost_a_value_is_named(shelf: Path) -> None:
    assert [lack.why for lack in spoil(shelf, "Novo horário: %(moment)s", "Novo horário: %(momento)s")] == [
        "other placeholders"
    ]


def test_a_language_without_a_catalog_lacks_everything(shelf: Path) -> None:
    assert {lack.why for lack in lacks("pt")} == {"not in the catalog"}
    assert len(list(lacks("pt"))) == sum(1 for message in wanted("pt") if message.id)


def test_what_only_managers_read_is_asked_of_no_other_language() -> None:
    staff = {message.id for message in extracted()} - {message.id for message in extracted(staff=False)}

    assert 'The command "chaperone doctor" shows every check.' in staff
    assert all(bool(staff & {m.id for m in wanted(code)}) == (code in STAFF_LANGUAGES) for code in TRANSLATED)


def test_a_letter_and_a_page_is_one_template_for_all_languages() -> None:
    assert {f"notice_{topic}.txt" for topic in Topic} <= {path.name for path in LETTERS.glob("*.txt")}
    assert [path.name for folder in (LETTERS, PAGES) for path in folder.iterdir() if path.name in LANGUAGES] == []


@pytest.mark.parametrize("path", [*LETTERS.rglob("*.txt"), *PAGES.glob("*.html")], ids=lambda path: path.name)
def test_no_template_says_anything_outside_of_a_translation(path: Path) -> None:
    text = re.sub(r"\{%\s*trans\b.*?\{%\s*endtrans\s*\+?%\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    said = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", text, flags=re.DOTALL)

    assert re.findall(r"[^\W\d_]{2,}", said) == []
