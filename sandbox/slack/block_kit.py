"""The judge of Block Kit: what Slack would refuse about a message or a view. Pure, and never laxer than Slack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.slack.rules import Shape, many, one_of, shaped
from sandbox.slack.shapes import BLOCK, MESSAGE_BLOCKS, OPTION, OPTION_GROUPS, VIEW

_MESSAGE = many(BLOCK, most=MESSAGE_BLOCKS, least=0)
_SUGGESTIONS = shaped(
    Shape(
        may={"options": many(OPTION, most=100, least=0), "option_groups": OPTION_GROUPS},
        also=(one_of("options", "option_groups"),),
    )
)


def faults_in_message(blocks: Any) -> list[str]:
    """What is wrong with the blocks of a message, each fault with its place; empty when Slack would take them."""
    return list(_MESSAGE(blocks, "blocks")) or list(_repeated_ids(blocks))


def faults_in_view(view: Any) -> list[str]:
    """What is wrong with a modal or an App Home."""
    return list(VIEW(view, "view")) or [*_repeated_ids(view["blocks"]), *_unsubmittable(view)]


def faults_in_suggestions(answer: Any) -> list[str]:
    """What is wrong with the options that the bot gave for an external select."""
    return list(_SUGGESTIONS(answer, "answer"))


def elements_in(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The interactive elements of one block."""
    if block["type"] == "actions":
        return list(block["elements"])
    return [block[place] for place in ("accessory", "element") if place in block and block[place]["type"] != "image"]


def _repeated_ids(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield from _repeated("block_id", blocks, "blocks")
    for place, block in enumerate(blocks):
        yield from _repeated("action_id", elements_in(block), f"blocks[{place}]")


def _repeated(key: str, things: Sequence[dict[str, Any]], where: str) -> Iterator[str]:
    seen = Counter(thing[key] for thing in things if key in thing)
    yield from (f"{where}: {key} {name!r} is there {times} times" for name, times in seen.items() if times > 1)


def _unsubmittable(view: dict[str, Any]) -> Iterator[str]:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and "submit" not in view:
        yield "view.submit: is missing, and a modal with an input needs it"
