"""The buttons about what mentors and families write: «Read it», «Pass it on» and «Don't pass it on»."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.answers import answered
from bot.blocks.relay import one_message
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from mentoring.acts.relaying import decide_message, read_message

PASSED_ON = "Passed on, as it was written."
NOT_PASSED_ON = "It is not passed on. Whoever wrote it is told so, and that you will be in touch."


def register(app: App, desk: Desk) -> None:
    @app.action("relay_read")
    def read(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = answered(lambda: _read(desk, body["user"]["id"], action["value"]))
        respond(text=reply.text, blocks=list(reply.blocks), replace_original=False, response_type="ephemeral")

    @app.action(re.compile(r"^relay_(pass_on|refuse)$"))
    def decide(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        pass_on = action["action_id"] == "relay_pass_on"
        reply = answered(lambda: _decide(desk, body["user"]["id"], action["value"], pass_on=pass_on))
        respond(text=reply.text, replace_original=False, response_type="ephemeral")


def _read(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    return one_message(read_message(desk.store, actor=actor, message_id=int(value), at=at))


def _decide(desk: Desk, slack_user_id: str, value: str, *, pass_on: bool) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    decide_message(desk.store, actor=actor, message_id=int(value), pass_on=pass_on, at=at, policy=desk.policy)
    return Reply(PASSED_ON if pass_on else NOT_PASSED_ON)
