"""What mentors, families and managers read of the relay and of check-ins, in letters and in Slack alike."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.blocks.tidings import tiding_message
from mentoring.acts.looking import MatchLine
from mentoring.acts.tidings import TidingView
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.tidings import Said, Tiding, Topic
from tests.unit.letter_fixtures import AMARA, ANA, DANA, DOOR, EVERYBODY, GRACE, LUIS, MATCH, PRIVATE, PROGRAM, line_at
from web.letters import PlainLetters

AT = datetime(2026, 11, 3, 21, 30, tzinfo=UTC)
LINK = "https://doors.example.org/write/abc"
LETTERS = PlainLetters(Policy(), ZoneInfo("America/New_York"), "https://doors.example.org/family/{}".format)
LINE = MatchLine(MATCH, PROGRAM, {person.id: person for person in EVERYBODY})
HELLO = "Hello\n\nthere 👋"
WRITTEN = {"message": 1, "language": "es", "in_class": False}
ABOUT = {"message": 1, "details": ["phone"], "by_mentor": True, "written": AT.isoformat(), "in_class": False}
DUE = {"count": 7, "oldest": [{"match": 12, "part": part, "due": AT.isoformat()} for part in ("mentor", "guardian")]}


def view(topic: Topic, reader: Person, facts: dict[str, object], **people: Person) -> TidingView:
    tiding = Tiding("key", topic, reader.id, AT, 12, {part: who.id for part, who in people.items()}, facts)
    return TidingView(tiding, reader, None, people, LINE, LINK, HELLO if "language" in facts else "")


def said(topic: Topic, reader: Person, facts: dict[str, object], **people: Person) -> Said:
    return LETTERS.tiding(view(topic, reader, facts, **({"mentor": ANA, "manager": DANA, "student_1": AMARA} | people)))


EVERY = {
    "to a guardian": said(Topic.RELAY_TO_FAMILY, GRACE, WRITTEN),
    "to a student": said(Topic.RELAY_TO_FAMILY, LUIS, WRITTEN, student_1=LUIS),
    "to a teacher": said(Topic.RELAY_TO_FAMILY, DANA, WRITTEN | {"in_class": True}),
    "to a mentor": said(Topic.RELAY_TO_MENTOR, ANA, WRITTEN, student_2=LUIS),
    "to a mentor in class": said(Topic.RELAY_TO_MENTOR, ANA, WRITTEN | {"in_class": True}),
    **{
        f"{topic} {by} {in_class}": said(topic, DANA, ABOUT | {"by_mentor": by, "in_class": in_class})
        for topic in (Topic.RELAY_FIRST, Topic.RELAY_HELD, Topic.RELAY_REFUSED)
        for by in (True, False)
        for in_class in (True, False)
    },
    "overdue": said(Topic.CHECK_INS_OVERDUE, DANA, DUE, who_1=ANA, who_2=GRACE),
}


@pytest.mark.parametrize("name", EVERY)
def test_it_is_whole_plain_and_private(name: str) -> None:
    told = EVERY[name]
    assert told.subject and len(told.subject) < 90
    assert not re.search("Ana|Amara|Luis|Grace|Silva", told.subject)
    assert not PRIVATE.search(told.letter)
    assert not re.search(r"[{}]|None|Undefined|  |\.\.|\n\n\n", told.letter)
    assert told.letter.endswith("Your mentoring team\n")
    paragraphs = [part for part in told.body.split("\n\n") if not part.startswith((">", "- "))]
    assert all("\n" not in part for part in paragraphs), "each paragraph is one line, and sentences do not run together"


def test_a_family_reads_who_writes_in_which_language_and_how_to_answer() -> None:
    told = EVERY["to a guardian"].letter
    assert "Ana Silva, the mentor of Amara O., writes to you. The message is in Spanish:" in told
    assert "> Hello\n> \n> there 👋" in told and LINK in told and "do not answer by e-mail" in told


def test_a_family_has_the_way_to_its_own_page_in_every_letter_but_no_calendar() -> None:
    page, line = f"https://doors.example.org/family/{GRACE.id}", line_at(AT)
    assert page in EVERY["to a guardian"].letter and page not in EVERY["to a guardian"].body
    assert page in LETTERS.reminder(line, GRACE, AMARA, DOOR, soon=False)[1]
    assert page in LETTERS.reminder(line, replace(GRACE, language="es"), AMARA, DOOR, soon=False)[1]
    assert "/family/" not in LETTERS.invitation(line, GRACE, AMARA, DOOR)[1]
    assert "/family/" not in LETTERS.reminder(line, ANA, None, DOOR, soon=False)[1]


@pytest.mark.parametrize("text", ["<!channel> <@U1> &", "*bold* _it_ `x`", "\n".join(["&<>" * 60] * 8)])
def test_nothing_that_was_written_is_markup_in_slack(text: str) -> None:
    shown = view(Topic.RELAY_TO_MENTOR, ANA, WRITTEN, mentor=ANA, manager=DANA, student_1=AMARA)
    shown = replace(shown, written=text)
    message = tiding_message(shown, LETTERS.tiding(shown))
    sections = [dict(block["text"]) for block in message.blocks if block["type"] == "section"]
    for part in sections:
        part["text"] = part["text"].replace(f"<{LINK}>", "the reader's own page")
    assert all(part["verbatim"] and "<" not in part["text"] and len(part["text"]) <= 3_000 for part in sections)
    assert "<" not in message.text
    assert sum(part["text"].count("&lt;") for part in sections) == text.count("<")
