"""A platform that makes no rooms: the manager is offered the other one, with one press."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import DANA, HALF_PAST_FOUR, MEET, Stage, many_matches, on_stage

NO_ROOM = "has no room yet"
A_DAY_BEFORE = HALF_PAST_FOUR - timedelta(hours=24)


def without_google(stage: Stage) -> None:
    stage.order("google", "error", 100_000)
    stage.move_to(A_DAY_BEFORE)


def test_a_session_that_meet_makes_no_room_for_meets_on_zoom_after_one_press(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        without_google(stage)
        told = shown_text(stage.message(DANA, NO_ROOM))
        assert "Google Meet has not made the room yet" in told and "Use Zoom instead" in told
        assert "1 session moves to Zoom" in stage.press(DANA, "alert_switch_zoom")
        stage.wait(minutes=1)
        assert stage.session().platform == "zoom"
        assert stage.meeting(stage.session()) is not None
        assert stage.alert("room_not_ready")["state"] == "resolved"


def test_one_press_switches_every_session_of_the_message(tmp_path: Path) -> None:
    with on_stage(tmp_path, *many_matches(3)) as stage:
        without_google(stage)
        assert "(3 sessions)" in stage.message(DANA, NO_ROOM)["text"]
        assert "3 sessions move to Zoom" in stage.press(DANA, "alert_switch_zoom")
        switched = [stage.session(f"mentor-number-{number}").platform for number in (1, 2, 3)]
        assert switched == ["zoom"] * 3
