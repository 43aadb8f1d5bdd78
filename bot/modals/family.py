"""The form behind «Whom to reach at home…» under a nomination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.blocks.layout import Block, plain_text, section
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals.fields import field, filled_in, text
from bot.sentences import plain_sentence
from bot.sentences.nominations import field_errors
from mentoring.acts.nominating import reach_at_home
from mentoring.errors import Refusal
from mentoring.nomination_form import LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE, NotComplete, read_family
from mentoring.nominations import Nomination, Nominator

CALLBACK = "nomination_family"
_WHOSE = {Nominator.TEACHER: "guardian", Nominator.GUARDIAN: "your", Nominator.STUDENT: "your"}


def register(app: App, desk: Desk) -> None:
    @app.view(CALLBACK)
    def submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        number, _, nominator = view["private_metadata"].partition("/")
        whose = _WHOSE[Nominator(nominator)]
        try:
            _write_down(desk, body, int(number), Nominator(nominator), filled_in(view))
        except NotComplete as refusal:
            ack(response_action="errors", errors=field_errors(refusal))
        except Refusal as refusal:
            ack(response_action="errors", errors={f"{whose}_name": plain_sentence(refusal)})
        else:
            ack(response_action="update", view=_done(int(number)))


def form(nomination: Nomination) -> Block:
    whose = _WHOSE[nomination.nominator]
    grown = nomination.nominator is Nominator.STUDENT
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": f"{nomination.id}/{nomination.nominator}",
        "title": plain_text("Whom to reach at home", 24),
        "submit": plain_text("Write down", 24),
        "close": plain_text("Cancel", 24),
        "blocks": [
            field(f"{whose}_name", "Student" if grown else "Parent or guardian", text(LONGEST_NAME)),
            field(f"{whose}_email", "E-mail address", text(LONGEST_EMAIL), optional=True),
            field(f"{whose}_phone", "Phone number", text(LONGEST_PHONE), optional=True),
        ],
    }


def _write_down(
    desk: Desk, body: Mapping[str, Any], number: int, nominator: Nominator, given: Mapping[str, list[str]]
) -> None:
    actor = person_behind(desk, body["user"]["id"])
    home = read_family(given, nominator)
    reach_at_home(desk.store, actor=actor, nomination_id=number, home=home, names=desk.names, at=desk.clock.now())


def _done(number: int) -> Block:
    return {
        "type": "modal",
        "title": plain_text("Written down", 24),
        "close": plain_text("Close", 24),
        "blocks": [section(f"`/mentoring nomination {number}` shows it as it stands now.")],
    }
