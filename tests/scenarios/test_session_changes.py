"""A session is moved, cancelled, switched, handed over: one room, one calendar entry each, and the old door says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from mentoring.sessions import Session, SessionState
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    ANGELA,
    DANA,
    HALF_PAST_FOUR,
    MEET,
    RUTH,
    SAMUEL,
    ZOOM,
    Stage,
    on_stage,
)

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def events(stage: Stage, key: str) -> list[dict[str, Any]]:
    """What stands in this person's calendar of the first session."""
    shown = stage.town.google.events_for(stage.person(key).email or "")
    link = door_link(stage, key)
    return [event for event in shown if event.get("location") == link and event["status"] != "cancelled"]


def door_link(stage: Stage, key: str) -> str:
    whom = stage.person(AMARA if key == ANGELA else key)
    with stage.play.store.look() as view:
        door = view.doors.of(first(stage).id, whom.id)
    assert door is not None
    return stage.play.service.means.doors.link(door)


def first(stage: Stage) -> Session:
    return min(stage.sessions(), key=lambda session: session.id)


def knock(stage: Stage, key: str) -> requests.Response:
    return requests.get(door_link(stage, key), headers=BROWSER, timeout=10, allow_redirects=False)


def ready(stage: Stage) -> Session:
    """A week ahead the rooms are made, and everybody is invited."""
    stage.settle()
    session = first(stage)
    assert session.state is SessionState.READY
    return session


def test_a_moved_session_has_a_new_room_and_the_same_calendar_entries(tmp_path: Path) -> None:
    with on_stage(tmp_path, ZOOM) as stage:
        session = ready(stage)
        old_room, before = stage.room_of(session), {key: events(stage, key) for key in (ANA, RUTH, ANGELA)}

        said = stage.command(DANA, "/session", f"move {session.id} Wed 5pm")

        assert "is on Wednesday, Oct 28, 5:00 PM now" in said
        assert first(stage).state is SessionState.READY
        assert stage.room_of(session) != old_room
        standing = {str(meeting["id"]) for meeting in stage.zoom_meetings()}
        assert old_room not in standing
        assert stage.room_of(session) in standing
        for key, then in before.items():
            [was], [now] = then, events(stage, key)
            assert (now["id"], now["location"]) == (was["id"], was["location"])
            assert now["sequence"] > was["sequence"]
            assert "T17:00:00" in now["start"]["dateTime"] or "T21:00:00" in now["start"]["dateTime"]


def test_everybody_hears_of_the_move_once(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        session = ready(stage)
        stage.command(DANA, "/session", f"move {session.id} Wed 5pm")
        stage.wait(hours=1)

        for key in (ANA, RUTH):
            assert "*Wednesday, Oct 28, 5:00 PM*" in str(stage.message(key, "Moved"))
        [letter] = stage.letters(ANGELA, "New time: Wednesday, Oct 28, 5:00 PM")
        assert "Old time: Tuesday, Oct 27, 4:30 PM" in letter["text"]


def test_at_the_old_time_the_door_tells_the_new_one(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        session = ready(stage)
        stage.command(DANA, "/session", f"move {session.id} Wed 5pm")

        stage.move_to(HALF_PAST_FOUR)
        answer = knock(stage, ANA)

        assert answer.status_code == 403
        assert "This session was moved: it begins on <strong>Wednesday, Oct 28, at 5:00 PM (EDT)" in answer.text


def test_at_the_new_time_the_same_doors_lead_to_the_new_room(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        session = ready(stage)
        stage.command(DANA, "/session", f"move {session.id} Wed 5pm")

        stage.move_to(first(stage).starts_at)

        assert knock(stage, ANA).status_code == 303
        for key in (RUTH, ANA, AMARA):
            stage.come(key, first(stage))
        stage.move_to(first(stage).ends_at + timedelta(minutes=6))
        assert stage.record(session).covered
        assert first(stage).state is SessionState.HELD


def test_a_cancelled_session_leaves_no_room_no_entry_and_a_door_that_says_so(tmp_path: Path) -> None:
    with on_stage(tmp_path, ZOOM) as stage:
        session = ready(stage)
        room = stage.room_of(session)

        stage.command(DANA, "/session", f"cancel {session.id}")

        assert room not in {str(meeting["id"]) for meeting in stage.zoom_meetings()}
        assert [events(stage, key) for key in (ANA, RUTH, ANGELA)] == [[], [], []]
        answer = knock(stage, ANA)
        assert (answer.status_code, "called off" in answer.text) == (410, True)
        stage.wait(days=2)
        assert first(stage).state is SessionState.CANCELLED
        assert len(stage.messages(ANA, "Cancelled")) == 1
        assert stage.messages(ANA, "In a few minutes", "Amara") == []


def test_a_session_on_the_other_platform_is_entered_by_the_same_doors(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        session = ready(stage)

        stage.command(DANA, "/session", f"platform {session.id} zoom")

        assert stage.room_of(session) in {str(meeting["id"]) for meeting in stage.zoom_meetings()}
        stage.move_to(first(stage).starts_at)
        assert "zoom" in knock(stage, ANA).headers["Location"]


def test_a_handed_over_session_keeps_its_room_and_shuts_one_door(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        session = ready(stage)
        room, of_ruth = stage.room_of(session), events(stage, RUTH)

        stage.command(DANA, "/session", f"monitor {session.id} Samuel Okonkwo")

        assert stage.room_of(session) == room
        assert (len(of_ruth), len(events(stage, RUTH)), len(events(stage, SAMUEL))) == (1, 0, 1)
        stage.move_to(HALF_PAST_FOUR)
        shut = knock(stage, RUTH)
        assert shut.status_code == 410
        assert "Somebody else watches over this session now" in shut.text
        assert "Samuel" not in shut.text
        for key in (SAMUEL, ANA, AMARA):
            stage.come(key)
        stage.move_to(session.ends_at + timedelta(minutes=6))
        assert stage.record(session).covered


def test_a_stand_in_comes_while_the_doors_are_open(tmp_path: Path) -> None:
    with on_stage(tmp_path, ZOOM) as stage:
        session = ready(stage)
        stage.move_to(HALF_PAST_FOUR)
        for key in (ANA, AMARA):
            stage.come(key)
        stage.command(DANA, "/session", f"monitor {session.id} Samuel Okonkwo")

        assert "Open my door" in str(stage.message(SAMUEL, "You watch over"))
        stage.come(SAMUEL)
        stage.wait(minutes=5)

        assert [a for a in stage.alerts() if a["state"] != "resolved"] == []
        stage.move_to(session.ends_at + timedelta(minutes=6))
        assert stage.record(session).verdict == "present"


@pytest.mark.parametrize("fault", ["error", "timeout"])
def test_a_platform_in_trouble_does_not_leave_two_rooms_or_two_entries(tmp_path: Path, fault: str) -> None:
    with on_stage(tmp_path, ZOOM) as stage:
        session = ready(stage)
        stage.order("zoom", fault, times=3)
        stage.order("google", fault, times=3)

        stage.command(DANA, "/session", f"move {session.id} Wed 5pm")
        stage.heal("zoom")
        stage.heal("google")
        stage.wait(hours=3)

        rooms = {stage.meeting(each) for each in stage.sessions()} - {None}
        assert {str(meeting["id"]) for meeting in stage.zoom_meetings()} == rooms
        assert [len(events(stage, key)) for key in (ANA, RUTH, ANGELA)] == [1, 1, 1]


def test_the_nightly_sweep_leaves_a_moved_session_where_it_is(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET) as stage:
        session = ready(stage)
        stage.command(DANA, "/session", f"move {session.id} 2026-10-29 17:00")
        days = [each.day for each in stage.sessions()]

        stage.wait(days=1)

        assert sorted(days) == sorted(each.day for each in stage.sessions() if each.day in days)
        assert first(stage).day.isoformat() == "2026-10-29"
