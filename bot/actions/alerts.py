"""The buttons under an alert: «I've got it», «Call it off», «Use Zoom instead» and «It is Dana Cruz»."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from slack_bolt import Ack, App, Respond

from bot.answers import answered
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from bot.wording import PLATFORM_NAMES, name
from mentoring.acts.alerting import acknowledge
from mentoring.acts.changing import switch_instead
from mentoring.acts.recognising import recognise
from mentoring.acts.stopping import call_off_alerted
from mentoring.errors import Refusal
from mentoring.people import Person
from mentoring.rooms import Platform

TAKEN = "Thank you, it is in your hands now: nobody else is called. The message above changes with it."
WITH_DOOR = f"{TAKEN} It now has your own door to the room."
CALLED_OFF = "The session is called off. I am ending the room, and everybody is being told."
SWITCHED = "{count} to {platform}: I am making {rooms} now. Every door and every link that people have stays the same."
RECOGNISED = "Thank you. For this session I take them for {who}, and look again at once who is there."
CHANGED_MEANWHILE = "The room has changed since that message was written. Look at it as it stands now, above."

Done = TypeVar("Done")


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

    @app.action(re.compile(r"^alert_switch_(google_meet|zoom)$"))
    def switch(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        platform = Platform(action["action_id"].removeprefix("alert_switch_"))
        reply = answered(lambda: _switch(desk, body["user"]["id"], action["value"], platform))
        respond(text=reply.text, replace_original=False)

    @app.action(re.compile(r"^alert_it_is_\d+$"))
    def it_is(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = answered(lambda: _recognise(desk, body["user"]["id"], action["value"]))
        respond(text=reply.text, replace_original=False)


def _each(value: str, act: Callable[[int], Done]) -> list[Done]:
    """One message may tell of several alerts; those that are over already do not keep the others from being dealt with.
    Raises the refusal when every one is refused."""
    done, refused = [], None
    for alert_id in value.split(","):
        try:
            done.append(act(int(alert_id)))
        except Refusal as refusal:
            refused = refusal
    if refused is not None and not done:
        raise refused
    return done


def _take(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    _each(value, lambda alert_id: acknowledge(desk.store, actor=actor, alert_id=alert_id, at=at))
    return Reply(TAKEN if "," in value else WITH_DOOR)


def _switch(desk: Desk, slack_user_id: str, value: str, platform: Platform) -> Reply:
    actor = person_behind(desk, slack_user_id)
    switched = _each(value, partial(_switch_one, desk, actor, platform))
    one = len(switched) == 1
    count, rooms = ("1 session moves", "the room") if one else (f"{len(switched)} sessions move", "the rooms")
    return Reply(SWITCHED.format(count=count, rooms=rooms, platform=PLATFORM_NAMES[platform]))


def _switch_one(desk: Desk, actor: Person, platform: Platform, alert_id: int) -> None:
    at = desk.clock.now()
    switch_instead(desk.store, actor=actor, alert_id=alert_id, platform=platform, at=at, policy=desk.policy)


def _recognise(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    alert_id, person_id, connection = value.split("/", 2)
    found = recognise(
        desk.store, actor=actor, alert_id=int(alert_id), connection=connection, person_id=int(person_id), at=at
    )
    return Reply(RECOGNISED.format(who=name(found)) if found is not None else CHANGED_MEANWHILE)


def _call_off(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    call_off_alerted(desk.store, actor=actor, alert_id=int(value), at=at)
    return Reply(CALLED_OFF)
