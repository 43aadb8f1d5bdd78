"""What the title of a district's event means (R008). iCalendar has no field for «no school», so the title must tell.

What says in so many words that there is no school is a day off, whatever else it says. A word such as *holiday* makes a
day off only of a whole day whose title says nothing else: a holiday concert is none.
"""

from __future__ import annotations

import re
from datetime import time

from mentoring.calendars import DayKind

_NO_SCHOOL = re.compile(r"\bno (?:school|classes|students)\b", re.IGNORECASE)
_CLOSED = re.compile(
    r"\b(?:schools?|offices?|district)(?: (?:is|are|will be))? closed\b|^closed\b(?! caption)", re.IGNORECASE
)
_SCHOOL_IS_ON = re.compile(
    r"\b(?:resumes?|reopens?|returns?|back to school|first day|last day|begins? after|registration|meeting|"
    r"make-?up|school in session|open house)\b",
    re.IGNORECASE,
)
_EARLY = re.compile(
    r"\bearly (?:release|dismissal|closing)\b|\b(?:half|1/2)[- ]days?\b|\bnoon dismissal\b", re.IGNORECASE
)
_HOLIDAYS = (
    r"(?:labor|columbus|indigenous peoples['’]?|veterans['’]?|thanksgiving|christmas|new year['’]?s|presidents['’]?|"
    r"memorial|patriots['’]?|independence|election|(?:dr\.? )?martin luther king(?:,? jr\.?)?|mlk)(?: day)?"
)
_HOLIDAY = re.compile(rf"(?:{_HOLIDAYS}(?: \(?observed\)?)?|juneteenth|good friday)", re.IGNORECASE)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_SEASONS = "(?:mid-?)?winter|spring|summer|fall|autumn"
_QUALIFIED = rf"(?:the|school|public|state|federal|district|bank|{_SEASONS}|{_MONTHS}|{_HOLIDAYS})"
_VACATION = re.compile(
    rf"(?:(?:{_QUALIFIED} )*(?:vacation|recess|holidays?)|(?:{_QUALIFIED} )+break)(?: (?:week|days?))?"
    r"(?: \(?observed\)?)?",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\b(?:vacation|recess|holidays?|break|closed|closure|professional (?:development|learning)|in-?service|"
    r"(?:teachers?['’]?|staff|pd) (?:work ?)?days?|institute day)\b",
    re.IGNORECASE,
)
_AT = re.compile(r"(?<![\d:])(\d{1,2})(?::(\d{2})\s*([ap])?|\s*([ap]))(?:\.?m\.?)?(?![\w:])|\bnoon\b", re.IGNORECASE)
FIRST_RELEASE, LAST_RELEASE = time(10), time(16)
"""Nobody is released from school earlier or later: another hour is that of something else."""


def kind_of(title: str, *, whole_day: bool = True) -> DayKind:
    """What an event of that title means. `whole_day`: it has no hours of its own."""
    said = " ".join(title.split()).strip(" .,:;!-–—")
    if _NO_SCHOOL.search(said) or (_CLOSED.search(said) and not _SCHOOL_IS_ON.search(said)):
        return DayKind.NO_SCHOOL
    if _EARLY.search(said):
        return DayKind.EARLY_RELEASE
    if whole_day and (_HOLIDAY.fullmatch(said) or _VACATION.fullmatch(said)):
        return DayKind.NO_SCHOOL
    return DayKind.KEY_DATE


def perhaps_off(title: str, *, whole_day: bool = True) -> bool:
    """It was taken for a key date, and somebody who knows the district should look."""
    guessed = kind_of(title, whole_day=whole_day) is DayKind.KEY_DATE and whole_day
    return guessed and bool(_PERHAPS.search(title)) and not _SCHOOL_IS_ON.search(title)


def release_hour(title: str, starts: time | None, ends: time | None) -> time | None:
    """When school ends: as the title says, the earliest of several hours; else when the event begins, or ends where it
    is the school day itself. None: nobody knows."""
    said = [hour for found in _AT.finditer(title) if (hour := _hour(found)) is not None]
    told = min(said, default=None)
    return told or next((hour for hour in (starts, ends) if hour is not None and _likely(hour)), None)


def _hour(found: re.Match[str]) -> time | None:
    if found[1] is None:
        return time(12)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or found[4] or "").casefold()
    afternoon = half == "p" or (not half and hour < FIRST_RELEASE.hour - 3)
    hour = hour % 12 + 12 * afternoon if half or hour < 12 else hour
    return time(hour, minute) if hour < 24 and minute < 60 and _likely(time(hour, minute)) else None


def _likely(hour: time) -> bool:
    return FIRST_RELEASE <= hour <= LAST_RELEASE
