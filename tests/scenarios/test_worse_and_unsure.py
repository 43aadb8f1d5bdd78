"""What becomes worse in a manager's hands is told again; a platform that stumbles is not taken to be down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from jobs.watch import Watch
from mentoring.duties import DutyKind
from mentoring.ports import RoomProvider
from mentoring.presence import Observation
from mentoring.rooms import MadeRoom, Platform
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    DANA,
    MARCUS,
    MEET,
    RUTH,
    ZOOM,
    Stage,
    many_matches,
    on_stage,
)
from tests.scenarios.watching import BOTH, KEPT, LEFT, MISSING, STRANGER, UNSURE, after_start, in_session


def record(stage: Stage, what: str) -> None:
    stage.play.record(stage.room_of(stage.session()), what)
    stage.settle()


@BOTH
def test_a_robot_beside_the_stranger_whom_a_manager_has_in_hand_is_told_again_and_climbs(
    tmp_path: Path, match: Mapping[str, str]
) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.come_by_link("Uncle Bob")
        stage.wait(seconds=30)
        stage.press(DANA, "alert_take")
        stage.wait(minutes=3)
        assert (len(stage.messages(DANA, STRANGER)), stage.messages(MARCUS, STRANGER)) == (1, [])
        stage.come_by_link("Otter.ai")
        stage.wait(seconds=30)
        assert stage.alert("stranger")["state"] == "delivered"
        assert len(stage.messages(DANA, STRANGER)) == 2
        stage.wait(seconds=90)
        assert stage.message(MARCUS, STRANGER)


def test_another_kind_of_keeping_is_told_again_and_the_same_kind_is_not(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA) as stage:
        record(stage, "ai_notes")
        stage.press(DANA, "alert_take")
        stage.wait(minutes=1)
        record(stage, "ai_notes")
        assert len(stage.messages(DANA, KEPT)) == 1
        record(stage, "live_stream")
        assert len(stage.messages(DANA, KEPT)) == 2
        assert stage.alert("keeping")["state"] == "delivered"


def test_two_looks_that_are_refused_for_a_moment_wake_nobody(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=8))
        stage.order("zoom", "error", 2)
        stage.wait(minutes=3)
        assert not stage.alerts()


@pytest.mark.parametrize("second", [0, 1, 17])
@BOTH
def test_an_outage_is_told_within_two_minutes_of_its_beginning(
    tmp_path: Path, match: Mapping[str, str], second: int
) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=8, seconds=second))
        stage.order("zoom" if match is ZOOM else "google", "error", 100_000)
        stage.wait(seconds=50)
        assert not stage.alerts()
        stage.wait(seconds=70)
        assert stage.message(DANA, UNSURE)


def test_a_process_that_was_away_has_not_forgotten_since_when_it_cannot_tell(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=8))
        stage.order("google", "error", 100_000)
        stage.wait(seconds=40)
        with stage.play.store.begin() as work:
            work.duties.release_taken(taken_before=stage.play.clock.now())
        stage.jump_to(stage.play.clock.now() + timedelta(seconds=60))
        assert stage.message(DANA, UNSURE)


class Garbled:
    """A platform whose answer makes no sense for one of its rooms; the others are asked through."""

    def __init__(self, provider: RoomProvider, garbled: str) -> None:
        self._provider, self._garbled = provider, garbled

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)

    def observe(self, room: MadeRoom, *, since: datetime, at: datetime) -> Observation:
        if room.meeting_id == self._garbled:
            raise AttributeError(name="participants")
        return self._provider.observe(room, since=since, at=at)


def test_a_look_that_breaks_is_told_as_unverified_and_hides_no_other_room(tmp_path: Path) -> None:
    with on_stage(tmp_path, *many_matches(2), start=after_start(minutes=-20)) as stage:
        stage.move_to(after_start(minutes=4))
        first, other = (stage.session(f"mentor-number-{n}") for n in (1, 2))
        means = stage.play.service.means
        garbled = cast(RoomProvider, Garbled(means.rooms[Platform.GOOGLE_MEET], stage.room_of(first)))
        watch = Watch(replace(means, rooms={Platform.GOOGLE_MEET: garbled}))
        for minute in (5, 7):
            at = after_start(minutes=minute).astimezone(UTC)
            with stage.play.store.begin() as work:
                duties = work.duties.take([DutyKind.WATCH], at=at, limit=10)
            watch(duties, at=at)
        found = {(alert["session_id"], alert["reason"]) for alert in stage.alerts()}
        assert (first.id, "unverified") in found
        assert (other.id, "unverified") not in found


@BOTH
def test_an_alert_that_was_taken_on_and_left_lying_is_told_again_and_climbs(
    tmp_path: Path, match: Mapping[str, str]
) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        stage.wait(minutes=4)
        stage.go(RUTH)
        stage.wait(minutes=2)
        stage.press(DANA, "alert_take")
        stage.wait(minutes=4)
        assert (len(stage.messages(DANA, LEFT)), stage.messages(MARCUS, LEFT)) == (1, [])

        stage.wait(minutes=2)
        assert stage.alert("unmonitored")["state"] == "delivered"
        assert len(stage.messages(DANA, LEFT)) == 2
        stage.wait(seconds=90)
        assert stage.message(MARCUS, LEFT)


@BOTH
def test_a_manager_who_took_it_on_and_sits_in_the_room_is_not_told_again(
    tmp_path: Path, match: Mapping[str, str]
) -> None:
    with in_session(tmp_path, match, ANA, AMARA) as stage:
        stage.wait(minutes=4)
        stage.press(DANA, "alert_take")
        stage.come(DANA)
        stage.wait(minutes=15)
        assert len(stage.messages(DANA, MISSING)) == 1
        assert stage.alert("monitor_missing")["state"] == "resolved"
