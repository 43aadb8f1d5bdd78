"""The languages that pages and letters are written in, and how each of them says days and hours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from mentoring import wall
from mentoring.people import Person

_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", re.IGNORECASE)
_FAMILY_NAME_FIRST = frozenset({"hu", "ja", "ko", "vi", "zh"})
_SPANISH_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_SPANISH_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


def _spanish_day(on: date) -> str:
    return f"{_SPANISH_DAYS[on.weekday()]} {on.day} de {_SPANISH_MONTHS[on.month - 1]}"


def _spanish_hour(at: datetime) -> str:
    half = "a. m." if at.hour < 12 else "p. m."
    return f"{at.hour % 12 or 12}:{at.minute:02d} {half}"


@dataclass(frozen=True)
class Language:
    """`code` names the folder of its templates, and the `lang` of its pages."""

    code: str
    direction: Literal["ltr", "rtl"]
    day: Callable[[date], str]
    hour: Callable[[datetime], str]


@dataclass(frozen=True)
class When:
    """A moment in wall time, in words. `zone` tells the two 1:30s of the autumn change apart: `EDT`, `EST`."""

    day: str
    hour: str
    zone: str


ENGLISH = Language("en", "ltr", wall.day, wall.hour)
SPANISH = Language("es", "ltr", _spanish_day, _spanish_hour)
LANGUAGES = {language.code: language for language in (ENGLISH, SPANISH)}


def when(at: datetime, zone: ZoneInfo, language: Language) -> When:
    local = at.astimezone(zone)
    return When(language.day(local.date()), language.hour(local), _zone_name(local, zone))


def _zone_name(local: datetime, zone: ZoneInfo) -> str:
    """`EST`; where a zone has only numbers, such as -01, the place that gives it its name: Cape Verde."""
    short = local.tzname() or ""
    return short if short.isalpha() else zone.key.rpartition("/")[2].replace("_", " ")


def spoken(code: str) -> Language:
    """The language of a code such as `es` or `es-PR`; English where we have none."""
    return LANGUAGES.get(_primary(code), ENGLISH)


def greeting_name(person: Person) -> str:
    """By first name; in full where families write their name first, so that no first word is taken for it."""
    return person.public_name if _primary(person.language) in _FAMILY_NAME_FIRST else person.first_name


def asked_for(accept_language: str) -> Language:
    """The language of an Accept-Language header that we have and that weighs most, as RFC 9110, section 12.5.4, has it:
    1 unless told, and 0 is not wanted. Of equal weight, the first."""
    wishes = (wish.partition(";") for wish in accept_language.split(","))
    known = [(_weight(rest), LANGUAGES[_primary(code)]) for code, _, rest in wishes if _primary(code) in LANGUAGES]
    weight, language = max(known, key=lambda wish: wish[0], default=(0, ENGLISH))
    return language if weight > 0 else ENGLISH


def _weight(parameters: str) -> float:
    if not parameters.strip():
        return 1.0
    found = _QUALITY.fullmatch(parameters)
    return float(found[1]) if found else 0.0


def _primary(code: str) -> str:
    return code.strip().replace("_", "-").split("-")[0].casefold()
