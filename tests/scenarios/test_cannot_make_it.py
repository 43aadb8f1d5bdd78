"""«I can't make it»: mentor and manager are told, both of them, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from sandbox.gate import Gate
from sandbox.slack.pressing import NothingToPress
from tests.scenarios.killing import HeldBack, kill_a_worker, take_over
from tests.scenarios.play_fixtures import ANA, ANGELA, DANA, HALF_PAST_FOUR, MEET, RUTH, WALTER, Stage, on_stage

REMINDED = HALF_PAST_FOUR - timedelta(hours=24)
SAID_NO = "can't make the session"


def says_no(stage: Stage, key: str) -> None:
    """Presses the button; nothing that falls due through it is done yet."""
    stage.town.slack.action(stage.slack_id(key), "answer_cannot")


def told(stage: Stage, *keys: str) -> list[int]:
    return [len(stage.messages(key, SAID_NO)) for key in keys]


def test_mentor_and_manager_are_told_once_however_often_the_proctor_presses(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=REMINDED - timedelta(minutes=1)) as stage:
        stage.move_to(REMINDED)
        for _ in range(2):
            stage.press(RUTH, "answer_cannot")
        assert told(stage, ANA, DANA, RUTH) == [1, 1, 0]
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=10))
        assert not stage.messages(RUTH, "In a few minutes"), "who cannot come is not reminded again"


def test_one_whom_slack_does_not_reach_at_first_is_told_later_and_the_other_not_twice(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=REMINDED - timedelta(minutes=1)) as stage:
        stage.move_to(REMINDED)
        says_no(stage, RUTH)
        # Whoever is asked to stand in is written to first, and then the two.
        stage.order("slack", "error", 2)
        stage.settle()
        assert sorted(told(stage, ANA, DANA)) == [0, 1]
        stage.wait(minutes=1)
        assert told(stage, ANA, DANA) == [1, 1]


def test_killed_while_the_first_is_told_both_are_told_once(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=REMINDED - timedelta(minutes=1)) as stage:
        stage.move_to(REMINDED)
        says_no(stage, RUTH)
        held = HeldBack(cast(Gate, stage.town.slack.app), "POST", "/chat.postMessage", obeyed=True)
        kill_a_worker(stage, tmp_path, held)
        take_over(stage)
        assert told(stage, ANA, DANA) == [1, 1]


def test_people_without_slack_are_told_by_mail(tmp_path: Path) -> None:
    with on_stage(tmp_path, {**MEET, "monitor": WALTER}, start=REMINDED - timedelta(minutes=1)) as stage:
        stage.move_to(REMINDED)
        stage.press(ANA, "answer_cannot")
        assert told(stage, DANA) == [1]
        for key in (WALTER, ANGELA):
            assert len(stage.letters(key, "Change to the mentoring session", "Ana Silva cannot come")) == 1, key


def test_after_the_session_it_is_refused_kindly_and_nobody_is_told(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=10))
        stage.jump_to(HALF_PAST_FOUR + timedelta(minutes=61))
        assert "That session is over" in stage.press(RUTH, "answer_cannot")
        assert told(stage, ANA, DANA) == [0, 0]


def test_nobody_else_has_a_button_to_say_so_for_the_proctor(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=REMINDED - timedelta(minutes=1)) as stage:
        stage.move_to(REMINDED)
        with pytest.raises(NothingToPress):
            says_no(stage, DANA)
