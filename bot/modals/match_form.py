"""The form behind a bare `/match create`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from bot.blocks.layout import OPTION, Block, clipped, plain_text
from bot.commands.words import Reply
from bot.reading import TypedMatch
from bot.sentences import plain_sentence
from mentoring import wall
from mentoring.acts.finding import UnknownProgram, by_number
from mentoring.acts.matchmaking import StartInThePast, StartOutsideProgram
from mentoring.errors import Refusal
from mentoring.matches import LinkNotWanted, MonitorKind, NamedTwice, NoTeacherLink, WrongMonitor, WrongPlatform
from mentoring.people import Person
from mentoring.programs import Model, OutsideWindows, Program
from mentoring.rooms import Platform
from mentoring.slots import TimeDoesNotExist, Weekday

CALLBACK = "match_form"
STEP = 15
OFFERED, HINT, LONGEST_LINK = 100, 2_000, 2_000
"""Slack: options of one select, characters of a hint; and a link that no browser would take."""
PLATFORMS = {"google_meet": "Google Meet", "zoom": "Zoom", "external": "The teacher's own room"}
SEVERAL = "For several students, type /match create with all that the match needs."
USUALLY = "Left empty: Google Meet, and in class the teacher's own room."
KINDS = {"proctor": "Proctor", "guardian": "Guardian who opted in", "teacher": "Teacher or school staff"}


def form(programs: Sequence[Program]) -> Block:
    """`programs` are those that a match can still be made in; there is at least one."""
    days = {day.name: wall.DAY_NAMES[day] for day in Weekday}
    offered = {program.key: program.name for program in programs[:OFFERED]}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain("Propose a match"),
        "submit": _plain("Propose"),
        "close": _plain("Cancel"),
        "blocks": [
            _input("program", "Program", _choice(offered, _usual(programs).key)),
            _input("mentor", "Mentor", _person("Type a name")),
            _input("student", "Student", _person("Type a name"), hint=SEVERAL),
            _input("monitor_kind", "Who watches over it", _choice(KINDS, "proctor")),
            _input("monitor", "Proctor, guardian or teacher", _person("Type a name")),
            _input("weekday", "Day", _choice(days)),
            _input("time", "Time, in the program's zone", {"type": "timepicker", "initial_time": "16:30"}),
            _input("minutes", "Length in minutes", _choice({str(m): str(m) for m in range(30, 121, STEP)}, "60")),
            _input("platform", "Where", _choice(PLATFORMS), optional=True, hint=USUALLY),
            _input("starts_on", "First day, if the mentor has picked one", {"type": "datepicker"}, optional=True),
            _input("link", "The teacher's link, for an in-class match", _text(), optional=True),
        ],
    }


def _usual(programs: Sequence[Program]) -> Program:
    return next((program for program in programs if program.model is Model.INDEPENDENT), programs[0])


def _plain(text: str) -> Block:
    return plain_text(text, OPTION)


def _input(
    name: str, label: str, element: Mapping[str, Any], *, optional: bool = False, hint: str | None = None
) -> Block:
    element = {**element, "action_id": name}
    drawn = {"type": "input", "block_id": name, "label": _plain(label), "element": element, "optional": optional}
    return drawn | ({"hint": plain_text(hint, HINT)} if hint else {})


def _person(placeholder: str) -> Block:
    return {"type": "external_select", "min_query_length": 2, "placeholder": _plain(placeholder)}


def _text() -> Block:
    return {"type": "plain_text_input", "placeholder": _plain("https://…"), "max_length": LONGEST_LINK}


def _choice(options: Mapping[str, str], chosen: str | None = None) -> Block:
    drawn = {value: {"text": _plain(text), "value": value} for value, text in options.items()}
    initial = {"initial_option": drawn[chosen]} if chosen else {}
    return {"type": "static_select", "options": list(drawn.values()), **initial}


def read(view: Mapping[str, Any]) -> TypedMatch:
    """What was filled in; people are their numbers, as chosen from the suggestions. Slack lets no field be empty that
    is not optional."""
    state = view["state"]["values"]
    values = {name: _value(element) for block in state.values() for name, element in block.items()}
    return TypedMatch(
        mentor=values["mentor"],
        students=(values["student"],),
        monitor=values["monitor"],
        monitor_kind=MonitorKind(values["monitor_kind"]),
        weekday=Weekday[values["weekday"]],
        time=time.fromisoformat(values["time"]),
        minutes=int(values["minutes"]),
        starts_on=values["starts_on"],
        platform=Platform(values["platform"]) if values["platform"] else None,
        program=values["program"],
        link=values["link"].strip(),
    )


def _value(element: Mapping[str, Any]) -> str:
    chosen = element.get("selected_option")
    if chosen is not None:
        return str(chosen["value"])
    return str(element.get("value") or element.get("selected_time") or element.get("selected_date") or "")


_FIELDS: dict[type[Refusal], str] = {
    StartInThePast: "starts_on",
    StartOutsideProgram: "starts_on",
    TimeDoesNotExist: "time",
    OutsideWindows: "time",
    NoTeacherLink: "link",
    LinkNotWanted: "link",
    WrongPlatform: "platform",
    WrongMonitor: "monitor_kind",
    UnknownProgram: "program",
    NamedTwice: "student",
}


def field_errors(refusal: Refusal, typed: TypedMatch) -> Mapping[str, str]:
    """The refusal beside the field that it is about: the person's where it names one."""
    person = getattr(refusal, "person", None) or getattr(refusal, "student", None)
    named = by_number(person) if person is not None else getattr(refusal, "said", "")
    chosen = {typed.mentor: "mentor", typed.monitor: "monitor", typed.students[0]: "student"}
    field = _FIELDS.get(type(refusal)) or chosen.get(named, "mentor")
    return {field: plain_sentence(refusal)}


def suggestions(people: Sequence[Person]) -> list[dict[str, Any]]:
    """Options for a typed name; those who share a shown name are told apart by their key."""
    shown = Counter(_shown(person) for person in people)
    return [_suggestion(person, alone=shown[_shown(person)] == 1) for person in people[:OFFERED]]


def _shown(person: Person) -> str:
    return clipped(person.public_name, OPTION)


def _suggestion(person: Person, *, alone: bool) -> dict[str, Any]:
    key = f" ({person.key})"
    text = _shown(person) if alone else clipped(person.public_name, OPTION - len(key)) + key
    return {"text": _plain(text), "value": by_number(person)}


def done(reply: Reply) -> Block:
    """What stands in the form's place once the match is made."""
    return {
        "type": "modal",
        "title": _plain("Match proposed"),
        "close": _plain("Close"),
        "blocks": list(reply.blocks),
    }
