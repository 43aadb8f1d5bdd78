"""Submitting notes after a session."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.blocks.notes import saved
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals import notes_form
from bot.requests import submission_key
from mentoring.acts.noting import write_notes
from mentoring.errors import Refusal


def register(app: App, desk: Desk) -> None:
    @app.view(notes_form.CALLBACK)
    def keep(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        session_id, version, notes = notes_form.read(view)
        try:
            kept = write_notes(
                desk.store,
                actor=person_behind(desk, body["user"]["id"]),
                session_id=session_id,
                notes=notes,
                version=version,
                request=submission_key(body),
                at=desk.clock.now(),
            )
        except Refusal as refusal:
            ack(response_action="errors", errors=notes_form.field_errors(refusal))
        else:
            ack(response_action="update", view=notes_form.done(saved(kept)))
