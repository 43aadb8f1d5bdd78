"""What people read about cover, checks and opt-ins: each topic, in each part, without a name in its subject."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.blocks.tidings import tiding_message
from mentoring.acts.looking import MatchLine
from mentoring.acts.tidings import TidingView
from mentoring.people import Role
from mentoring.policy import Policy
from mentoring.tidings import Said, Tiding, Topic
from tests.unit.blocks_fixtures import match_line
from tests.unit.rule_fixtures import MANAGER, person
from web.letters import PlainLetters

LETTERS = PlainLetters(Policy(), ZoneInfo("America/New_York"))
LINK = "https://mentoring.example.org/page/abc.def"
NAMES = {"volunteer": "Ruth Abernathy", "mentor": "Ana Silva", "monitor": "Lee Wong", "student_1": "Amara Okafor"}
NAMES |= {
    "student0": "Amara Okafor",
    "guardian": "Grace Okafor",
    "student": "Amara Okafor",
    "proctor": "Ruth Abernathy",
}
START, UNTIL = "2026-10-27T20:30:00+00:00", "2026-10-26T20:30:00+00:00"

CASES: dict[str, tuple[Topic, dict[str, Any], str]] = {
    "one session": (Topic.COVER_OFFER, {"moments": [START], "until": UNTIL, "offers": [1]}, "Tuesday, Oct 27, 4:30 PM"),
    "several": (Topic.COVER_OFFER, {"moments": [START] * 3, "until": UNTIL, "offers": [1, 2, 3]}, "these days"),
    "own check": (Topic.CHECK_EXPIRES, {"until": "2026-11-03", "own": True}, "Your background check is valid through"),
    "their check": (Topic.CHECK_EXPIRES, {"until": "2026-11-03", "own": False}, "The background check of Ruth"),
    "own, over": (Topic.CHECK_EXPIRED, {"until": "2026-11-03", "own": True}, "nothing wrong"),
    "theirs, over": (Topic.CHECK_EXPIRED, {"until": "2026-11-03", "own": False}, "taken off their sessions"),
    "on hold": (Topic.MENTOR_ON_HOLD, {"until": None, "own": False}, "next seven days are cancelled"),
    "asked": (Topic.OPT_IN_ASKED, {"on": None, "own": True}, "free to say no"),
    "given": (Topic.OPT_IN_GIVEN, {"on": "2026-11-03", "own": True}, "Tuesday, Nov 3"),
    "taken back": (Topic.OPT_IN_REVOKED, {"on": "2026-11-03", "own": True}, "no session takes place"),
    "to the manager": (Topic.OPT_IN_REVOKED, {"on": "2026-11-03", "own": False}, "Grace Okafor does not watch over"),
    "two misses": (Topic.MISSES, {"count": 2, "reassign": False, "last": START}, "what the matter is"),
    "three": (Topic.MISSES, {"count": 3, "reassign": True, "last": START}, "another monitor for good"),
}
FOR_GOOD = {
    "monitor": "you watch over the sessions of Ana Silva",
    "former": "you are free then",
    "mentor": "Lee Wong watches over the sessions",
    "family": "the sessions of Amara O. with Ana Silva",
    "student": "your sessions with Ana Silva",
    "manager": "Lee Wong watches over the sessions",
}
for part, words_to in FOR_GOOD.items():
    CASES[f"for good, {part}"] = (Topic.MONITOR_FOR_GOOD, {"from": "2026-11-03", "sessions": 3, "part": part}, words_to)


def told(topic: Topic, facts: dict[str, Any]) -> tuple[TidingView, Said]:
    people = {part: person(n, _role(part), name=name) for n, (part, name) in enumerate(NAMES.items(), start=100)}
    reader = person(MANAGER, Role.MANAGER, name="Dana Whitfield", email="dana@example.org")
    at = datetime(2026, 10, 26, 12, tzinfo=UTC)
    tiding = Tiding("key", topic, reader.id, at, 1, {part: one.id for part, one in people.items()}, facts)
    line: MatchLine = match_line()
    view = TidingView(tiding, reader, None, people, line, LINK)
    return view, LETTERS.tiding(view)


def _role(part: str) -> Role:
    return Role.STUDENT if part.startswith("student") else Role.GUARDIAN if part == "guardian" else Role.MENTOR


@pytest.mark.parametrize("case", CASES)
def test_each_letter_says_what_is_meant_and_names_nobody_in_its_subject(case: str) -> None:
    topic, facts, words = CASES[case]
    view, said = told(topic, facts)
    assert words in said.body, said.body
    assert not any(part in said.subject for name in NAMES.values() for part in name.split())
    assert "Okafor" not in said.body.replace("Grace Okafor", "")
    assert said.letter.startswith("Hello Dana,") and "{" not in said.letter
    assert tiding_message(view, said).blocks


def test_the_question_to_a_stand_in_has_two_answers_and_a_page() -> None:
    topic, facts, _ = CASES["several"]
    view, said = told(topic, facts)
    (row,) = [block for block in tiding_message(view, said).blocks if block["type"] == "actions"]
    assert [(b["action_id"], b["value"]) for b in row["elements"]] == [("cover_yes", "1,2,3"), ("cover_no", "1,2,3")]
    assert LINK in said.letter
