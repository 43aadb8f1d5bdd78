"""What volunteers, facilitators and managers read of clearance and trainings, in Slack and by letter alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.blocks.tidings import tiding_message
from mentoring.acts.tidings import TidingView
from mentoring.people import Role
from mentoring.policy import Policy
from mentoring.tidings import Said, Tiding, Topic
from mentoring.volunteers import Step
from tests.unit.rule_fixtures import person
from web.letters import PlainLetters

LETTERS = PlainLetters(Policy(), ZoneInfo("America/New_York"))
ANA, DANA = person(3, Role.MENTOR, name="Ana Silva"), person(1, Role.MANAGER, name="Dana Whitfield")
LINK = "https://mentoring.example.org/volunteer/WzNd.x7"
TRAINING = {
    "training": 3,
    "starts": "2026-11-04T23:00:00+00:00",
    "ends": "2026-11-05T00:30:00+00:00",
    "zone": "America/Los_Angeles",
}
NEXT = ["2026-11-11T23:00:00+00:00"]
SURVEY = "https://forms.example.org/survey"
FACTS: tuple[tuple[Topic, Mapping[str, object]], ...] = (
    (Topic.VOLUNTEER_WELCOME, {}),
    (Topic.VOLUNTEER_CLEARED, {}),
    (Topic.MATCH_OPTIONS, {"until": "2026-11-18", "missing": list(Step), "late": False, "held": True}),
    (Topic.MATCH_OPTIONS, {"until": "2026-11-18", "missing": [], "late": False, "held": False}),
    (Topic.MATCH_OPTIONS, {"until": "2026-11-18", "missing": [], "late": True, "held": True}),
    (Topic.SHUT_OUT, {"session": 12, "starts": TRAINING["starts"], "missing": [Step.CHECK], "watches": True}),
    (Topic.SHUT_OUT, {"session": 12, "starts": TRAINING["starts"], "missing": [Step.CHECK], "watches": False}),
    (Topic.TRAINING_PLACE, TRAINING),
    (Topic.TRAINING_REMINDER, {**TRAINING, "soon": False, "holds": False}),
    (Topic.TRAINING_REMINDER, {**TRAINING, "soon": True, "holds": False}),
    (Topic.TRAINING_REMINDER, {**TRAINING, "soon": True, "holds": True}),
    (Topic.TRAINING_CANCELLED, {**TRAINING, "next": NEXT}),
    (Topic.TRAINING_CANCELLED, {**TRAINING, "next": []}),
    (Topic.TRAINING_DONE, {**TRAINING, "slides": None, "packet": None, "survey": None, "missing": list(Step)}),
    (Topic.TRAINING_DONE, {**TRAINING, "slides": SURVEY, "packet": SURVEY, "survey": SURVEY, "missing": []}),
    (Topic.TRAINING_AGAIN, {**TRAINING, "came": True, "allowed": 5, "next": NEXT}),
    (Topic.TRAINING_AGAIN, {**TRAINING, "came": True, "allowed": None, "next": []}),
    (Topic.TRAINING_AGAIN, {**TRAINING, "came": False, "allowed": 5, "next": []}),
    (Topic.TRAINING_SURVEY, {**TRAINING, "survey": SURVEY}),
    (
        Topic.TRAINING_RECORD,
        {**TRAINING, "complete": ["a"], "incomplete": ["a"], "absent": ["a"], "unverified": ["a", "a"], "unset": ["X"]},
    ),
    (
        Topic.TRAINING_RECORD,
        {**TRAINING, "complete": [], "incomplete": [], "absent": [], "unverified": [], "unset": []},
    ),
    (Topic.TRAINING_TROUBLE, {**TRAINING, "why": "recording is on, not off", "kept": ""}),
    (Topic.TRAINING_TROUBLE, {**TRAINING, "why": "", "kept": "recording"}),
    (Topic.TRAINING_MOVED, {**TRAINING, "was": NEXT[0], "holds": False}),
    (Topic.TRAINING_MOVED, {**TRAINING, "was": NEXT[0], "holds": True}),
    (Topic.TRAINING_MOVED, {**TRAINING, "was": NEXT[0], "holds": False, "gone": True, "next": NEXT}),
    (Topic.TRAINING_MOVED, {**TRAINING, "was": NEXT[0], "holds": False, "gone": True, "next": []}),
)


def view_of(topic: Topic, facts: Mapping[str, object]) -> TidingView:
    people = {"volunteer": ANA, "facilitator": DANA, "a": ANA}
    at = datetime(2026, 11, 4, tzinfo=UTC)
    return TidingView(Tiding("key", topic, ANA.id, at, facts=facts), ANA, None, people, None, LINK)


def said(topic: Topic, facts: Mapping[str, object]) -> Said:
    return LETTERS.tiding(view_of(topic, facts))


@pytest.mark.parametrize(("topic", "facts"), FACTS)
def test_each_is_whole_sentences_and_has_no_name_in_its_subject(topic: Topic, facts: Mapping[str, object]) -> None:
    told = said(topic, facts)
    assert told.letter.startswith("Hello Ana,\n\n")
    assert "None" not in told.letter and "{" not in told.letter and "\n\n\n" not in told.letter
    assert not re.search(r"Ana|Silva|Dana", told.subject)
    lines = [line for line in told.body.split("\n") if line]
    assert all(line[-1] in ".:!?" or line.startswith(("- ", "https://")) or ": " in line for line in lines), lines


@pytest.mark.parametrize(("topic", "facts"), FACTS)
def test_slack_shows_the_same_words(topic: Topic, facts: Mapping[str, object]) -> None:
    told = said(topic, facts)
    message = tiding_message(view_of(topic, facts), told)
    assert message.blocks[1]["text"]["text"].splitlines()[0] in told.body.replace("&", "&amp;")


def test_hours_are_those_of_the_zone_in_which_the_training_was_planned() -> None:
    assert "Wednesday, Nov 4, 3:00 PM (PST), until 4:30 PM" in said(Topic.TRAINING_PLACE, TRAINING).body


def test_the_reminder_says_how_to_attend(facts: Mapping[str, object] = FACTS[8][1]) -> None:
    """R043, R044, R045."""
    body = said(Topic.TRAINING_REMINDER, facts).body
    assert all(
        words in body
        for words in ("mute your microphone when you come in", "keep your camera on", "within five minutes")
    )


def test_what_is_not_set_up_leaves_no_empty_line_behind() -> None:
    body = said(*FACTS[13]).body
    assert not any(word in body for word in ("slides", "packet", "survey"))
    assert said(*FACTS[14]).body.count(SURVEY) == 3


def test_whoever_lost_their_place_to_a_session_reads_why_and_the_next_dates() -> None:
    lost = {**TRAINING, "was": NEXT[0], "holds": False, "gone": True, "next": NEXT}
    body = said(Topic.TRAINING_MOVED, lost).body
    assert "You are in a session or another training then. So we gave your place back." in body
    assert "- Wednesday, Nov 11, 3:00 PM (PST)" in body
    assert "You keep your place" not in body
    message = tiding_message(view_of(Topic.TRAINING_MOVED, lost), said(Topic.TRAINING_MOVED, lost))
    assert "Open my page" in str(message.blocks[-1])
