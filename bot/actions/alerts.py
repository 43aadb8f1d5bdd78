"""The buttons under an alert: «I've got it» and «Call it off»."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, Respond

from bot.answers import answered
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from mentoring.acts.alerting import acknowledge, call_off

TAKEN = "Thank you. The others are not called any more, and the message above now has your own door to the room."
CALLED_OFF = "The session is called off. I am ending the room, and everybody is being told."


def register(app: App, desk: Desk) -> None:
    @app.action("alert_take")
    def take(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = answered(lambda: _take(desk, body["user"]["id"], action["value"]))
        respond(text=reply.text, replace_original=False)

    @app.action("alert_call_off")
    def stop(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = answered(lambda: _call_off(desk, body["user"]["id"], action["value"]))
        respond(text=reply.text, replace_original=False)


def _take(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    for alert_id in value.split(","):
        acknowledge(desk.store, actor=actor, alert_id=int(alert_id), at=at)
    return Reply(TAKEN)


def _call_off(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    call_off(desk.store, actor=actor, alert_id=int(value), at=at)
    return Reply(CALLED_OFF)
