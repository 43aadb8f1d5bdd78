"""What comes from Slack: twice, forged, at once with somebody else's, or as no one would type it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from sandbox.slack.sender import signed_headers
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, HALF_PAST_FOUR, MARCUS, MEET, RUTH, SAMUEL, Stage, on_stage

CREATE = (
    "create mentor Ana Silva, student Amara Freeman, proctor Ruth Abernathy, Tuesday 4:30pm, "
    "from 2026-10-27, google meet"
)
STRANGE_TEXTS = {
    "very long": "create " + "x" * 10_000,
    "emoji": "create mentor 🧑‍🏫🦄, student 👩‍🎓, proctor 🕵️, Tuesday 4:30pm",
    "right to left": "create mentor مريم الحداد, student يوسف, proctor خالد, Tuesday 4:30pm",
    "a call to everybody": "create mentor <!channel>, student Amara Freeman, proctor Ruth Abernathy, Tuesday 4:30pm",
    "a mention": "show <@U07MARCU02>",
    "a link": "release <https://evil.example.org|7>",
    "quotes": "show '; DROP TABLE matches; --",
    "control signs": "show \x00\x07\u202e7",
    "only blanks": "list    ",
}


def test_the_same_command_delivered_twice_makes_one_match(tmp_path: Path) -> None:
    with on_stage(tmp_path) as stage:
        assert "Match proposed" in stage.command(DANA, "/match", CREATE)
        again = stage.town.slack.resend_last(stage.slack_id(DANA))
        assert again["status"] == 200
        assert len(stage.play.state()["matches"]) == 1


def alerted(stage: Stage) -> None:
    """Both managers have the alert before their eyes."""
    stage.move_to(HALF_PAST_FOUR)
    stage.come(ANA)
    stage.come(AMARA)
    stage.move_to(HALF_PAST_FOUR + timedelta(minutes=5))


def takings(stage: Stage) -> list[int | None]:
    """Who took the alert on, by the audit log."""
    with stage.play.store.look() as view:
        deeds = view.deeds.of(f"alert-{stage.alert('monitor_missing')['id']}")
    return [deed.actor_id for deed in deeds if deed.action == "alert.acknowledge"]


def test_two_managers_who_press_at_once_are_not_both_told_that_they_have_it(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        alerted(stage)
        with ThreadPoolExecutor(2) as pool:
            answers = [*pool.map(lambda key: stage.press(key, "alert_take"), (DANA, MARCUS))]
        assert len(takings(stage)) == 1
        assert sum("Thank you" in answer for answer in answers) == 1
        assert sum("Somebody has this alert in hand" in answer for answer in answers) == 1


def test_pressing_twice_takes_it_on_once_and_is_no_mistake(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        alerted(stage)
        button = stage.message(MARCUS, "No monitor in the room")
        value = next(b for b in button["blocks"] if b["type"] == "actions")["elements"][0]["value"]
        for _ in range(2):
            outcome = stage.town.slack.action(stage.slack_id(MARCUS), "alert_take", value)
            assert "Thank you" in shown_text(outcome["messages"][-1])
        assert takings(stage) == [stage.person(MARCUS).id]


@pytest.mark.parametrize("forged", ["another secret", "an old time", "no signature"])
def test_a_request_that_slack_did_not_sign_is_refused_and_changes_nothing(tmp_path: Path, forged: str) -> None:
    with on_stage(tmp_path) as stage:
        stage.settle()
        fields = {"command": "/match", "text": CREATE, "user_id": stage.slack_id(DANA), "team_id": "T1"}
        body = urlencode(
            {**fields, "trigger_id": "1.2.3", "response_url": "https://hooks.slack.com/commands/1"}
        ).encode()
        secret = stage.play.settings.slack_signing_secret.get_secret_value()
        signatures = {
            "another secret": signed_headers("0" * 32, body, at=time.time()),
            "an old time": signed_headers(secret, body, at=time.time() - 301),
            "no signature": {},
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", **signatures[forged]}
        before = stage.database()
        answer = requests.post(f"{stage.play.url}/slack/events", data=body, headers=headers, timeout=10)
        assert answer.status_code == 401
        assert stage.database() == before


def test_whatever_a_manager_types_is_answered_and_carries_no_markup(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        stage.settle()
        for what, text in STRANGE_TEXTS.items():
            outcome = stage.town.slack.command(stage.slack_id(DANA), "/match", text)
            said = " ".join(shown_text(found) for found in outcome["messages"])
            assert outcome["status"] == 200, what
            assert said, what
            assert "went wrong on my side" not in said, what
            assert len(said) < 5_000, what
            for markup in ("<!channel>", "<@U07MARCU02>", "<https://evil"):
                assert markup not in said, what
        assert len(stage.play.state()["matches"]) == 1


def test_an_empty_command_opens_the_form_or_says_what_there_is(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        assert stage.town.slack.command(stage.slack_id(DANA), "/match", "")["view"] is not None
        for command in ("/session", "/mentoring"):
            assert stage.command(DANA, command, "")


def test_somebody_whom_the_program_does_not_know_is_told_so(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        stage.town.slack.add_user("U07NOBODY1", name="Curious Visitor", email="curious@example.com")
        before = stage.database()
        for command, text in (("/match", "list"), ("/match", ""), ("/session", "today"), ("/match", CREATE)):
            outcome = stage.town.slack.command("U07NOBODY1", command, text)
            said = " ".join(shown_text(found) for found in outcome["messages"])
            assert "don't know you yet" in said, (command, text)
            assert "Amara" not in said
            assert outcome["view"] is None
        assert stage.database() == before


def test_a_form_with_a_wrong_value_stays_open_with_the_reason_beside_the_field(tmp_path: Path) -> None:
    filled = {"mentor": "Ana Silva", "student": "Amara", "monitor": "Ruth Abernathy", "weekday": "TU"}
    with on_stage(tmp_path) as stage:
        dana = stage.slack_id(DANA)
        stage.town.slack.command(dana, "/match", "")
        wrong = stage.town.slack.submit(dana, {**filled, "starts_on": "2026-10-01"})
        assert list(wrong["errors"]) == ["starts_on"]
        assert "in the past" in wrong["errors"]["starts_on"]
        assert wrong["view"] is not None
        assert not stage.play.state()["matches"]
        right = stage.town.slack.submit(dana, {**filled, "starts_on": "2026-10-27"})
        assert not right["errors"]
        assert len(stage.play.state()["matches"]) == 1


def test_a_volunteer_cannot_open_the_managers_form(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        for key in (ANA, RUTH, SAMUEL):
            outcome = stage.town.slack.command(stage.slack_id(key), "/match", "create")
            assert outcome["view"] is None
            assert "Only Partnerships Managers" in shown_text(outcome["messages"][-1])
