"""Keeping in touch: `/match write`, `/match letters`, `/mentoring checkins` and `/mentoring checkin`."""

from __future__ import annotations

import re

from bot.blocks import relay as drawn
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading import read_number
from mentoring.acts.relaying import read_messages, write_message
from mentoring.permissions import require_manager

WRITE_EXAMPLE = "/match write 12 Thank you for the warm welcome!"
LETTERS_EXAMPLE = "/match letters 12"
_NUMBERED = re.compile(r"#?(?P<number>\d{1,9})[\s,:]+(?P<rest>.*)", re.DOTALL)
_TO = re.compile(r"to\s+(?P<name>[^:\n]{1,80}):(?P<text>.*)", re.DOTALL | re.IGNORECASE)
_MENTION = re.compile(r"<[@!#](\w+)(?:\|([^<>]*))?>")
_LINK = re.compile(r"<(?:mailto:|tel:)?([^<>|\s]+[.:@][^<>|\s]*)(?:\|[^<>]*)?>")
_PAGED = re.compile(r"(?P<number>\S+)(?:[\s,]+page\s+(?P<page>\S+))?", re.IGNORECASE)


def write(call: Call, text: str) -> Reply:
    """`/match write 12 Thank you!`, and where a mentor has several families `/match write 12 to Amara: Thank you!`"""
    match_id, to, said = read_letter(text)
    done = write_message(
        call.desk.store,
        actor=call.actor,
        match_id=match_id,
        text=said,
        to=to,
        request=call.request,
        at=call.desk.clock.now(),
        policy=call.desk.policy,
    )
    return drawn.written(done)


def read_letter(text: str) -> tuple[int, str, str]:
    """The number of the match, whom it is to where that was said, and the words. Raises Unreadable, which repeats
    nothing of them."""
    numbered = _NUMBERED.fullmatch(text.strip())
    if numbered is None:
        raise Unreadable("", WRITE_EXAMPLE)
    said = _plain(numbered["rest"])
    named = _TO.fullmatch(said)
    return int(numbered["number"]), named["name"].strip() if named else "", named["text"] if named else said


def _plain(said: str) -> str:
    """What Slack makes of mentions and links, as the writer saw it."""
    return _LINK.sub(r"\1", _MENTION.sub(lambda found: f"@{found[2] or found[1]}", said))


def letters(call: Call, text: str) -> Reply:
    """`/match letters 12`, `/match letters 12 page 2`"""
    require_manager(call.actor)
    paged = _PAGED.fullmatch(text.strip())
    if paged is None:
        raise Unreadable(text, LETTERS_EXAMPLE)
    page = read_messages(
        call.desk.store,
        actor=call.actor,
        match_id=read_number(paged["number"], LETTERS_EXAMPLE),
        page=read_number(paged["page"] or "1", f"{LETTERS_EXAMPLE} page 2"),
        at=call.desk.clock.now(),
    )
    return drawn.relay_page(page)


MATCH_ACTS: dict[str, Act] = {"write": write, "letters": letters}
