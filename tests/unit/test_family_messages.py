"""A family's letter as a Slack message: whole, harmless, to be followed by its own links alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.blocks.letters import letter_message
from bot.blocks.reminders import reminder_message
from bot.blocks.tidings import tiding_message
from mentoring.acts.looking import MatchLine
from mentoring.acts.tidings import TidingView
from mentoring.people import Person
from mentoring.ports import ChatMessage
from mentoring.stored import Answer, Door
from mentoring.tidings import Tiding, Topic
from sandbox.slack.block_kit import elements_in, faults_in_message
from tests.unit.blocks_fixtures import NAMES
from tests.unit.family_tidings import ASKED, LINK, PEOPLE, WRITTEN
from tests.unit.letter_fixtures import (
    AMARA,
    ANA,
    DOOR,
    EVERYBODY,
    GRACE,
    LETTERS,
    LUIS,
    MANAGER_DOOR,
    MATCH,
    PROGRAM,
    RUTH,
    every_family_letter,
    line_at,
)
from web.languages import LANGUAGES

AT = datetime(2026, 11, 3, 21, 30, tzinfo=UTC)
_FOLLOWED = re.compile(r"<([^<>]+)>")


def text_of(message: ChatMessage) -> str:
    return "\n".join(block["text"]["text"] for block in message.blocks)


def followed(message: ChatMessage) -> list[str]:
    """What can be pressed or mentions somebody."""
    return _FOLLOWED.findall(text_of(message))


def test_slack_takes_every_letter_in_every_language_as_it_is_and_each_link_can_be_followed() -> None:
    for name, subject, letter in every_family_letter():
        message = letter_message(subject, letter)
        assert faults_in_message([dict(block) for block in message.blocks]) == [], name
        assert 0 < len(message.text) <= 3_000, name
        assert text_of(message) == f"{subject}\n{letter.replace(DOOR, f'<{DOOR}>')}", name


@pytest.mark.parametrize("worst", [*NAMES.values(), "https://evil.example", "<https://evil.example|door>"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_whatever_people_are_called_only_our_own_links_can_be_followed(code: str, worst: str) -> None:
    ana, grace = replace(ANA, name=worst), replace(GRACE, name=worst, language=code)
    line = line_at(AT, people=(*EVERYBODY, ana, grace, replace(AMARA, name=worst)))
    message = letter_message(*LETTERS.reminder(line, grace, line.people[AMARA.id], DOOR, soon=True))
    assert faults_in_message([dict(block) for block in message.blocks]) == []
    assert followed(message) == [DOOR]


def view(topic: Topic, facts: dict[str, Any], reader: Person, child: Person | None = None) -> TidingView:
    ids = {part: person.id for part, person in PEOPLE.items()}
    line = MatchLine(MATCH, PROGRAM, {person.id: person for person in EVERYBODY})
    return TidingView(Tiding("key", topic, reader.id, AT, 12, ids, facts), reader, child, PEOPLE, line, LINK, LINK)


@pytest.mark.parametrize(
    ("topic", "facts", "reader"),
    [
        (Topic.MATCH_ASKED, dict(ASKED), GRACE),
        (Topic.MATCH_ASKED, ASKED | {"watches": True}, GRACE),
        (Topic.RELAY_TO_FAMILY, dict(WRITTEN), GRACE),
        (Topic.NEW_LINKS, {}, GRACE),
        (Topic.NEW_LINKS, {}, LUIS),
    ],
)
def test_a_family_follows_the_link_in_the_words_and_has_no_button(
    topic: Topic, facts: dict[str, Any], reader: Person
) -> None:
    told = view(topic, facts, reader)
    message = tiding_message(told, LETTERS.tiding(told))
    assert LINK in followed(message)
    assert "actions" not in {block["type"] for block in message.blocks}


@pytest.mark.parametrize(
    ("topic", "facts", "reader", "button"),
    [
        (Topic.MATCH_ASKED, ASKED | {"family": False}, RUTH, "rsvp_yes"),
        (Topic.MATCH_ASKED, ASKED | {"mentors": True}, ANA, "rsvp_yes"),
        (Topic.RELAY_TO_FAMILY, WRITTEN | {"in_class": True}, RUTH, "open_page"),
        (Topic.NEW_LINKS, {}, ANA, "open_page"),
    ],
)
def test_adults_of_the_program_keep_their_buttons(
    topic: Topic, facts: dict[str, Any], reader: Person, button: str
) -> None:
    told = view(topic, facts, reader)
    assert button in json.dumps(tiding_message(told, LETTERS.tiding(told)).blocks)


def test_what_a_mentor_writes_is_no_link_even_where_it_is_the_link() -> None:
    told = replace(view(Topic.RELAY_TO_FAMILY, dict(WRITTEN), GRACE), written="https://evil.example\n<@U1>")
    assert followed(tiding_message(told, LETTERS.tiding(told))) == [LINK]


# The guardian who watches over the session


def doors(**revoked: datetime) -> dict[tuple[int, int], Door]:
    found = {"grace": GRACE, "amara": AMARA, "luis": LUIS}
    return {(7, who.id): Door(who.id, 7, who.id, revoked.get(key)) for key, who in found.items()}


def children(answers: dict[int, Answer] | None = None, reader: Person = GRACE, **revoked: datetime) -> list[str]:
    line = replace(line_at(AT, monitor=GRACE), answers=answers or {})
    return [child.key for child, _ in line.children_of(reader, doors(**revoked))]


def test_they_have_the_doors_of_their_own_children_who_come() -> None:
    assert children() == ["amara"]
    assert children({AMARA.id: Answer.COMING}) == ["amara"]
    assert children({AMARA.id: Answer.CANNOT}) == []
    assert children(amara=AT) == []
    assert children(reader=RUTH) == children(reader=LUIS) == []
    assert line_at(AT).children_of(GRACE, {}) == []


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_in_slack_each_door_is_a_button_of_its_own(name: str) -> None:
    line = line_at(AT, monitor=GRACE)
    two = [(replace(child, name=name), f"{DOOR}{child.id}") for child in (AMARA, LUIS)]
    message = reminder_message(line, GRACE, DOOR, two, soon=False)
    assert faults_in_message([dict(block) for block in message.blocks]) == []
    buttons = [one for block in message.blocks for one in elements_in(dict(block))]
    links = {one["action_id"]: one["url"] for one in buttons if "url" in one}
    assert links == {"open_door": DOOR, "open_door_6": f"{DOOR}6", "open_door_7": f"{DOOR}7"}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("soon", [True, False])
def test_by_mail_one_letter_has_both_doors(code: str, *, soon: bool) -> None:
    line, grace = line_at(AT, monitor=GRACE), replace(GRACE, language=code)
    _, letter = LETTERS.reminder(line, grace, None, DOOR, [(AMARA, MANAGER_DOOR)], soon=soon)
    lines = letter.split("\n")
    assert lines.index(DOOR) < lines.index(MANAGER_DOOR)
    assert "Amara O." in lines[lines.index(MANAGER_DOOR) - 1]
    assert "Luis" not in lines[lines.index(MANAGER_DOOR) - 1] and "\n\n\n" not in letter
