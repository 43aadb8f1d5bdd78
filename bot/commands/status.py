"""`/mentoring status`: how things stand."""

from __future__ import annotations

from bot.blocks.status import status_reply
from bot.commands.words import Act, Reply
from bot.desk import Call
from mentoring.acts.status import status_of


def tell_status(call: Call, _text: str) -> Reply:
    """`/mentoring status`"""
    return status_reply(status_of(call.desk.store, actor=call.actor, at=call.desk.clock.now()), call.actor)


ACTS: dict[str, Act] = {"status": tell_status}
