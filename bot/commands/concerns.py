"""`/mentoring concerns` and `/mentoring concern 3`: what managers do with what people report."""

from __future__ import annotations

from bot.blocks import concerns as drawn
from bot.commands.words import Act, Reply
from bot.desk import Call
from bot.moments import Unreadable
from bot.reading import read_number, read_paged
from mentoring.acts.concern_files import list_concerns, look_at_concern
from mentoring.permissions import require_manager

EXAMPLE = "/mentoring concern 12"
LIST_EXAMPLE = "/mentoring concerns page 2"


def concerns(call: Call, text: str) -> Reply:
    """`/mentoring concerns`, `/mentoring concerns page 2`"""
    require_manager(call.actor)
    said, page = read_paged(text, LIST_EXAMPLE)
    if said:
        raise Unreadable(text, LIST_EXAMPLE)
    return drawn.concern_list(list_concerns(call.desk.store, actor=call.actor, page=page, policy=call.desk.policy))


def concern(call: Call, text: str) -> Reply:
    """`/mentoring concern 12`"""
    require_manager(call.actor)
    number = read_number(text, EXAMPLE)
    line, zone = look_at_concern(call.desk.store, actor=call.actor, incident_id=number, policy=call.desk.policy)
    return drawn.concern_card(line, zone)


ACTS: dict[str, Act] = {"concerns": concerns, "concern": concern}
