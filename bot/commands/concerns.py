"""`/mentoring concerns` and `/mentoring concern 3`: what managers do with what people report."""

from __future__ import annotations

import re

from bot.blocks import concerns as drawn
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading import read_number
from mentoring.acts.concern_files import list_concerns, look_at_concern
from mentoring.permissions import require_manager

EXAMPLE = "/mentoring concern 12"
MOST_PAGES = 100_000
_PAGED = re.compile(r"(?:page\s+(?P<page>[0-9]{1,9}))?", re.IGNORECASE)


def concerns(call: Call, text: str) -> Reply:
    """`/mentoring concerns`, `/mentoring concerns page 2`"""
    require_manager(call.actor)
    paged = _PAGED.fullmatch(text.strip())
    if paged is None:
        raise Unreadable(text, "/mentoring concerns page 2")
    page = min(int(paged["page"] or 1), MOST_PAGES)
    return drawn.concern_list(list_concerns(call.desk.store, actor=call.actor, page=page, policy=call.desk.policy))


def concern(call: Call, text: str) -> Reply:
    """`/mentoring concern 12`"""
    require_manager(call.actor)
    number = read_number(text, EXAMPLE)
    line, zone = look_at_concern(call.desk.store, actor=call.actor, incident_id=number, policy=call.desk.policy)
    return drawn.concern_card(line, zone)


ACTS: dict[str, Act] = {"concerns": concerns, "concern": concern}
