"""The languages that pages and letters are written in, and which of them a person or a browser wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mentoring import wall
from mentoring.people import Person
from web import calendar_words as words
from web.bidi import Direction

_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", re.IGNORECASE)
_FAMILY_NAME_FIRST = frozenset({"hu", "ja", "ko", "vi", "zh"})
_WRITTEN_AS = {"cmn": "zh", "yue": "zh"}
"""Mandarin and Cantonese are written in Chinese characters."""


@dataclass(frozen=True)
class Language:
    """`code` names its catalog, `tag` is the `lang` of its pages (BCP 47), `name` is what its speakers call it.
    `listing` joins names, as «Ana and Luis»."""

    code: str
    tag: str
    name: str
    direction: Direction
    day: Callable[[date], str]
    hour: Callable[[datetime], str]
    listing: Callable[[Sequence[str]], str]


@dataclass(frozen=True)
class When:
    """A moment in wall time, in words. `zone` tells the two 1:30s of the autumn change apart: `EDT`, `EST`."""

    day: str
    hour: str
    zone: str


def _of_cldr(code: str, tag: str, name: str, *, day: str, hour: str) -> Language:
    """A language whose days, hours and lists are as CLDR has them. `day` and `hour` are patterns of its part 4."""
    return Language(code, tag, name, "ltr", words.days(day, code), words.hours(hour, code), words.listing(code))


ENGLISH = Language("en", "en", "English", "ltr", wall.day, wall.hour, words.listing("en"))
SPANISH = _of_cldr("es", "es", "español", day="EEEE d 'de' MMMM", hour="h:mm a")
HAITIAN = Language("ht", "ht", "kreyòl ayisyen", "ltr", words.haitian_day, wall.hour, words.haitian_listing)
CAPE_VERDEAN = _of_cldr("kea", "kea", "kabuverdianu", day="EEEE, d 'di' MMMM", hour="HH:mm")
VIETNAMESE = _of_cldr("vi", "vi", "Tiếng Việt", day="EEEE, 'ngày' d MMMM", hour="h:mm B")
CHINESE = _of_cldr("zh", "zh-Hans", "简体中文", day="M月d日EEEE", hour="Bh:mm")
PORTUGUESE = _of_cldr("pt", "pt-BR", "português", day="EEEE, d 'de' MMMM", hour="HH:mm")
ARABIC = Language(
    "ar", "ar", "العربية", "rtl", words.days("EEEE، d MMMM", "ar"), words.arabic_hour, words.listing("ar")
)
LANGUAGES = {
    language.code: language
    for language in (ENGLISH, SPANISH, HAITIAN, CAPE_VERDEAN, VIETNAMESE, CHINESE, PORTUGUESE, ARABIC)
}
STAFF_LANGUAGES = frozenset({"en", "es"})
"""What only managers read is written in these."""


def when(at: datetime, zone: ZoneInfo, language: Language) -> When:
    """`zone` may be another than the program's: where its letters say nothing in the United States, it is named by its
    city and its distance from UTC."""
    local = at.astimezone(zone)
    return When(language.day(local.date()), language.hour(local), words.zone_name(local, zone, language.code))


def spoken(code: str) -> Language:
    """The language of a tag such as `es`, `pt-BR` or `zh-Hant` (whose readers get simplified characters); English where
    we have none."""
    return LANGUAGES.get(_primary(code), ENGLISH)


def spoken_by_staff(code: str) -> Language:
    """The language for what only managers and volunteers read."""
    return LANGUAGES[_primary(code)] if _primary(code) in STAFF_LANGUAGES else ENGLISH


def greeting_name(person: Person) -> str:
    """By first name; in full where families write their name first, so that no first word is taken for it."""
    return person.public_name if _primary(person.language) in _FAMILY_NAME_FIRST else person.first_name


def for_reader(reader: Person | None, accept_language: str) -> Language:
    """The language of a page that is one person's own. What they chose for themselves goes before what their browser
    asks for."""
    if reader is not None and reader.chose_language:
        return spoken(reader.language)
    return at_home(reader.language if reader is not None else None, accept_language)


def at_home(code: str | None, accept_language: str) -> Language:
    """The language of a page for a person of whom we know the language at home. English is what a roster says of
    families whom nobody has asked: then the browser's wish counts, as it does for whom we do not know."""
    known = spoken(code or "")
    return asked_for(accept_language) if known is ENGLISH else known


def asked_for(accept_language: str) -> Language:
    """The language of an Accept-Language header that we have and that weighs most, as RFC 9110, section 12.5.4, has it:
    1 unless told, and 0 is not wanted. Of equal weight, the first."""
    wishes = (wish.partition(";") for wish in accept_language.split(","))
    known = [(_weight(rest), LANGUAGES[_primary(code)]) for code, _, rest in wishes if _primary(code) in LANGUAGES]
    weight, language = max(known, key=lambda wish: wish[0], default=(0, ENGLISH))
    return language if weight > 0 else ENGLISH


def picked(code: str, accept_language: str) -> Language:
    """The language that somebody pressed on the page itself, else the one that their browser asks for: a phone speaks
    English in many homes where nobody reads it."""
    return LANGUAGES.get(code) or asked_for(accept_language)


def _weight(parameters: str) -> float:
    if not parameters.strip():
        return 1.0
    found = _QUALITY.fullmatch(parameters)
    return float(found[1]) if found else 0.0


def _primary(code: str) -> str:
    first = code.strip().replace("_", "-").split("-")[0].casefold()
    return _WRITTEN_AS.get(first, first)
