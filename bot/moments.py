"""Days, hours and lengths as people type them. Nothing is guessed: what cannot be read is refused aloud."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

from mentoring import wall
from mentoring.errors import Refusal
from mentoring.slots import Weekday

_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2}))?\s*(?:([ap])\.?m?\.?|o['’]?clock)?", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*", re.IGNORECASE)
_MINUTES = re.compile(r"([0-9]{1,3})\s*m(?:in(?:ute)?s?)?\.?", re.IGNORECASE)
_HOURS = re.compile(r"([0-9](?:\.5)?|an?|one)\s*h(?:(?:ou)?rs?)?\.?", re.IGNORECASE)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_SLASHED = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?:/(?P<year>[0-9]{4}|[0-9]{2}))?")
_DAY_OF_MONTH = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_NAMED = re.compile(rf"(?P<month>[a-z]{{3,9}})\.?\s+{_DAY_OF_MONTH}(?:,?\s+(?P<year>[0-9]{{4}}))?", re.IGNORECASE)
_NAMED_LAST = re.compile(rf"{_DAY_OF_MONTH}\s+(?P<month>[a-z]{{3,9}})\.?(?:,?\s+(?P<year>[0-9]{{4}}))?", re.IGNORECASE)
_YEAR = re.compile(r"20[2-9][0-9]")

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

A_DAY = "from 2026-11-03"
AN_HOUR = "4:30pm or 16:30"


class Unreadable(Refusal):
    """A part of the text means nothing to us; `example` shows how it could be said."""

    def __init__(self, part: str, example: str) -> None:
        super().__init__()
        self.part, self.example = part, example


class HourMissing(Unreadable):
    """A day was given, and nothing else."""


def weekday_called(said: str) -> Weekday | None:
    """A name, or any beginning of it that fits one day only, in the singular or plural: Tu, Tues, Tuesdays."""
    word = said.strip(" .").casefold().removesuffix("s")
    fitting = [i for i, day in enumerate(wall.DAY_NAMES) if len(word) >= 2 and day.casefold().startswith(word)]
    return Weekday(fitting[0]) if len(fitting) == 1 else None


def read_weekday(said: str) -> Weekday:
    """Raises Unreadable."""
    day = weekday_called(said)
    if day is None:
        raise Unreadable(said, "Tuesday 4:30pm")
    return day


def read_time(said: str) -> time:
    """Without am or pm, 1:00 to 7:59 are in the afternoon, as people say them. Raises Unreadable."""
    said = said.strip(" ,")
    if said.casefold() in {"noon", "midday"}:
        return time(12)
    found = _CLOCK.fullmatch(said)
    hour, minute, half = (int(found[1]), int(found[2] or 0), (found[3] or "").casefold()) if found else (99, 0, "")
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise Unreadable(said, AN_HOUR)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif 1 <= hour <= 7 and not said.startswith("0"):
        hour += 12
    return time(hour, minute)


def read_hours(said: str) -> tuple[time, int | None]:
    """A time, and the minutes where an end or a length was given with it: `4:30pm`, `4:30-5:30pm`,
    `4:30pm for 45 min`. Raises Unreadable."""
    said, _, length = re.sub(r"^(?:at|from|@)\s*", "", said.strip(), flags=re.IGNORECASE).partition(" for ")
    start, *ends = _RANGE.split(said)
    if not ends:
        return read_time(start), read_length(length) if length else None
    if len(ends) > 1 or length:
        raise Unreadable(said, AN_HOUR)
    end = read_time(ends[0])
    return _between(_start_before(start, ends[0], end), end, said)


def _between(start: time, end: time, said: str) -> tuple[time, int]:
    minutes = 60 * (end.hour - start.hour) + end.minute - start.minute
    if minutes <= 0:
        raise Unreadable(said, "4:30pm to 5:30pm")
    return start, minutes


def _start_before(start: str, ending: str, end: time) -> time:
    """`4:30-5:30pm` says its half of the day once: it is the nearest such hour before the end."""
    if re.search("[ap]", start, re.IGNORECASE) or not re.search("[ap]", ending, re.IGNORECASE):
        return read_time(start)
    before = [at for half in ("am", "pm") if (at := read_time(start + half)) < end]
    return max(before, default=read_time(start))


def length_called(said: str) -> int | None:
    """Minutes: `45 min`, `1 hour`, `1.5 h`, `an hour`."""
    said = said.strip()
    if found := _MINUTES.fullmatch(said):
        return int(found[1])
    if found := _HOURS.fullmatch(said):
        return round(60 * float(found[1])) if found[1][0].isdigit() else 60
    return None


def read_length(said: str) -> int:
    """Minutes; a bare number counts them too. Raises Unreadable."""
    minutes = length_called(said) or length_called(f"{said} min")
    if minutes is None:
        raise Unreadable(said, "60 min")
    return minutes


def read_date(said: str, *, today: date) -> date:
    """`2026-11-03`, `11/3/2026`, `Nov 3, 2026`; without a year (`11/3`, `Nov 3`) it is the next such day. `today` is
    the day in the program's wall time. Raises Unreadable."""
    said = said.strip(" .")
    if said.casefold() in {"today", "tomorrow"}:
        return today + timedelta(days=said.casefold() == "tomorrow")
    forms = (_ISO, _SLASHED, _NAMED, _NAMED_LAST)
    found = next((match for form in forms if (match := form.fullmatch(said))), None)
    if found is None or (month := _month(found["month"])) is None:
        raise Unreadable(said, A_DAY)
    year = found["year"]
    years = (today.year, today.year + 1) if year is None else (int(year) + (2000 if len(year) == 2 else 0),)
    days = [day for one in years if (day := _day(one, month, int(found["day"])))]
    fitting = [day for day in days if year is not None or day >= today]
    if not fitting:
        raise Unreadable(said, A_DAY)
    return fitting[0]


def read_moment(said: str, *, now: datetime, usual: date, example: str) -> tuple[date, time]:
    """A day and an hour in either order: `Wed 4:30pm`, `tomorrow 16:30`, `4:30pm on Nov 25`. A day of the week is the
    next one whose hour is still to come; an hour alone is on the day `usual`. `now` is in the program's wall time.
    Raises Unreadable, HourMissing."""
    words = [word for word in re.split(r"[\s,]+", said.strip()) if word.casefold() not in {"to", "on", "at", "@"}]
    words = [word for word, after in zip_longest(words, words[1:], fillvalue="") if not _is_next(word, after)]
    for place in range(len(words), -1, -1):
        first, last = " ".join(words[:place]), " ".join(words[place:])
        for day, hour in ((first, last), (last, first)):
            if (moment := _moment(day, hour, now, usual)) is not None:
                return moment
    raise (HourMissing if _is_day(" ".join(words), now.date()) else Unreadable)(said, example)


def _is_next(word: str, after: str) -> bool:
    """`next Wed`: any day of the week is the next one."""
    return word.casefold() == "next" and weekday_called(after) is not None


def _is_day(said: str, today: date) -> bool:
    try:
        return weekday_called(said) is not None or bool(read_date(said, today=today))
    except Unreadable:
        return False


def _moment(day: str, hour: str, now: datetime, usual: date) -> tuple[date, time] | None:
    """None when one of them is something else; what may be a year is no hour here."""
    try:
        at = read_time("" if _YEAR.fullmatch(hour) else hour)
        if (weekday := weekday_called(day)) is None:
            return (read_date(day, today=now.date()) if day else usual), at
    except Unreadable:
        return None
    first = now.date() + timedelta(days=(weekday - now.weekday()) % 7)
    return (first if datetime.combine(first, at) > now.replace(tzinfo=None) else first + timedelta(days=7)), at


def _month(said: str) -> int | None:
    if said.isdecimal():
        return int(said)
    fitting = [i for i, name in enumerate(_MONTHS, start=1) if name.startswith(said.casefold())]
    return fitting[0] if fitting else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
