"""What is done to a Zoom room that stands: secured, somebody put out, a recording stopped, in the end taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from integrations.zoom.demands import HOST_CHANGES, MAY_BE_SILENT, ROOM_SETTINGS, read_host, read_room
from integrations.zoom.errors import ZoomRefused
from mentoring.ports import ProviderError
from mentoring.rooms import MadeRoom, Reading
from sandbox.faults import Effect
from tests.contract.zoom_fixtures import (
    FIRST,
    MENTOR,
    MONITOR,
    STUDENT,
    Budget,
    ZoomWorld,
    request_for,
    stage,
    wait_until,
    zoom,
)

__all__ = ["stage", "zoom"]


def open_room(zoom: ZoomWorld) -> MadeRoom:
    """A room in which the monitor is inside."""
    room = zoom.room()
    address = zoom.rooms().opening_address(room, at=zoom.at)
    assert zoom.standin.join(room.meeting_id, name="Pat Proctor", address=address) == "in_meeting"
    return room


def enters(zoom: ZoomWorld, room: MadeRoom, address: str | None) -> bool:
    return zoom.standin.join(room.meeting_id, name="Max Mentor", address=address) != "refused"


def a_meeting() -> dict[str, Any]:
    return {"type": 2, "password": "x", "settings": dict(ROOM_SETTINGS)}


def doubts(readings: Iterator[Reading]) -> list[Reading]:
    return [reading for reading in readings if not reading.holds]


@pytest.mark.parametrize("name", sorted(set(ROOM_SETTINGS) - MAY_BE_SILENT))
def test_a_vital_setting_that_zoom_does_not_show_is_a_doubt(name: str) -> None:
    meeting = a_meeting()
    del meeting["settings"][name]
    found = doubts(read_room(meeting))
    assert found
    assert all(doubt.setting.startswith(f"meeting.settings.{name}") and doubt.found is None for doubt in found)


@pytest.mark.parametrize("name", sorted(set(ROOM_SETTINGS) & MAY_BE_SILENT))
def test_a_cosmetic_setting_may_be_missing_but_never_contradict(name: str) -> None:
    meeting = a_meeting()
    meeting["settings"][name] = None
    assert doubts(read_room(meeting)) == []
    del meeting["settings"][name]
    assert doubts(read_room(meeting)) == []
    meeting["settings"][name] = "something else"
    assert [doubt.setting for doubt in doubts(read_room(meeting))] == [f"meeting.settings.{name}"]


@pytest.mark.parametrize(
    "word",
    ["record", "waiting_room", "summary", "ai_companion", "before_host", "approval", "close_registration", "breakout"],
)
def test_whatever_bears_on_safety_must_be_read_back(word: str) -> None:
    assert any(word in name for name in ROOM_SETTINGS)
    assert not any(word in name for name in MAY_BE_SILENT)


def test_an_empty_answer_proves_nothing() -> None:
    assert len(doubts(read_room({}))) >= len(set(ROOM_SETTINGS) - MAY_BE_SILENT)
    assert len(doubts(read_host({}))) == 10
    assert all(doubt.found is None for doubt in [*doubts(read_room({})), *doubts(read_host({}))])


def test_a_setting_in_the_form_of_a_lock_or_of_another_setting_proves_nothing() -> None:
    """Zoom: the lock of `auto_recording` is a boolean, the setting itself is a word."""
    shown = {"recording": {"auto_recording": False}, "in_meeting": {"ai_companion_questions": False}}
    found = {reading.setting: reading.found for reading in doubts(read_host(shown))}
    assert found["host.recording.auto_recording"] == "false"
    assert found["host.in_meeting.ai_companion_questions.enable"] is None


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("recording", "local_recording", True),
        ("recording", "cloud_recording", True),
        ("recording", "auto_recording", "cloud"),
        ("recording", "recording_audio_transcript", True),
        ("recording", "save_chat_text", True),
        ("in_meeting", "private_chat", True),
        ("in_meeting", "file_transfer", True),
        ("in_meeting", "allow_live_streaming", True),
        ("in_meeting", "custom_live_streaming_service", True),
    ],
)
def test_what_somebody_switched_on_for_a_host_is_seen_and_switched_off_again(
    zoom: ZoomWorld, section: str, name: str, value: Any
) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    zoom.standin.set_host_setting(FIRST, section, name, value)
    assert [doubt.setting for doubt in rooms.prove(room, at=zoom.at).doubts] == [f"host.{section}.{name}"]
    rooms.secure(room, at=zoom.at)
    assert rooms.prove(room, at=zoom.at).holds


def test_what_somebody_changed_in_a_room_is_set_again_with_one_write(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    changed = {
        "waiting_room": False,
        "join_before_host": True,
        "auto_recording": "cloud",
        "breakout_room": {"enable": True},
    }
    zoom.raw("PATCH", f"/meetings/{room.meeting_id}", json={"settings": changed})
    before = zoom.budget.spent.total()
    assert len(rooms.prove(room, at=zoom.at).doubts) == 4
    rooms.secure(room, at=zoom.at)
    assert rooms.prove(room, at=zoom.at).holds
    assert zoom.budget.spent.total() == before + 1


def test_securing_sends_everything_that_can_be_set_and_may_be_repeated(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    for _ in range(2):
        rooms.secure(room, at=zoom.at)
        assert rooms.prove(room, at=zoom.at).holds
    sent = [call.body for call in zoom.calls_to("PATCH", f"/users/{FIRST}/settings")]
    assert sent == [HOST_CHANGES, HOST_CHANGES]
    meeting = [call.body for call in zoom.calls_to("PATCH", f"/meetings/{room.meeting_id}")]
    assert meeting == [{"settings": ROOM_SETTINGS}] * 2


def test_an_ai_companion_that_is_on_stays_a_doubt_for_only_the_portal_switches_it(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    zoom.standin.set_host_setting(FIRST, "in_meeting", "ai_companion_questions", {"enable": True})
    rooms.secure(room, at=zoom.at)
    (doubt,) = rooms.prove(room, at=zoom.at).doubts
    assert (doubt.setting, doubt.found) == ("host.in_meeting.ai_companion_questions.enable", "true")


def test_the_host_is_secured_even_when_the_budget_of_the_room_is_spent(zoom: ZoomWorld) -> None:
    room = zoom.room()
    zoom.standin.set_host_setting(FIRST, "recording", "cloud_recording", value=True)
    zoom.budget = Budget(limit=0)
    with pytest.raises(ProviderError, match="used up"):
        zoom.rooms().secure(room, at=zoom.at)
    assert zoom.rooms().prove(room, at=zoom.at).holds


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT, Effect.LOST_ANSWER])
def test_securing_that_failed_can_be_repeated(zoom: ZoomWorld, effect: Effect) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    zoom.standin.set_host_setting(FIRST, "recording", "local_recording", value=True)
    rooms.prove(room, at=zoom.at)
    zoom.faults.order("zoom", effect, 1)
    with pytest.raises(ProviderError) as caught:
        rooms.secure(room, at=zoom.at)
    assert not caught.value.permanent
    rooms.secure(room, at=zoom.at)
    assert rooms.prove(room, at=zoom.at).holds


def test_whoever_is_put_out_has_a_link_that_opens_nothing_and_the_others_keep_theirs(zoom: ZoomWorld) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    mentor, student = rooms.let_in(room, [MENTOR, STUDENT], at=zoom.at)
    rooms.put_out(room, [MENTOR], at=zoom.at)
    assert not enters(zoom, room, mentor.address)
    assert enters(zoom, room, student.address)


def test_putting_out_twice_or_whom_nobody_let_in_or_a_monitor_changes_nothing(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    rooms.put_out(room, [MENTOR, MONITOR], at=zoom.at)
    rooms.let_in(room, [MENTOR], at=zoom.at)
    rooms.put_out(room, [MENTOR], at=zoom.at)
    rooms.put_out(room, [MENTOR, MONITOR], at=zoom.at)
    assert len(zoom.calls_to("PUT", "/registrants/status")) == 1


def test_whoever_is_let_in_again_gets_a_link_that_works(zoom: ZoomWorld) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    (first,) = rooms.let_in(room, [MENTOR], at=zoom.at)
    rooms.put_out(room, [MENTOR], at=zoom.at)
    (second,) = rooms.let_in(room, [MENTOR], at=zoom.at)
    assert second.identity.startswith("registrant:")
    assert enters(zoom, room, second.address)
    assert rooms.let_in(room, [MENTOR], at=zoom.at) == (second,)
    assert first.person_id == second.person_id


def test_a_room_that_is_gone_lets_nobody_in_already(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    rooms.let_in(room, [MENTOR], at=zoom.at)
    rooms.retire(room, at=zoom.at)
    rooms.put_out(room, [MENTOR], at=zoom.at)
    assert zoom.calls_to("GET", "/registrants")[-1].status == 404
    assert zoom.calls_to("PUT", "/registrants/status") == []


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT, Effect.LOST_ANSWER])
def test_putting_out_that_failed_can_be_repeated(zoom: ZoomWorld, effect: Effect) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    (mentor,) = rooms.let_in(room, [MENTOR], at=zoom.at)
    zoom.faults.order("zoom", effect, 1, path="/registrants/status")
    with pytest.raises(ProviderError) as caught:
        rooms.put_out(room, [MENTOR], at=zoom.at)
    assert caught.value.ambiguous is (effect is not Effect.RATE_LIMIT)
    rooms.put_out(room, [MENTOR], at=zoom.at)
    assert not enters(zoom, room, mentor.address)


def test_a_running_cloud_recording_is_stopped(zoom: ZoomWorld) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    zoom.standin.set_host_setting(FIRST, "recording", "cloud_recording", value=True)
    zoom.standin.record(room.meeting_id, "recording")
    rooms.stop_keeping(room, at=zoom.at)
    wait_until(lambda: "recording.stopped" in zoom.inbox.events)
    (call,) = zoom.calls_to("PATCH", "/events")
    assert (call.body, call.status) == ({"method": "recording.stop"}, 202)
    rooms.stop_keeping(room, at=zoom.at)


def test_stopping_where_nothing_is_kept_or_nothing_runs_or_the_room_is_gone_is_no_error(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    rooms.stop_keeping(room, at=zoom.at)
    opened = open_room(zoom)
    rooms.stop_keeping(opened, at=zoom.at)
    rooms.retire(room, at=zoom.at)
    rooms.stop_keeping(room, at=zoom.at)
    assert len(zoom.calls_to("PATCH", "/events")) == 3


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT])
def test_a_recording_that_could_not_be_stopped_is_told(zoom: ZoomWorld, effect: Effect) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    rooms.observe(room, since=zoom.at, at=zoom.at)
    zoom.faults.order("zoom", effect, 1)
    with pytest.raises(ProviderError) as caught:
        rooms.stop_keeping(room, at=zoom.at)
    assert not caught.value.permanent


def test_a_refusal_to_stop_a_recording_while_the_meeting_runs_is_told(zoom: ZoomWorld) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    zoom.faults.order("zoom", Effect.CONFLICT, 1, path="/live_meetings/")
    with pytest.raises(ZoomRefused) as caught:
        rooms.stop_keeping(room, at=zoom.at)
    assert caught.value.tried == "stop a Zoom recording"
    assert caught.value.permanent


def test_that_we_may_not_stop_a_recording_is_told(zoom: ZoomWorld) -> None:
    room = open_room(zoom)
    zoom.standin.ungrant("meeting:update:in_meeting_controls:admin")
    with pytest.raises(ZoomRefused, match="4711"):
        zoom.rooms().stop_keeping(room, at=zoom.at)


def test_a_retired_room_is_over_and_gone_however_often(zoom: ZoomWorld) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    rooms.retire(room, at=zoom.at)
    assert rooms.find(request_for(), at=zoom.at) is None
    with pytest.raises(ZoomRefused) as caught:
        rooms.prove(room, at=zoom.at)
    assert caught.value.code == 3001
    wait_until(lambda: "meeting.ended" in zoom.inbox.events)
    rooms.retire(room, at=zoom.at)


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT, Effect.LOST_ANSWER])
def test_a_retirement_that_failed_can_be_repeated(zoom: ZoomWorld, verb: str, effect: Effect) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    zoom.faults.order("zoom", effect, 1, verb=verb)
    with pytest.raises(ProviderError) as caught:
        rooms.retire(room, at=zoom.at)
    assert not caught.value.permanent
    rooms.retire(room, at=zoom.at + timedelta(minutes=1))
    assert rooms.find(request_for(), at=zoom.at) is None
