"""Filling in a form: what a person gives as text becomes what Slack holds for each kind of field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack.block_kit import elements_in
from sandbox.slack.rules import Rule, moment
from sandbox.slack.shapes import options_of
from sandbox.slack.views import HOLDS, State

Element = dict[str, Any]
Given = str | list[str]
Suggest = Callable[["Field", str], list[dict[str, Any]]]
"""Asks the bot for the options of an external select."""
UserId = Callable[[str], str]
"""The Slack user id of a user id or an e-mail address."""

_FORMS: Mapping[str, Rule] = {"datepicker": moment("%Y-%m-%d", "2026-11-03"), "timepicker": moment("%H:%M", "16:30")}


class NoSuchField(LookupError):
    """The form has no field with that action_id."""


class NotOffered(ValueError):
    """The field cannot take that value."""


@dataclass(frozen=True)
class Field:
    """One element of a view or message that a person can fill in or press."""

    block: dict[str, Any]
    element: Element

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def kind(self) -> str:
        return str(self.element["type"])

    @property
    def sends_actions(self) -> bool:
        """A field of a form keeps still until the form is submitted, unless it says otherwise."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))


def fields_of(blocks: list[dict[str, Any]]) -> Iterator[Field]:
    for block in blocks:
        yield from (Field(block, element) for element in elements_in(block))


def fill_in(view: dict[str, Any], values: Mapping[str, Given], *, suggest: Suggest, user_id: UserId) -> State:
    """The state of the whole form with these values in it; the other fields keep what they hold."""
    fields = [field for field in fields_of(view["blocks"]) if field.kind in HOLDS]
    known = {field.action_id for field in fields}
    if strange := sorted(set(values) - known):
        raise NoSuchField(f"The form has no {', '.join(strange)}; it has {', '.join(sorted(known)) or 'no fields'}.")
    state: State = {block_id: dict(held) for block_id, held in view["state"]["values"].items()}
    for field in fields:
        if field.action_id in values:
            given = values[field.action_id]
            state[field.block_id][field.action_id] = held_by(field, given, suggest=suggest, user_id=user_id)
    return state


def left_empty(view: dict[str, Any], state: State) -> dict[str, str]:
    """What Slack's own client says of a form before it sends it, per block."""
    inputs = [field for field in fields_of(view["blocks"]) if field.block["type"] == "input"]
    said = {field.block_id: _complaint(field, state[field.block_id][field.action_id]) for field in inputs}
    return {block_id: complaint for block_id, complaint in said.items() if complaint}


def _complaint(field: Field, held: Mapping[str, Any]) -> str:
    value = held[HOLDS[field.kind][0]]
    if not value:
        return "" if field.block.get("optional") else "Please complete this required field."
    if field.kind == "plain_text_input":
        least, most = field.element.get("min_length", 0), field.element.get("max_length", 3000)
        if not least <= len(value) <= most:
            return f"Please enter {least} to {most} characters."
    return ""


def held_by(field: Field, given: Given, *, suggest: Suggest, user_id: UserId) -> dict[str, Any]:
    """What the field holds once the person gave it this value, in Slack's shape."""
    if field.kind == "checkboxes":
        chosen: Any = [_option(field, one, options_of(field.element)) for one in _several(given)]
    elif field.kind == "external_select":
        chosen = _suggested(field, str(given), suggest(field, str(given)))
    elif field.kind in ("static_select", "radio_buttons"):
        chosen = _option(field, str(given), options_of(field.element))
    elif field.kind == "users_select":
        chosen = user_id(str(given))
    else:
        chosen = _moment(field, str(given))
    return {"type": field.kind, HOLDS[field.kind][0]: chosen}


def pressed_by(field: Field, given: Given | None, *, suggest: Suggest, user_id: UserId) -> dict[str, Any]:
    """What an action's payload says of the element; a button says only what it is."""
    if field.kind == "button":
        return {}
    if given is None:
        raise NotOffered(f"{field.action_id} needs a value: it is a {field.kind}.")
    if field.kind == "overflow":
        return {"selected_option": _option(field, str(given), options_of(field.element))}
    return held_by(field, given, suggest=suggest, user_id=user_id)


def _several(given: Given) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _names(option: Mapping[str, Any], given: str) -> bool:
    return given.casefold() in (option["value"].casefold(), option["text"]["text"].casefold())


def _option(field: Field, given: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    """By value or by text, whatever the case."""
    chosen = next((option for option in options if _names(option, given)), None)
    if chosen is None:
        offered = ", ".join(option["text"]["text"] for option in options) or "nothing"
        raise NotOffered(f"{field.action_id} does not offer {given!r}; it offers {offered}.")
    return chosen


def _suggested(field: Field, given: str, options: list[dict[str, Any]]) -> dict[str, Any]:
    """A person who typed enough of a name takes the only option that is left."""
    return options[0] if len(options) == 1 else _option(field, given, options)


def _moment(field: Field, given: str) -> str:
    """Text as it is; dates and times only in the form that Slack's pickers give."""
    if field.kind in _FORMS and (wrong := list(_FORMS[field.kind](given, field.action_id))):
        raise NotOffered(*wrong)
    return given
