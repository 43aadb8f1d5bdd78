"""kill -9 in the middle of a call to a platform: nothing is lost, and nothing happens twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from mentoring.sessions import SessionState
from sandbox.gate import Gate
from tests.scenarios.killing import HeldBack, kill_a_worker, take_over
from tests.scenarios.play_fixtures import (
    AMARA,
    ANA,
    ANGELA,
    DANA,
    HALF_PAST_FOUR,
    MARCUS,
    MEET,
    RUTH,
    ZOOM,
    Stage,
    on_stage,
)

TWO_DAYS_BEFORE = HALF_PAST_FOUR - timedelta(days=2)


def hold_back(stage: Stage, platform: str, method: str, ending: str, *, obeyed: bool = True) -> HeldBack:
    apps = {"google": stage.town.google.app, "zoom": stage.town.zoom.app, "slack": stage.town.slack.app}
    return HeldBack(cast(Gate, apps[platform]), method, ending, obeyed=obeyed)


def nothing_is_left_behind(stage: Stage) -> None:
    """No duty is overdue, and none is still taken by the dead."""
    with stage.play.store.look() as view:
        assert view.duties.oldest_overdue(at=stage.play.clock.now()) is None
    with stage.play.store.begin() as work:
        assert work.duties.release_taken(taken_before=stage.play.clock.now()) == 0


def invited_once(stage: Stage, *keys: str) -> None:
    for key in keys:
        email = stage.person(key).email or ""
        assert len(stage.town.google.events_for(email)) == 1, key
        assert [notice.kind for notice in stage.town.google.notices if notice.email == email] == ["invited"], key


@pytest.mark.parametrize("ending", ["/v2/spaces", "/members", "/events"])
def test_killed_while_google_answers_a_session_has_one_room_and_one_invitation_each(
    tmp_path: Path, ending: str
) -> None:
    with on_stage(tmp_path, MEET, start=TWO_DAYS_BEFORE) as stage:
        kill_a_worker(stage, tmp_path, hold_back(stage, "google", "POST", ending))
        take_over(stage)
        session = stage.session()
        assert session.state is SessionState.READY
        used = [space for space in stage.town.google.spaces if space.members]
        assert [space.id for space in used] == [stage.room_of(session)]
        guests = sorted(member.email for member in used[0].members.values())
        assert guests == sorted(stage.person(key).email or "" for key in (ANA, RUTH, AMARA))
        unused = [space for space in stage.town.google.spaces if not space.members]
        assert len(unused) == (1 if ending == "/v2/spaces" else 0)
        said, stored = stage.everything_said(), stage.database()
        assert not [space.code for space in unused if space.id in stored or space.code in said]
        invited_once(stage, ANA, RUTH, ANGELA)
        nothing_is_left_behind(stage)


@pytest.mark.parametrize("obeyed", [True, False], ids=["zoom had made it", "zoom had not made it"])
def test_killed_while_zoom_makes_the_meeting_there_is_exactly_one_meeting(tmp_path: Path, *, obeyed: bool) -> None:
    with on_stage(tmp_path, ZOOM, start=TWO_DAYS_BEFORE) as stage:
        kill_a_worker(stage, tmp_path, hold_back(stage, "zoom", "POST", "/meetings", obeyed=obeyed))
        take_over(stage)
        session = stage.session()
        assert session.state is SessionState.READY
        assert [str(meeting["id"]) for meeting in stage.zoom_meetings()] == [stage.room_of(session)]
        nothing_is_left_behind(stage)


def test_killed_while_zoom_registers_a_guest_everybody_has_one_place(tmp_path: Path) -> None:
    with on_stage(tmp_path, ZOOM, start=TWO_DAYS_BEFORE) as stage:
        kill_a_worker(stage, tmp_path, hold_back(stage, "zoom", "POST", "/registrants"))
        take_over(stage)
        session = stage.session()
        assert [str(meeting["id"]) for meeting in stage.zoom_meetings()] == [stage.room_of(session)]
        guests = [guest["first_name"] for guest in stage.zoom_registrants(stage.room_of(session))]
        assert sorted(guests) == ["Amara F.", "Ana Silva"]
        stage.move_to(session.starts_at - timedelta(minutes=5))
        assert [stage.come(key) for key in (RUTH, ANA, AMARA)] == ["in_meeting"] * 3
        nothing_is_left_behind(stage)


def test_killed_while_slack_posts_an_alert_it_is_posted_once_and_climbs_on(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        stage.move_to(HALF_PAST_FOUR)
        stage.come(ANA)
        stage.move_to(HALF_PAST_FOUR + timedelta(minutes=2, seconds=30))
        stage.come(AMARA)
        stage.move_to(HALF_PAST_FOUR + timedelta(minutes=2, seconds=59))
        stage.play.clock.move_to(HALF_PAST_FOUR + timedelta(minutes=3))
        kill_a_worker(stage, tmp_path, hold_back(stage, "slack", "POST", "/chat.postMessage"))
        assert stage.alert("monitor_missing")["state"] == "raised"
        take_over(stage)
        alert = stage.message(DANA, "No monitor in the room")
        assert stage.alert("monitor_missing")["state"] == "delivered"
        nothing_is_left_behind(stage)
        stage.wait(seconds=90)
        assert len(stage.messages(MARCUS, "No monitor in the room")) == 1
        stage.come(RUTH)
        stage.wait(seconds=30)
        solved = stage.message(DANA, "Solved")
        assert solved["ts"] == alert["ts"], "the message that the dead worker left is the one that is kept up to date"


def test_killed_at_the_try_that_would_have_mailed_an_alert_the_next_try_mails_it_once(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=HALF_PAST_FOUR - timedelta(minutes=20), http_timeout=30) as stage:
        stage.move_to(HALF_PAST_FOUR)
        stage.come(ANA)
        stage.move_to(HALF_PAST_FOUR + timedelta(minutes=2, seconds=30))
        stage.come(AMARA)
        stage.order("slack", "error", 1, path="chat.postMessage")
        stage.move_to(HALF_PAST_FOUR + timedelta(minutes=3))
        stage.play.clock.advance(timedelta(seconds=3))
        kill_a_worker(stage, tmp_path, hold_back(stage, "slack", "POST", "/chat.postMessage", obeyed=False))
        assert not stage.letters(DANA, "monitor") and stage.alert("monitor_missing")["state"] == "raised"
        stage.order("slack", "error", 10_000, path="chat.postMessage")
        take_over(stage)
        assert len(stage.letters(DANA, "monitor")) == 1
        assert stage.alert("monitor_missing")["state"] == "delivered"
        stage.wait(minutes=2)
        assert [len(stage.letters(key, "monitor")) for key in (DANA, MARCUS)] == [1, 1]


def test_killed_while_slack_posts_a_reminder_everybody_is_reminded_once(tmp_path: Path) -> None:
    day_before = HALF_PAST_FOUR - timedelta(days=1)
    with on_stage(tmp_path, MEET, start=day_before - timedelta(minutes=5)) as stage:
        stage.settle()
        stage.play.clock.move_to(day_before)
        kill_a_worker(stage, tmp_path, hold_back(stage, "slack", "POST", "/chat.postMessage"))
        take_over(stage)
        for key in (ANA, RUTH):
            assert len(stage.messages(key, "Amara F.")) == 1
        assert len(stage.letters(ANGELA, "Amara")) == 1
        nothing_is_left_behind(stage)
