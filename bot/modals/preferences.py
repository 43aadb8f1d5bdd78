"""The form in which a volunteer, or a manager for them, says what they can help with and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.answers import answered
from bot.blocks.layout import OPTION, Block, plain_text, section
from bot.blocks.nominations import PARTS, SUBJECTS
from bot.blocks.volunteers import PREFERENCES
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals.fields import field, filled_in, one_of, some_of
from bot.sentences import plain_sentence
from bot.wording import name
from mentoring import wall
from mentoring.acts.preferring import say_preferences, show_preferences
from mentoring.errors import Refusal
from mentoring.nominations import LANGUAGES
from mentoring.people import Person
from mentoring.preferences import NOTHING_SAID, Preferences, read_preferences
from mentoring.slots import Weekday

CALLBACK, TITLE = "volunteer_preferences", 24


def register(app: App, desk: Desk) -> None:
    @app.action(PREFERENCES)
    def ask(ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient, respond: Respond) -> None:
        ack()
        reply = answered(lambda: _open(desk, body, int(action["value"]), client))
        if reply.text:
            respond(text=reply.text, replace_original=False)

    @app.view(CALLBACK)
    def take(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            person = _take(desk, body, view)
        except Refusal as refusal:
            ack(response_action="errors", errors={"subjects": plain_sentence(refusal)})
        else:
            ack(response_action="update", view=_done(person))


def _open(desk: Desk, body: Mapping[str, Any], person_id: int, client: WebClient) -> Reply:
    actor = person_behind(desk, body["user"]["id"])
    said = show_preferences(desk.store, actor=actor, person_id=person_id)
    client.views_open(trigger_id=body["trigger_id"], view=form(person_id, said))
    return Reply("")


def _take(desk: Desk, body: Mapping[str, Any], view: Mapping[str, Any]) -> Person:
    actor, person_id = person_behind(desk, body["user"]["id"]), int(view["private_metadata"])
    said, at = read_fields(view), desk.clock.now()
    say_preferences(desk.store, actor=actor, person_id=person_id, said=said, at=at)
    with desk.store.look() as work:
        return work.people.get(person_id)


def form(person_id: int, said: Preferences) -> Block:
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": str(person_id),
        "title": plain_text("Subjects and hours", TITLE),
        "submit": plain_text("Save", TITLE),
        "close": plain_text("Cancel", TITLE),
        "blocks": fields(said),
    }


def fields(said: Preferences = NOTHING_SAID) -> list[Block]:
    """Every one may be left empty: then nothing is known, and nobody is held to it."""
    days = {day.name: wall.DAY_NAMES[day] for day in Weekday}
    chosen = {day.name for day in said.days}
    spoken = next(iter(sorted(said.speaks)), None)
    return [
        field("subjects", "Can help with", some_of(_words(SUBJECTS), said.subjects), optional=True),
        field("days", "Has time on", some_of(days, chosen), optional=True),
        field("parts", "At what time of the day", some_of(_words(PARTS), said.parts), optional=True),
        field("speaks", "Also speaks", one_of(LANGUAGES, spoken), optional=True),
    ]


def read_fields(view: Mapping[str, Any]) -> Preferences:
    """Raises NotOffered."""
    given = filled_in(view)
    return read_preferences(**{what: given.get(what, []) for what in ("subjects", "days", "parts", "speaks")})


def _words(known: Mapping[Any, str]) -> dict[str, str]:
    return {str(value): shown[0].upper() + shown[1:] for value, shown in known.items()}


def _done(person: Person) -> Block:
    told = f"Saved for {name(person)}. `/match suggest` goes by it; matches that stand are not changed."
    return {
        "type": "modal",
        "title": plain_text("Saved", TITLE),
        "close": plain_text("Close", OPTION),
        "blocks": [section(told)],
    }
