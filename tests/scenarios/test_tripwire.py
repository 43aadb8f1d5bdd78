"""Something keeps the session while it runs: a manager hears of it within half a minute, and what can be stopped is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, MARCUS, MEET, RUTH, ZOOM
from tests.scenarios.watching import KEPT, UNREAD, after_start, everybody_leaves, in_session

IN_WORDS = {"recording": "a recording", "transcript": "a transcript", "ai_notes": "AI notes"}


@pytest.mark.parametrize("what", IN_WORDS)
def test_what_meet_keeps_is_told_within_half_a_minute(tmp_path: Path, what: str) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=8, seconds=1))
        stage.play.record(stage.room_of(stage.session()), what)
        stage.wait(seconds=30)
        told = shown_text(stage.message(DANA, KEPT))
        assert IN_WORDS[what] in told
        assert "I cannot stop that from outside" in told
        assert [alert["reason"] for alert in stage.alerts()] == ["keeping"], "the monitor is there all the same"


def test_what_zoom_records_in_its_cloud_is_told_and_stopped(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=8))
        stage.play.record(stage.room_of(stage.session()), "recording")
        stage.settle()
        told = shown_text(stage.message(DANA, KEPT))
        assert "Zoom says that a recording of the session is being kept, since 4:38:00 PM" in told
        assert "I am telling Zoom to stop the recording" in told
        assert len(stage.calls("zoom", "PATCH", "/events")) == 1


def test_however_often_it_is_seen_it_is_one_message(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.play.record(stage.room_of(stage.session()), "recording")
        stage.wait(minutes=1)
        told = stage.message(DANA, KEPT)
        stage.press(DANA, "alert_take")
        stage.wait(minutes=10)
        assert stage.message(DANA, KEPT)["ts"] == told["ts"]
        assert stage.alert("keeping")["state"] == "acknowledged", "it is in hand, and not over"
        assert not stage.messages(MARCUS, KEPT)


def test_nobody_answers_and_the_deputy_is_told(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.play.record(stage.room_of(stage.session()), "recording")
        stage.wait(minutes=3)
        assert stage.message(MARCUS, KEPT)


def test_calling_it_off_ends_the_room(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.play.record(stage.room_of(stage.session()), "recording")
        stage.wait(minutes=1)
        stage.press(DANA, "alert_call_off")
        assert stage.session().state == "stopped"
        assert len(stage.calls("google", "POST", ":endActiveConference")) == 1
        assert stage.alert("keeping")["state"] == "resolved"


def test_after_the_end_the_message_says_what_is_left_to_do(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.play.record(stage.room_of(stage.session()), "transcript")
        stage.wait(minutes=1)
        stage.press(DANA, "alert_take")
        everybody_leaves(stage, ANA, AMARA, RUTH)
        told = shown_text(stage.message(DANA, KEPT))
        assert "have what was kept deleted" in told
        assert "Solved" not in told and "Nothing is left" not in told


def test_lists_that_meet_refuses_for_minutes_are_told_once_and_mended_without_a_new_message(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.order("google", "forbidden", 10_000, path="/smartNotes")
        stage.wait(minutes=2)
        assert not stage.alerts(), "a moment's refusal is nobody's concern"

        stage.wait(minutes=10)
        told = stage.message(DANA, UNREAD)
        assert "Google Meet does not tell me whether anything is being recorded or noted" in shown_text(told)
        assert not stage.messages(MARCUS, UNREAD), "nothing has happened that anybody must be fetched for"

        stage.order("google", "forbidden", 0)
        stage.wait(minutes=1)
        assert stage.alert("keeping_unread")["state"] == "resolved"
        assert [message["ts"] for message in stage.messages(DANA, "Solved")] == [told["ts"]]
        assert "now I can again" in shown_text(stage.message(DANA, UNREAD))


def test_lists_that_nobody_could_read_to_the_end_leave_something_to_look_into(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.order("google", "forbidden", 10_000, path="/recordings")
        stage.wait(minutes=5)
        everybody_leaves(stage, ANA, AMARA, RUTH)
        stage.jump_to(after_start(minutes=72))
        assert "See whether anything was kept" in shown_text(stage.message(DANA, UNREAD))
