"""A session that loses its second adult, from the loss to whoever stands in, or to a cancellation in good time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from mentoring.coverage import Verdict
from mentoring.sessions import SessionState
from sandbox.play import DoorStaysShut
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    ANGELA,
    DANA,
    HALF_PAST_FOUR,
    MEET,
    MONDAY,
    RUTH,
    SAMUEL,
    WALTER,
    ZOOM,
    Stage,
    on_stage,
)

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def monitor_of(stage: Stage) -> str:
    with stage.play.store.look() as view:
        return view.people.get(stage.session().monitor_id).key


def cannot(stage: Stage) -> None:
    """Ruth, reminded the day before, says that she cannot come."""
    stage.move_to(HALF_PAST_FOUR - timedelta(hours=23))
    stage.press(RUTH, "answer_cannot")


def test_a_monitor_who_cannot_come_is_replaced_by_the_first_who_says_yes(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        cannot(stage)
        stage.message(DANA, "A session wants cover", "can't make it", "Ask Walter Schmidt")
        assert "You watch over session" in stage.press(SAMUEL, "cover_yes")
        assert monitor_of(stage) == SAMUEL
        stage.message(DANA, "Solved: A session wants cover", "Samuel Okonkwo watches over it")
        stage.message(ANA, "Samuel Okonkwo", "watches over")
        assert stage.letters(ANGELA, "Samuel Okonkwo")
        stage.move_to(HALF_PAST_FOUR)
        for key in (SAMUEL, ANA, AMARA):
            stage.come(key)


def test_one_person_is_asked_at_a_time_and_after_a_no_the_next_by_letter(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        cannot(stage)
        assert not stage.letters(WALTER, "Can you stand in")
        assert "I ask somebody else" in stage.press(SAMUEL, "cover_no")
        (letter,) = stage.letters(WALTER, "Can you stand in")
        assert "/cover/" in letter["text"]


def test_nobody_answers_and_the_session_is_cancelled_in_good_time_and_everybody_told(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        cannot(stage)
        stage.move_to(HALF_PAST_FOUR - 2 * HOUR - MINUTE)
        assert stage.session().state is SessionState.READY
        stage.move_to(HALF_PAST_FOUR - 2 * HOUR)
        assert stage.session().state is SessionState.CANCELLED
        assert stage.letters(ANGELA, "ancelled")
        for key in (DANA, ANA):
            assert stage.messages(key, "Cancelled: the session")


def test_while_cover_is_wanted_no_student_is_let_in_and_it_climbs_the_ladder(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        stage.move_to(HALF_PAST_FOUR - 14 * MINUTE)
        stage.command(RUTH, "/proctor", f"cover {stage.session().id}")
        stage.message(DANA, "A session wants cover", "begins soon")
        with pytest.raises(DoorStaysShut):
            stage.come(AMARA)
        stage.come(ANA)
        stage.wait(seconds=95)
        stage.message("marcus-oyelaran", "A session wants cover")
        stage.press(SAMUEL, "cover_yes")
        stage.come(AMARA)


@pytest.mark.parametrize("row", [MEET, ZOOM], ids=["meet", "zoom"])
def test_a_manager_who_steps_in_opens_the_students_door_and_the_session_is_covered(
    tmp_path: Path, row: Mapping[str, str]
) -> None:
    with on_stage(tmp_path, row) as stage:
        cannot(stage)
        assert "You are the second adult" in stage.press(DANA, "cover_step_in")
        stage.move_to(HALF_PAST_FOUR - 2 * HOUR + MINUTE)
        assert stage.session().state is SessionState.READY, "not called off for want of a stand-in"
        stage.move_to(HALF_PAST_FOUR - 10 * MINUTE)
        with pytest.raises(DoorStaysShut):
            stage.come(AMARA)
        for key in (DANA, ANA, AMARA):
            assert stage.come(key) == "in_meeting"
        session = stage.session()
        stage.move_to(HALF_PAST_FOUR + HOUR)
        for key in (AMARA, ANA, DANA):
            stage.go(key, session)
        stage.wait(minutes=15)
        assert not [alert for alert in stage.alerts() if alert["reason"] in {"monitor_missing", "unmonitored"}]
        assert (stage.record(session).verdict, stage.record(session).covered) == (Verdict.PRESENT, True)
        stage.message(DANA, "Solved: A session wants cover", "Dana Whitfield stepped in")


def test_a_manager_who_stepped_in_and_goes_is_missed_as_any_monitor(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        cannot(stage)
        stage.press(DANA, "cover_step_in")
        stage.move_to(HALF_PAST_FOUR - 5 * MINUTE)
        for key in (DANA, ANA, AMARA):
            stage.come(key)
        stage.move_to(HALF_PAST_FOUR + 10 * MINUTE)
        stage.go(DANA)
        stage.wait(minutes=3)
        assert [alert["state"] for alert in stage.alerts("unmonitored")] == ["delivered"]
        stage.come(DANA)
        stage.wait(minutes=1)
        assert [alert["state"] for alert in stage.alerts("unmonitored")] == ["resolved"]


def test_a_check_that_runs_out_is_warned_of_and_on_the_day_after_its_sessions_want_cover(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        stage.settle()
        stage.command(DANA, "/mentoring", "check Ruth Abernathy until 2026-11-02")
        stage.move_to(MONDAY + timedelta(days=1, hours=9))
        stage.message(RUTH, "runs out soon", "Monday, Nov 2")
        stage.message(DANA, "runs out soon", "Ruth Abernathy")
        stage.move_to(MONDAY + timedelta(days=8, minutes=-1))
        assert not stage.alerts("needs_cover")
        stage.move_to(MONDAY + timedelta(days=8, hours=9))
        told = stage.message(DANA, "A session wants cover (")
        assert "Ask Walter Schmidt" in str(told["blocks"])
        with stage.play.store.look() as view:
            assert len(view.covers.wanted()) == len(stage.alerts("needs_cover")) > 1
        assert len(stage.messages(SAMUEL, "Can you stand in")) == 1
        stage.press(SAMUEL, "cover_yes")
        assert not [alert for alert in stage.alerts("needs_cover") if alert["state"] != "resolved"]
