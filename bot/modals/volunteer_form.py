"""The forms by which staff takes a volunteer in and writes down what has happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.blocks.layout import OPTION, Block, plain_text
from bot.blocks.volunteers import STEP_NAMES
from bot.commands.words import Reply
from bot.modals.preferences import fields, read_fields
from bot.moments import Unreadable
from bot.reading_volunteers import SERVES
from bot.sentences import plain_sentence
from mentoring.acts.importing import ContactTaken
from mentoring.acts.volunteering import Application, NoAddress, NoRole
from mentoring.errors import Refusal
from mentoring.people import Person
from mentoring.volunteers import AGREEMENT, CheckTooLong, Interview, NotYet, Screening, Step, StepTaken

APPLY, RECORD = "volunteer_apply", "volunteer_record"
"""The callback ids of the two kinds of form."""
TITLE, MANAGERS, LONGEST_NAME, LONGEST_ADDRESS, LONGEST_VERSION = 24, 100, 120, 254, 32
"""Slack: characters of a title, options of a select; and what the database keeps."""
INTERVIEWS: Mapping[str, str] = {Interview.PASSED: "Passed", Interview.TURNED_AWAY: "Turned away"}
SCREENINGS: Mapping[str, str] = {Screening.CLEARED: "Cleared", Screening.NOT_CLEARED: "Not cleared"}
ROLES = {"mentor": "Mentor", "proctor": "Proctor", "both": "Mentor and proctor"}


def application_form() -> Block:
    blocks = [
        _input("name", "Name", _text(LONGEST_NAME)),
        _input("email", "E-mail", _text(LONGEST_ADDRESS)),
        _input("roles", "They want to be", _choice(ROLES, "mentor")),
        _input("slack", "Their Slack account", {"type": "users_select"}, optional=True),
        *fields(),
    ]
    return _form(APPLY, "Take in a volunteer", "Take in", blocks, "")


def step_form(step: Step, person: Person, managers: Sequence[Person], *, today: date) -> Block:
    """The fields of that step. Of a background check only days and outcome: never the record (L3)."""
    day = _input("on", "Day", {"type": "datepicker", "initial_date": today.isoformat()})
    who = _section(person.public_name)
    fields: dict[Step, list[Block]] = {
        Step.INTERVIEW: [
            day,
            _input("outcome", "How it ended", _choice(INTERVIEWS, Interview.PASSED)),
            _input("by", "Who held it", _choice({str(m.id): m.public_name for m in managers[:MANAGERS]})),
        ],
        Step.CHECK: [
            day,
            _input("outcome", "Outcome", _choice(SCREENINGS, Screening.CLEARED)),
            _input("until", "Valid until (left empty: three years)", {"type": "datepicker"}, optional=True),
        ],
        Step.AGREEMENT: [day, _input("version", "Version of the text", _text(LONGEST_VERSION, AGREEMENT))],
        Step.TRAINING: [day, _input("version", "Version of the curriculum", _text(LONGEST_VERSION))],
    }
    title = STEP_NAMES[step].capitalize()
    return _form(RECORD, title, "Write down", [who, *fields[step]], f"{step.name}/{person.id}")


def read_application(view: Mapping[str, Any]) -> Application:
    values = _values(view)
    return Application(
        values["name"], values["email"], SERVES[values["roles"]], values["slack"] or None, said=read_fields(view)
    )


def read_step(view: Mapping[str, Any]) -> tuple[int, StepTaken]:
    """Whom it is about, and the step. Raises Unreadable for a day that is none."""
    name, _, person = str(view["private_metadata"]).partition("/")
    step, values = Step[name], _values(view)
    outcome = values.get("outcome", "")
    read: Interview | Screening | None = None
    if step is Step.INTERVIEW:
        read = Interview(outcome)
    elif step is Step.CHECK:
        read = Screening(outcome)
    until = _date(values["until"]) if values.get("until") else None
    by = int(values["by"]) if values.get("by") else None
    version = values.get("version", "").strip()
    return int(person), StepTaken(step, _date(values["on"]), read, by, until, version)


def _date(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Unreadable(said, "2026-11-03") from None


_FIELDS: dict[type[Refusal], str] = {
    NoRole: "roles",
    NoAddress: "email",
    ContactTaken: "email",
    NotYet: "on",
    Unreadable: "on",
    CheckTooLong: "until",
}


def field_errors(refusal: Refusal, first: str) -> Mapping[str, str]:
    """The refusal beside the field that it is about, or else beside the `first` one."""
    return {_FIELDS.get(type(refusal), first): plain_sentence(refusal)}


def done(title: str, reply: Reply) -> Block:
    """What stands in the form's place afterwards."""
    shown = [block for block in reply.blocks if block["type"] != "actions"]
    return {"type": "modal", "title": plain_text(title, TITLE), "close": _plain("Close"), "blocks": shown}


def _form(callback: str, title: str, submit: str, blocks: list[Block], about: str) -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": about,
        "title": plain_text(title, TITLE),
        "submit": _plain(submit),
        "close": _plain("Cancel"),
        "blocks": blocks,
    }


def _section(text: str) -> Block:
    return {"type": "section", "text": _plain(text)}


def _plain(text: str) -> Block:
    return plain_text(text, OPTION)


def _input(name: str, label: str, element: Mapping[str, Any], *, optional: bool = False) -> Block:
    drawn = {**element, "action_id": name}
    return {"type": "input", "block_id": name, "label": _plain(label), "element": drawn, "optional": optional}


def _text(most: int, initial: str = "") -> Block:
    return {"type": "plain_text_input", "max_length": most} | ({"initial_value": initial} if initial else {})


def _choice(options: Mapping[str, str], chosen: str | None = None) -> Block:
    drawn = {str(value): {"text": _plain(text), "value": str(value)} for value, text in options.items()}
    initial = {"initial_option": drawn[chosen]} if chosen else {}
    return {"type": "static_select", "options": list(drawn.values()), **initial}


def _values(view: Mapping[str, Any]) -> dict[str, str]:
    state = view["state"]["values"]
    return {name: _value(element) for block in state.values() for name, element in block.items()}


def _value(element: Mapping[str, Any]) -> str:
    chosen = element.get("selected_option")
    if chosen is not None:
        return str(chosen["value"])
    return str(element.get("value") or element.get("selected_date") or element.get("selected_user") or "")
