"""Single cells: each reader takes the trimmed text of a filled cell and raises BadCell with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from mentoring.slots import Weekday
from mentoring.windows import Window, read_window

Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)

LONGEST_NAME = 200

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LOCAL_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{1,254}}\Z)(?=.{{1,64}}@){_LOCAL_PART}@(?:{_DOMAIN_LABEL}\.)+[A-Za-z]{{2,63}}")
_NORTH_AMERICAN = re.compile(r"(?:\+?1)?([2-9][0-9]{2}[2-9][0-9]{6})")
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


class BadCell(Exception):
    """A cell that cannot be read; the text says why and what to write, without a full stop."""


def shown(text: str) -> str:
    """The text of a cell as a problem quotes it: short and on one line."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return f"«{plain[:60]}…»" if len(plain) > 60 else f"«{plain}»"


_FORMULA = re.compile(r"'*[=+@-]")


def harmless(text: str) -> str:
    """What a spreadsheet would take for a formula, behind the apostrophe that makes it a text."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_meant(text: str) -> str:
    """A cell without the apostrophe that `harmless` puts before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def a_key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise BadCell(
            f"{shown(text)} is not a key; write up to 64 letters a-z, digits, dots and hyphens like ana-silva"
        )
    return text


def a_name(text: str) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise BadCell(f"the name is longer than {LONGEST_NAME} characters")
    if not any(c.isalnum() for c in name):
        raise BadCell(f"{shown(text)} is not a name")
    return name


def an_email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise BadCell(f"{shown(text)} is not an e-mail address; write one like name@example.org")
    return text


def a_phone(text: str) -> str:
    """In the form of E.164, `+16175550123`. A number without + is one of the North American plan: its area and its
    exchange begin with 2 to 9."""
    if re.fullmatch(r"[0-9.]+E\+[0-9]+", text, re.IGNORECASE):
        raise BadCell(f"{shown(text)} is a number that the spreadsheet has shortened; format the column as text")
    digits = re.sub(r"[\s().–-]", "", text.removesuffix(".0"))
    if re.fullmatch(r"\+[1-9][0-9]{7,14}", digits) and not digits.startswith("+1"):
        return digits
    if found := _NORTH_AMERICAN.fullmatch(digits):
        return f"+1{found[1]}"
    raise BadCell(f"{shown(text)} is not a phone number; write one like (617) 555-0123, or with + and the country")


def a_slack_id(text: str) -> str:
    if not _SLACK_ID.fullmatch(text):
        raise BadCell(f"{shown(text)} is not a Slack member id; copy it from the profile, it looks like U012AB3CD")
    return text


def a_language(text: str) -> str:
    """Language, script and region of BCP 47 (`pt`, `zh-Hant`, `pt-BR`)."""
    if not _LANGUAGE.fullmatch(text):
        raise BadCell(f"{shown(text)} is not a language tag; write one like en, es, ht or pt-BR")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def a_timezone(text: str) -> str:
    if text not in _zones():
        raise BadCell(f"{shown(text)} is not a time zone; write one like America/New_York")
    return text


def a_weekday(text: str) -> Weekday:
    """A name or any beginning of it that is long enough to be one day: MO, Tue, Saturday."""
    for day in Weekday:
        if len(text) >= 2 and _DAY_NAMES[day].startswith(text.casefold()):
            return day
    raise BadCell(f"{shown(text)} is not a day of the week; write MO, TU, WE, TH, FR, SA or SU")


def a_window(text: str) -> Window:
    try:
        return read_window(text)
    except ValueError:
        raise BadCell(f"{shown(text)} is not a slot window; write one like MO-FR 08:00-15:00") from None


def a_length(text: str) -> int:
    digits = text.removesuffix(".0")
    if re.fullmatch(r"[0-9]{1,3}", digits) and 15 <= int(digits) <= 240:
        return int(digits)
    raise BadCell(f"{shown(text)} is not a length in minutes; write a whole number from 15 to 240")


def a_number(least: int, most: int) -> Callable[[str], int]:
    """A reader for a whole number, also as a spreadsheet writes it: 3.0."""

    def read(text: str) -> int:
        digits = text.removesuffix(".0")
        if re.fullmatch(r"[0-9]{1,9}", digits) and least <= int(digits) <= most:
            return int(digits)
        raise BadCell(f"{shown(text)} is not a whole number from {least} to {most}")

    return read


def a_line(most: int) -> Callable[[str], str]:
    """A reader for any text, on one line."""

    def read(text: str) -> str:
        line = " ".join(text.split())
        if len(line) > most:
            raise BadCell(f"this is longer than {most} characters")
        return line

    return read


def a_link(text: str) -> str:
    try:
        parts = urlsplit(text)
        if parts.scheme == "https" and parts.hostname and text.isprintable() and " " not in text:
            return text
    except ValueError:
        pass
    raise BadCell(f"{shown(text)} is not an https link")


def yes_or_no(text: str) -> bool:
    """Also as a spreadsheet writes a ticked box."""
    if text.casefold() not in {"yes", "no", "true", "false"}:
        raise BadCell(f"{shown(text)} is neither yes nor no")
    return text.casefold() in {"yes", "true"}


def one_of(words: Iterable[Word]) -> Callable[[str], Word]:
    """A reader for one of these words; «Google Meet» is read as google_meet."""
    known = {str(word): word for word in words}

    def read(text: str) -> Word:
        folded = re.sub(r"[\s_-]+", "_", text.casefold())
        if folded not in known:
            raise BadCell(f"{shown(text)} is not known here; write {listed(known, 'or')}")
        return known[folded]

    return read


def several(read: Callable[[str], Value]) -> Callable[[str], tuple[Value, ...]]:
    """A reader for a list separated by semicolons. An entry that stands there twice is an error."""

    def read_all(text: str) -> tuple[Value, ...]:
        values = tuple(read(part.strip()) for part in text.split(";") if part.strip())
        if not values:
            raise BadCell(f"{shown(text)} names nothing")
        if len(set(values)) < len(values):
            raise BadCell(f"{shown(text)} names the same twice")
        return values

    return read_all


def listed(words: Iterable[str], joint: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
