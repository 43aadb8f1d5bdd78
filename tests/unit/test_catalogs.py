"""Catalogs: every text in every language, whole and with the same values, and a command that changes nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Message

import web.letters
import web.pages
from mentoring.acts.answering import Topic
from web import catalogs, extraction
from web.catalogs import catalog
from web.extraction import GUIDE, SHEET, Lack, extracted, forms, held, lacks, translated, wanted
from web.languages import LANGUAGES, STAFF_LANGUAGES

LETTERS, PAGES = (Path(next(iter(package.__path__))) for package in (web.letters, web.pages))
TRANSLATED = translated()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogs that may be spoiled."""
    monkeypatch.setattr(extraction, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def workshop(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command may be run without touching what stands in the project."""
    monkeypatch.setattr(extraction, "SHEET", shelf / "sheet.pot")
    monkeypatch.setattr(extraction, "GUIDE", shelf / "guide.md")
    (shelf / "guide.md").write_text("<!-- catalogs -->\n<!-- /catalogs -->\n", "utf-8")
    return shelf


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
    assert [told.id for told in held(code) if words_of(told) and {*english(told)} & {*forms(told)}] == []


def english(message: Message) -> Sequence[str]:
    return (message.id,) if isinstance(message.id, str) else message.id


def words_of(message: Message) -> list[str]:
    """Without the values: a text of values and signs alone, or of one word, may be the same in two languages."""
    return re.findall(r"[A-Za-z]+", re.sub(r"%\(\w+\)s|<[^>]*>", "", english(message)[0]))[1:]


@pytest.mark.parametrize("code", TRANSLATED)
def test_markup_of_a_page_is_the_same_in_every_language(code: str) -> None:
    for message in filter(lambda found: found.id, held(code)):
        marks = re.findall("<[^>]*>", english(message)[0])
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


def test_the_sheet_the_catalogs_and_the_guide_are_up_to_date(workshop: Path) -> None:
    """Nobody needs to remember the command: this test does."""
    for code in TRANSLATED:
        (workshop / f"{code}.po").write_bytes((SHEET.parent / f"{code}.po").read_bytes())
    (workshop / "guide.md").write_text(GUIDE.read_text("utf-8"), "utf-8")

    extraction.bring_up_to_date()

    (workshop / "sheet.pot").rename(workshop / SHEET.name)
    assert everything(workshop, workshop / "guide.md") == everything(SHEET.parent, GUIDE)


def everything(folder: Path, guide: Path) -> dict[str, str]:
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.po*")}
    return {**texts, "guide": guide.read_text("utf-8")}


def test_a_sheet_tells_no_line_no_date_and_no_machine() -> None:
    for path in SHEET.parent.glob("*.po*"):
        assert not re.search(r"^#: .*:\d|POT-Creation|Generated-By|/home|/Users", path.read_text("utf-8"), re.MULTILINE)


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


def test_a_translation_outlives_a_change_of_its_english_and_waits_for_a_look(workshop: Path) -> None:
    list(spoil(workshop, 'msgid "Please be there on time all the same."', 'msgid "Please be there on time anyway."'))

    extraction.bring_up_to_date()

    assert [str(lack) for lack in lacks("pt")] == [
        "pt: to be looked at again (fuzzy): Please be there on time all the same."
    ]
    assert 'msgstr "Mesmo assim, chegue na hora marcada."' in (workshop / "pt.po").read_text("utf-8")


def test_what_a_native_reader_has_checked_stays_written_down(workshop: Path) -> None:
    list(spoil(workshop, "X-Native-Reader: none yet", "X-Native-Reader: 2026-12-01, a parent from Brockton"))

    extraction.bring_up_to_date()
    extraction.bring_up_to_date()

    guide = (workshop / "guide.md").read_text("utf-8")
    assert re.search(r"\| português \|.*\| nothing \| 2026-12-01, a parent from Brockton \|", guide)
    assert guide.count("**wanted**") == len(TRANSLATED) - 1


def test_a_new_language_starts_with_an_empty_catalog(workshop: Path) -> None:
    extraction.bring_up_to_date()

    assert {lack.why for lack in lacks("vi")} == {"not translated"}
    assert "Plural-Forms: nplurals=1" in (workshop / "vi.po").read_text("utf-8")


def test_a_doubtful_translation_is_told_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (SHEET.parent / "pt.po").read_text("utf-8")
    (tmp_path / "pt.po").write_text(text.replace('msgid "Warm regards,"', '#, fuzzy\nmsgid "Warm regards,"'), "utf-8")
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path)

    told = catalogs.catalog.__wrapped__("pt")

    assert told.gettext("Warm regards,") == "Warm regards,"
    assert told.gettext("Your mentoring team") == "A equipe de mentoria"


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


WITH_WORDS = [path for path in (*LETTERS.rglob("*.txt"), *PAGES.rglob("*.html")) if path.name != "fields.html"]
"""`fields.html` draws what a form is made of, and has no words of its own."""


@pytest.mark.parametrize("path", WITH_WORDS, ids=lambda path: path.name)
def test_no_template_says_anything_outside_of_a_translation(path: Path) -> None:
    text = re.sub(r"\{%\s*trans\b.*?\{%\s*endtrans\s*\+?%\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    said = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", text, flags=re.DOTALL)

    assert re.findall(r"[^\W\d_]{2,}", said) == []
