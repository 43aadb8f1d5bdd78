"""A platform that misbehaves while rooms are made: in the end one room, or a manager who knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import requests

from sandbox.calls import Call
from sandbox.google.spaces import Space
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    DANA,
    HALF_PAST_FOUR,
    MARCUS,
    MEET,
    RUTH,
    SECOND,
    THOMAS,
    ZOOM,
    Stage,
    many_matches,
    on_stage,
)

A_DAY = timedelta(hours=24)
JUST_BEFORE = HALF_PAST_FOUR - A_DAY - timedelta(minutes=2)
"""Two minutes before a manager hears of a room that is missing."""
FAULTS = ("error", "rate_limit", "timeout", "lost_answer")
PLATFORMS = {"google": MEET, "zoom": ZOOM}
NO_ROOM = "A session has no room yet"


def other_match_on(platform: str) -> Mapping[str, str]:
    """A match at another time, whose room is made first: access tokens are there when the fault comes."""
    return {**SECOND, "platform": PLATFORMS[platform]["platform"], "weekday": "WE", "time": "20:00"}


def tries_of(stage: Stage, platform: str) -> list[Call]:
    """Every time that Chaperone made, or looked for, a room."""
    calls = stage.town.calls.of(platform)
    if platform == "google":
        return [call for call in calls if call.method == "POST" and call.path.endswith("/v2/spaces")]
    return [call for call in calls if "/users/" in call.path and call.path.endswith("/meetings")]


def entered_spaces(stage: Stage) -> list[Space]:
    return [space for space in stage.town.google.spaces if space.invites("ana.silva@example.com")]


def one_room_handed_out(stage: Stage) -> None:
    """Chaperone's room is the platform's only one for this session, and people can use it."""
    session = stage.session()
    room = stage.room_of(session)
    assert session.state == "ready"
    if session.platform == "zoom":
        effect_key = f"session-{session.id}-room-1"
        meetings = [str(m["id"]) for m in stage.zoom_meetings() if m["agenda"] == effect_key]
        assert meetings == [room]
    else:
        assert [space.id for space in entered_spaces(stage)] == [room]
    stage.move_to(session.starts_at - timedelta(minutes=10))
    assert stage.come(RUTH) == "in_meeting"
    assert stage.come(ANA) == "in_meeting"


def orphans_are_nobodys(stage: Stage, *, at_least: int) -> None:
    """Spaces that Meet made without our hearing of it: empty, unknown, and in nobody's calendar."""
    kept = {stage.meeting(session) for mentor in (ANA, THOMAS) for session in stage.sessions(mentor)}
    orphans = [space for space in stage.town.google.spaces if space.id not in kept]
    assert len(orphans) >= at_least
    said, stored = stage.everything_said(), stage.database()
    for orphan in orphans:
        assert not orphan.members
        for trace in (orphan.id, orphan.code, orphan.uri):
            assert trace not in said
            assert trace not in stored


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("effect", ["error", "lost_answer"])
def test_one_failure_while_a_room_is_made_is_tried_again_and_leaves_one_room(
    tmp_path: Path, platform: str, effect: str
) -> None:
    with on_stage(tmp_path, other_match_on(platform), start=JUST_BEFORE) as stage:
        stage.settle()
        stage.add(PLATFORMS[platform])
        before = len(tries_of(stage, platform))
        stage.order(platform, effect)
        stage.settle()
        assert [call.status for call in tries_of(stage, platform)[before:]] == [500 if effect == "error" else 0]
        assert stage.meeting(stage.session()) is None
        stage.wait(seconds=14)
        assert len(tries_of(stage, platform)) == before + 1, "it is left alone for a quarter of a minute"
        stage.wait(seconds=2)
        if platform == "google" and effect == "lost_answer":
            orphans_are_nobodys(stage, at_least=1)
        assert not stage.alerts(), "nobody is woken for one failure"
        one_room_handed_out(stage)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("effect", FAULTS)
def test_a_platform_that_fails_on_and_on_is_told_once_and_leaves_one_room(
    tmp_path: Path, platform: str, effect: str
) -> None:
    with on_stage(tmp_path, other_match_on(platform), start=JUST_BEFORE) as stage:
        stage.settle()
        stage.add(PLATFORMS[platform])
        before = len(tries_of(stage, platform))
        stage.order(platform, effect, 10_000)
        stage.move_to(HALF_PAST_FOUR - A_DAY + timedelta(seconds=5))
        failed = sorted({call.at for call in tries_of(stage, platform)[before:]})
        waits = [(later - sooner).total_seconds() for sooner, later in pairwise(failed)]
        assert waits == [15, 30, 60]
        told = stage.message(DANA, NO_ROOM)
        stage.heal(platform)
        stage.wait(minutes=5)
        if platform == "google" and effect == "lost_answer":
            orphans_are_nobodys(stage, at_least=3)
        solved = stage.message(DANA, NO_ROOM)
        assert solved["ts"] == told["ts"]
        assert "Solved" in solved["text"]
        assert stage.alert("room_not_ready")["state"] == "resolved"
        assert not stage.messages(MARCUS, NO_ROOM), "a missing room a day ahead climbs no ladder"
        one_room_handed_out(stage)


def test_many_sessions_of_one_manager_without_rooms_are_one_message(tmp_path: Path) -> None:
    """They start an hour apart: the manager is told of all when the first is due."""
    times = ("16:30", "17:30", "18:30")
    rows = many_matches(12)
    matches = [row for row in rows if row["record"] == "match"]
    for number, match in enumerate(matches):
        match["time"] = times[number % len(times)]
    with on_stage(tmp_path, other_match_on("google"), start=JUST_BEFORE) as stage:
        stage.settle()
        stage.add(*rows)
        stage.order("google", "error", 10_000)
        stage.move_to(HALF_PAST_FOUR - A_DAY + timedelta(minutes=5))
        assert "(12 sessions)" in stage.message(DANA, NO_ROOM)["text"]
        stage.heal("google")
        stage.wait(minutes=10)
        assert "Solved" in stage.message(DANA, NO_ROOM)["text"]
        assert {alert["state"] for alert in stage.alerts("room_not_ready")} == {"resolved"}


def door_answer(stage: Stage, key: str) -> requests.Response:
    session = stage.session()
    with stage.play.store.look() as view:
        door = view.doors.of(session.id, stage.person(key).id)
    assert door is not None
    return requests.get(stage.play.service.adapters.doors.link(door), allow_redirects=False, timeout=10)


def the_door_says_that_there_is_no_room(stage: Stage, *keys: str) -> None:
    for key in keys:
        answer = door_answer(stage, key)
        assert answer.status_code == 503
        assert "Location" not in answer.headers
        assert "room" in answer.text


def allow_keeping(stage: Stage, platform: str, *, allowed: bool) -> None:
    """As an administrator, or a new default of the platform, would, where our own hands are tied: nobody can switch
    Zoom's AI Companion from outside, and Meet no longer says that recording is off."""
    if platform == "zoom":
        for host in stage.play.settings.zoom_hosts:
            summary = {"enable": allowed}
            stage.town.zoom.set_host_setting(host, "in_meeting", "meeting_summary_with_ai_companion", summary)
    else:
        stage.town.google.spaces.unlicensed = {"artifactConfig.recordingConfig"} if allowed else set()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_room_that_reads_back_as_able_to_keep_what_is_said_is_never_handed_out(tmp_path: Path, platform: str) -> None:
    with on_stage(tmp_path, PLATFORMS[platform], start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        allow_keeping(stage, platform, allowed=True)
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=14, seconds=30))
        told = stage.message(DANA, "A room is not proven safe")
        assert {"zoom": "ai_companion", "google": "record"}[platform] in told["blocks"][1]["text"]["text"]
        assert stage.session().state == "planned"
        the_door_says_that_there_is_no_room(stage, RUTH, ANA, AMARA)
        allow_keeping(stage, platform, allowed=False)
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=1))
        solved = stage.message(DANA, "A room is not proven safe")
        assert solved["ts"] == told["ts"]
        assert "Solved" in solved["text"]
        assert stage.come(RUTH) == "in_meeting"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_room_that_could_keep_what_is_said_by_the_time_it_is_used_is_taken_back(
    tmp_path: Path, platform: str
) -> None:
    with on_stage(tmp_path, PLATFORMS[platform], start=HALF_PAST_FOUR - timedelta(hours=2)) as stage:
        stage.settle()
        assert stage.session().state == "ready"
        allow_keeping(stage, platform, allowed=True)
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=10))
        assert "not proven safe" in stage.message(DANA, "proven safe")["text"]
        the_door_says_that_there_is_no_room(stage, RUTH, ANA, AMARA)


def test_a_setting_that_somebody_changed_in_zoom_is_set_again_before_anybody_comes(tmp_path: Path) -> None:
    """The webhook of the change has the room verified at once."""
    with on_stage(tmp_path, ZOOM, start=HALF_PAST_FOUR - timedelta(hours=2)) as stage:
        stage.settle()
        for host in stage.play.settings.zoom_hosts:
            stage.town.zoom.set_host_setting(host, "recording", "cloud_recording", value=True)
        stage.wait(minutes=2)
        assert stage.calls("zoom", "PATCH", "/settings")
        assert stage.session().state == "ready"
        assert not stage.alerts("room_not_proven")
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=10))
        assert stage.come(RUTH) == "in_meeting"
