"""The fields that forms are made of, within Slack's limits, and what was filled in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.blocks.layout import OPTION, Block, plain_text

LABEL, HINT = 2_000, 2_000


def field(
    name: str, label: str, element: Mapping[str, Any], *, optional: bool = False, hint: str | None = None
) -> Block:
    """An input whose block and element both have the field's name, so that an error finds its place."""
    element = {**element, "action_id": name}
    drawn = {"type": "input", "block_id": name, "label": plain_text(label, LABEL), "element": element}
    return {**drawn, "optional": optional, **({"hint": plain_text(hint, HINT)} if hint else {})}


def text(most: int, *, lines: bool = False) -> Block:
    return {"type": "plain_text_input", "max_length": most, "multiline": lines}


def one_of(options: Mapping[str, str], chosen: str | None = None) -> Block:
    drawn = _drawn(options)
    initial = {"initial_option": drawn[chosen]} if chosen else {}
    return {"type": "static_select", "options": list(drawn.values()), **initial}


def some_of(options: Mapping[str, str], chosen: Collection[str] = ()) -> Block:
    """Slack: 10 checkboxes at the most."""
    drawn = _drawn(options)
    initial = [drawn[value] for value in options if value in chosen]
    return {"type": "checkboxes", "options": list(drawn.values()), **({"initial_options": initial} if initial else {})}


def _drawn(options: Mapping[str, str]) -> dict[str, Block]:
    return {value: {"text": plain_text(shown, OPTION), "value": value} for value, shown in options.items()}


def filled_in(view: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field -> what was chosen or written, nothing for one left empty."""
    state = view["state"]["values"]
    return {name: _values(element) for block in state.values() for name, element in block.items()}


def _values(element: Mapping[str, Any]) -> list[str]:
    if element.get("selected_options"):
        return [str(option["value"]) for option in element["selected_options"]]
    if element.get("selected_option"):
        return [str(element["selected_option"]["value"])]
    return [str(element["value"])] if element.get("value") else []
