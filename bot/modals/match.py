"""Opening and submitting the match form, and the names that it suggests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt import Ack, App

from bot.blocks.matches import match_text
from bot.commands.match import MONITORS, as_draft
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals import match_form
from bot.reading import TypedMatch
from bot.requests import submission_key
from mentoring.acts.looking import match_lines
from mentoring.acts.matchmaking import create_match
from mentoring.errors import Refusal
from mentoring.matches import MonitorKind
from mentoring.people import Role
from mentoring.permissions import require_manager
from mentoring.programs import Model
from mentoring.rooms import Platform

ROLES = {"mentor": Role.MENTOR, "student": Role.STUDENT}


def register(app: App, desk: Desk) -> None:
    @app.options({"action_id": "mentor"})
    @app.options({"action_id": "student"})
    @app.options({"action_id": "monitor"})
    def suggest(ack: Ack, body: dict[str, Any], payload: dict[str, Any]) -> None:
        ack(options=_suggest(desk, body, payload["action_id"], payload["value"]))

    @app.view(match_form.CALLBACK)
    def submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        typed = match_form.read(view)
        try:
            text = _create(desk, body, typed)
        except Refusal as refusal:
            ack(response_action="errors", errors=dict(match_form.field_errors(refusal, typed)))
        else:
            ack(response_action="update", view=match_form.done(text))


def _suggest(desk: Desk, body: Mapping[str, Any], field: str, typed: str) -> list[Any]:
    require_manager(person_behind(desk, body["user"]["id"]))
    role = ROLES.get(field) or MONITORS[_monitor_kind(body)]
    with desk.store.look() as view:
        found: Sequence[Any] = view.people.named(typed, role)
    return list(match_form.suggestions(found))


def _monitor_kind(body: Mapping[str, Any]) -> MonitorKind:
    values = (body.get("view") or {}).get("state", {}).get("values", {})
    chosen = values.get("monitor_kind", {}).get("monitor_kind", {}).get("selected_option")
    return MonitorKind(chosen["value"]) if chosen else MonitorKind.PROCTOR


def _create(desk: Desk, body: Mapping[str, Any], typed: TypedMatch) -> str:
    actor = person_behind(desk, body["user"]["id"])
    require_manager(actor)
    model = Model.IN_CLASS if typed.platform is Platform.EXTERNAL else Model.INDEPENDENT
    with desk.store.look() as view:
        draft = as_draft(view, typed, model)
    at = desk.clock.now()
    match = create_match(desk.store, actor=actor, draft=draft, request=submission_key(dict(body)), at=at)
    with desk.store.look() as view:
        line = match_lines(view, [match])[0]
    return f"{match_text(line)}\nNext: `/match confirm {match.id}` when all sides have agreed."
