"""The three answers to a reminder."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.answers import answered
from bot.blocks.reminders import reminder_message
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from mentoring.acts.looking import session_lines
from mentoring.acts.replying import answer_reminder
from mentoring.stored import Answer


def register(app: App, desk: Desk) -> None:
    @app.action(re.compile(r"^answer_(coming|late|cannot)$"))
    def answer(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = answered(lambda: _answer(desk, body["user"]["id"], action))
        respond(text=reply.text, blocks=list(reply.blocks), replace_original=reply.replaces)


def _answer(desk: Desk, slack_user_id: str, action: dict[str, Any]) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    answer = Answer(action["action_id"].removeprefix("answer_"))
    session, _ = answer_reminder(desk.store, actor=actor, session_id=int(action["value"]), answer=answer, at=at)
    with desk.store.look() as view:
        line = session_lines(view, [session])[0]
        door = view.doors.of(session.id, actor.id)
    soon = at < session.starts_at <= at + desk.policy.remind_soon_ahead
    message = reminder_message(line, actor, desk.doors.link(door) if door is not None else "", soon=soon)
    return Reply(message.text, tuple(dict(block) for block in message.blocks), replaces=True)
