"""Somebody speaks up: from the form on a phone to the manager who has it, through Slack as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import requests
import structlog

from jobs.auditor import Auditor
from mentoring.concerns import Incident, StepKind
from mentoring.policy import Policy
from sandbox.gate import Gate
from sandbox.telling import shown_text
from tests.scenarios.killing import HeldBack, kill_a_worker, take_over
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    ANGELA,
    DANA,
    HALF_PAST_FOUR,
    LUIS,
    MARCUS,
    MEET,
    MONDAY,
    RUTH,
    SECOND,
    THOMAS,
    Stage,
    on_stage,
)

WORDS = "Amara told me: «my mom hit me last night». She asked me to keep it secret 😢"
HER_WORDS = "She was crying; I saw a bruise"
ROUNDS = Policy().ladder_rounds
CALL, DUE_SOON, OVERDUE = "A concern needs you now", "A report is due soon", "A report is overdue"


@contextmanager
def at_noon(folder: Path, **settings: Any) -> Iterator[Stage]:
    """Monday, and no session far and wide."""
    with on_stage(folder, MEET, SECOND, start=MONDAY + timedelta(hours=12), **settings) as stage:
        stage.wait(minutes=1)
        yield stage


@contextmanager
def in_session(folder: Path) -> Iterator[Stage]:
    """Tuesday, ten minutes into the session, everybody there."""
    with on_stage(folder, MEET, SECOND, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        stage.move_to(HALF_PAST_FOUR)
        for key in (RUTH, ANA, AMARA):
            stage.come(key)
        stage.wait(minutes=10)
        yield stage


def fill_in(stage: Stage, key: str, text: str = "", **values: str) -> dict[str, Any]:
    """`/concern`, and what the person puts into the form; before anything is done about it."""
    opened = stage.town.slack.command(stage.slack_id(key), "/concern", text)
    assert opened["view"]["callback_id"] == "concern_form" and not opened["messages"]
    usual = {"kind": "disclosure", "words": WORDS, "safe": "unknown"}
    return stage.town.slack.submit(stage.slack_id(key), {**usual, **values})


def speaks_up(stage: Stage, key: str, **values: str) -> str:
    """The receipt."""
    outcome = fill_in(stage, key, **values)
    assert outcome["errors"] is None, outcome["errors"]
    stage.settle()
    return text_of(outcome["view"])


def text_of(view: dict[str, Any] | None) -> str:
    return json.dumps(view, ensure_ascii=False)


def opens(stage: Stage, key: str, number: int) -> str:
    """What the form shows in which a manager reads it; «» where none opened."""
    stage.command(key, "/mentoring", f"concern {number}")
    outcome = stage.town.slack.action(stage.slack_id(key), "concern_read", str(number))
    return text_of(outcome["view"])


def presses(stage: Stage, key: str, action: str) -> str:
    outcome = stage.town.slack.action(stage.slack_id(key), action)
    stage.settle()
    return text_of(outcome["view"])


def writes_down(stage: Stage, key: str, step: StepKind, note: str = "") -> dict[str, Any]:
    outcome = stage.town.slack.submit(stage.slack_id(key), {"step": step, **({"note": note} if note else {})})
    stage.settle()
    return outcome


def incident(stage: Stage, number: int = 1) -> Incident:
    with stage.play.store.look() as view:
        return view.concerns.many([number])[number]


# The main story


def test_what_a_child_told_reaches_the_manager_while_the_session_goes_on(tmp_path: Path) -> None:
    with in_session(tmp_path) as stage:
        told = speaks_up(stage, ANA, about="Ruth Abernathy", place=f"session-{stage.session().id}")
        assert "concern #1" in told and "911" in told and "hit me" not in told
        assert stage.message(DANA, CALL) and not stage.messages(MARCUS, CALL)
        assert "nobody else is called" in stage.press(DANA, "concern_take")
        stage.wait(minutes=5)
        assert not stage.messages(MARCUS, CALL)
        read = opens(stage, DANA, 1)
        assert "my mom hit me" in read and "About Ruth Abernathy" in read and "1-800-792-5900" in read
        for step in (StepKind.ORAL, StepKind.WRITTEN):
            assert writes_down(stage, DANA, step)["errors"] is None
        assert "is still due" not in text_of(writes_down(stage, DANA, StepKind.CLOSED, "DCF has it now")["view"])
        assert "· closed" in stage.command(DANA, "/mentoring", "concerns")
        assert not stage.letters(ANGELA, "concern") and not stage.letters(LUIS, "concern")


def test_nobody_takes_it_on_and_the_next_is_called_until_somebody_does(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        speaks_up(stage, RUTH, kind="safety")
        assert incident(stage).delivered_at is not None
        stage.wait(seconds=89)
        assert not stage.messages(MARCUS, CALL)
        stage.wait(seconds=2)
        assert len(stage.messages(MARCUS, CALL)) == 1
        assert "nobody else is called" in stage.press(MARCUS, "concern_take")
        assert "Marcus Oyelaran has taken it on" in stage.press(DANA, "concern_take").replace("*", "")
        stage.wait(minutes=10)
        assert [len(stage.messages(key, CALL)) for key in (DANA, MARCUS)] == [1, 1]


def test_the_clock_reminds_whoever_has_it_and_calls_the_others_when_it_is_overdue(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        speaks_up(stage, ANA)
        stage.press(DANA, "concern_take")
        stage.wait(minutes=51)
        assert len(stage.messages(DANA, DUE_SOON)) == 2 and not stage.messages(MARCUS, DUE_SOON)
        stage.wait(minutes=10)
        assert [len(stage.messages(key, OVERDUE)) for key in (DANA, MARCUS)] == [1, 1]
        opens(stage, DANA, 1)
        writes_down(stage, DANA, StepKind.ORAL)
        stage.wait(hours=25)
        assert "the written report to the state is due by" in shown_text(stage.messages(DANA, DUE_SOON)[-1])
        opens(stage, DANA, 1)
        writes_down(stage, DANA, StepKind.WRITTEN)
        stage.wait(hours=30)
        assert len(stage.messages(DANA, DUE_SOON)) == 3 and len(stage.messages(DANA, OVERDUE)) == 1


def test_two_reports_of_one_incident_are_joined_and_neither_writer_sees_the_other(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        first = speaks_up(stage, ANA, place="match-1")
        second = speaks_up(stage, RUTH, words=HER_WORDS, place="match-1")
        assert HER_WORDS not in first and "hit me" not in second and "#2" in second
        stage.press(DANA, "concern_take")
        assert HER_WORDS not in opens(stage, DANA, 1)
        both = presses(stage, DANA, "concern_join_2")
        assert HER_WORDS in both and "hit me" in both and "Joined" in both
        for key, words in ((ANA, HER_WORDS), (RUTH, "hit me")):
            seen = json.dumps(stage.town.slack.messages_for(stage.slack_id(key)), ensure_ascii=False)
            assert words not in seen, key
        stage.wait(minutes=5)
        assert not [m for m in stage.messages(MARCUS, CALL) if "#2" in shown_text(m)]


def test_a_manager_pauses_the_matches_of_an_adult_with_one_press_and_nobody_is_told_why(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        speaks_up(stage, RUTH, kind="conduct", words="He asked her for her number", about="Ana Silva")
        opens(stage, DANA, 1)
        assert "Paused for two weeks: #1" in presses(stage, DANA, "concern_pause")
        (told,) = stage.messages(ANA, "paus")
        assert "concern" not in shown_text(told).casefold() and "number" not in shown_text(told)
        assert "#1 (paused until " in opens(stage, DANA, 1), "a longer pause may be needed later"
        assert "Nothing had to be paused" in presses(stage, DANA, "concern_pause")


def test_a_concern_about_a_manager_never_reaches_them(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        speaks_up(stage, ANA, kind="conduct", words="She shouted at me", about="Dana Whitfield")
        stage.wait(minutes=10)
        assert stage.messages(MARCUS, CALL) and not stage.messages(DANA, CALL)
        assert "no concern #1 on your list" in stage.command(DANA, "/mentoring", "concern 1")
        assert "No concern is on your list" in stage.command(DANA, "/mentoring", "concerns")
        assert "She shouted" in opens(stage, MARCUS, 1)


def test_a_manager_who_lost_their_place_on_the_list_finds_nothing_in_an_open_form(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        speaks_up(stage, ANA)
        assert "my mom hit me" in opens(stage, DANA, 1)
        with stage.play.store.begin() as work:
            work.concerns.keep_from(1, [stage.person(DANA).id])
        seen = presses(stage, DANA, "concern_take")
        assert "no concern #1 on your list" in seen and "hit me" not in seen


# Bad input


def test_the_form_says_what_is_wrong_and_keeps_what_was_written(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        assert fill_in(stage, ANA, words=" \u200b\n ")["errors"] == {
            "words": "There is nothing in your message yet. Please write a few words."
        }
        assert fill_in(stage, ANA, words="a" * 3_001)["status"] == 0, "Slack's own client does not send it"
        assert "place" in fill_in(stage, DANA, place="999")["errors"]
        assert "place" in fill_in(stage, DANA, place="the one on Tuesday")["errors"]
        assert "about" in fill_in(stage, DANA, about="Nobody Here")["errors"]
        stage.settle()
        assert not stage.messages(DANA, CALL)


def test_a_stranger_is_told_who_may_and_what_was_typed_is_not_said_back(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        stage.town.slack.add_user("U07NOBODY", name="Stray", email="stray@example.org")
        outcome = stage.town.slack.command("U07NOBODY", "/concern", "he hit her")
        assert outcome["view"] is None and "he hit her" not in json.dumps(outcome["messages"])


def test_whatever_is_typed_behind_the_command_even_help_is_in_the_form(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        opened = stage.town.slack.command(stage.slack_id(ANA), "/concern", "he hit her &amp; ran")
        assert "he hit her & ran" in text_of(opened["view"]) and not opened["messages"]
        assert stage.town.slack.command(stage.slack_id(ANA), "/concern", "help")["view"] is not None


def test_a_form_that_is_sent_twice_is_one_concern(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        stage.order("slack", "duplicate_webhooks", 1)
        speaks_up(stage, ANA)
        stage.wait(seconds=10)
        assert len(stage.messages(DANA, CALL)) == 1
        assert "Concerns on your list: 1" in stage.command(DANA, "/mentoring", "concerns")


def test_the_home_tab_opens_the_same_form(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        stage.town.slack.app_home_opened(stage.slack_id(RUTH))
        outcome = stage.town.slack.action(stage.slack_id(RUTH), "concern_raise")
        assert outcome["view"]["callback_id"] == "concern_form"


# What goes wrong outside


def test_killed_while_slack_posts_the_call_it_stands_there_once(tmp_path: Path) -> None:
    with at_noon(tmp_path, http_timeout=30) as stage:
        fill_in(stage, ANA)
        held = HeldBack(cast(Gate, stage.town.slack.app), "POST", "/chat.postMessage", obeyed=True)
        kill_a_worker(stage, tmp_path, held)
        assert incident(stage).delivered_at is None, "nobody has said that it arrived"
        take_over(stage)
        assert len(stage.messages(DANA, CALL)) == 1 and incident(stage).delivered_at is not None
        stage.wait(seconds=91)
        assert len(stage.messages(MARCUS, CALL)) == 1


def test_where_slack_is_down_the_call_goes_by_mail_and_counts_only_then(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        stage.order("slack", "error", 100, path="chat.postMessage")
        speaks_up(stage, ANA)
        assert incident(stage).delivered_at is None
        stage.wait(seconds=10)
        (letter,) = stage.letters(DANA, CALL)
        assert "hit me" not in letter["text"] and "Amara" not in letter["text"]
        assert incident(stage).delivered_at is not None


def test_after_an_outage_the_hourly_call_comes_once_an_hour(tmp_path: Path) -> None:
    """Every rung went by mail, and its message stands in Slack as well once Slack is back."""
    with at_noon(tmp_path) as stage:
        stage.order("slack", "error", 10_000, path="chat.postMessage")
        speaks_up(stage, RUTH, kind="conduct", about="Ana Silva")
        stage.wait(minutes=12)
        assert {len(stage.letters(key, CALL)) for key in (DANA, MARCUS)} == {ROUNDS}
        stage.heal("slack")
        stage.wait(minutes=20)
        before = len(stage.messages(DANA, CALL))
        stage.wait(hours=3)
        assert len(stage.messages(DANA, CALL)) - before == 3


def test_whoever_can_never_be_reached_is_not_waited_for(tmp_path: Path) -> None:
    with at_noon(tmp_path) as stage:
        stage.order("slack", "not_found", 1, path="chat.postMessage")
        stage.order("mail", "error", 1)
        speaks_up(stage, ANA)
        stage.wait(seconds=5)
        assert not stage.messages(DANA, CALL) and len(stage.messages(MARCUS, CALL)) == 1


def test_killed_at_the_try_that_would_have_mailed_the_call_the_next_try_mails_it_once(tmp_path: Path) -> None:
    with at_noon(tmp_path, http_timeout=30) as stage:
        stage.order("slack", "error", 1, path="chat.postMessage")
        speaks_up(stage, ANA)
        held = HeldBack(cast(Gate, stage.town.slack.app), "POST", "/chat.postMessage", obeyed=False)
        stage.play.clock.advance(timedelta(seconds=3))
        kill_a_worker(stage, tmp_path, held)
        assert not stage.letters(DANA, CALL) and incident(stage).delivered_at is None
        stage.order("slack", "error", 1_000, path="chat.postMessage")
        take_over(stage)
        assert len(stage.letters(DANA, CALL)) == 1 and incident(stage).delivered_at is not None
        stage.wait(minutes=3)
        assert [len(stage.letters(key, CALL)) for key in (DANA, MARCUS)] == [1, 1]


@pytest.mark.parametrize("service", ["slack", "mail"])
def test_while_nobody_can_be_called_the_heartbeat_stops(tmp_path: Path, service: str) -> None:
    with at_noon(tmp_path) as stage:
        stage.order("slack", "error", 1_000, path="chat.postMessage")
        stage.order("mail", "error", 1_000)
        speaks_up(stage, ANA)
        stage.wait(minutes=3)
        auditor = Auditor(stage.play.store, stage.play.clock, {}, None)
        assert "nobody has been called to concern 1" in auditor.audit()
        stage.heal(service)
        stage.wait(minutes=2)
        assert "nobody has been called to concern 1" not in auditor.audit()


# What nobody reads


def test_no_word_of_a_concern_stands_anywhere_but_in_the_managers_form(tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logged, at_noon(tmp_path) as stage:
        stage.order("slack", "error", 3, path="chat.postMessage")
        speaks_up(stage, ANA, about="Ruth Abernathy", told="my sister Concetta", when="before the bell")
        speaks_up(stage, RUTH, words=HER_WORDS, kind="conduct", about="Ana Silva")
        stage.wait(minutes=5)
        opens(stage, DANA, 1)
        writes_down(stage, DANA, StepKind.SPOKE, "with the school nurse Ottilie")
        opens(stage, DANA, 2)
        presses(stage, DANA, "concern_pause")
        stage.jump_to(HALF_PAST_FOUR + timedelta(days=3))
        said = stage.everything_said()
        metrics = requests.get(f"{stage.play.url}/metrics", timeout=10).text
        unseen = json.dumps(logged, default=str, ensure_ascii=False) + metrics
        for private in ("hit me", "bruise", "Concetta", "before the bell", "Ottilie"):
            for where in (said, unseen, stage.database()):
                assert private not in where, private
        for key in (ANA, RUTH, THOMAS):
            seen = json.dumps(stage.town.slack.messages_for(stage.slack_id(key))).casefold()
            assert "concern" not in seen, "nobody whom it is about hears of it, and a writer's receipt is in a form"
        assert not any("concern" in letter["text"].casefold() for letter in stage.letters(ANGELA))
