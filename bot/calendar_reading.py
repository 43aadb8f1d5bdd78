"""Reading days of a calendar as people type them. Nothing is guessed: what cannot be read is refused aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.moments import Unreadable, read_date, read_time, weekday_called
from bot.reading import MOST, TooLong
from mentoring.calendars import LONGEST_LABEL, DayKind

ADD_EXAMPLE = "/mentoring calendar add 2026-11-11 no school Veterans Day"
EARLY_EXAMPLE = "/mentoring calendar add 2026-11-25 early release 12:30pm"
REMOVE_EXAMPLE = "/mentoring calendar remove 2026-11-11"
SNOW_EXAMPLE = "/mentoring snowday tomorrow"

_KINDS = {
    "no school": DayKind.NO_SCHOOL,
    "vacation": DayKind.NO_SCHOOL,
    "holiday": DayKind.NO_SCHOOL,
    "early release": DayKind.EARLY_RELEASE,
    "key date": DayKind.KEY_DATE,
}
_TO_REMOVE = {**_KINDS, "snow day": DayKind.SNOW_DAY}
_KIND = re.compile(rf"({'|'.join(_KINDS)})\b[\s,:]*(.*)", re.IGNORECASE | re.DOTALL)
_SCHOOL = re.compile(r"(?:^|,\s*|\bat\s+)school\s*[:=]?\s+(.+)$", re.IGNORECASE | re.DOTALL)
_TO = re.compile(r"^(?:to|until|till|through|-|–)\s+", re.IGNORECASE)
_HOUR = re.compile(r"^(?:at\s+)?([0-9]{1,2}(?::[0-9]{2})?\s*(?:[ap]\.?m\.?)?)(?=\s|,|$)[\s,]*", re.IGNORECASE)


@dataclass(frozen=True)
class TypedDays:
    """Days of a calendar as typed, both included; the school's name is still to be looked up."""

    first: date
    last: date
    school: str | None = None


@dataclass(frozen=True)
class TypedEntry(TypedDays):
    """What is to stand in the calendar."""

    kind: DayKind = DayKind.NO_SCHOOL
    label: str = ""
    released_at: time | None = None


def read_entry(text: str, *, today: date) -> TypedEntry:
    """`2026-12-21 to 2027-01-01 no school Winter break, school Holland`. Raises TooLong, Unreadable."""
    first, last, rest = _read_stretch(text, today, ADD_EXAMPLE)
    found = _KIND.fullmatch(rest)
    if found is None:
        raise Unreadable(rest, ADD_EXAMPLE)
    kind, said = _KINDS[found[1].casefold()], found[2]
    label, school = _school_of(said)
    released_at = None
    if kind is DayKind.EARLY_RELEASE:
        released_at, label = _read_hour(label)
    label = " ".join(label.strip(" ,.()").split()) or found[1].casefold()
    if len(label) > LONGEST_LABEL:
        raise TooLong
    return TypedEntry(first, last, school, kind, label, released_at)


def read_days(text: str, *, today: date, example: str) -> TypedDays:
    """`2026-11-11`, `tomorrow school Holland`, `2026-12-21 to 2027-01-01`. Raises TooLong, Unreadable."""
    first, last, rest = _read_stretch(text, today, example)
    left, school = _school_of(rest)
    if left:
        raise Unreadable(left, example)
    return TypedDays(first, last, school)


def read_removal(text: str, *, today: date) -> tuple[TypedDays, DayKind | None]:
    """`2026-11-11`, `2026-11-11 key date`, `2026-12-21 to 2027-01-01 no school, school Holland`. Raises TooLong,
    Unreadable."""
    first, last, rest = _read_stretch(text, today, REMOVE_EXAMPLE)
    said, school = _school_of(rest)
    kind = _TO_REMOVE.get(" ".join(said.casefold().split())) if said else None
    if said and kind is None:
        raise Unreadable(said, REMOVE_EXAMPLE)
    return TypedDays(first, last, school), kind


def _read_stretch(text: str, today: date, example: str) -> tuple[date, date, str]:
    if len(text) > MOST:
        raise TooLong
    first, rest = _read_day(text, today, example)
    if found := _TO.match(rest):
        last, rest = _read_day(rest[found.end() :], first, example)
        return first, last, rest
    return first, first, rest


def _read_day(text: str, today: date, example: str) -> tuple[date, str]:
    """The day that stands first, in up to three words, and the rest of the text."""
    words = text.split()
    for count in (3, 2, 1):
        said = " ".join(words[:count]).replace(",", " ").strip()
        day = _day_called(" ".join(said.split()), today) if len(words) >= count else None
        if day is not None:
            return day, " ".join(words[count:]).lstrip(" ,:")
    raise Unreadable(" ".join(words[:3]), example)


def _day_called(said: str, today: date) -> date | None:
    if (weekday := weekday_called(said)) is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    try:
        return read_date(said, today=today)
    except Unreadable:
        return None


def _school_of(said: str) -> tuple[str, str | None]:
    """What is left, and the school where one is named."""
    found = _SCHOOL.search(said)
    return (said[: found.start()].strip(" ,"), " ".join(found[1].strip(" ,.").split())) if found else (said, None)


def _read_hour(said: str) -> tuple[time, str]:
    found = _HOUR.match(said)
    if found is None:
        raise Unreadable(said, EARLY_EXAMPLE)
    return read_time(found[1]), said[found.end() :]
