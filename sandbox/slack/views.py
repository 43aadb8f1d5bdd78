"""Views as Slack keeps and shows them: with ids, a hash, and the state of every field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.slack.block_kit import elements_in
from sandbox.slack.identity import APP_ID, BOT_ID, TEAM_ID

HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "checkboxes": ("selected_options", "initial_options"),
}
"""What each kind of field holds in a view's state, and where its first value comes from."""

State = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class HomeTab:
    """A published App Home; `order` says what is newer across all surfaces."""

    view: dict[str, Any]
    order: int


def with_ids(blocks: Iterable[dict[str, Any]], new_id: Callable[[], str]) -> list[dict[str, Any]]:
    """Slack gives a block_id and an action_id to everything that comes without one."""
    return [_with_action_ids({"block_id": new_id(), **block}, new_id) for block in blocks]


def _with_action_ids(block: dict[str, Any], new_id: Callable[[], str]) -> dict[str, Any]:
    if all("action_id" in element for element in elements_in(block)):
        return block
    if block["type"] == "actions":
        return {**block, "elements": [{"action_id": new_id(), **element} for element in block["elements"]]}
    place = "element" if block["type"] == "input" else "accessory"
    return {**block, place: {"action_id": new_id(), **block[place]}}


def shown_view(view: dict[str, Any], *, view_id: str, view_hash: str) -> dict[str, Any]:
    """The view as Slack answers it; its blocks carry their ids already."""
    nothing = dict.fromkeys(("private_metadata", "callback_id", "external_id"), "")
    return {
        **nothing,
        "title": None,
        "submit": None,
        "close": None,
        "clear_on_close": False,
        "notify_on_close": False,
        **view,
        "id": view_id,
        "hash": view_hash,
        "root_view_id": view_id,
        "previous_view_id": None,
        "team_id": TEAM_ID,
        "app_id": APP_ID,
        "bot_id": BOT_ID,
        "app_installed_team_id": TEAM_ID,
        "state": {"values": _first_state(view["blocks"])},
    }


def renewed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The same view with new contents. A field that is still there keeps what the person had put in."""
    kept = before["state"]["values"]
    state = {
        block_id: {action_id: _kept(kept, block_id, action_id, first) for action_id, first in fields.items()}
        for block_id, fields in after["state"]["values"].items()
    }
    return {**after, "id": before["id"], "root_view_id": before["root_view_id"], "state": {"values": state}}


def _kept(kept: State, block_id: str, action_id: str, first: dict[str, Any]) -> dict[str, Any]:
    before = kept.get(block_id, {}).get(action_id, first)
    return before if before["type"] == first["type"] else first


def with_state(view: dict[str, Any], state: State) -> dict[str, Any]:
    return {**view, "state": {"values": {**view["state"]["values"], **state}}}


def _first_state(blocks: Iterable[dict[str, Any]]) -> State:
    state = {block["block_id"]: _first_fields(block) for block in blocks}
    return {block_id: fields for block_id, fields in state.items() if fields}


def _first_fields(block: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {e["action_id"]: first_holding(e) for e in elements_in(block) if e["type"] in HOLDS}


def first_holding(element: dict[str, Any]) -> dict[str, Any]:
    held, initial = HOLDS[element["type"]]
    nothing: Any = [] if element["type"] == "checkboxes" else None
    return {"type": element["type"], held: element.get(initial, nothing)}
