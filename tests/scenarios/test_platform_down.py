"""A video platform that does not answer while sessions run: said so, once, and never taken for good or bad news."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mentoring.coverage import Verdict
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    DANA,
    HALF_PAST_FOUR,
    MARCUS,
    MEET,
    RUTH,
    ZOOM,
    Stage,
    many_matches,
    on_stage,
)

SESSIONS = 4
UNSURE = "I cannot tell whether a monitor is there"
PLATFORMS = {"google": MEET, "zoom": ZOOM}
PLATFORM = pytest.mark.parametrize("platform", PLATFORMS)


def everybody_is_there(stage: Stage) -> None:
    stage.move_to(HALF_PAST_FOUR - timedelta(minutes=1))
    for number in range(1, SESSIONS + 1):
        session = stage.session(f"mentor-number-{number}")
        for role in ("proctor", "mentor", "student"):
            assert stage.come(f"{role}-number-{number}", session) == "in_meeting"


@PLATFORM
def test_many_sessions_that_an_outage_hides_are_one_message_that_is_kept_up_to_date(
    tmp_path: Path, platform: str
) -> None:
    rows = many_matches(SESSIONS, platform=PLATFORMS[platform]["platform"])
    with on_stage(tmp_path, *rows, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        everybody_is_there(stage)
        stage.order(platform, "error", 100_000)
        stage.move_to(HALF_PAST_FOUR + timedelta(minutes=3))
        told = stage.message(DANA, UNSURE)
        assert f"({SESSIONS} sessions)" in told["text"]
        assert "does not answer" in shown_text(told)
        assert {alert["reason"] for alert in stage.alerts()} == {"unverified"}
        stage.wait(seconds=95)
        assert f"({SESSIONS} sessions)" in stage.message(MARCUS, UNSURE)["text"]
        stage.heal(platform)
        stage.wait(seconds=60)
        solved = stage.message(DANA, UNSURE)
        assert solved["ts"] == told["ts"]
        assert "Solved" in solved["text"]
        assert "Solved" in stage.message(MARCUS, UNSURE)["text"]
        assert {alert["state"] for alert in stage.alerts()} == {"resolved"}


@PLATFORM
def test_one_look_that_fails_wakes_nobody(tmp_path: Path, platform: str) -> None:
    with on_stage(tmp_path, PLATFORMS[platform], start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        stage.move_to(HALF_PAST_FOUR)
        for key in (RUTH, ANA, AMARA):
            stage.come(key)
        stage.move_to(HALF_PAST_FOUR + timedelta(minutes=4))
        before = len([call for call in stage.town.calls.of(platform) if call.status == 500])
        stage.order(platform, "error", 1)
        stage.wait(minutes=2)
        assert len([call for call in stage.town.calls.of(platform) if call.status == 500]) == before + 1
        assert not stage.alerts()


@PLATFORM
def test_a_platform_that_never_comes_back_leaves_an_unverified_record(tmp_path: Path, platform: str) -> None:
    """A day is waited; then what is known is written down, and it is not called safe."""
    with on_stage(tmp_path, PLATFORMS[platform], start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        stage.move_to(HALF_PAST_FOUR)
        for key in (RUTH, ANA, AMARA):
            stage.come(key)
        stage.order(platform, "error", 100_000)
        stage.jump_to(HALF_PAST_FOUR + timedelta(minutes=66))
        assert stage.session().state == "open", "the record waits for the platform"
        stage.jump_to(HALF_PAST_FOUR + timedelta(hours=26))
        record = stage.record(stage.session())
        assert record.verdict is Verdict.UNVERIFIED
        assert record.covered is None
