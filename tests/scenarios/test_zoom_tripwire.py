"""Somebody records, transcribes, notes or streams a session on Zoom: the manager hears it within half a minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sandbox.play import DoorStaysShut
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, HALF_PAST_FOUR, MARCUS, RUTH, ZOOM, Stage, on_stage

AT_MOST = timedelta(seconds=30)
KEPT = "recorded or kept"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A covered session on Zoom, some minutes after its start."""
    with on_stage(tmp_path, ZOOM, start=HALF_PAST_FOUR - timedelta(minutes=30)) as stage:
        stage.settle()
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=2))
        for key in (RUTH, ANA, AMARA):
            stage.come(key)
        stage.move_to(HALF_PAST_FOUR + timedelta(minutes=5))
        assert stage.alerts() == []
        yield stage


def record(stage: Stage, what: str) -> None:
    stage.play.record(stage.room_of(stage.session()), what)
    stage.settle()


@pytest.mark.parametrize("what", ["recording", "transcript", "ai_notes", "stream", "live_stream"])
def test_the_manager_hears_of_whatever_keeps_the_session_within_half_a_minute(stage: Stage, what: str) -> None:
    began = stage.play.clock.now()
    record(stage, what)
    stage.wait(seconds=AT_MOST.total_seconds())
    assert stage.alert("keeping")["state"] == "delivered"
    heard = datetime.fromisoformat(stage.message(DANA, KEPT)["at"])
    assert timedelta(0) <= heard - began <= AT_MOST


def test_it_is_told_once_however_long_it_goes_on(stage: Stage) -> None:
    record(stage, "recording")
    stage.wait(seconds=60)
    assert len(stage.messages(DANA, KEPT)) == 1


def test_it_is_told_once_however_often_zoom_tells_of_it(stage: Stage) -> None:
    stage.order("zoom", "duplicate_webhooks", 3)
    record(stage, "ai_notes")
    stage.wait(seconds=10)
    assert len(stage.messages(DANA, KEPT)) == 1


def test_a_recording_in_the_cloud_is_stopped(stage: Stage) -> None:
    record(stage, "recording")
    stage.wait(seconds=10)
    assert stage.calls("zoom", "PATCH", "/events")


def test_while_our_web_is_in_trouble_zoom_tells_again_and_the_manager_hears_it_then(stage: Stage) -> None:
    stage.entrance.shut.add("/zoom/webhook")
    record(stage, "ai_notes")
    assert stage.messages(DANA, KEPT) == []
    stage.entrance.shut.clear()
    stage.wait(minutes=5)
    stage.town.zoom.retry_undelivered()
    stage.settle()
    assert len(stage.messages(DANA, KEPT)) == 1


def test_a_setting_that_an_administrator_changes_by_hand_puts_the_room_in_doubt_at_once(stage: Stage) -> None:
    """The demand that does not hold any more is told, and so is where."""
    host = next(iter(stage.play.settings.zoom_hosts))
    stage.town.zoom.set_host_setting(host, "in_meeting", "meeting_summary_with_ai_companion", {"enable": True})
    stage.settle()
    assert stage.alert("room_drifted")["state"] == "delivered"


def drift(stage: Stage, *, enable: bool) -> None:
    host = next(iter(stage.play.settings.zoom_hosts))
    stage.town.zoom.set_host_setting(host, "in_meeting", "meeting_summary_with_ai_companion", {"enable": enable})
    stage.settle()


def test_a_room_that_drifts_during_a_session_locks_only_mentor_and_student_out(stage: Stage) -> None:
    """The monitor who drops out can come back to those inside, and so can the manager who has taken it on."""
    for key in (RUTH, ANA):
        stage.go(key)
    drift(stage, enable=True)
    with pytest.raises(DoorStaysShut):
        stage.come(ANA)
    assert stage.come(RUTH) == "in_meeting"
    stage.press(DANA, "alert_take")
    assert stage.come(DANA) == "in_meeting"


def test_a_room_that_drifts_during_a_session_calls_the_next_manager_when_nobody_answers(stage: Stage) -> None:
    drift(stage, enable=True)
    stage.wait(minutes=2)
    assert stage.messages(MARCUS, "not proven safe any more")


@pytest.mark.parametrize("where", ["waiting room", "breakout room"])
def test_a_monitor_who_is_sent_out_of_the_main_room_is_not_with_the_others(stage: Stage, where: str) -> None:
    meeting, name = stage.room_of(stage.session()), stage.person(RUTH).public_name
    if where == "waiting room":
        stage.town.zoom.put_in_waiting_room(meeting, name=name)
    else:
        stage.town.zoom.open_breakout_room(meeting, name=name)
    stage.settle()
    stage.wait(seconds=120)
    assert [alert["reason"] for alert in stage.alerts()] == ["unmonitored"]
