"""`/mentoring history`: what the audit log has of a match, a session, a person, or a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.blocks.history import history as drawn
from bot.calendar_reading import read_days
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading import MOST, TooLong, read_number
from mentoring.acts.finding import find_person, find_program
from mentoring.acts.history import read_history
from mentoring.histories import About, Kind
from mentoring.permissions import require_manager
from mentoring.programs import Model

EXAMPLE = "/mentoring history match 12"
DAY_EXAMPLE = "/mentoring history calendar 2026-11-11"
_PAGED = re.compile(r"(?P<said>.*?)(?:[\s,]+page\s+(?P<page>\S+))?", re.IGNORECASE | re.DOTALL)


def history(call: Call, text: str) -> Reply:
    """`/mentoring history match 12`, `/mentoring history person Ruth Abernathy page 2`, `/mentoring history calendar
    2026-11-11`"""
    require_manager(call.actor)
    if len(text) > MOST:
        raise TooLong
    paged = _PAGED.fullmatch(text.strip())
    said, number = (paged["said"], paged["page"]) if paged is not None else (text, None)
    word, _, rest = said.strip(" ,").partition(" ")
    read = _KINDS.get(word.casefold())
    if read is None or not rest.strip(" ,"):
        raise Unreadable(said, EXAMPLE)
    about = read(call, rest.strip(" ,"))
    page = read_number(number, f"{EXAMPLE} page 2") if number is not None else 1
    shown = read_history(call.desk.store, actor=call.actor, about=about, page=page, at=call.desk.clock.now())
    return drawn(shown, " ".join(f"/mentoring history {said}".split()))


def _numbered(kind: Kind) -> Callable[[Call, str], About]:
    return lambda _call, said: About(kind, read_number(said, f"/mentoring history {kind} 12"))


def _person(call: Call, said: str) -> About:
    """Raises UnknownPerson, AmbiguousName."""
    with call.desk.store.look() as view:
        return About(Kind.PERSON, find_person(view, said, None).id)


def _program(call: Call, said: str) -> About:
    """Raises UnknownProgram."""
    with call.desk.store.look() as view:
        return About(Kind.PROGRAM, find_program(view, said, Model.INDEPENDENT).id)


def _days(call: Call, said: str) -> About:
    """Raises Unreadable: a calendar's day is all schools'."""
    days = read_days(said, today=call.desk.today(), example=DAY_EXAMPLE)
    if days.school is not None:
        raise Unreadable(days.school, DAY_EXAMPLE)
    return About(Kind.DAY, first=days.first, last=days.last)


_KINDS: Mapping[str, Callable[[Call, str], About]] = {
    **{kind: _numbered(kind) for kind in (Kind.MATCH, Kind.SESSION, Kind.NOMINATION, Kind.TRAINING)},
    "person": _person,
    "program": _program,
    "calendar": _days,
    "day": _days,
}
ACTS: dict[str, Act] = {"history": history}
