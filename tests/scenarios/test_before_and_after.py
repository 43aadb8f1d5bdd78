"""People who are in the room before the start, and who stay when the time is up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, MEET, RUTH, ZOOM, Stage, on_stage
from tests.scenarios.watching import BOTH, LEFT, MISSING, UNSURE, after_start, in_session, share_accounts


@contextmanager
def doors_open(folder: Path, match: Mapping[str, str]) -> Iterator[Stage]:
    with on_stage(folder, match, start=after_start(minutes=-40)) as stage:
        share_accounts(stage)
        stage.move_to(after_start(minutes=-14))
        yield stage


@contextmanager
def time_nearly_up(folder: Path, match: Mapping[str, str]) -> Iterator[Stage]:
    """Half a minute before the end, and everybody is there."""
    with in_session(folder, match, RUTH, ANA, AMARA) as stage:
        stage.jump_to(after_start(minutes=59, seconds=30))
        yield stage


def test_mentor_and_student_who_come_early_are_not_left_alone_unseen(tmp_path: Path) -> None:
    with doors_open(tmp_path, MEET) as stage:
        stage.come(ANA)
        stage.come(AMARA)
        stage.wait(minutes=9)
        assert not stage.alerts()
        stage.wait(minutes=2)
        assert "Mentor and student are in the room" in shown_text(stage.message(DANA, MISSING)).replace("*", "")
        stage.come(RUTH)
        stage.wait(minutes=1)
        stage.move_to(after_start(minutes=4))
        assert [(alert["reason"], alert["state"]) for alert in stage.alerts()] == [("monitor_missing", "resolved")]


def test_a_stranger_who_meets_the_student_before_the_start_is_told(tmp_path: Path) -> None:
    with doors_open(tmp_path, MEET) as stage:
        stage.come(RUTH)
        stage.come(AMARA)
        stage.come_by_link("Uncle Bob")
        stage.go(RUTH)
        stage.wait(minutes=2)
        assert "Uncle Bob" in shown_text(stage.message(DANA, UNSURE))


def test_a_student_who_waits_alone_and_a_proctor_who_comes_last_wake_nobody(tmp_path: Path) -> None:
    with doors_open(tmp_path, MEET) as stage:
        stage.come(AMARA)
        stage.move_to(after_start(seconds=-50))
        stage.come(ANA)
        stage.wait(seconds=45)
        stage.come(RUTH)
        stage.move_to(after_start(minutes=4))
        assert not stage.alerts()


@BOTH
def test_a_proctor_who_leaves_when_the_time_is_up_is_told_while_the_others_stay(
    tmp_path: Path, match: Mapping[str, str]
) -> None:
    with time_nearly_up(tmp_path, match) as stage:
        stage.move_to(after_start(minutes=61))
        stage.go(RUTH)
        stage.wait(minutes=2)
        assert stage.message(DANA, LEFT)


@BOTH
def test_a_room_that_goes_on_is_ended_and_then_written_down(tmp_path: Path, match: Mapping[str, str]) -> None:
    service, method, ending = (
        ("zoom", "PUT", "/status") if match is ZOOM else ("google", "POST", ":endActiveConference")
    )
    with time_nearly_up(tmp_path, match) as stage:
        stage.move_to(after_start(minutes=64))
        assert (stage.session().state, stage.calls(service, method, ending)) == ("open", [])
        stage.move_to(after_start(minutes=72))
        assert len(stage.calls(service, method, ending)) == 1
        assert stage.session().state == "held"
        assert not stage.alerts()
        people = stage.record(stage.session()).body["people"]
        assert {stay["until"][:16] for line in people for stay in line["stays"]} == {"2026-10-27T21:35"}


def test_an_alert_that_nobody_has_got_when_the_record_is_written_is_brought_all_the_same(tmp_path: Path) -> None:
    with time_nearly_up(tmp_path, ZOOM) as stage:
        for service in ("slack", "mail"):
            stage.order(service, "error", 100_000)
        stage.play.record(stage.room_of(stage.session()), "ai_notes")
        stage.settle()
        for key in (AMARA, ANA, RUTH):
            stage.go(key)
        stage.move_to(after_start(minutes=66))
        assert (stage.session().state, stage.alert("keeping")["state"]) == ("held", "raised")
        for service in ("slack", "mail"):
            stage.heal(service)
        stage.wait(minutes=3)
        assert "have what was kept deleted" in shown_text(stage.messages(DANA, "recorded or kept")[0])
        assert stage.alert("keeping")["state"] == "resolved"
