"""Days and hours as spreadsheets write them.

Excel: a day is the number of days since 1899-12-30, and an hour a fraction of the day, wherever a cell lost its format;
a day whose cell shows the hour has midnight behind it. A day with slashes has the month first, as in the United States.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from mentoring.rosters.cells import BadCell, shown

_EXCEL_BEGINS = date(1899, 12, 30)
_EXCEL_DAYS = range(36_526, 73_051)
"""From 2000 to 2099: any other number is no day that an office has written."""
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?(?: ?AM)?\Z|[ T]12:00(?::00)? ?AM\Z", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*"

_TIME_24 = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::00)?")
_TIME_12 = re.compile(r"(0?[1-9]|1[0-2]):([0-5][0-9])(?::00)? ?([ap])\.?m\.?", re.IGNORECASE)
_FRACTION = re.compile(r"0?\.[0-9]{1,17}")
_TOLERANCE = 0.001
"""Of a minute: what a fraction of a day loses when it is written down."""

_Parts = re.Match[str]


def _by_name(found: _Parts) -> date:
    year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
    return date(year, _MONTHS.index(found["name"][:3].casefold()) + 1, int(found["d"]))


_DAYS: Mapping[re.Pattern[str], Callable[[_Parts], date]] = {
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"): lambda found: date.fromisoformat(found[0]),
    re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"): lambda found: date(
        int(found[3]), int(found[1]), int(found[2])
    ),
    re.compile(rf"(?P<d>[0-9]{{1,2}})[- ]{_MONTH}\.?[- ](?P<y>[0-9]{{4}}|[0-9]{{2}})", re.IGNORECASE): _by_name,
    re.compile(rf"{_MONTH}\.? (?P<d>[0-9]{{1,2}}),? (?P<y>[0-9]{{4}})", re.IGNORECASE): _by_name,
}


def a_date(text: str) -> date:
    """2026-10-26, 10/26/2026, 26-Oct-2026, Oct 26, 2026, or Excel's 46321."""
    plain = _MIDNIGHT.sub("", text).removesuffix(".0")
    if re.fullmatch(r"[0-9]{5}", plain) and int(plain) in _EXCEL_DAYS:
        return _EXCEL_BEGINS + timedelta(days=int(plain))
    for form, read in _DAYS.items():
        if found := form.fullmatch(plain):
            return _of_the_calendar(text, found, read)
    raise BadCell(f"{shown(text)} is not a date; write one like 2026-10-26")


def _of_the_calendar(text: str, found: _Parts, read: Callable[[_Parts], date]) -> date:
    try:
        return read(found)
    except ValueError:
        first = ", with the month first" if "/" in text else ""
        raise BadCell(f"{shown(text)} is not a day of the calendar{first}") from None


def a_time(text: str) -> time:
    """24 hours with two digits, or 12 hours with am or pm: a bare 4:30 could be either half of the day. Excel's 0.6875
    is 16:30."""
    if found := _TIME_24.fullmatch(text):
        return time(int(found[1]), int(found[2]))
    if found := _TIME_12.fullmatch(text):
        return time(int(found[1]) % 12 + (12 if found[3] in "pP" else 0), int(found[2]))
    if _FRACTION.fullmatch(text):
        minutes = float(text) * 24 * 60
        if abs(minutes - round(minutes)) < _TOLERANCE and round(minutes) < 24 * 60:
            return time(*divmod(round(minutes), 60))
    raise BadCell(f"{shown(text)} is not a time; write one like 16:30 or 4:30pm")


_WITH_OFFSET = re.compile(
    r"([0-9]{4})-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_EXCEL_MOMENT = re.compile(r"(?P<day>[0-9]{5})(?P<hour>\.[0-9]{1,17})")
_DAY_AND_HOUR = re.compile(r"(?P<day>.+?)(?:T|,? )(?P<hour>[0-9]{1,2}:.+)")
_YEARS = range(2000, 2100)


def a_moment(text: str) -> datetime:
    """2026-10-26T20:30:00+00:00, in UTC; or a day and an hour in any of the forms above, or Excel's 46321.6875: then
    naive, wall time of the office. A day alone is its beginning."""
    if found := _WITH_OFFSET.fullmatch(text):
        return _in_utc(text, int(found[1]))
    timed = _EXCEL_MOMENT.fullmatch(text) or _DAY_AND_HOUR.fullmatch(text)
    if timed is None or _MIDNIGHT.search(text):
        return datetime.combine(a_date(text), time())
    return datetime.combine(a_date(timed["day"]), a_time(timed["hour"]))


def _in_utc(text: str, year: int) -> datetime:
    try:
        if year in _YEARS:
            return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        pass
    raise BadCell(f"{shown(text)} is not a moment of the calendar")
