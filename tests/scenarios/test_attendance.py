"""Who was in the room: proctors who are late, who drop, whom a manager stands in for, and whom nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mentoring.coverage import Verdict
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, MARCUS, RUTH, ZOOM
from tests.scenarios.watching import (
    BOTH,
    LEFT,
    MISSING,
    STRANGER,
    UNSURE,
    after_start,
    everybody_leaves,
    in_session,
    look_again,
)


@BOTH
def test_a_late_proctor_changes_the_same_message_and_sends_none(tmp_path: Path, match: Mapping[str, str]) -> None:
    with in_session(tmp_path, match, ANA) as stage:
        stage.move_to(after_start(minutes=2, seconds=30))
        stage.come(AMARA)
        stage.move_to(after_start(minutes=3))
        alert = stage.message(DANA, MISSING)
        posts = len(stage.calls("slack", "POST", "/chat.postMessage"))
        stage.wait(seconds=20)
        stage.come(RUTH)
        look_again(stage)
        solved = stage.message(DANA, MISSING)
        assert solved["ts"] == alert["ts"]
        assert "Solved" in solved["text"]
        assert len(stage.calls("slack", "POST", "/chat.postMessage")) == posts
        stage.wait(minutes=2)
        assert not stage.messages(MARCUS, MISSING), "nobody further up is called once the proctor is there"


@BOTH
def test_a_proctor_who_drops_for_59_seconds_wakes_nobody(tmp_path: Path, match: Mapping[str, str]) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=10, seconds=7))
        stage.go(RUTH)
        stage.wait(seconds=59)
        stage.come(RUTH)
        stage.wait(minutes=2)
        assert not stage.alerts()
        everybody_leaves(stage, ANA, AMARA, RUTH)
        record = stage.record(stage.session())
        assert (record.verdict, record.covered) == (Verdict.PRESENT, True)


@BOTH
def test_a_proctor_who_drops_for_longer_is_told_resolved_and_told_again(
    tmp_path: Path, match: Mapping[str, str]
) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=10, seconds=7))
        stage.go(RUTH)
        stage.wait(seconds=59)
        assert not stage.alerts()
        stage.wait(seconds=2)
        assert stage.alert("unmonitored")["state"] == "delivered"
        first = stage.message(DANA, LEFT)
        assert "gone since 4:40:07 PM" in shown_text(first)
        stage.come(RUTH)
        look_again(stage)
        assert stage.alert("unmonitored")["state"] == "resolved"
        assert stage.message(DANA, LEFT)["ts"] == first["ts"]
        stage.go(RUTH)
        stage.wait(seconds=61)
        assert stage.alert("unmonitored")["state"] == "delivered", "a second gap opens the same alert again"
        again = [m for m in stage.messages(DANA, LEFT) if m["ts"] != first["ts"]]
        assert len(again) == 1, "and is told in a message of its own, at the bottom of the conversation"
        stage.come(RUTH)
        look_again(stage)
        assert stage.alert("unmonitored")["state"] == "resolved"
        everybody_leaves(stage, ANA, AMARA, RUTH)
        record = stage.record(stage.session())
        assert (record.verdict, record.covered) == (Verdict.PRESENT, False)


@BOTH
def test_a_manager_who_steps_in_through_their_own_door_is_the_monitor(tmp_path: Path, match: Mapping[str, str]) -> None:
    with in_session(tmp_path, match, ANA) as stage:
        stage.move_to(after_start(minutes=2, seconds=30))
        stage.come(AMARA)
        stage.move_to(after_start(minutes=3))
        assert "your own door" in stage.press(DANA, "alert_take")
        assert "/join/" in str(stage.message(DANA, MISSING)["blocks"])
        assert stage.come(DANA) == "in_meeting"
        look_again(stage)
        assert stage.alert("monitor_missing")["state"] == "resolved"
        assert not stage.messages(MARCUS, MISSING)
        everybody_leaves(stage, ANA, AMARA, DANA)
        assert stage.record(stage.session()).verdict is Verdict.PRESENT


@BOTH
def test_a_stranger_is_neither_taken_for_the_monitor_nor_for_nobody(tmp_path: Path, match: Mapping[str, str]) -> None:
    """The proctor lets somebody in whom nobody invited, and leaves; it may be the proctor on another device."""
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.come_by_link("Ruth's iPad")
        look_again(stage)
        assert "nobody invited them" in shown_text(stage.message(DANA, STRANGER))
        stage.move_to(after_start(minutes=5))
        stage.go(RUTH)
        stage.wait(seconds=60)
        assert {alert["reason"] for alert in stage.alerts()} == {"stranger", "unverified"}
        told = shown_text(stage.message(DANA, UNSURE))
        assert "Ruth's iPad" in told
        assert "whom I cannot identify" in told
        stage.wait(minutes=4)
        assert not stage.alerts("unmonitored")
        assert not stage.alerts("monitor_missing")
        everybody_leaves(stage, ANA, AMARA)
        stage.jump_to(after_start(minutes=72))
        assert stage.record(stage.session()).verdict is Verdict.UNVERIFIED


@BOTH
def test_a_session_to_which_nobody_comes_is_told_and_written_down_as_missed(
    tmp_path: Path, match: Mapping[str, str]
) -> None:
    with in_session(tmp_path, match) as stage:
        stage.move_to(after_start(minutes=3))
        assert "nobody" in shown_text(stage.message(DANA, MISSING))
        stage.jump_to(after_start(minutes=66))
        assert stage.session().state == "missed"
        assert stage.record(stage.session()).verdict is Verdict.ABSENT
        assert stage.alert("monitor_missing")["state"] == "resolved"


def test_webhooks_that_come_twice_count_once(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM) as stage:
        stage.order("zoom", "duplicate_webhooks", 1_000)
        for key in (RUTH, ANA, AMARA):
            stage.come(key)
        everybody_leaves(stage, AMARA, ANA, RUTH)
        record = stage.record(stage.session())
        assert not stage.alerts()
        assert (record.verdict, record.covered) == (Verdict.PRESENT, True)
        assert {person["person"]: len(person["stays"]) for person in record.body["people"]} == {
            stage.person(key).id: 1 for key in (RUTH, ANA, AMARA)
        }


def test_webhooks_that_never_come_make_the_room_unverified_never_safe(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM) as stage:
        stage.order("zoom", "drop_webhooks", 1_000)
        for key in (RUTH, ANA, AMARA):
            stage.come(key)
        stage.move_to(after_start(minutes=3))
        assert "has told me of nobody in it" in shown_text(stage.message(DANA, UNSURE))
        assert {alert["reason"] for alert in stage.alerts()} == {"unverified"}


def test_webhooks_that_come_twenty_minutes_late_still_count(tmp_path: Path) -> None:
    """Zoom tries again after 5 and 15 minutes, with the signature and the time of the first try."""
    with in_session(tmp_path, ZOOM) as stage:
        stage.entrance.shut.add("/zoom/webhook")
        for key in (RUTH, ANA, AMARA):
            stage.come(key)
        stage.move_to(after_start(minutes=3))
        alert = stage.message(DANA, UNSURE)
        stage.press(DANA, "alert_take")
        stage.jump_to(after_start(minutes=20))
        stage.entrance.shut.clear()
        stage.town.zoom.retry_undelivered()
        look_again(stage)
        assert stage.message(DANA, UNSURE)["ts"] == alert["ts"]
        assert stage.alert("unverified")["state"] == "resolved"
        everybody_leaves(stage, AMARA, ANA, RUTH)
        record = stage.record(stage.session())
        assert (record.verdict, record.covered) == (Verdict.PRESENT, True)


def test_a_leave_that_is_told_after_the_next_join_does_not_empty_the_room(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=10))
        stage.entrance.shut.add("/zoom/webhook")
        stage.go(RUTH)
        stage.entrance.shut.clear()
        stage.wait(seconds=20)
        stage.come(RUTH)
        stage.town.zoom.retry_undelivered()
        stage.wait(minutes=2)
        assert not stage.alerts()
        everybody_leaves(stage, AMARA, ANA, RUTH)
        assert stage.record(stage.session()).covered is True
