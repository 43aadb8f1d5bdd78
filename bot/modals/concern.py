"""Opening and sending the form in which a concern is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.answers import answered
from bot.blocks.concerns import receipt
from bot.blocks.layout import Block
from bot.commands.words import Reply
from bot.desk import Call, Desk
from bot.identity import person_behind
from bot.modals import concern_form
from bot.requests import submission_key
from mentoring.acts.concern_reports import report_choices, report_concern
from mentoring.acts.finding import find_person
from mentoring.concerns import ConcernDraft
from mentoring.errors import Refusal
from mentoring.people import Person, Role


def register(app: App, desk: Desk) -> None:
    @app.action("concern_raise")
    def raise_one(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        answered(lambda: _open(desk, body, client))

    @app.view(concern_form.CALLBACK)
    def send(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            told = _send(desk, body, view)
        except Refusal as refusal:
            ack(response_action="errors", errors=concern_form.field_errors(refusal, view))
        else:
            ack(response_action="update", view=concern_form.done(told))


def open_form(call: Call, text: str) -> Reply:
    """What was typed behind the command is not lost: the form begins with it."""
    return Reply("", form=_form(call.desk, call.actor, text))


def _open(desk: Desk, body: Mapping[str, Any], client: WebClient) -> Reply:
    form = _form(desk, person_behind(desk, body["user"]["id"]))
    client.views_open(trigger_id=body["trigger_id"], view=form)
    return Reply("")


def _form(desk: Desk, actor: Person, typed: str = "") -> Block:
    choices = report_choices(desk.store, actor=actor, at=desk.clock.now())
    return concern_form.form(choices, manages=actor.has(Role.MANAGER), typed=typed)


def _send(desk: Desk, body: Mapping[str, Any], view: Mapping[str, Any]) -> str:
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    draft = _with_whom(desk, actor, *concern_form.read(view))
    done = report_concern(desk.store, actor=actor, draft=draft, request=submission_key(body), at=at, policy=desk.policy)
    return receipt(done)


def _with_whom(desk: Desk, actor: Person, draft: ConcernDraft, about: str) -> ConcernDraft:
    """A manager types a name instead of choosing one."""
    if not about.strip() or not actor.has(Role.MANAGER):
        return draft
    with desk.store.look() as found:
        return replace(draft, about_id=find_person(found, about, Role.MENTOR).id)
