"""What people see of every way in which a platform fails: the manager's message, the page at the door, the letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    DANA,
    HALF_PAST_FOUR,
    MEET,
    RUTH,
    ZOOM,
    Stage,
    on_stage,
)

PLATFORMS: Mapping[str, Mapping[str, str]] = {"google": MEET, "zoom": ZOOM}
OTHER = {"google": "zoom", "zoom": "google_meet"}
SOON = HALF_PAST_FOUR - timedelta(minutes=20)
NO_ROOM, UNSURE = "A session has no room yet", "I cannot tell whether a monitor is there"
NOT_READY, SILENT = "The room is not ready yet", "The video service does not answer"
AT_A_CALL = ("unauthorized", "forbidden", "not_found", "conflict", "rate_limit", "daily_limit", "error", "dropped")


def door_of(stage: Stage, key: str) -> str:
    session = stage.session()
    with stage.play.store.look() as view:
        door = view.doors.of(session.id, stage.person(key).id)
    assert door is not None
    return stage.play.service.adapters.doors.link(door)


def knock(door: str) -> requests.Response:
    return requests.get(door, allow_redirects=False, timeout=10)


@pytest.mark.parametrize(
    ("platform", "effect", "why"),
    [
        ("google", "unauthorized", "invalid authentication credentials"),
        ("google", "forbidden", "does not have permission"),
        ("google", "daily_limit", ""),
        ("zoom", "not_found", "does not exist"),
        ("zoom", "conflict", "exists already"),
        ("zoom", "daily_limit", ""),
    ],
)
def test_a_room_that_a_platform_does_not_make_is_told_with_the_way_out_and_the_doors_stay(
    tmp_path: Path, platform: str, effect: str, why: str
) -> None:
    with on_stage(tmp_path, PLATFORMS[platform], start=SOON) as stage:
        stage.order(platform, effect, 10_000)
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=10))
        told = shown_text(stage.message(DANA, NO_ROOM))
        assert why in told
        doors = {key: door_of(stage, key) for key in (RUTH, ANA, AMARA)}
        for door in doors.values():
            answer = knock(door)
            assert (answer.status_code, NOT_READY in answer.text) == (503, True)
        stage.press(DANA, f"alert_switch_{OTHER[platform]}")
        stage.wait(minutes=1)
        assert stage.alert("room_not_ready")["state"] == "resolved"
        assert {key: door_of(stage, key) for key in doors} == doors
        assert stage.come(RUTH) == "in_meeting"


def test_a_monitor_whose_zoom_room_cannot_be_opened_is_told_to_wait_and_the_others_go_in(tmp_path: Path) -> None:
    with on_stage(tmp_path, ZOOM, start=SOON) as stage:
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=10))
        monitor, mentor = door_of(stage, RUTH), door_of(stage, ANA)
        for effect in AT_A_CALL:
            stage.order("zoom", effect, 10_000)
            answer = knock(monitor)
            assert (effect, answer.status_code, answer.headers["Retry-After"]) == (effect, 503, "30")
            assert SILENT in answer.text
            assert knock(mentor).status_code == 303
            stage.heal("zoom")
        assert stage.come(RUTH) == "in_meeting"


def test_a_meet_room_is_opened_whatever_google_answers(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=SOON) as stage:
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=10))
        for effect in AT_A_CALL:
            stage.order("google", effect, 10_000)
            assert knock(door_of(stage, RUTH)).status_code == 303


@pytest.mark.parametrize(
    ("platform", "effect"),
    [
        ("google", "daily_limit"),
        ("google", "dropped"),
        ("zoom", "not_found"),
        ("zoom", "daily_limit"),
    ],
)
def test_a_session_that_cannot_be_watched_is_told_as_unknown_and_solved_by_itself(
    tmp_path: Path, platform: str, effect: str
) -> None:
    with on_stage(tmp_path, PLATFORMS[platform], start=SOON) as stage:
        stage.move_to(HALF_PAST_FOUR)
        for key in (RUTH, ANA, AMARA):
            assert stage.come(key) == "in_meeting"
        stage.wait(minutes=4)
        stage.order(platform, effect, 10_000)
        stage.wait(minutes=2)
        assert "does not answer" in shown_text(stage.message(DANA, UNSURE))
        assert {alert["reason"] for alert in stage.alerts()} == {"unverified"}
        stage.heal(platform)
        stage.wait(minutes=2)
        assert stage.alert("unverified")["state"] == "resolved"
        assert "Solved" in stage.message(DANA, UNSURE)["text"]


@pytest.mark.parametrize("effect", ["unauthorized", "dropped"])
def test_a_missing_monitor_is_told_by_mail_when_slack_takes_no_message(tmp_path: Path, effect: str) -> None:
    with on_stage(tmp_path, MEET, start=SOON) as stage:
        stage.move_to(HALF_PAST_FOUR)
        for key in (ANA, AMARA):
            stage.come(key)
        stage.order("slack", effect, 10_000)
        stage.wait(minutes=5)
        assert not stage.messages(DANA, "No monitor in the room")
        assert stage.letters(DANA, "monitor")
        assert stage.alert("monitor_missing")["delivered_at"]
