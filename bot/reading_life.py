"""Reading what is said of a match's life: why, until when, and whom to suggest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from bot.moments import Unreadable
from bot.reading import MOST, TooLong, TypedMatch, parts_of, read_number, take_part
from mentoring.people import Role
from mentoring.rooms import Platform
from mentoring.slots import Weekday

PAUSE_EXAMPLE = "/match pause 12 until 2027-01-04 because the family travels"
SUGGEST_EXAMPLE = "/match suggest student Amara Okafor, Tuesday 4:30pm"
LIMIT_EXAMPLE = "/mentoring limit @ana 3 matches"
_BECAUSE = re.compile(r"(?:^|[\s,;:]+)(?:because|since|reason|why)(?:[\s:]+|$)", re.IGNORECASE)
_BECAUSE_ALONE = re.compile(r"(?:^|[\s,;:]+)because(?:[\s:]+|$)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:^|[\s,;]+)(?:until|till|to)\s+", re.IGNORECASE)
_WHOM = re.compile(r"(?:for\s+)?(student|mentor)\s+(.+)", re.IGNORECASE | re.DOTALL)
_LIMIT = re.compile(
    r"(?P<who>.+?)[\s,]+(?:to\s+)?(?P<number>[0-9]{1,4})\s*(?P<unit>match(?:es)?|hours?|min(?:ute)?s?)"
    r"\s*(?:a week|gap)?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class TypedWish:
    """Whom to suggest matches for, and what they should be like."""

    role: Role
    name: str
    weekday: Weekday | None = None
    time: time | None = None
    minutes: int | None = None
    platform: Platform | None = None
    program: str = ""


def read_reasoned(text: str, example: str) -> tuple[int, str]:
    """A match number, and the reason where one is given: `12 because …`, `12, …`. Raises TooLong, Unreadable."""
    said, why = read_because(text)
    number, *rest = re.split(r"[\s,:]+", said, maxsplit=1)
    return read_number(number, example), why or "".join(rest).strip(" ,.")


def read_because(text: str) -> tuple[str, str]:
    """What stands before `because`, or another word for it, and the reason after it. Raises TooLong."""
    return _parted(text, _BECAUSE)


def read_reason(text: str) -> tuple[str, str]:
    """The same where what is said may have `since` or `why` in it, as a day's label has: only `because` begins a
    reason. Raises TooLong."""
    return _parted(text, _BECAUSE_ALONE)


def _parted(text: str, word: re.Pattern[str]) -> tuple[str, str]:
    if len(text) > MOST:
        raise TooLong
    said, *why = word.split(text.strip(), maxsplit=1)
    return said.strip(), "".join(why).strip()


def read_pause(text: str) -> tuple[int, str, str]:
    """A match number, the day on which it goes on, as typed, and the reason. Raises TooLong, Unreadable."""
    said, why = read_because(text)
    number, *until = _UNTIL.split(said, maxsplit=1)
    if not until or not until[0].strip():
        raise Unreadable("", PAUSE_EXAMPLE)
    return read_number(number, PAUSE_EXAMPLE), until[0].strip(" ,."), why


def read_wish(text: str) -> TypedWish:
    """`student NAME` or `mentor NAME`, then an hour, a platform or a program, with commas. Raises TooLong, Unreadable,
    SaidTwice."""
    if len(text) > MOST:
        raise TooLong
    first, *others = parts_of(text) or [""]
    found = _WHOM.fullmatch(first)
    if found is None:
        raise Unreadable(first, SUGGEST_EXAMPLE)
    typed = TypedMatch()
    for part in others:
        taken = take_part(typed, part)
        if taken is None or taken.mentor or taken.students or taken.monitor or taken.starts_on or taken.link:
            raise Unreadable(part, SUGGEST_EXAMPLE)
        typed = taken
    role = Role(found[1].casefold())
    return TypedWish(role, found[2].strip(), typed.weekday, typed.time, typed.minutes, typed.platform, typed.program)


def read_limit(text: str) -> tuple[str, int | None, str]:
    """Whose limit, how much (None: as for everybody), and of what, by its first two letters: `@ana 3 matches`. Raises
    Unreadable."""
    if len(text) > MOST:
        raise TooLong
    said = text.strip()
    found = _LIMIT.fullmatch(said)
    if found is not None:
        return found["who"].strip(" ,"), int(found["number"]), found["unit"][:2].casefold()
    usual = re.fullmatch(r"(.+?)[\s,]+usual\s+(match(?:es)?|hours?|min(?:ute)?s?)", said, re.IGNORECASE | re.DOTALL)
    if usual is None:
        raise Unreadable(said, LIMIT_EXAMPLE)
    return usual[1].strip(" ,"), None, usual[2][:2].casefold()
