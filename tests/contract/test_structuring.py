"""What a match agrees on for its sessions: who writes it, who sees it, and what may stand in it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, text

from mentoring.acts.looking import show_match
from mentoring.acts.matchmaking import NoSuchMatch
from mentoring.acts.structuring import PlanPage, agree_plan, show_plan
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.permissions import NotYourMatch
from mentoring.session_plans import (
    LONGEST,
    LONGEST_LINK,
    NoContactDetailsThere,
    NotALink,
    NotYoursToPlan,
    Part,
    PlanTooLong,
    RoomIsNoContent,
    SessionPlan,
)
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import NOW, Office, office

__all__ = ["engine", "office", "sqlite_engine"]

STRUCTURE, CONTENT = "first we talk, then homework ✏️, then one puzzle", "https://classroom.example.org/5b?unit=3&x=y"


def agree(
    office: Office, match: Match, said: str = STRUCTURE, part: Part = Part.STRUCTURE, who: str = "ana"
) -> PlanPage:
    return agree_plan(office.store, actor=office[who], match_id=match.id, part=part, said=said, at=NOW)


def plan_deeds(office: Office, match: Match) -> list[str]:
    return [deed for deed in office.deeds(f"match-{match.id}") if deed.startswith("match.plan")]


def seen(office: Office, match: Match, who: str) -> SessionPlan | None:
    return show_match(office.store, actor=office[who], match_id=match.id, at=NOW).plan


@pytest.fixture
def match(office: Office) -> Match:
    return office.active(office.draft(student="amara"))


def test_both_parts_are_kept_and_one_leaves_the_other(engine: Engine) -> None:
    office = Office(engine)
    match = office.active(office.draft(student="amara"))
    assert show_plan(office.store, actor=office["ana"], match_id=match.id).plan == SessionPlan()
    agree(office, match)
    assert agree(office, match, CONTENT, Part.CONTENT, "dana").plan == SessionPlan(STRUCTURE, CONTENT)
    assert agree(office, match, "", Part.STRUCTURE).plan == SessionPlan("", CONTENT)
    assert agree(office, match, " ", Part.CONTENT).plan == SessionPlan()
    assert plan_deeds(office, match) == [
        "match.plan_structure",
        "match.plan_content",
        "match.plan_structure",
        "match.plan_content",
    ]


def test_two_parts_at_once_are_both_kept(engine: Engine) -> None:
    office = Office(engine)
    match = office.active()
    said = ((Part.STRUCTURE, STRUCTURE), (Part.CONTENT, CONTENT))
    all_at_once(lambda number: agree(office, match, said[number % 2][1], said[number % 2][0]))
    assert show_plan(office.store, actor=office["ana"], match_id=match.id).plan == SessionPlan(STRUCTURE, CONTENT)


def test_no_word_of_a_plan_is_readable_in_the_database(office: Office, match: Match) -> None:
    agree(office, match)
    agree(office, match, CONTENT, Part.CONTENT)
    with office.engine.connect() as conn:
        rows = [conn.execute(text(f"SELECT * FROM {table}")).all() for table in ("session_plans", "deeds")]  # noqa: S608 - names of our own
    assert all(word not in str(rows) for word in ("puzzle", "classroom", "unit=3"))


def test_the_same_plan_once_more_is_no_change(office: Office, match: Match) -> None:
    agree(office, match)
    agree(office, match, f"  {STRUCTURE}\n")
    assert plan_deeds(office, match) == ["match.plan_structure"]


def test_mentor_and_managers_see_it_and_a_proctor_does_not(office: Office, match: Match) -> None:
    agree(office, match)
    assert [seen(office, match, who) for who in ("dana", "marcus", "ana")] == [SessionPlan(STRUCTURE)] * 3
    assert seen(office, match, "ruth") is None and seen(office, match, "amara") is None


def test_a_teacher_links_the_content_of_their_own_class(office: Office) -> None:
    match = office.active(office.in_class())
    agree(office, match, CONTENT, Part.CONTENT, "carol")
    assert seen(office, match, "carol") == SessionPlan("", CONTENT)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("ruth", NotYoursToPlan), ("amara", NotYoursToPlan), ("ben", NotYourMatch), ("grace", NotYourMatch)],
)
def test_nobody_else_writes_or_reads_it(office: Office, match: Match, who: str, refusal: type[Refusal]) -> None:
    agree(office, match)
    with pytest.raises(refusal):
        agree(office, match, "mine", who=who)
    with pytest.raises(refusal):
        show_plan(office.store, actor=office[who], match_id=match.id)
    assert plan_deeds(office, match) == ["match.plan_structure"]


BAD: list[tuple[Part, str, type[Refusal]]] = [
    (Part.STRUCTURE, "x" * (LONGEST + 1), PlanTooLong),
    (Part.STRUCTURE, "call me at 617-555-0123", NoContactDetailsThere),
    (Part.STRUCTURE, "see https://example.org", NoContactDetailsThere),
    *(
        (Part.CONTENT, link, NotALink)
        for link in (
            "classroom",
            "javascript:alert(1)",
            "ftp://example.org/a",
            "https://",
            "https://localhost/a",
            "https://./a",
            "https://[::1/a",
            "https://user:pass@example.org/",
            "https://example.org@evil.example/",
            "https://example.org/a b",
            "https://example.org/\u202egpj.exe",
            "https://example.org/|click",
            "https://example.org/" + "x" * LONGEST_LINK,
            "👋🏽",
        )
    ),
    *(
        (Part.CONTENT, link, RoomIsNoContent)
        for link in (
            "https://meet.google.com/abc-defg-hij",
            "https://us02web.zoom.us/j/123",
            "http://ZOOM.US./j/1",
            "https://class.example.org/5b",
            "https://CLASS.example.org/5b/?pwd=1#now",
        )
    ),
]


@pytest.mark.parametrize(("part", "said", "refusal"), BAD)
def test_what_may_not_stand_in_it_changes_nothing(
    office: Office, part: Part, said: str, refusal: type[Refusal]
) -> None:
    match = office.active(office.in_class())
    with pytest.raises(refusal):
        agree(office, match, said, part)
    assert plan_deeds(office, match) == []


def test_hours_and_pages_are_no_contact_details(office: Office, match: Match) -> None:
    for said in ("4:30-4:40 talk, 40 min homework, 10 min to close", "pp. 112-118, then 24 x 36", "p. 7 📖"):
        assert agree(office, match, said).plan.structure == said


@pytest.mark.parametrize("link", [CONTENT, "http://school.example.org", "https://zoom.us.example.org/lesson"])
def test_an_ordinary_link_is_kept_as_it_is(office: Office, match: Match, link: str) -> None:
    assert agree(office, match, link, Part.CONTENT).plan.content == link


def test_a_full_name_becomes_first_name_and_initial(office: Office, match: Match) -> None:
    assert agree(office, match, "Amara Example reads aloud", who="dana").plan.structure == "Amara E. reads aloud"


def test_right_to_left_stays_and_a_match_that_is_not_there_is_refused(office: Office, match: Match) -> None:
    told: dict[str, Any] = {"part": Part.STRUCTURE, "said": "نقرأ ثم نكتب", "at": NOW}
    assert agree_plan(office.store, actor=office["ana"], match_id=match.id, **told).plan.structure == "نقرأ ثم نكتب"
    with pytest.raises(NoSuchMatch):
        agree_plan(office.store, actor=office["ana"], match_id=999, **told)
