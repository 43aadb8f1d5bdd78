"""Opening and submitting the forms about volunteers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.answers import answered
from bot.blocks import volunteers as drawn
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals import volunteer_form
from bot.requests import submission_key
from mentoring.acts.preferring import show_preferences
from mentoring.acts.volunteering import add_volunteer, record_step, show_volunteer
from mentoring.errors import Refusal
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.volunteers import Standing, Step


def register(app: App, desk: Desk) -> None:
    @app.action(re.compile(rf"^{drawn.ACTION}(interview|check|agreement|training)$"))
    def ask(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient, respond: Respond) -> None:
        ack()
        reply = answered(lambda: _open_step(desk, body, action, client))
        if reply.text:
            respond(text=reply.text, replace_original=False)

    @app.view(volunteer_form.APPLY)
    def take_in(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        _submit(ack, "Volunteer taken in", "name", lambda: _take_in(desk, body, view))

    @app.view(volunteer_form.RECORD)
    def write_down(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        _submit(ack, "Written down", "on", lambda: _write_down(desk, body, view))


def _open_step(desk: Desk, body: Mapping[str, Any], action: Mapping[str, Any], client: WebClient) -> Reply:
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    require_manager(actor)
    step = Step[str(action["action_id"]).removeprefix(drawn.ACTION).upper()]
    standing = show_volunteer(desk.store, actor=actor, person_id=int(action["value"]), at=at)
    with desk.store.look() as view:
        managers = view.people.managers(limit=volunteer_form.MANAGERS)
    form = volunteer_form.step_form(step, standing.person, managers, today=desk.today())
    client.views_open(trigger_id=body["trigger_id"], view=form)
    return Reply("")


def _submit(ack: Ack, title: str, first: str, act: Callable[[], Reply]) -> None:
    try:
        reply = act()
    except Refusal as refusal:
        ack(response_action="errors", errors=dict(volunteer_form.field_errors(refusal, first)))
    else:
        ack(response_action="update", view=volunteer_form.done(title, reply))


def _take_in(desk: Desk, body: Mapping[str, Any], view: Mapping[str, Any]) -> Reply:
    actor = person_behind(desk, body["user"]["id"])
    application = volunteer_form.read_application(view)
    standing = add_volunteer(
        desk.store, actor=actor, application=application, request=submission_key(body), at=desk.clock.now()
    )
    return _told(desk, actor, standing)


def _write_down(desk: Desk, body: Mapping[str, Any], view: Mapping[str, Any]) -> Reply:
    actor = person_behind(desk, body["user"]["id"])
    person_id, step = volunteer_form.read_step(view)
    at, policy = desk.clock.now(), desk.policy
    standing = record_step(desk.store, actor=actor, person_id=person_id, step=step, at=at, policy=policy)
    return _told(desk, actor, standing)


def _told(desk: Desk, actor: Person, standing: Standing) -> Reply:
    said = show_preferences(desk.store, actor=actor, person_id=standing.person.id)
    return drawn.one(standing, said, may_record=False)
