"""The three answers to a reminder, and «How a session goes»."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.answers import answered
from bot.blocks.guide import guide_card
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from bot.replying import reply_to_reminder
from mentoring.acts.noting import look_at_notes
from mentoring.stored import Answer


def register(app: App, desk: Desk) -> None:
    @app.action(re.compile(r"^answer_(coming|late|cannot)$"))
    def answer(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = answered(lambda: _answer(desk, body["user"]["id"], action))
        respond(text=reply.text, blocks=list(reply.blocks), replace_original=reply.replaces)

    @app.action("session_guide")
    def guide(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = answered(lambda: _guide(desk, body["user"]["id"], action))
        respond(text=reply.text, blocks=list(reply.blocks), replace_original=False, response_type="ephemeral")


def _answer(desk: Desk, slack_user_id: str, action: dict[str, Any]) -> Reply:
    actor = person_behind(desk, slack_user_id)
    answer = Answer(action["action_id"].removeprefix("answer_"))
    message = reply_to_reminder(desk, actor=actor, session_id=int(action["value"]), answer=answer)
    return Reply(message.text, tuple(dict(block) for block in message.blocks), replaces=True)


def _guide(desk: Desk, slack_user_id: str, action: dict[str, Any]) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    return guide_card(look_at_notes(desk.store, actor=actor, session_id=int(action["value"]), at=at))
