"""The languages that pages and letters are written in, and how each of them says days and hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from mentoring import wall

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
    return When(language.day(local.date()), language.hour(local), local.tzname() or zone.key)


def spoken(code: str) -> Language:
    """The language of a code such as `es` or `es-PR`; English where we have none."""
    return LANGUAGES.get(_primary(code), ENGLISH)


def asked_for(accept_language: str) -> Language:
    """The first language of an Accept-Language header that we have. Browsers name the best one first."""
    codes = (_primary(wish.split(";")[0]) for wish in accept_language.split(","))
    return next((LANGUAGES[code] for code in codes if code in LANGUAGES), ENGLISH)


def _primary(code: str) -> str:
    return code.strip().replace("_", "-").split("-")[0].casefold()
