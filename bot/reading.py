"""Reading what people type after a slash command. Nothing is guessed: what cannot be read is refused aloud."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from bot.moments import Unreadable, length_called, read_hours, read_length, read_time, read_weekday, weekday_called
from mentoring.errors import Refusal
from mentoring.matches import MatchState, MonitorKind
from mentoring.rooms import Platform
from mentoring.slots import Weekday

MOST = 2_000
"""Characters; nobody types more than this after a command."""
LEAST_MINUTES, USUAL_MINUTES, MOST_MINUTES = 15, 60, 240

EXAMPLE = "/match create mentor @ana, student Amara Okafor, proctor @lee, Tuesday 4:30pm, from 2026-11-03, zoom"
LIST_EXAMPLE = "/match list all proposed page 2"
CONFIRM_EXAMPLE = "/match confirm 12 from 2026-11-03"
PLATFORM_EXAMPLE = "/session platform 12 zoom"
MONITOR_EXAMPLE = "/session monitor 12 @lee"


class TooLong(Refusal):
    """More text than a command can mean."""


class Missing(Refusal):
    """Something without which a match cannot be made."""

    def __init__(self, what: str, example: str) -> None:
        super().__init__(what)
        self.what, self.example = what, example


class SaidTwice(Refusal):
    """Two answers to one question: which of them counts is not ours to choose."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class TypedMatch:
    """A match as typed. Names are still to be looked up, and so is the start date: which day `11/3` means, only the
    calendar of the program can tell."""

    mentor: str = ""
    students: tuple[str, ...] = ()
    monitor: str = ""
    monitor_kind: MonitorKind = MonitorKind.PROCTOR
    weekday: Weekday | None = None
    time: time | None = None
    minutes: int | None = None
    starts_on: str = ""
    platform: Platform | None = None
    program: str = ""
    link: str = ""


@dataclass(frozen=True)
class TypedList:
    """Which matches to list."""

    everyone: bool = False
    state: MatchState | None = None
    page: int = 1


_YEAR_AFTER_COMMA = re.compile(r"(\b[a-z]{3,9}\.?\s+[0-9]{1,2}(?:st|nd|rd|th)?),\s*([0-9]{4}\b)", re.IGNORECASE)
_JOINING = re.compile(r"^(?:and|with|plus|&)\s+", re.IGNORECASE)
_KEYWORD = re.compile(r"([a-z]+)(?:\s*[:=]\s*|\s+)(.+)", re.IGNORECASE | re.DOTALL)
_START = re.compile(
    r"(?:from|start(?:s|ing)?|begin(?:s|ning)?|first)(?:\s+(?:on|from|date|day))?(?:\s*[:=]\s*|\s+)(.+)",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(r"<?(https://[^\s|>]+)(?:\|[^>]*)?>?")
_EVERY = re.compile(r"^(?:(?:every|each|on)\s+)+", re.IGNORECASE)
_TO = re.compile(r"^to\s+", re.IGNORECASE)
_SESSION = re.compile(r"^session\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s+(?:and|&|\+)\s+", re.IGNORECASE)

_PLATFORMS = {
    "zoom": Platform.ZOOM,
    "meet": Platform.GOOGLE_MEET,
    "google": Platform.GOOGLE_MEET,
    "google meet": Platform.GOOGLE_MEET,
    "google_meet": Platform.GOOGLE_MEET,
    "external": Platform.EXTERNAL,
}
_MONITORS = {
    "proctor": MonitorKind.PROCTOR,
    "guardian": MonitorKind.GUARDIAN,
    "parent": MonitorKind.GUARDIAN,
    "teacher": MonitorKind.TEACHER,
    "staff": MonitorKind.TEACHER,
}


def tidy(text: str) -> str:
    """Slack escapes &, < and >; control characters and halves of characters are what no database takes."""
    kept = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read_match(text: str) -> TypedMatch:
    """Reads comma-separated parts in any order, such as EXAMPLE.
    Raises TooLong, Unreadable, SaidTwice, Missing."""
    if len(text) > MOST:
        raise TooLong
    typed, naming_students = TypedMatch(), False
    for part in parts_of(text):
        taken = take_part(typed, part)
        if taken is None and naming_students and not any(c.isdigit() for c in part):
            taken = _add_students(typed, part)
        if taken is None:
            raise Unreadable(part, EXAMPLE)
        naming_students = taken.students != typed.students
        typed = taken
    return _complete(typed)


def parts_of(text: str) -> list[str]:
    """What stands between the commas."""
    parts = re.split(r"[,;\n]", _YEAR_AFTER_COMMA.sub(r"\1 \2", text))
    return [part for part in (_JOINING.sub("", " ".join(part.split())) for part in parts) if part]


def take_part(typed: TypedMatch, part: str) -> TypedMatch | None:
    """What is known with this part; None when it means nothing."""
    if found := _START.fullmatch(part):
        return _put(typed, "start date", starts_on=found[1])
    if (found := _KEYWORD.fullmatch(part)) and (taken := _take_keyword(typed, found[1].casefold(), found[2])):
        return taken
    if (platform := _PLATFORMS.get(_EVERY.sub("", part).casefold())) is not None:
        return _put(typed, "platform", platform=platform)
    if (minutes := length_called(part)) is not None:
        return _put(typed, "length", minutes=minutes)
    if found := _LINK.fullmatch(part):
        return _put(typed, "link", link=found[1])
    return _take_slot(typed, _EVERY.sub("", part))


def _take_keyword(typed: TypedMatch, word: str, value: str) -> TypedMatch | None:
    if word == "mentor":
        return _put(typed, "mentor", mentor=value)
    if word in {"student", "students"}:
        return _add_students(typed, value)
    if word in _MONITORS:
        return _put(typed, "monitor", monitor=value, monitor_kind=_MONITORS[word])
    if word in {"platform", "via"} and value.casefold() in _PLATFORMS:
        return _put(typed, "platform", platform=_PLATFORMS[value.casefold()])
    if word == "program":
        return _put(typed, "program", program=value)
    if word in {"link", "room"} and (link := _LINK.fullmatch(value)):
        return _put(typed, "link", link=link[1])
    return _take_slot_word(typed, word, value)


def _take_slot_word(typed: TypedMatch, word: str, value: str) -> TypedMatch | None:
    if word in {"day", "weekday"}:
        return _put(typed, "day", weekday=read_weekday(value))
    if word in {"time", "at"}:
        return _put(typed, "time", time=read_time(value))
    if word in {"minutes", "length", "for"}:
        return _put(typed, "length", minutes=read_length(value))
    return None


def _take_slot(typed: TypedMatch, part: str) -> TypedMatch | None:
    """`Tuesday 4:30pm`, `4:30pm on Tuesdays`, or the one or the other alone."""
    first, _, rest = part.partition(" ")
    start, _, last = part.rpartition(" ")
    if (day := weekday_called(first)) is not None:
        typed, hours = _put(typed, "day", weekday=day), rest.strip()
    elif part[0].isdigit() and (day := weekday_called(last)) is not None:
        typed, hours = _put(typed, "day", weekday=day), re.sub(r"\s+(?:on|every|each)\s*$", "", start)
    elif part[0].isdigit() or part.casefold() == "noon":
        hours = part
    else:
        return None
    return _put_hours(typed, hours) if hours else typed


def _put_hours(typed: TypedMatch, hours: str) -> TypedMatch:
    start, minutes = read_hours(hours)
    typed = _put(typed, "time", time=start)
    return typed if minutes is None else _put(typed, "length", minutes=minutes)


def _add_students(typed: TypedMatch, said: str) -> TypedMatch:
    return replace(typed, students=(*typed.students, *_BETWEEN_NAMES.split(said)))


def _put(typed: TypedMatch, what: str, **given: Any) -> TypedMatch:
    """Raises SaidTwice when the first of the fields is filled already, with something else."""
    field, value = next(iter(given.items()))
    if getattr(typed, field) not in (None, "", value):
        raise SaidTwice(what)
    return replace(typed, **given)


def _complete(typed: TypedMatch) -> TypedMatch:
    wanted = {
        "mentor": (typed.mentor, "mentor @ana"),
        "student": (typed.students, "student Amara Okafor"),
        "proctor, guardian or teacher": (typed.monitor, "proctor @lee"),
        "day of the week": (typed.weekday is not None, "Tuesday 4:30pm"),
        "time": (typed.time is not None, "Tuesday 4:30pm"),
    }
    for what, (given, example) in wanted.items():
        if not given:
            raise Missing(what, example)
    if typed.minutes is not None and not LEAST_MINUTES <= typed.minutes <= MOST_MINUTES:
        raise Unreadable(f"{typed.minutes} minutes", f"60 min (between {LEAST_MINUTES} and {MOST_MINUTES})")
    return typed


def read_list(text: str) -> TypedList:
    """`all`, a state and `page 2`, in any order. Raises Unreadable, SaidTwice."""
    wanted, words = TypedList(), iter(re.split(r"[\s,]+", text.casefold().strip()))
    for word in filter(None, words):
        if word == "all":
            wanted = replace(wanted, everyone=True)
        elif word == "page":
            wanted = replace(wanted, page=read_number(next(words, ""), LIST_EXAMPLE))
        elif word not in set(MatchState):
            raise Unreadable(word, LIST_EXAMPLE)
        elif wanted.state not in {None, word}:
            raise SaidTwice("state")
        else:
            wanted = replace(wanted, state=MatchState(word))
    return wanted


def read_paged(text: str, example: str) -> tuple[str, int]:
    """What is asked for, and which page of it: `tomorrow page 2`. Raises Unreadable."""
    said, paged, number = text.casefold().partition("page")
    return said.strip(" ,"), read_number(number.strip(), example) if paged else 1


def read_confirmation(text: str) -> tuple[int, str]:
    """A match number and, where one was given, the start date as typed. Raises Unreadable."""
    number, *rest = re.split(r"[\s,]+", text.strip(), maxsplit=1)
    said = "".join(rest).strip()
    start = _START.fullmatch(said)
    return read_number(number, CONFIRM_EXAMPLE), start[1] if start else said


def read_numbered(text: str, example: str, *, more: bool = True) -> tuple[int, str]:
    """The number of a session, and what was said of it: `12 Wed 4:30pm`, `session 12, Wed 4:30pm`. `more`: something
    must be said. Raises Unreadable."""
    number, *rest = re.split(r"[\s,:]+", _SESSION.sub("", text.strip()), maxsplit=1)
    session_id, said = read_number(number, example), "".join(rest).strip(" ,.")
    if more and not said:
        raise Unreadable("", example)
    return session_id, said


def read_platform(said: str) -> Platform:
    """Raises Unreadable."""
    platform = _PLATFORMS.get(_TO.sub("", said).casefold())
    if platform is None:
        raise Unreadable(said, PLATFORM_EXAMPLE)
    return platform


def read_monitor(said: str) -> tuple[MonitorKind | None, str]:
    """As what somebody is to watch over a session, where that was said, and the name: `proctor @lee`, `Lee Wong`."""
    kind, _, named = _TO.sub("", said).partition(" ")
    return (
        (_MONITORS[kind.casefold()], named.strip())
        if kind.casefold() in _MONITORS and named
        else (None, _TO.sub("", said))
    )


def read_number(said: str, example: str) -> int:
    """A number such as 12 or #12. Raises Unreadable."""
    digits = said.strip().removeprefix("#")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise Unreadable(said, example)
    return int(digits)
