"""What managers press about a concern. Opened, it stands in a form: a form leaves nothing behind in a conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.answers import answered
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals import concern_file
from bot.requests import action_key, submission_key
from bot.sentences import sentence
from mentoring.acts.concern_files import join_concerns, log_step, open_concern, take_on
from mentoring.acts.concern_pauses import pause_for_concern
from mentoring.errors import Refusal

TAKEN = "Thank you, it is in your hands now: nobody else is called. Please open it and read it."
TAKEN_ON = "It is in your hands now."
JOINED = "Joined: the reports of #{other} are here now."
PAUSED = "Paused for two weeks: {matches}. Everybody in them is told so, without the reason."
PAUSED_MEANWHILE = "Nothing was left to pause: somebody else has paused or ended their matches meanwhile."

Body = dict[str, Any]


def register(app: App, desk: Desk) -> None:
    @app.action("concern_read")
    def read(ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        ack()
        reply = answered(lambda: _open(desk, body, int(action["value"]), client))
        if reply.text:
            respond(text=reply.text, replace_original=False, response_type="ephemeral")

    @app.action("concern_take")
    def take(ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        ack()
        number, *before = _numbers(action)
        if "view" in body:
            _renew(desk, body, number, client, lambda: _take(desk, body, number, before, TAKEN_ON))
        else:
            reply = answered(lambda: Reply(_take(desk, body, number, before, TAKEN)))
            respond(text=reply.text, replace_original=False, response_type="ephemeral")

    _register_in_the_form(app, desk)


def _register_in_the_form(app: App, desk: Desk) -> None:
    @app.action("concern_more")
    def more(ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        ack()
        number, page = _numbers(action)
        _renew(desk, body, number, client, lambda: "", page=page)

    @app.action(re.compile(r"^concern_join_\d+$"))
    def join(ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        ack()
        number, other = _numbers(action)
        _renew(desk, body, number, client, lambda: _join(desk, body, number, other))

    @app.action("concern_pause")
    def pause(ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        ack()
        (number,) = _numbers(action)
        _renew(desk, body, number, client, lambda: _pause(desk, body, action, number))

    @app.view(concern_file.CALLBACK)
    def write_down(ack: Ack, body: Body, view: Body) -> None:
        try:
            number = _write_down(desk, body, view)
        except Refusal as refusal:
            ack(response_action="errors", errors=concern_file.field_errors(refusal))
        else:
            ack(response_action="update", view=_view(desk, body, number, notice="Written down."))


def _numbers(action: Mapping[str, Any]) -> list[int]:
    return [int(number) for number in action["value"].split("/")]


def _open(desk: Desk, body: Mapping[str, Any], number: int, client: WebClient) -> Reply:
    client.views_open(trigger_id=body["trigger_id"], view=_view(desk, body, number))
    return Reply("")


def _view(desk: Desk, body: Mapping[str, Any], number: int, *, page: int = 1, notice: str = "") -> Body:
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    file = open_concern(desk.store, actor=actor, incident_id=number, at=at, policy=desk.policy)
    return concern_file.file_view(file, page=page, notice=notice)


def _renew(
    desk: Desk, body: Mapping[str, Any], number: int, client: WebClient, act: Callable[[], str], *, page: int = 1
) -> None:
    """The open form as things stand after that; a refusal is told at its head, or in its place."""
    notice = answered(lambda: Reply(act())).text
    try:
        view = _view(desk, body, number, page=page, notice=notice)
    except Refusal as refusal:
        view = concern_file.nothing(sentence(refusal))
    client.views_update(view_id=body["view"]["id"], view=view)


def _take(desk: Desk, body: Mapping[str, Any], number: int, before: list[int], told: str) -> str:
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    take_on(desk.store, actor=actor, incident_id=number, instead_of=before[0] if before else None, at=at)
    return told


def _join(desk: Desk, body: Mapping[str, Any], number: int, other: int) -> str:
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    join_concerns(desk.store, actor=actor, incident_id=number, other_id=other, at=at, policy=desk.policy)
    return JOINED.format(other=other)


def _pause(desk: Desk, body: Mapping[str, Any], action: Mapping[str, Any], number: int) -> str:
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    paused = pause_for_concern(
        desk.store,
        actor=actor,
        incident_id=number,
        request=action_key(body, action),
        at=at,
        policy=desk.policy,
    )
    return PAUSED.format(matches=", ".join(f"#{match.id}" for match in paused)) if paused else PAUSED_MEANWHILE


def _write_down(desk: Desk, body: Mapping[str, Any], view: Mapping[str, Any]) -> int:
    actor = person_behind(desk, body["user"]["id"])
    number, kind, note = concern_file.read(view)
    log_step(
        desk.store,
        actor=actor,
        incident_id=number,
        kind=kind,
        note=note,
        request=submission_key(body),
        at=desk.clock.now(),
        policy=desk.policy,
    )
    return number
