"""The buttons under a nomination: each does one act, and shows the nomination as it stands then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.answers import answered
from bot.blocks.layout import section
from bot.blocks.nominations import nomination_view
from bot.commands.nominations import TypedQueue, queue_as_it_stands, zone_of
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals import family
from bot.wording import counted
from mentoring.acts.bursts import decline_burst
from mentoring.acts.knowing import is_somebody_else, is_this_student
from mentoring.acts.queueing import (
    assess,
    decline,
    different_child,
    let_through,
    make_ready,
    same_child,
    show_nomination,
    withdraw,
)
from mentoring.nominations import DeclineReason
from mentoring.people import Person
from mentoring.permissions import require_manager

Done = Callable[[Desk, Person, str], object]
"""Does what the button says, of the nomination that its value begins with."""


def register(app: App, desk: Desk) -> None:
    for action_id, act in _BUTTONS.items():
        _register(app, desk, action_id, act)

    @app.action("nomination_decline")
    def refuse(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        _answer(desk, body, action["selected_option"]["value"], _decline, respond)

    @app.action("nominations_burst")
    def decline_all(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = answered(partial(_decline_burst, desk, body["user"]["id"], int(action["value"])))
        respond(text=reply.text, blocks=list(reply.blocks), replace_original=reply.replaces)

    @app.action("nomination_family")
    def ask_whom_to_reach(
        ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient, respond: Respond
    ) -> None:
        ack()
        reply = answered(partial(_open_family, desk, body, int(action["value"]), client))
        if reply.text:
            respond(text=reply.text, replace_original=False)


def _register(app: App, desk: Desk, action_id: str, act: Done) -> None:
    @app.action(action_id)
    def pressed(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        _answer(desk, body, action["value"], act, respond)


def _answer(desk: Desk, body: dict[str, Any], value: str, act: Done, respond: Respond) -> None:
    reply = answered(partial(_act, desk, body["user"]["id"], value, act))
    respond(text=reply.text, blocks=list(reply.blocks), replace_original=reply.replaces)


def _act(desk: Desk, slack_user_id: str, value: str, act: Done) -> Reply:
    actor = person_behind(desk, slack_user_id)
    act(desk, actor, value)
    view = show_nomination(desk.store, actor=actor, nomination_id=_numbers(value)[0])
    return nomination_view(view, zone_of(desk), desk.clock.now(), replaces=True)


def _open_family(desk: Desk, body: dict[str, Any], number: int, client: WebClient) -> Reply:
    actor = person_behind(desk, body["user"]["id"])
    require_manager(actor)
    view = show_nomination(desk.store, actor=actor, nomination_id=number)
    client.views_open(trigger_id=body["trigger_id"], view=family.form(view.nomination))
    return Reply("")


def _decline_burst(desk: Desk, slack_user_id: str, up_to: int) -> Reply:
    actor = person_behind(desk, slack_user_id)
    done = decline_burst(desk.store, actor=actor, up_to=up_to, at=desk.clock.now())
    told = f"{counted(done, 'form')} of the burst declined and erased." if done else "Nothing of that burst is left."
    standing = queue_as_it_stands(desk, actor, TypedQueue())
    blocks = (section(told), *(standing.blocks or (section(standing.text),)))
    return Reply(f"{told} {standing.text}", blocks, replaces=True)


def _numbers(value: str) -> list[int]:
    return [int(part) for part in value.split("/") if part.isdecimal()]


def _let_through(desk: Desk, actor: Person, value: str) -> object:
    at, number = desk.clock.now(), _numbers(value)[0]
    return let_through(desk.store, actor=actor, nomination_id=number, names=desk.names, at=at)


def _assess(desk: Desk, actor: Person, value: str) -> object:
    at, number = desk.clock.now(), _numbers(value)[0]
    return assess(desk.store, actor=actor, nomination_id=number, names=desk.names, at=at)


def _ready(desk: Desk, actor: Person, value: str) -> object:
    at, number = desk.clock.now(), _numbers(value)[0]
    return make_ready(desk.store, actor=actor, nomination_id=number, names=desk.names, at=at)


def _withdraw(desk: Desk, actor: Person, value: str) -> object:
    return withdraw(desk.store, actor=actor, nomination_id=_numbers(value)[0], at=desk.clock.now())


def _decline(desk: Desk, actor: Person, value: str) -> object:
    number, _, why = value.partition("/")
    at = desk.clock.now()
    return decline(desk.store, actor=actor, nomination_id=int(number), why=DeclineReason(why), at=at)


def _same(desk: Desk, actor: Person, value: str) -> object:
    number, other = _numbers(value)
    return same_child(desk.store, actor=actor, nomination_id=number, other_id=other, at=desk.clock.now())


def _different(desk: Desk, actor: Person, value: str) -> object:
    number, other = _numbers(value)
    return different_child(desk.store, actor=actor, nomination_id=number, other_id=other, at=desk.clock.now())


def _known(desk: Desk, actor: Person, value: str) -> object:
    number, student = _numbers(value)
    at = desk.clock.now()
    return is_this_student(desk.store, actor=actor, nomination_id=number, student_id=student, at=at)


def _somebody_else(desk: Desk, actor: Person, value: str) -> object:
    number, student = _numbers(value)
    at = desk.clock.now()
    return is_somebody_else(desk.store, actor=actor, nomination_id=number, student_id=student, at=at)


_BUTTONS: dict[str, Done] = {
    "nomination_let_through": _let_through,
    "nomination_assess": _assess,
    "nomination_ready": _ready,
    "nomination_withdraw": _withdraw,
    "nomination_same": _same,
    "nomination_different": _different,
    "nomination_known": _known,
    "nomination_somebody_else": _somebody_else,
}
