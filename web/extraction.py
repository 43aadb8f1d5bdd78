"""Keeps the catalogs in step with the templates: `make catalogs`, which is `python -m web.extraction`.

A new text comes into every catalog empty. One whose English was changed keeps its translation, marked `fuzzy` until
somebody has looked at it; a fuzzy text is told in English. What no template says any more goes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from mentoring.checklists import checklist
from mentoring.programs import Model
from web.catalogs import FOLDER
from web.languages import ENGLISH, LANGUAGES, STAFF_LANGUAGES

TEMPLATES = Path(__file__).parent
SHEET = FOLDER / "chaperone.pot"
GUIDE = TEMPLATES.parent / "docs" / "languages.md"
NOBODY = "none yet"
CHECKLISTS = "mentoring/checklists.py"
_METHODS = [("letters/**.txt", "jinja2"), ("pages/**.html", "jinja2")]
_TABLE = re.compile(r"(?<=<!-- catalogs -->\n).*?(?=<!-- /catalogs -->)", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True)
class Lack:
    """A text that a catalog cannot tell, and why."""

    code: str
    why: str
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.why}: {self.text}"


def extracted(*, staff: bool = True) -> Catalog:
    """Every English text of the templates, in their order. Without `staff`: only what families may read."""
    catalog = Catalog(charset="utf-8")
    for file, _, text, comments, context in _found():
        if staff or "/staff/" not in file:
            catalog.add(text, None, [(file, 0)], auto_comments=comments, context=context)
    return catalog


@cache
def _found() -> Sequence[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    options = {pattern: {"trimmed": "true", "newstyle_gettext": "true"} for pattern, _ in _METHODS}
    found = extract_from_dir(TEMPLATES, _METHODS, options, comment_tags=["Translators:"], strip_comment_tags=True)
    return [*found, *((CHECKLISTS, 0, text, [], None) for text in _of_checklists())]


def _of_checklists() -> Sequence[str]:
    """Their items stand in the rules, as Slack shows them too; a page tells them through the catalogs."""
    return list(dict.fromkeys(item.text for model in Model for item in checklist(model)))


def wanted(code: str) -> Catalog:
    """What the catalog of that language must hold."""
    return extracted(staff=code in STAFF_LANGUAGES)


def held(code: str) -> Catalog:
    source = _source(code)
    if not source.exists():
        return Catalog(locale=code)
    with source.open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def translated() -> list[str]:
    """The codes of the languages that have a catalog: all but English."""
    return [code for code in LANGUAGES if code != ENGLISH.code]


def native_reader(code: str) -> str:
    """Who read the catalog in their own language, and when, as its header says."""
    source = _source(code)
    found = re.search(
        r'^"X-Native-Reader: (.*)\\n"$', source.read_text("utf-8") if source.exists() else "", re.MULTILINE
    )
    return found[1] if found else NOBODY


def lacks(code: str) -> Iterator[Lack]:
    """What keeps that language from telling everything."""
    catalog = held(code)
    for message in wanted(code):
        if message.id:
            yield from _lacks_of(code, message, catalog.get(message.id, message.context))


def _lacks_of(code: str, english: Message, told: Message | None) -> Iterator[Lack]:
    text = one_form(english)
    if told is None:
        yield Lack(code, "not in the catalog", text)
        return
    if told.fuzzy:
        yield Lack(code, "to be looked at again (fuzzy)", text)
    if not all(forms(told)):
        yield Lack(code, "not translated", text)
    elif any(placeholders(form) != placeholders(text) for form in forms(told)):
        yield Lack(code, "other placeholders", text)


def one_form(message: Message) -> str:
    """Of a text with a plural, the plural."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def forms(message: Message) -> tuple[str, ...]:
    """A translation in all its plurals, each empty where it is missing."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or [""])


def placeholders(text: str) -> set[str]:
    """What a text has filled in, but for the number that a plural may say in a word."""
    return set(_PLACEHOLDER.findall(text)) - {"count"}


def bring_up_to_date() -> None:
    """Writes the sheet of all texts and every catalog, and the table in the guide. Doing it twice changes nothing."""
    with SHEET.open("wb") as file:
        write_po(file, extracted(), omit_header=True, include_lineno=False, width=0)
    for code in translated():
        catalog = held(code)
        catalog.update(wanted(code))
        reader = native_reader(code)
        with _source(code).open("wb") as file:
            _write(file, catalog, code, reader)
    GUIDE.write_text(_TABLE.sub(lambda _: table(), GUIDE.read_text("utf-8")), "utf-8")


def _write(file: BinaryIO, catalog: Catalog, code: str, reader: str) -> None:
    """With a header of our own: Babel's has the time and its version, and so would change with every run."""
    headers = (
        f"Language: {LANGUAGES[code].tag}",
        "Content-Type: text/plain; charset=utf-8",
        f"Plural-Forms: {catalog.plural_forms}",
        f"X-Native-Reader: {reader}",
    )
    file.write(b'msgid ""\nmsgstr ""\n' + "".join(f'"{header}\\n"\n' for header in headers).encode() + b"\n")
    write_po(file, catalog, omit_header=True, ignore_obsolete=True, include_lineno=False, width=0)


def table() -> str:
    """The catalogs as the guide shows them."""
    rows = ["| language | catalog | texts | still to translate | native reader's check |", "|---|---|---|---|---|"]
    rows.append(f"| {ENGLISH.name} | in the templates | {_count(extracted())} | | written in English |")
    for code in translated():
        reader, left = native_reader(code), len(list(lacks(code)))
        check = "**wanted**" if reader == NOBODY else reader
        place = f"[`{code}.po`](../web/locale/{code}.po)"
        rows.append(f"| {LANGUAGES[code].name} | {place} | {_count(wanted(code))} | {left or 'nothing'} | {check} |")
    return "\n".join(rows) + "\n"


def _count(catalog: Catalog) -> int:
    return sum(1 for message in catalog if message.id)


def _source(code: str) -> Path:
    return FOLDER / f"{code}.po"


if __name__ == "__main__":
    bring_up_to_date()
    left = [lack for code in translated() for lack in lacks(code)]
    said = [str(lack) for lack in left] or ["Every catalog is complete."]
    sys.stdout.write("\n".join(said) + "\n")
