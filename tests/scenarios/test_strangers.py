"""Somebody in the room whom no identity names: a robot, somebody whom nobody invited, or somebody expected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mentoring.coverage import Verdict
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, MARCUS, MEET, RUTH, ZOOM, Stage
from tests.scenarios.watching import (
    BOTH,
    STRANGER,
    UNSURE,
    after_start,
    everybody_leaves,
    in_session,
    look_again,
)

PRIVATE = "ami.private@example.net"


def reasons(stage: Stage) -> list[str]:
    return sorted(alert["reason"] for alert in stage.alerts())


def come_signed_in(stage: Stage, name: str, email: str) -> None:
    stage.play.come(stage.room_of(stage.session()), name=name, email=email, via="link")
    stage.settle()


def accounts_of(stage: Stage, key: str) -> list[str]:
    with stage.play.store.look() as view:
        return [*view.identities.known([stage.person(key).id])]


def shown_buttons(stage: Stage, words: str) -> str:
    return str(stage.message(DANA, words)["blocks"])


@BOTH
def test_a_note_taking_robot_is_told_within_half_a_minute(tmp_path: Path, match: Mapping[str, str]) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=8, seconds=1))
        stage.come_by_link("Otter.ai")
        stage.wait(seconds=29)
        told = shown_text(stage.message(DANA, STRANGER))
        assert "note-taking robot" in told and "Otter.ai" in told
        assert reasons(stage) == ["stranger"], "the monitor is there, and nobody doubts it"


@BOTH
def test_a_robot_is_told_at_once_even_while_the_student_is_still_awaited(
    tmp_path: Path, match: Mapping[str, str]
) -> None:
    with in_session(tmp_path, match, RUTH, ANA) as stage:
        stage.come_by_link("Fireflies.ai Notetaker")
        stage.wait(seconds=29)
        look_again(stage)
        assert reasons(stage) == ["stranger"]


@BOTH
def test_whoever_nobody_invited_is_told_at_once_and_once(tmp_path: Path, match: Mapping[str, str]) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=8))
        stage.come_by_link("Uncle Bob")
        look_again(stage)
        told = stage.message(DANA, STRANGER)
        assert "nobody invited them" in shown_text(told)
        stage.press(DANA, "alert_take")
        stage.wait(minutes=5)
        assert stage.message(DANA, STRANGER)["ts"] == told["ts"]
        assert not stage.messages(MARCUS, STRANGER)
        stage.play.go(stage.room_of(stage.session()), name="Uncle Bob", email=None)
        look_again(stage)
        assert "Solved" in stage.message(DANA, STRANGER)["text"]
        assert stage.alert("stranger")["state"] == "resolved"


@BOTH
def test_nobody_answers_a_stranger_and_the_deputy_is_told(tmp_path: Path, match: Mapping[str, str]) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.come_by_link("Uncle Bob")
        stage.wait(seconds=150)
        assert stage.message(MARCUS, STRANGER)


@BOTH
def test_somebody_unknown_while_the_student_is_awaited_has_a_minute_and_can_be_recognised(
    tmp_path: Path, match: Mapping[str, str]
) -> None:
    with in_session(tmp_path, match, RUTH, ANA) as stage:
        stage.move_to(after_start(minutes=1, seconds=7))
        stage.come_by_link("iPhone")
        stage.wait(seconds=59)
        assert not stage.alerts()
        look_again(stage)
        assert "It may be Amara F." in shown_text(stage.message(DANA, STRANGER))
        assert "I take them for Amara F." in stage.press(DANA, "alert_it_is_0")
        assert stage.alert("stranger")["state"] == "resolved"
        assert "Solved" in stage.message(DANA, STRANGER)["text"]
        stage.wait(minutes=5)
        assert reasons(stage) == ["stranger"]
        stage.jump_to(after_start(minutes=72))
        record = stage.record(stage.session())
        assert stage.person(AMARA).id in {line["person"] for line in record.body["people"]}
        assert record.verdict is Verdict.PRESENT


def test_whoever_let_the_stranger_in_is_not_the_stranger_and_a_manager_ends_the_doubt(tmp_path: Path) -> None:
    """The proctor admits somebody, who may be the mentor, and is gone a moment later."""
    with in_session(tmp_path, ZOOM, RUTH, AMARA) as stage:
        stage.come_by_link("iPad")
        stage.wait(seconds=20)
        stage.go(RUTH)
        stage.move_to(after_start(minutes=2))
        assert reasons(stage) == ["unverified"]
        told = stage.message(DANA, UNSURE)
        assert "It may be Ana Silva." in shown_text(told)
        assert "I take them for Ana Silva" in stage.press(DANA, "alert_it_is_0")
        assert stage.alert("unverified")["state"] == "resolved"
        assert stage.message(DANA, UNSURE)["ts"] == told["ts"]


def test_who_waits_outside_is_not_in_the_room(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM) as stage:
        stage.come_by_link("Otter.ai")
        stage.move_to(after_start(minutes=2))
        assert not stage.alerts()


def test_an_account_that_a_manager_recognised_is_known_in_the_next_session(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA) as stage:
        come_signed_in(stage, "Ami", PRIVATE)
        stage.move_to(after_start(minutes=3))
        known = len(accounts_of(stage, AMARA))
        assert "I take them for Amara F." in stage.press(DANA, "alert_it_is_0")
        assert len(accounts_of(stage, AMARA)) == known + 1
        everybody_leaves(stage, RUTH, ANA)
        following = stage.sessions()[1]
        stage.jump_to(following.starts_at)
        for key in (RUTH, ANA):
            stage.come(key, following)
        stage.play.come(stage.room_of(following), name="Ami", email=PRIVATE, via="link")
        stage.wait(minutes=4)
        assert not [alert for alert in stage.alerts() if alert["session_id"] == following.id]


def test_an_account_whose_owner_google_tells_is_no_stranger_even_for_a_moment(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.wait(minutes=4)
        assert not stage.alerts()
        assert [len(accounts_of(stage, key)) for key in (RUTH, ANA, AMARA)] == [1, 1, 1]


def test_a_directory_that_is_silent_is_asked_once_in_ten_minutes(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        look_again(stage)
        before = len(directory_calls(stage))
        come_signed_in(stage, "Bob", "bob@example.net")
        stage.wait(minutes=9)
        assert len(directory_calls(stage)) == before + 2, "the Directory and then the People API"


def directory_calls(stage: Stage) -> list[str]:
    found = [call.path for call in stage.town.calls.of("google")]
    return [path for path in found if "/users/" in path or "/people/" in path]


def test_a_volunteer_has_no_button_to_say_who_somebody_is(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA) as stage:
        stage.come_by_link("iPhone")
        stage.wait(minutes=2)
        assert "alert_it_is_0" in shown_buttons(stage, STRANGER)
        assert not stage.messages(RUTH, "cannot identify")
        assert not stage.messages(ANA, "cannot identify")
