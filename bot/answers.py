"""One place where a use case's refusal becomes a sentence, and a defect becomes an apology instead of silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.blocks.layout import section
from bot.commands.words import Act, Reply
from bot.desk import Call, Desk
from bot.identity import person_behind
from bot.reading import tidy
from bot.requests import command_key
from bot.sentences import sentence
from mentoring.errors import Refusal, whereabouts

log = structlog.get_logger("bot")
SORRY = "Something went wrong on my side, and I have noted it. Please look whether it was done before you try again."


def answered(act: Callable[[], Reply]) -> Reply:
    """The act's reply, or the sentence that says why it was refused."""
    try:
        return act()
    except Refusal as refusal:
        said = sentence(refusal)
        return Reply(said, (section(said),))
    except Exception as error:
        log.error("act.broke", error=type(error).__name__, where=whereabouts(error))
        return Reply(SORRY, (section(SORRY),))


def answer_command(desk: Desk, act: Act, body: dict[str, Any], client: WebClient) -> Reply:
    """A slash command, from the user who typed it to the reply that only they see, or to the form that it opens."""

    def done() -> Reply:
        call = Call(desk, person_behind(desk, body["user_id"]), command_key(body))
        reply = act(call, tidy(body.get("text") or ""))
        if reply.form is not None:
            client.views_open(trigger_id=body["trigger_id"], view=reply.form)
        return reply

    return answered(done)
