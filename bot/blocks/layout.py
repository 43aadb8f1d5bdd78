"""The few shapes that every message is made of, within Slack's limits (facts of Block Kit, 2026)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]

SECTION = 3_000
HEADER = 150
CONTEXT = 2_000
BUTTON = 75
BUTTON_VALUE = 2_000
OPTION = 75


def clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, HEADER)}


def plain_text(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": clipped(text, most)}


def section(text: str) -> Block:
    return {"type": "section", "text": _markup(text, SECTION)}


def context(text: str) -> Block:
    return {"type": "context", "elements": [_markup(text, CONTEXT)]}


def _markup(text: str, most: int) -> Block:
    # Unless it is verbatim, Slack turns any @here or #name that somebody typed into a mention or a link.
    return {"type": "mrkdwn", "text": clipped(text, most), "verbatim": True}


def plain(text: str) -> str:
    """Our markup without its stars, for notifications and screen readers."""
    return clipped(text.replace("*", "").replace("\n", " "), SECTION)


def ended(text: str) -> str:
    """With a full stop, which a name such as «Amara O.» brings itself."""
    return text if text.rstrip("*\u2069").endswith(".") else f"{text}."


def button(action_id: str, text: str, value: str, *, style: str | None = None) -> Block:
    drawn = {
        "type": "button",
        "action_id": action_id,
        "text": plain_text(text, BUTTON),
        "value": value,
    }
    return drawn | ({"style": style} if style else {})


def asking(drawn: Block, *, title: str, text: str, yes: str, no: str) -> Block:
    """A button that asks before it acts."""
    confirm = {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
    }
    return {**drawn, "confirm": confirm}


def link_button(action_id: str, text: str, url: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain_text(text, BUTTON), "url": url}


def actions(buttons: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def lines(texts: Iterable[str]) -> list[Block]:
    """Lines packed into as few sections as their limit allows; none is cut in two."""
    blocks: list[Block] = []
    packed = ""
    for text in texts:
        line = clipped(text, SECTION)
        if packed and len(packed) + 1 + len(line) > SECTION:
            blocks.append(section(packed))
            packed = line
        else:
            packed = f"{packed}\n{line}" if packed else line
    return [*blocks, section(packed)] if packed else blocks
