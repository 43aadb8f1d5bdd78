"""Every tiding that a family, or a teacher in a family's place, may get, in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mentoring.acts.looking import MatchLine
from mentoring.acts.tidings import TidingView
from mentoring.nominations import ConsentGiven, Nomination, NominationState, Nominator
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.tidings import Said, Tiding, Topic
from tests.contract.nomination_fixtures import GUARDIAN, STUDENT, draft
from tests.unit.letter_fixtures import AMARA, ANA, DANA, EVERYBODY, GRACE, LUIS, MATCH, PROGRAM, RUTH
from web.languages import LANGUAGES
from web.letters import PlainLetters

AT = datetime(2026, 11, 3, 21, 30, tzinfo=UTC)
DAY, LINK = "2026-11-03", "https://doors.example.org/page/abc"
LETTERS = PlainLetters(Policy(), PROGRAM.zone, "https://doors.example.org/family/{}".format)
PEOPLE = {"mentor": ANA, "monitor": RUTH, "manager": DANA, "student_1": AMARA, "student0": AMARA, "student": AMARA}
PEOPLE |= {"guardian": GRACE, "about_1": ANA}
ASKED = {"first": AT.isoformat(), "minutes": 60, "starts_on": None, "mentors": False, "watches": False, "again": False}
ASKED |= {"family": True}
LISTED = {
    "kind": "no_school",
    "day": DAY,
    "why": "❄",
    "more": 2,
    "sessions": [
        {"number": 7, "at": AT.isoformat(), "mentor": "mentor", "students": ["student_1"]},
        {"number": 8, "at": AT.isoformat(), "mentor": "mentor", "students": ["student_1", "student_2"]},
    ],
}
WRITTEN = {"message": 1, "language": "es", "in_class": False}
SAID = "¡👋!"
"""What was typed is told as it was: here it has no words."""

FACTS: Mapping[str, tuple[Topic, Mapping[str, Any]]] = {
    "day off": (Topic.DAY_OFF, LISTED),
    "snow day": (Topic.DAY_OFF, LISTED | {"kind": "snow_day", "why": "snow day"}),
    "day back": (Topic.DAY_BACK, LISTED),
    "asked": (Topic.MATCH_ASKED, ASKED),
    "asked again": (Topic.MATCH_ASKED, ASKED | {"again": True, "starts_on": DAY}),
    "asked, and would watch": (Topic.MATCH_ASKED, ASKED | {"watches": True}),
    "asked as a teacher": (Topic.MATCH_ASKED, ASKED | {"family": False}),
    "paused": (Topic.MATCH_PAUSED, {"resumes_on": DAY}),
    "resumed": (Topic.MATCH_RESUMED, {"first": AT.isoformat()}),
    "ended": (Topic.MATCH_ENDED, {"released": True, "why": ""}),
    "year over": (Topic.MATCH_ENDED, {"released": True, "year_over": True, "why": ""}),
    "never begun": (Topic.MATCH_ENDED, {"released": False, "why": ""}),
    "leaving": (Topic.MATCH_LEAVING, {"manages": False, "again": False}),
    "another monitor": (Topic.MONITOR_FOR_GOOD, {"part": "family", "from": DAY}),
    "another monitor, of one's own": (Topic.MONITOR_FOR_GOOD, {"part": "student", "from": DAY}),
    "another monitor before it begins": (Topic.MATCH_CHANGED, {"part": "side", "change": "monitor", "starts_on": None}),
    "another first day": (Topic.MATCH_CHANGED, {"part": "side", "change": "start", "starts_on": DAY}),
    "not the monitor after all": (Topic.MATCH_CHANGED, {"part": "former", "change": "monitor", "starts_on": DAY}),
    "may watch": (Topic.OPT_IN_ASKED, {"on": None, "own": True}),
    "watches": (Topic.OPT_IN_GIVEN, {"on": DAY, "own": True}),
    "watches no more": (Topic.OPT_IN_REVOKED, {"on": DAY, "own": True}),
    "not passed on": (Topic.RELAY_REFUSED, {"written": AT.isoformat()}),
    "new links": (Topic.NEW_LINKS, {}),
    "written to": (Topic.RELAY_TO_FAMILY, WRITTEN),
    "written to in class": (Topic.RELAY_TO_FAMILY, WRITTEN | {"in_class": True}),
}


def tidings() -> Iterator[tuple[str, str, Said]]:
    """Code of the language, a name, and what is said."""
    for code in LANGUAGES:
        for name, (topic, facts) in FACTS.items():
            for reader, child in ((GRACE, AMARA), (LUIS, None)):
                yield code, f"{name}, to {reader.key}", told(topic, facts, replace(reader, language=code), child)


def told(topic: Topic, facts: Mapping[str, Any], reader: Person, child: Person | None) -> Said:
    people = PEOPLE | ({"student_2": LUIS} if topic in (Topic.DAY_OFF, Topic.DAY_BACK) else {})
    of_their_own = people | {"student_1": LUIS, "student0": LUIS} if child is None else people
    ids = {part: person.id for part, person in of_their_own.items()}
    line = MatchLine(MATCH, PROGRAM, {person.id: person for person in EVERYBODY})
    tiding = Tiding("key", topic, reader.id, AT, MATCH.id, ids, facts)
    return LETTERS.tiding(TidingView(tiding, reader, child, of_their_own, line, LINK, SAID))


NOMINATION = Nomination(7, None, Nominator.GUARDIAN, NominationState.NEW, AT, AT, ConsentGiven.ONLINE)


def receipts() -> Iterator[tuple[str, str, str]]:
    """Code of the language, subject and body of what a nomination is answered with."""
    for code in LANGUAGES:
        for base in (GUARDIAN, STUDENT):
            yield code, *LETTERS.receipt(NOMINATION, draft(base, home_language=code))
