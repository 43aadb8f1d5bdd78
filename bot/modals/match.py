"""Submitting the match form, and the names that it suggests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.blocks.matches import created
from bot.desk import Desk
from bot.drafting import as_draft
from bot.identity import person_behind
from bot.modals import match_form
from bot.reading import TypedMatch
from bot.requests import submission_key
from mentoring.acts.looking import MatchLine, match_lines
from mentoring.acts.matchmaking import create_match
from mentoring.errors import Refusal
from mentoring.matches import MONITOR_ROLES
from mentoring.people import Person, Role
from mentoring.permissions import require_manager

ROLES = {
    "mentor": frozenset({Role.MENTOR}),
    "student": frozenset({Role.STUDENT}),
    "monitor": frozenset[Role]().union(*MONITOR_ROLES.values()),
}
"""Slack: what is chosen elsewhere in the form is not told with a request for suggestions, so the kind of monitor is
not known yet."""


def register(app: App, desk: Desk) -> None:
    @app.options({"action_id": "mentor"})
    @app.options({"action_id": "student"})
    @app.options({"action_id": "monitor"})
    def suggest(ack: Ack, body: dict[str, Any], payload: dict[str, Any]) -> None:
        found = _suggested(desk, body["user"]["id"], payload["action_id"], payload["value"])
        ack(options=match_form.suggestions(found))

    @app.view(match_form.CALLBACK)
    def submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        typed = match_form.read(view)
        try:
            line = _create(desk, body, typed)
        except Refusal as refusal:
            ack(response_action="errors", errors=dict(match_form.field_errors(refusal, typed)))
        else:
            ack(response_action="update", view=match_form.done(created(line)))


def _suggested(desk: Desk, slack_user_id: str, field: str, typed: str) -> list[Person]:
    """Nobody is suggested to somebody who may not make matches."""
    try:
        require_manager(person_behind(desk, slack_user_id))
    except Refusal:
        return []
    with desk.store.look() as view:
        found = [person for role in sorted(ROLES[field]) for person in view.people.named(typed, role)]
    return list({person.id: person for person in found}.values())


def _create(desk: Desk, body: Mapping[str, Any], typed: TypedMatch) -> MatchLine:
    actor, at = person_behind(desk, body["user"]["id"]), desk.clock.now()
    require_manager(actor)
    with desk.store.look() as view:
        draft = as_draft(view, typed, at=at)
    match = create_match(desk.store, actor=actor, draft=draft, request=submission_key(body), at=at, policy=desk.policy)
    with desk.store.look() as view:
        return match_lines(view, [match])[0]
