"""Reading what people type after a slash command. Nothing is guessed: what cannot be read is refused aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time

from mentoring.errors import Refusal
from mentoring.matches import MonitorKind
from mentoring.rooms import Platform
from mentoring.slots import Weekday

MOST = 2_000
"""Characters; nobody types more than this after a command."""


class TooLong(Refusal):
    """More text than a command can mean."""


class Unreadable(Refusal):
    """A part of the text means nothing to us; `example` shows how it could be said."""

    def __init__(self, part: str, example: str) -> None:
        super().__init__()
        self.part, self.example = part, example


class Missing(Refusal):
    """Something without which a match cannot be made."""

    def __init__(self, what: str, example: str) -> None:
        super().__init__(what)
        self.what, self.example = what, example


@dataclass(frozen=True)
class TypedMatch:
    """A match as typed: names still to be looked up."""

    mentor: str = ""
    students: tuple[str, ...] = ()
    monitor: str = ""
    monitor_kind: MonitorKind = MonitorKind.PROCTOR
    weekday: Weekday | None = None
    time: time | None = None
    minutes: int = 60
    starts_on: date | None = None
    platform: Platform | None = None
    program: str | None = None
    link: str | None = None


EXAMPLE = "/match create mentor @ana, student Amara Okafor, proctor @lee, Tuesday 4:30pm, from 2026-11-03, zoom"
_KEYWORD = re.compile(r"^([a-z]+)\s*[:=]?\s+(.+)$|^([a-z]+)\s*[:=]\s*(.+)$", re.IGNORECASE | re.DOTALL)
_SLOT = re.compile(r"^(?:every\s+)?([a-z]+)\s+(?:at\s+)?([\d:.]+\s*(?:[ap]\.?m\.?)?)$", re.IGNORECASE)
_MINUTES = re.compile(r"^(\d{1,3})\s*(?:min|mins|minutes|m)$", re.IGNORECASE)
_CLOCK = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?m?\.?$", re.IGNORECASE)
_LINK = re.compile(r"^<?(https://[^\s|>]+)(?:\|[^>]*)?>?$")
_PLATFORMS = {
    "zoom": Platform.ZOOM,
    "meet": Platform.GOOGLE_MEET,
    "google meet": Platform.GOOGLE_MEET,
    "google_meet": Platform.GOOGLE_MEET,
    "external": Platform.EXTERNAL,
}


def read_match(text: str, *, today: date) -> TypedMatch:
    """Reads comma-separated parts in any order, such as EXAMPLE. Raises TooLong, Unreadable, Missing."""
    if len(text) > MOST:
        raise TooLong
    typed = TypedMatch()
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        typed = _take(typed, part, today)
    return _complete(typed)


def _take(typed: TypedMatch, part: str, today: date) -> TypedMatch:
    if found := _KEYWORD.match(part):
        word, value = (found[1] or found[3]).casefold(), (found[2] or found[4]).strip()
        if (taken := _take_keyword(typed, word, value, today)) is not None:
            return taken
    if part.casefold() in _PLATFORMS:
        return replace(typed, platform=_PLATFORMS[part.casefold()])
    if minutes := _MINUTES.match(part):
        return replace(typed, minutes=int(minutes[1]))
    if link := _LINK.match(part):
        return replace(typed, link=link[1])
    if slot := _SLOT.match(part):
        return replace(typed, weekday=read_weekday(slot[1]), time=read_time(slot[2]))
    raise Unreadable(part, EXAMPLE)


def _take_keyword(typed: TypedMatch, word: str, value: str, today: date) -> TypedMatch | None:
    if word == "mentor":
        return replace(typed, mentor=value)
    if word in {"student", "students"}:
        return replace(typed, students=tuple(re.split(r"\s+(?:and|&|\+)\s+", value)))
    if word in set(MonitorKind):
        return replace(typed, monitor=value, monitor_kind=MonitorKind(word))
    if word in {"from", "start", "starts", "starting"}:
        return replace(typed, starts_on=read_date(value, today=today))
    if word in {"on", "platform"} and value.casefold() in _PLATFORMS:
        return replace(typed, platform=_PLATFORMS[value.casefold()])
    if word == "program":
        return replace(typed, program=value)
    if word == "link" and (link := _LINK.match(value)):
        return replace(typed, link=link[1])
    return _take_slot_word(typed, word, value)


def _take_slot_word(typed: TypedMatch, word: str, value: str) -> TypedMatch | None:
    if word in {"day", "weekday"}:
        return replace(typed, weekday=read_weekday(value))
    if word in {"time", "at"}:
        return replace(typed, time=read_time(value))
    if word == "minutes" and value.isdigit():
        return replace(typed, minutes=int(value))
    return None


def _complete(typed: TypedMatch) -> TypedMatch:
    wanted = {
        "mentor": (typed.mentor, "mentor @ana"),
        "student": (typed.students, "student Amara Okafor"),
        "proctor, guardian or teacher": (typed.monitor, "proctor @lee"),
        "weekly hour": (typed.weekday is not None and typed.time is not None, "Tuesday 4:30pm"),
    }
    for what, (given, example) in wanted.items():
        if not given:
            raise Missing(what, example)
    if not 15 <= typed.minutes <= 240:
        raise Unreadable(f"{typed.minutes} minutes", "60 min (between 15 and 240)")
    return typed


def read_weekday(said: str) -> Weekday:
    """Raises Unreadable."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    word = said.strip().casefold().removesuffix("s")
    fitting = [i for i, name in enumerate(names) if len(word) >= 2 and name.startswith(word)]
    if len(fitting) != 1:
        raise Unreadable(said, "Tuesday 4:30pm")
    return Weekday(fitting[0])


def read_time(said: str) -> time:
    """Without am or pm, 1:00 to 7:59 are in the afternoon, as people say them. Raises Unreadable."""
    found = _CLOCK.match(said.strip())
    if not found or not (0 <= int(found[1]) <= 23 and 0 <= int(found[2] or 0) <= 59):
        raise Unreadable(said, "4:30pm or 16:30")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half and not 1 <= hour <= 12:
        raise Unreadable(said, "4:30pm or 16:30")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif 1 <= hour <= 7 and not said.strip().startswith("0"):
        hour += 12
    return time(hour, minute)


def read_date(said: str, *, today: date) -> date:
    """ISO (2026-11-03) or month/day, which is the next such day. Raises Unreadable."""
    said = said.strip()
    try:
        return date.fromisoformat(said)
    except ValueError:
        pass
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", said)
    try:
        if found is None:
            raise ValueError(said)
        day = date(int(found[3] or today.year), int(found[1]), int(found[2]))
        return day if found[3] or day >= today else day.replace(year=today.year + 1)
    except ValueError:
        raise Unreadable(said, "from 2026-11-03") from None


def read_number(said: str, example: str) -> int:
    """A match number such as 12 or #12. Raises Unreadable."""
    digits = said.strip().removeprefix("#")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise Unreadable(said, example)
    return int(digits)
