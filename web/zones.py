"""Time zones to choose from: those in which our families live first, and then all in which people live.

The time zone database has no list of them: it keeps every old name beside the new one. CLDR has, with the territory of
each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from web.languages import Language

LIKELY = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Puerto_Rico",
    "America/Santo_Domingo",
    "America/Port-au-Prince",
    "Atlantic/Cape_Verde",
    "America/Sao_Paulo",
    "America/Bogota",
    "America/Guatemala",
    "America/El_Salvador",
    "America/Tegucigalpa",
    "Asia/Ho_Chi_Minh",
    "Asia/Shanghai",
    "Africa/Mogadishu",
    "Africa/Cairo",
)
_NOWHERE = frozenset({"ZZ", "001"})
"""What CLDR writes where a zone is of no territory, or of the whole world."""
_REGIONS = frozenset({"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"})


@cache
def place(zone: str, language: Language) -> str:
    """«Puerto Rico» for `America/Puerto_Rico`, as that language calls it; a zone without a region as it is."""
    if zone.partition("/")[0] not in _REGIONS:
        return zone
    return str(get_timezone_location(zone, locale=language.code, return_city=True)).replace("/", ", ")


@cache
def zones_by_region(language: Language) -> Mapping[str, Sequence[str]]:
    """Region -> its other zones, by their places; each under its present name alone."""
    territories = get_global("zone_territories").items()
    lived_in = {zone for zone, territory in territories if territory not in _NOWHERE and "Antarctica" not in zone}
    known = sorted(
        (lived_in & available_timezones()) - set(LIKELY),
        key=lambda zone: (zone.partition("/")[0], place(zone, language).casefold()),
    )
    return {region: tuple(zones) for region, zones in groupby(known, key=lambda zone: zone.partition("/")[0])}
