"""Lists of matches and sessions, the Home tab and help: Slack takes them, however long they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.blocks import matches as drawn
from bot.blocks.layout import SECTION, clipped, lines, section
from bot.blocks.sessions import record_text, session_blocks, session_list, session_text
from bot.commands.words import Reply
from bot.reading import TypedList
from mentoring.acts.looking import MatchPage, MatchView
from mentoring.coverage import Verdict
from mentoring.matches import MatchState
from mentoring.session_notes import Mood
from mentoring.session_plans import LONGEST_LINK, SessionPlan
from mentoring.sessions import SessionState
from sandbox.slack.block_kit import faults_in_message, faults_in_view
from tests.unit.blocks_fixtures import (
    EVERY_STATE,
    FAR,
    NAMES,
    STUDENTS_OF,
    full_line,
    match_line,
    people,
    record,
    session_line,
)
from tests.unit.rule_fixtures import MANAGER, MENTOR

LINK = "https://classroom.example.org/?" + "a=1&" * (LONGEST_LINK // 4 - 9)

MANAGING, MENTORING = people("Dana Whitfield")[MANAGER], people("Ana Silva")[MENTOR]

worst = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
crowd = pytest.mark.parametrize("students", STUDENTS_OF.values(), ids=STUDENTS_OF)


def taken_by_slack(reply: Reply) -> bool:
    assert faults_in_message(list(reply.blocks)) == []
    assert 0 < len(reply.text) <= 3000
    return True


def said(blocks: Sequence[dict[str, Any]]) -> str:
    return "\n".join(block["text"]["text"] for block in blocks if "text" in block)


@worst
@crowd
@pytest.mark.parametrize("count", [0, 1, 40, 41, 200])
def test_slack_takes_a_day_with_any_number_of_sessions(count: int, name: str, students: tuple[int, ...]) -> None:
    found = [full_line(name, students)] * count

    assert taken_by_slack(session_list(found, MANAGING, FAR, days=1))
    home = [section("x"), *session_blocks(found, MANAGING), section("x")]
    assert faults_in_view({"type": "home", "blocks": home}) == []


def test_a_list_says_how_many_it_leaves_out() -> None:
    reply = session_list([session_line()] * 43, MANAGING, FAR, days=7)

    assert reply.blocks[-1]["elements"][0]["text"] == "3 more are not shown."
    assert reply.text == "Sessions in the 7 days from Tuesday, Nov 3: 43."


@worst
@crowd
@pytest.mark.parametrize("state", EVERY_STATE)
def test_slack_takes_every_reply_about_a_match(name: str, students: tuple[int, ...], state: MatchState) -> None:
    line = match_line(name, students, state=state)

    assert taken_by_slack(drawn.created(line))
    assert taken_by_slack(drawn.confirmed(line))
    assert taken_by_slack(drawn.released(line, 4))
    whole = MatchView(line, [full_line(name, students)] * 8, plan=SessionPlan(name * 2, LINK), mood=Mood.LOW)
    assert taken_by_slack(drawn.match_view(whole, MANAGING))
    assert taken_by_slack(drawn.match_list(MatchPage([line] * 15, 1, 4, 60), TypedList()))


@pytest.mark.parametrize(("planned", "told"), [(0, "No session falls"), (1, "1 session is"), (4, "4 sessions are")])
def test_a_release_tells_how_many_sessions_are_planned(planned: int, told: str) -> None:
    assert told in drawn.released(match_line(), planned).text


@pytest.mark.parametrize(
    ("asked", "command"),
    [
        (TypedList(), "`/match list page 2`"),
        (TypedList(everyone=True), "`/match list all page 2`"),
        (TypedList(state=MatchState.PROPOSED), "`/match list proposed page 2`"),
        (TypedList(everyone=True, state=MatchState.ACTIVE), "`/match list all active page 2`"),
    ],
)
def test_the_next_page_is_of_the_same_list(asked: TypedList, command: str) -> None:
    reply = drawn.match_list(MatchPage([match_line()], 1, 2, 16), asked)

    assert command in reply.blocks[-1]["elements"][0]["text"]


def test_an_empty_list_says_of_which_kind_there_is_none() -> None:
    reply = drawn.match_list(MatchPage([], 1, 1, 0), TypedList(everyone=True, state=MatchState.PAUSED))

    assert reply.text.startswith("All matches that are paused: none.")


def test_only_a_manager_reads_of_alerts() -> None:
    line = full_line("Ana Silva", (3,))

    assert "3 open alerts" in session_text(line, MANAGING)
    assert "alert" not in session_text(line, MENTORING)


@pytest.mark.parametrize(
    ("verdict", "covered", "told"),
    [
        (Verdict.PRESENT, True, "Covered throughout"),
        (Verdict.PRESENT, False, "not there the whole time"),
        (Verdict.ABSENT, False, "never came"),
        (Verdict.UNVERIFIED, None, "Could not be verified"),
        (Verdict.UNVERIFIED, False, "Could not be verified"),
    ],
)
def test_a_record_never_shows_a_doubt_as_covered(verdict: Verdict, told: str, *, covered: bool | None) -> None:
    text = record_text(record(verdict, covered=covered), session_line(state=SessionState.HELD))

    assert told in text
    assert ("Covered throughout" in text) == (verdict is Verdict.PRESENT and covered is True)


def test_a_record_tells_of_a_stay_without_an_end_and_of_strangers() -> None:
    text = record_text(record(), session_line())

    assert "to the end" in text and "somebody not identified" in text


def test_lines_are_packed_without_cutting_one_in_two() -> None:
    packed = lines("x" * 1000 for _ in range(7))

    assert [len(block["text"]["text"]) for block in packed] == [2001, 2001, 2001, 1000]
    assert said(lines(["y" * (SECTION + 1)])) == "y" * (SECTION - 1) + "…"
    assert lines([]) == []


def test_what_somebody_wrote_is_never_turned_into_a_mention_or_a_link() -> None:
    assert section("@channel https://a.example")["text"]["verbatim"] is True


def test_text_is_cut_only_where_it_is_too_long() -> None:
    assert (clipped("abcd", 4), clipped("abcde", 4)) == ("abcd", "abc…")
