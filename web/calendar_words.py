"""Days, hours, zones and lists of names, as each language writes them: from CLDR through Babel, where CLDR has them.

No year: every day told lies within a few weeks. Hours are of twelve or of twenty-four, as the language's families
write them in the United States.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list

_HAITIAN_DAYS = ("lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch")
_HAITIAN_MONTHS = (
    "janvye",
    "fevriye",
    "mas",
    "avril",
    "me",
    "jen",
    "jiyè",
    "out",
    "septanm",
    "oktòb",
    "novanm",
    "desanm",
)
"""CLDR says Haitian days and months in French. These are as in the Haitian Creole of Canvas, Moment.js and Day.js."""
_OUTSIDE_THE_STATES = ("America/Havana",)
"""Its CST and CDT are not the ones of Chicago."""


def days(pattern: str, code: str) -> Callable[[date], str]:
    return lambda on: format_date(on, pattern, locale=code)


def hours(pattern: str, code: str) -> Callable[[datetime], str]:
    return lambda at: _plain(format_time(at, pattern, locale=code))


def listing(code: str) -> Callable[[Sequence[str]], str]:
    return lambda names: format_list(list(names), locale=code)


def haitian_day(on: date) -> str:
    return f"{_HAITIAN_DAYS[on.weekday()]} {on.day} {_HAITIAN_MONTHS[on.month - 1]}"


def haitian_listing(names: Sequence[str]) -> str:
    """CLDR joins with the French «et»."""
    *first, last = names or [""]
    return f"{', '.join(first)} ak {last}" if first else last


def arabic_hour(at: datetime) -> str:
    """In digits that families in the United States read, and with the part of the day in full: CLDR shortens it to one
    letter, and calls the hour after midnight an evening's."""
    part = "صباحًا" if at.hour < 12 else "ظهرًا" if at.hour == 12 else "مساءً"
    return f"{at.hour % 12 or 12}:{at.minute:02d} {part}"


def zone_name(local: datetime, zone: ZoneInfo, code: str) -> str:
    """`EST` or `EDT`: short, the same on phones and in letters from school, and different on both sides of a clock
    change. In translation it would be a long name that few families use. Elsewhere such letters mean other zones
    (CST is Shanghai's too) or are digits: there it is the city, as in `Cape Verde, UTC-1`."""
    letters = local.tzname() or ""
    if letters == "UTC" or (
        letters.isalpha() and zone.key.startswith("America/") and zone.key not in _OUTSIDE_THE_STATES
    ):
        return letters
    return f"{get_timezone_location(zone, locale=code, return_city=True)}, UTC{_distance(local.utcoffset())}"


def _distance(offset: timedelta | None) -> str:
    minutes = int((offset or timedelta()).total_seconds()) // 60
    full, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{full}" + (f":{rest:02d}" if rest else "")


def _plain(text: str) -> str:
    """Without the narrow and unbreakable spaces of CLDR, which some mail programs show as boxes."""
    return " ".join(text.split())
