"""The form for notes after a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.layout import Block, context, plain_text, section
from bot.blocks.notes import ACTIVITIES
from bot.modals.fields import field, filled_in, one_of, some_of, text
from bot.sentences import plain_sentence
from bot.wording import students
from mentoring import wall
from mentoring.acts.noting import NotesPage
from mentoring.errors import Refusal
from mentoring.session_notes import CONFIDENCES, LONGEST, TEMPERATURES, Activity, Notes

CALLBACK = "session_notes"
PRIVATE = (
    "You and Partnerships Managers read this, nobody else. Please leave out health, marks, immigration and family "
    "matters. Something worries you? Type `/concern`."
)
_YES_NO = {"yes": "Yes", "no": "Not yet"}


def form(page: NotesPage) -> Block:
    notes = page.notes.notes if page.notes is not None else Notes()
    line, version = page.line, page.notes.version if page.notes is not None else 0
    when = wall.moment(line.session.starts_at, line.program.zone)
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": f"{line.session.id}/{version}",
        "title": plain_text("Notes", 24),
        "submit": plain_text("Keep", 24),
        "close": plain_text("Cancel", 24),
        "blocks": [section(f"*{students(line)}*, {when}"), context(PRIVATE), *_fields(notes)],
    }


def _fields(notes: Notes) -> list[Block]:
    confirmed = {True: "yes", False: "no", None: None}[notes.next_confirmed]
    return [
        _optional(
            "temperature", "How was your student at the start, 1 to 10?", _scale(TEMPERATURES, notes.temperature)
        ),
        _optional("confidence", "How sure of the subject are they, 1 to 5?", _scale(CONFIDENCES, notes.confidence)),
        _optional("activities", "What did you do?", some_of(ACTIVITIES, notes.activities)),
        _optional("success", "A success you noticed, big or small", _written(notes.success)),
        _optional("next_focus", "What comes next?", _written(notes.next_focus)),
        _optional("next_confirmed", "Is the next session confirmed?", one_of(_YES_NO, confirmed)),
    ]


def _optional(named: str, label: str, element: Block) -> Block:
    return field(named, label, element, optional=True)


def _scale(steps: range, chosen: int | None) -> Block:
    return one_of({str(step): str(step) for step in steps}, str(chosen) if chosen is not None else None)


def _written(said: str) -> Block:
    return text(LONGEST, lines=True) | ({"initial_value": said} if said else {})


def read(view: Mapping[str, Any]) -> tuple[int, int, Notes]:
    """The session, the version that was shown, and what was filled in."""
    session_id, _, version = str(view["private_metadata"]).partition("/")
    said = filled_in(view)
    first = {named: values[0] if values else "" for named, values in said.items()}
    notes = Notes(
        temperature=int(first["temperature"]) if first["temperature"] else None,
        confidence=int(first["confidence"]) if first["confidence"] else None,
        activities=tuple(Activity(value) for value in said["activities"]),
        success=first["success"],
        next_focus=first["next_focus"],
        next_confirmed={"yes": True, "no": False}.get(first["next_confirmed"]),
    )
    return int(session_id), int(version), notes


def field_errors(refusal: Refusal) -> dict[str, str]:
    """The refusal beside the field that it is about."""
    return {getattr(refusal, "field", "success"): plain_sentence(refusal)}


def done(said: str) -> Block:
    """What stands in the form's place afterwards."""
    return {
        "type": "modal",
        "title": plain_text("Notes", 24),
        "close": plain_text("Close", 24),
        "blocks": [section(said)],
    }
