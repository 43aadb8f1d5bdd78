"""Small forms: the first day that a mentor picks, and the reason for a no or an end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.blocks.layout import OPTION, Block, plain_text, section
from mentoring.consents import LONGEST_REASON

YES, NO, END = "rsvp_yes_form", "rsvp_no_form", "match_end_form"


def pick_start(match_id: int, starts_on: date | None) -> Block:
    picker: Block = {"type": "datepicker", "action_id": "starts_on"}
    if starts_on is not None:
        picker["initial_date"] = starts_on.isoformat()
    field = {"type": "input", "block_id": "starts_on", "label": _plain("Your first day"), "element": picker}
    told = "The match begins on it. You can change your answer until your manager releases the match."
    return _form(YES, match_id, "Yes, I agree", "Agree", [section(told), field])


def say_no(match_id: int) -> Block:
    return _form(NO, match_id, "No", "Send my no", [_why("Why not, if you like", optional=True)])


def say_why_it_ends(match_id: int) -> Block:
    return _form(END, match_id, "End the match", "End it", [_why("Why does it end?", optional=False)])


def _why(label: str, *, optional: bool) -> Block:
    element = {"type": "plain_text_input", "action_id": "why", "multiline": True, "max_length": LONGEST_REASON}
    hint = "Only Partnerships Managers read it. Leave private details out."
    return {
        "type": "input",
        "block_id": "why",
        "label": _plain(label),
        "element": element,
        "optional": optional,
        "hint": _plain(hint),
    }


def _form(callback: str, match_id: int, title: str, submit: str, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "private_metadata": str(match_id),
        "title": plain_text(title, 24),
        "submit": plain_text(submit, 24),
        "close": plain_text("Cancel", 24),
        "blocks": blocks,
    }


def _plain(text: str) -> Block:
    return plain_text(text, OPTION)


def done(text: str) -> Block:
    """What stands in the form's place afterwards."""
    return {
        "type": "modal",
        "title": plain_text("Thank you", 24),
        "close": plain_text("Close", 24),
        "blocks": [section(text)],
    }


def read(view: Mapping[str, Any]) -> tuple[int, str, date | None]:
    """The match, the reason, and the day."""
    fields = {name: field for block in view["state"]["values"].values() for name, field in block.items()}
    day = fields.get("starts_on", {}).get("selected_date")
    return (
        int(view["private_metadata"]),
        fields.get("why", {}).get("value") or "",
        date.fromisoformat(day) if day else None,
    )
