"""The form behind `/mentoring nominate`: what a family, a student or a teacher says on the phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.blocks import nominations as drawn
from bot.blocks.layout import Block, plain_text, section
from bot.desk import Desk
from bot.identity import person_behind
from bot.modals.fields import field, filled_in, one_of, some_of, text
from bot.requests import submission_key
from bot.sentences import plain_sentence
from bot.sentences.nominations import field_errors
from bot.wording import PLATFORM_NAMES
from mentoring import wall
from mentoring.acts.nominating import nominate
from mentoring.errors import Refusal
from mentoring.nomination_form import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_PHONE,
    LONGEST_SCHOOL,
    NotComplete,
    read_nomination,
)
from mentoring.nominations import CONSENTS, FIRST_GRADE, LANGUAGES, LAST_GRADE, PLATFORMS, Nomination, Nominator
from mentoring.permissions import require_manager
from mentoring.slots import Weekday

CALLBACK = "nomination_form"
_YES = {"yes": "Yes"}
_CONSENT = "The words to read out stand at the end of the form on the web, /nominate."
_PLATFORM_HINT = "For a teacher's class only."


def register(app: App, desk: Desk) -> None:
    @app.view(CALLBACK)
    def submit(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            nomination = _take(desk, body, filled_in(view))
        except NotComplete as refusal:
            ack(response_action="errors", errors=field_errors(refusal))
        except Refusal as refusal:
            ack(response_action="errors", errors={"nominator": plain_sentence(refusal)})
        else:
            ack(response_action="update", view=_done(nomination))


def form() -> Block:
    days = {day.name: wall.DAY_NAMES[day] for day in Weekday}
    grades = {str(grade): str(grade) for grade in range(FIRST_GRADE, LAST_GRADE + 1)}
    platforms = {str(platform): PLATFORM_NAMES[platform] for platform in PLATFORMS}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text("Write down a nomination", 24),
        "submit": plain_text("Write down", 24),
        "close": plain_text("Cancel", 24),
        "blocks": [
            field("nominator", "Who is on the phone", one_of(_words(drawn.NOMINATORS), Nominator.GUARDIAN)),
            field("first_name", "Student's first name", text(LONGEST_NAME)),
            field("last_name", "Family name, or its first letter", text(LONGEST_NAME), optional=True),
            field("age", "Age", one_of(_words(drawn.AGES))),
            field("grade", "Grade", one_of(grades)),
            field("school", "School", text(LONGEST_SCHOOL)),
            field("home_language", "Language at home", one_of(LANGUAGES)),
            field("interpreter", "They would like an interpreter", some_of(_YES), optional=True),
            field("subjects", "Subjects", some_of(_words(drawn.SUBJECTS))),
            field("needs", "What would help most", some_of(_words(drawn.NEEDS)), optional=True),
            field(
                "note",
                "Note: nothing about health, marks or immigration",
                text(LONGEST_NOTE, lines=True),
                optional=True,
            ),
            field("platform", "Video platform of the class", one_of(platforms), optional=True, hint=_PLATFORM_HINT),
            field("days", "Days", some_of(days)),
            field("parts", "Time of the day", some_of(_words(drawn.PARTS))),
            field("your_name", "Caller's name, unless it is the student", text(LONGEST_NAME), optional=True),
            field("your_email", "Caller's e-mail address", text(LONGEST_EMAIL), optional=True),
            field("your_phone", "Caller's phone number", text(LONGEST_PHONE), optional=True),
            field("guardian_name", "From a teacher: parent or guardian", text(LONGEST_NAME), optional=True),
            field("guardian_email", "From a teacher: e-mail address at home", text(LONGEST_EMAIL), optional=True),
            field("guardian_phone", "From a teacher: phone number at home", text(LONGEST_PHONE), optional=True),
            field("helped", "A family member helps the student with this", some_of(_YES), optional=True),
            field(
                "consent", "I have read out the consent, and they agree", some_of(_YES), optional=True, hint=_CONSENT
            ),
        ],
    }


def _words(known: Mapping[Any, str]) -> dict[str, str]:
    return {str(value): shown[0].upper() + shown[1:] for value, shown in known.items()}


def _take(desk: Desk, body: Mapping[str, Any], given: Mapping[str, list[str]]) -> Nomination:
    actor = person_behind(desk, body["user"]["id"])
    require_manager(actor)
    draft = read_nomination({**given, "consent": _read_out(given)})
    nomination, _ = nominate(
        desk.store,
        draft=draft,
        request=submission_key(body),
        names=desk.names,
        at=desk.clock.now(),
        entered_by=actor,
    )
    return nomination


def _read_out(given: Mapping[str, list[str]]) -> list[str]:
    """The words that are read out are those of today."""
    who = given["nominator"][0]
    return [CONSENTS[Nominator(who)]] if given.get("consent") else []


def _done(nomination: Nomination) -> Block:
    told = f"It is #{nomination.id}. `/mentoring nomination {nomination.id}` shows it, and what can be done next."
    return {
        "type": "modal",
        "title": plain_text("Written down", 24),
        "close": plain_text("Close", 24),
        "blocks": [section(told)],
    }
