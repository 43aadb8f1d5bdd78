"""The form behind a bare `/match create`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from bot.blocks.layout import Block, clipped
from bot.reading import TypedMatch
from bot.wording import sentence
from mentoring import wall
from mentoring.acts.finding import by_number
from mentoring.acts.matchmaking import SlotTaken, StartInThePast, StartOutsideProgram
from mentoring.errors import Refusal
from mentoring.matches import MonitorKind, NoTeacherLink, WrongMonitor, WrongPlatform
from mentoring.people import Person
from mentoring.rooms import Platform
from mentoring.slots import TimeDoesNotExist, Weekday

CALLBACK = "match_form"
STEP = 15
PLATFORMS = {"google_meet": "Google Meet", "zoom": "Zoom", "external": "The teacher's own room"}
KINDS = {"proctor": "Proctor", "guardian": "Guardian who opted in", "teacher": "Teacher or school staff"}


def form() -> Block:
    days = {day.name: wall.DAY_NAMES[day] for day in Weekday}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain("Propose a match"),
        "submit": _plain("Propose"),
        "close": _plain("Cancel"),
        "blocks": [
            _input("mentor", "Mentor", _person("Type a name")),
            _input("student", "Student", _person("Type a name")),
            _input("monitor_kind", "Who watches over it", _choice(KINDS, "proctor")),
            _input("monitor", "Proctor, guardian or teacher", _person("Type a name")),
            _input("weekday", "Day", _choice(days)),
            _input("time", "Time, in the program's zone", {"type": "timepicker", "initial_time": "16:30"}),
            _input("minutes", "Length in minutes", _choice({str(m): str(m) for m in range(30, 121, STEP)}, "60")),
            _input("platform", "Where", _choice(PLATFORMS, "google_meet")),
            _input("starts_on", "First day, if the mentor has picked one", {"type": "datepicker"}, optional=True),
            _input("link", "The teacher's link, for an in-class match", _text(), optional=True),
        ],
    }


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _input(name: str, label: str, element: Mapping[str, Any], *, optional: bool = False) -> Block:
    element = {**element, "action_id": name}
    return {"type": "input", "block_id": name, "label": _plain(label), "element": element, "optional": optional}


def _person(placeholder: str) -> Block:
    return {"type": "external_select", "min_query_length": 2, "placeholder": _plain(placeholder)}


def _text() -> Block:
    return {"type": "plain_text_input", "placeholder": _plain("https://…")}


def _choice(options: Mapping[str, str], chosen: str | None = None) -> Block:
    drawn = {value: {"text": _plain(text), "value": value} for value, text in options.items()}
    initial = {"initial_option": drawn[chosen]} if chosen else {}
    return {"type": "static_select", "options": list(drawn.values()), **initial}


def read(view: Mapping[str, Any]) -> TypedMatch:
    """What was filled in; people are their numbers, as chosen from the suggestions."""
    state = view["state"]["values"]
    values = {name: _value(element) for block in state.values() for name, element in block.items()}
    starts_on, link = values.get("starts_on"), values.get("link")
    return TypedMatch(
        mentor=values["mentor"] or "",
        students=(values["student"] or "",),
        monitor=values["monitor"] or "",
        monitor_kind=MonitorKind(values["monitor_kind"] or ""),
        weekday=Weekday[values["weekday"] or ""],
        time=time.fromisoformat(values["time"] or ""),
        minutes=int(values["minutes"] or 60),
        starts_on=date.fromisoformat(starts_on) if starts_on else None,
        platform=Platform(values["platform"] or ""),
        link=link or None,
    )


def _value(element: Mapping[str, Any]) -> str | None:
    chosen = element.get("selected_option")
    if chosen is not None:
        return str(chosen["value"])
    plain = element.get("value") or element.get("selected_time") or element.get("selected_date")
    return str(plain) if plain is not None else None


_FIELDS: dict[type[Refusal], str] = {
    SlotTaken: "weekday",
    StartInThePast: "starts_on",
    StartOutsideProgram: "starts_on",
    TimeDoesNotExist: "time",
    NoTeacherLink: "link",
    WrongPlatform: "platform",
    WrongMonitor: "monitor_kind",
}


def field_errors(refusal: Refusal, typed: TypedMatch) -> Mapping[str, str]:
    """The refusal beside the field that it is about: the person's where it names one."""
    person = getattr(refusal, "person", None) or getattr(refusal, "student", None)
    chosen = {typed.mentor: "mentor", typed.monitor: "monitor", typed.students[0]: "student"}
    about_person = chosen.get(by_number(person)) if person is not None else None
    field = about_person or _FIELDS.get(type(refusal), "mentor")
    return {field: sentence(refusal).replace("`", "").replace("*", "")[:2000]}


def suggestions(people: Sequence[Person]) -> Sequence[Mapping[str, Any]]:
    """Options for a typed name; those who share a shown name are told apart by their key."""
    shown = Counter(person.public_name for person in people)
    return [
        _suggestion(p, p.public_name if shown[p.public_name] == 1 else f"{p.public_name} ({p.key})") for p in people
    ]


def _suggestion(person: Person, text: str) -> Mapping[str, Any]:
    return {"text": _plain(clipped(text, 75)), "value": by_number(person)}


def done(text: str) -> Block:
    """What stands in the form's place once the match is made."""
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    return {"type": "modal", "title": _plain("Match proposed"), "close": _plain("Close"), "blocks": blocks}
