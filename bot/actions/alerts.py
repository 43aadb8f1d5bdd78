"""The buttons under an alert: «I've got it» and «Call it off»."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, Respond

from bot.answers import answered
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from mentoring.acts.alerting import acknowledge, call_off
from mentoring.alerts import AlertIsOver

TAKEN = "Thank you, it is in your hands now: nobody else is called. The message above changes with it."
WITH_DOOR = f"{TAKEN} It now has your own door to the room."
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
    """One message may tell of several alerts; those that are over already do not keep the others from being taken."""
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    alert_ids = [int(alert_id) for alert_id in value.split(",")]
    taken, over = 0, None
    for alert_id in alert_ids:
        try:
            acknowledge(desk.store, actor=actor, alert_id=alert_id, at=at)
        except AlertIsOver as refusal:
            over = refusal
        else:
            taken += 1
    if over is not None and not taken:
        raise over
    return Reply(WITH_DOOR if len(alert_ids) == 1 else TAKEN)


def _call_off(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    call_off(desk.store, actor=actor, alert_id=int(value), at=at)
    return Reply(CALLED_OFF)
