"""What a person can press: the newest matching element among everything that is before their eyes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.slack.fields import Field, fields_of
from sandbox.slack.workspace import Member, Message, Workspace


class NothingToPress(LookupError):
    """The person sees no element with that action_id and value."""


@dataclass(frozen=True)
class Pressable:
    """An element, and the part of a payload that says where it stands. `message` None: it stands in a view."""

    field: Field
    place: dict[str, Any]
    message: Message | None = None


def newest_pressable(workspace: Workspace, member: Member, action_id: str, value: object) -> Pressable:
    """The open form lies over everything; then what was posted or published last comes first.

    `value` must equal a button's own value; for other elements it is what the person chooses. Raises NothingToPress.
    """
    seen: set[str] = set()
    with workspace.changed:
        for pressable in _before_the_eyes(workspace, member):
            field = pressable.field
            seen.add(field.action_id)
            offered = field.kind != "button" or value is None or field.element.get("value") == value
            if field.action_id == action_id and offered:
                return pressable
    with_value = "" if value is None else f" with the value {value!r}"
    there_is = ", ".join(sorted(seen)) or "nothing"
    raise NothingToPress(f"{member.name} sees no {action_id!r}{with_value}; there is {there_is}.")


def view_place(view: dict[str, Any]) -> dict[str, Any]:
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def message_place(message: Message) -> dict[str, Any]:
    """Slack leaves the message itself out when it was ephemeral."""
    container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    return {
        "container": {**container, "is_ephemeral": message.ephemeral},
        "channel": {"id": message.channel, "name": "directmessage"},
        "state": {"values": {}},
        **({} if message.ephemeral else {"message": message.as_slack()}),
    }


def _before_the_eyes(workspace: Workspace, member: Member) -> Iterator[Pressable]:
    form, home = workspace.forms.get(member.id), workspace.homes.get(member.id)
    if form is not None:
        yield from _in_view(form)
    for message in reversed(workspace.conversation_with(member).messages.values()):
        if home is not None and home.order > message.order:
            yield from _in_view(home.view)
            home = None
        yield from _in_message(message)
    if home is not None:
        yield from _in_view(home.view)


def _in_message(message: Message) -> Iterator[Pressable]:
    place = message_place(message)
    yield from (Pressable(field, place, message) for field in fields_of(message.blocks) if field.sends_actions)


def _in_view(view: dict[str, Any]) -> Iterator[Pressable]:
    yield from (Pressable(field, view_place(view)) for field in fields_of(view["blocks"]) if field.sends_actions)
