"""`/match plan`: what a match has agreed on for its sessions."""

from __future__ import annotations

import re

from bot.blocks.guide import plan_card
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading import read_number
from mentoring.acts.structuring import agree_plan, show_plan
from mentoring.session_plans import Part

EXAMPLE = "/match plan 12 first we talk, then homework"
_CONTENT = re.compile(r"content(?:\s*:)?\s+<?(?P<link>[^\s<>|]+)(?:\|[^<>]*)?>?", re.IGNORECASE)
_BACK = re.compile(r"(?:(?P<content>content)\s+)?none", re.IGNORECASE)


def plan(call: Call, text: str) -> Reply:
    """`/match plan 12`, `/match plan 12 first we talk, then homework`, `/match plan 12 content https://…`; `none`
    takes either back."""
    number, said = [*text.split(maxsplit=1), "", ""][:2]
    match_id = read_number(number, EXAMPLE)
    if not said:
        return plan_card(show_plan(call.desk.store, actor=call.actor, match_id=match_id))
    part, words = _read(said)
    at = call.desk.clock.now()
    return plan_card(agree_plan(call.desk.store, actor=call.actor, match_id=match_id, part=part, said=words, at=at))


def _read(said: str) -> tuple[Part, str]:
    """Which part, and its words: none where it is taken back. Raises Unreadable, which repeats no word of it."""
    if back := _BACK.fullmatch(said):
        return (Part.CONTENT if back["content"] else Part.STRUCTURE), ""
    if found := _CONTENT.fullmatch(said):
        return Part.CONTENT, found["link"]
    if re.match(r"content\b", said, re.IGNORECASE):
        raise Unreadable("", f"{EXAMPLE.partition(' first')[0]} content https://classroom.example.org/5b")
    return Part.STRUCTURE, said


ACTS: dict[str, Act] = {"plan": plan}
