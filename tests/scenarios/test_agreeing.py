"""From a proposal to the end of a match: in Slack, by letter and on pages, as people meet it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from mentoring.matches import Match, MatchState
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, ANGELA, DANA, LUIS, MEET, MONDAY, RUTH, WALTER, Stage, on_stage

PROPOSAL = "create mentor Ana Silva, student Amara Freeman, proctor Walter Schmidt, Tuesday 4:30pm"
ASKED = "Do you agree to this mentoring match?"
ROOM = re.compile(r"meet\.google|/v2/spaces")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with on_stage(tmp_path, start=MONDAY) as stage:
        assert "Match proposed" in stage.command(DANA, "/match", PROPOSAL)
        stage.settle()
        yield stage


def match(stage: Stage) -> Match:
    with stage.play.store.look() as view:
        found = view.matches.get(1)
    assert found is not None
    return found


def page_of(stage: Stage, key: str, *words: str) -> str:
    """The address in the newest letter of that person with these words."""
    found = re.search(r"https?://\S+/(?:rsvp|checklist)/\S+", stage.letters(key, *words)[-1]["text"])
    assert found is not None
    return found[0]


def send(address: str, **fields: str) -> requests.Response:
    return requests.post(address, data=fields, timeout=10, allow_redirects=False)


def all_agree(stage: Stage) -> None:
    assert send(page_of(stage, ANGELA, ASKED), say="yes").status_code == 303
    assert send(page_of(stage, WALTER, ASKED), say="yes").status_code == 303
    stage.press(ANA, "rsvp_yes")
    stage.town.slack.submit(stage.slack_id(ANA), {"starts_on": "2026-10-27"})
    stage.settle()


def test_a_match_from_the_question_to_its_end(stage: Stage) -> None:
    asked = stage.message(ANA, ASKED)
    assert "the mentor of Amara F." in shown_text(asked) and "Freeman" not in shown_text(asked)
    assert not stage.messages(DANA, ASKED)

    all_agree(stage)
    assert match(stage).state is MatchState.CONFIRMED
    assert "match #1 (Ana Silva with Amara F.)" in shown_text(stage.message(DANA, "All sides have agreed"))

    assert "4 sessions are planned" in stage.press(DANA, "match_release")
    assert match(stage).state is MatchState.ACTIVE

    stage.command(DANA, "/match", "pause 1 until 2026-11-10 because of a private matter")
    assert stage.message(ANA, "pause", "Tuesday, Nov 10")
    assert stage.letters(ANGELA, "pause")
    stage.command(DANA, "/match", "resume 1")
    assert stage.letters(ANGELA, "go on")

    stage.command(ANA, "/match", "leave 1 because of a private matter")
    assert "private matter" in shown_text(stage.message(DANA, "wants to leave"))
    assert "private matter" not in stage.letters(WALTER, "wants to leave")[0]["text"]
    assert not stage.letters(ANGELA, "wants to leave")

    stage.press(DANA, "match_end")
    stage.town.slack.submit(stage.slack_id(DANA), {"why": "a private matter"})
    stage.wait(minutes=3)
    assert match(stage).state is MatchState.ENDED
    assert stage.message(ANA, "match ends") and stage.letters(WALTER, "match ends")
    (farewell,) = stage.letters(ANGELA, "match ends")
    assert "private matter" not in farewell["text"] and "Dana Whitfield" in farewell["text"]


def test_a_no_in_slack_reaches_the_manager_with_its_reason_and_nobody_else(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MONDAY) as stage:
        stage.command(DANA, "/match", PROPOSAL.replace("Walter Schmidt", "Ruth Abernathy"))
        stage.settle()
        stage.press(RUTH, "rsvp_no")
        stage.town.slack.submit(stage.slack_id(RUTH), {"why": "evening <!channel> class"})
        stage.settle()

        told = shown_text(stage.message(DANA, "Somebody said no"))
        assert "Ruth Abernathy said no" in told and "evening &lt;!channel&gt; class" in told
        assert "evening" not in stage.everything_said().replace("evening &lt;!channel&gt; class", "")

        assert "who has not agreed is asked" in stage.press(DANA, "match_offer")
        assert len(stage.messages(RUTH, ASKED)) == 2
        assert "You said yes" in stage.press(RUTH, "rsvp_yes")


def test_a_family_answers_on_its_own_page_and_sees_what_it_said(stage: Stage) -> None:
    address = page_of(stage, ANGELA, ASKED)
    shown = requests.get(address, timeout=10)
    assert shown.status_code == 200 and "Ana Silva" in shown.text and "Amara F." in shown.text
    assert "Freeman" not in shown.text and "starts_on" not in shown.text and not ROOM.search(shown.text)

    assert send(address, say="no", why="<script>alert(1)</script> 🙏").status_code == 303
    again = requests.get(address, timeout=10).text
    assert "You said no" in again and "<script>" not in again and "&lt;script&gt;" in again


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "choose yes or no"),
        ({"say": "maybe"}, "choose yes or no"),
        ({"say": "no", "why": "x" * 501}, "too long"),
        ({"say": "no", "why": "🙂" * 501}, "too long"),
    ],
)
def test_a_bad_answer_changes_nothing_and_is_shown_beside_the_field(
    stage: Stage, fields: dict[str, str], said: str
) -> None:
    address = page_of(stage, ANGELA, ASKED)
    answer = send(address, **fields)
    assert answer.status_code == 422 and said in answer.text
    assert "no answer yet" in stage.command(DANA, "/match", "show 1")


@pytest.mark.parametrize("starts_on", ["2026-10-01", "2030-01-01", "soon", ""])
def test_a_mentor_without_slack_picks_the_first_day_on_the_page(tmp_path: Path, starts_on: str) -> None:
    row = {"record": "person", "key": "lucia", "name": "Lucía Fernández", "roles": "mentor", "email": "l@example.com"}
    cleared = {"interviewed_on": "2026-07-06", "trained_on": "2026-08-19", "agreement_on": "2026-08-20"}
    with on_stage(tmp_path, {**row, **cleared, "background_check_until": "2029-03-28"}, start=MONDAY) as stage:
        stage.command(DANA, "/match", PROPOSAL.replace("Ana Silva", "Lucía Fernández"))
        stage.settle()
        address = page_of(stage, "lucia", ASKED)
        assert send(address, say="yes", starts_on=starts_on).status_code == 422
        assert send(address, say="yes", starts_on="2026-10-27").status_code == 303
        assert f"{match(stage).starts_on}" == "2026-10-27"


def test_a_forged_or_broken_link_opens_nothing(stage: Stage) -> None:
    address = page_of(stage, ANGELA, ASKED)
    for wrong in (address[:-1], address + "x", address.replace("/rsvp/", "/checklist/"), address[:-8] + "AAAAAAAA"):
        assert requests.get(wrong, timeout=10).status_code == 404
        assert send(wrong, say="yes").status_code == 404


def test_a_family_says_on_its_page_that_it_wants_to_stop(stage: Stage) -> None:
    all_agree(stage)
    stage.press(DANA, "match_release")
    address = page_of(stage, ANGELA, ASKED)
    assert send(address, say="yes").status_code == 422
    assert send(address, say="leave", why="").status_code == 422
    assert send(address, say="leave", why="We move").status_code == 303
    stage.settle()

    assert "We move" in shown_text(stage.message(DANA, "wants to leave"))
    assert "will be in touch" in requests.get(address, timeout=10).text
    assert "stay in match #1" in stage.press(DANA, "match_stays")


def test_a_manager_suggests_and_lets_the_mentor_choose(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MONDAY) as stage:
        said = stage.command(DANA, "/match", "suggest mentor Ana Silva")
        assert "Amara F." in said and "Luis R." in said
        assert "2 options are offered to Ana Silva" in stage.press(DANA, "suggest_offer")
        assert len(stage.messages(ANA, ASKED)) == 2
        assert not stage.letters(ANGELA) and not stage.letters(LUIS)

        stage.press(ANA, "rsvp_yes")
        stage.town.slack.submit(stage.slack_id(ANA), {"starts_on": "2026-11-03"})
        stage.settle()
        assert len(stage.letters(ANGELA, ASKED)) + len(stage.letters(LUIS, ASKED)) == 1


def test_the_checklist_comes_the_day_before_and_the_manager_sees_the_ticks(stage: Stage) -> None:
    all_agree(stage)
    stage.press(DANA, "match_release")
    stage.wait(hours=24)
    assert "Introduce yourself to the parent or guardian" in shown_text(stage.message(ANA, "checklist"))

    ticked = stage.town.slack.action(stage.slack_id(ANA), "checklist_before_1", ["space", "introduce"])
    assert ticked["status"] == 200
    assert "before 2 of 5" in stage.command(DANA, "/match", "show 1")
    assert "First day" not in stage.command(ANA, "/match", "show 1")


def test_what_was_asked_of_nobody_is_private(stage: Stage) -> None:
    all_agree(stage)
    said = stage.everything_said()
    assert "Amara Freeman" not in said.replace(stage.person(AMARA).email or "", "")
    assert MEET["mentor"] == ANA
