"""Reading a volunteer and a training as people type them. Nothing is guessed: what cannot be read is refused aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.moments import Unreadable, length_called
from bot.reading import SaidTwice
from mentoring.acts.volunteering import Application
from mentoring.people import VOLUNTEERS, Role
from mentoring.rooms import Platform

APPLY_EXAMPLE = "/mentoring apply Lena Park, lena.park@example.org, mentor and proctor"
PLAN_EXAMPLE = "/mentoring training plan Nov 4 6pm, 90 min, zoom, 20 places, mentors and proctors"
SERVES = {"mentor": frozenset({Role.MENTOR}), "proctor": frozenset({Role.PROCTOR}), "both": VOLUNTEERS}
_SERVES = {**SERVES, "mentor and proctor": VOLUNTEERS, "proctor and mentor": VOLUNTEERS}
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_MAIL = re.compile(r"(?:<mailto:)?([^\s@<>|,]+@[^\s@<>|,]+)(?:\|[^>]*)?>?", re.IGNORECASE)
_SEATS = re.compile(r"([0-9]{1,4})\s+(?:seats?|places?)", re.IGNORECASE)
_FOR = {
    "mentors": frozenset({Role.MENTOR}),
    "for mentors": frozenset({Role.MENTOR}),
    "proctors": frozenset({Role.PROCTOR}),
    "for proctors": frozenset({Role.PROCTOR}),
    "mentors and proctors": VOLUNTEERS,
    "for mentors and proctors": VOLUNTEERS,
}
_PLATFORMS = {"zoom": Platform.ZOOM, "meet": Platform.GOOGLE_MEET, "google meet": Platform.GOOGLE_MEET}


def read_application(text: str) -> Application:
    """A name, an e-mail address, what they want to be and, where they have one, their Slack account: in any order, with
    commas between them. Raises Unreadable, SaidTwice."""
    given: dict[str, object] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        what, value = _part_of_application(part)
        if what in given:
            raise SaidTwice({"slack_id": "Slack account", "email": "e-mail address"}.get(what, what))
        given[what] = value
    if not given.keys() >= {"name", "email", "roles"}:
        raise Unreadable(text, APPLY_EXAMPLE)
    return Application(**given)  # type: ignore[arg-type]  # each value belongs to its own field


def _part_of_application(part: str) -> tuple[str, object]:
    serves = _SERVES.get(" ".join(part.casefold().split()))
    if serves is not None:
        return "roles", serves
    if mention := _MENTION.fullmatch(part):
        return "slack_id", mention[1]
    if mail := _MAIL.fullmatch(part):
        return "email", mail[1]
    return "name", part


@dataclass(frozen=True)
class TypedTraining:
    """A training as typed. `moment` is still to be read in the program's calendar."""

    moment: str = ""
    minutes: int | None = None
    seats: int | None = None
    roles: frozenset[Role] | None = None
    platform: Platform | None = None
    program: str = ""


def read_training(text: str) -> TypedTraining:
    """Parts in any order, with commas between them; what is none of the others is the day and the hour. Raises
    SaidTwice."""
    typed = TypedTraining()
    for part in filter(None, (part.strip() for part in text.split(","))):
        said = " ".join(part.casefold().split())
        seats = _SEATS.fullmatch(said)
        if seats:
            typed = _put(typed, "seats", "number of places", int(seats[1]))
        elif (minutes := length_called(said)) is not None:
            typed = _put(typed, "minutes", "length", minutes)
        elif said in _FOR:
            typed = _put(typed, "roles", "roles", _FOR[said])
        elif said in _PLATFORMS:
            typed = _put(typed, "platform", "platform", _PLATFORMS[said])
        elif said.startswith("program "):
            typed = _put(typed, "program", "program", part[len("program ") :].strip())
        else:
            typed = replace(typed, moment=f"{typed.moment} {part}".strip())
    return typed


def _put(typed: TypedTraining, what: str, called: str, given: object) -> TypedTraining:
    if getattr(typed, what):
        raise SaidTwice(called)
    return replace(typed, **{what: given})  # type: ignore[arg-type]  # each value belongs to its own field
