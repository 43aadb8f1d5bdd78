"""Zoom as a RoomProvider: every method of the port, against the stand-in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from integrations.zoom.demands import ROOM_SETTINGS, meeting_fields
from integrations.zoom.errors import ZoomRefused
from integrations.zoom.rooms import ZoomRooms
from mentoring.ports import ProviderError, RoomProvider
from mentoring.rooms import Guest, MadeRoom, Platform, RoomRole
from sandbox.faults import Effect
from tests.contract.zoom_fixtures import (
    FIRST,
    MENTOR,
    MONITOR,
    SECOND,
    STUDENT,
    ZoomWorld,
    request_for,
    stage,
    wait_until,
    zoom,
)

__all__ = ["stage", "zoom"]


def sent(zoom: ZoomWorld) -> dict[str, Any]:
    wait_until(lambda: bool(zoom.calls_to("POST", "/meetings")))
    body: dict[str, Any] = zoom.calls_to("POST", "/meetings")[0].body
    return body


def start(zoom: ZoomWorld, room: MadeRoom) -> None:
    address = zoom.rooms().opening_address(room, at=zoom.at)
    assert zoom.standin.join(room.meeting_id, name="Pat Proctor", address=address) == "in_meeting"


def test_zoom_rooms_are_a_room_provider(zoom: ZoomWorld) -> None:
    provider: RoomProvider = zoom.rooms()
    assert provider.platform is Platform.ZOOM


def test_a_room_is_made_on_a_host_of_the_pool_and_holds_its_proof(zoom: ZoomWorld) -> None:
    room = zoom.room()
    assert room.platform is Platform.ZOOM
    assert room.host == FIRST
    assert re.fullmatch(r"\d{9,12}", room.meeting_id)
    proof = zoom.rooms().prove(room, at=zoom.at)
    assert proof.holds, proof.doubts
    assert proof.read_at == zoom.at


def test_the_request_says_when_how_long_and_nothing_about_anybody(zoom: ZoomWorld) -> None:
    zoom.room()
    body = sent(zoom)
    assert (body["start_time"], body["duration"]) == ("2026-11-24T20:00:00Z", 45)
    assert (body["topic"], body["agenda"], body["type"]) == ("Session 12", "session-12-room-1", 2)
    assert body["settings"] == dict(ROOM_SETTINGS)


def test_everybody_comes_in_muted_and_without_a_picture(zoom: ZoomWorld) -> None:
    """R045, R066; written out, for the room must not be measured by its own settings."""
    room = zoom.room()
    settings = zoom.api().meeting(room.meeting_id, at=zoom.at)["settings"]
    assert settings["mute_upon_entry"] is True
    assert settings["participant_video"] is False and settings["host_video"] is False


def test_a_part_of_a_minute_makes_the_meeting_longer_not_shorter(zoom: ZoomWorld) -> None:
    request = request_for()
    zoom.rooms().create(replace(request, ends_at=request.ends_at + timedelta(seconds=1)), at=zoom.at)
    assert sent(zoom)["duration"] == 46


def test_every_room_has_a_password_of_its_own() -> None:
    passwords = {meeting_fields(request_for())["password"] for _ in range(50)}
    assert len(passwords) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9]{10}", password) for password in passwords)


@pytest.mark.parametrize("forgotten", sorted(set(ROOM_SETTINGS) - {"alternative_hosts"}))
def test_a_setting_forgotten_at_creation_is_seen_in_the_proof(zoom: ZoomWorld, forgotten: str) -> None:
    request = request_for()
    fields = meeting_fields(request)
    del fields["settings"][forgotten]
    made = zoom.api().create_meeting(FIRST, fields, starts_at=request.starts_at, at=zoom.at)
    room = MadeRoom(Platform.ZOOM, str(made["id"]), made["join_url"], FIRST)
    doubts = zoom.rooms().prove(room, at=zoom.at).doubts
    assert doubts
    assert all(doubt.setting.startswith(f"meeting.settings.{forgotten}") for doubt in doubts)


def test_a_setting_changed_afterwards_is_seen_with_what_was_found(zoom: ZoomWorld) -> None:
    room = zoom.room()
    zoom.raw("PATCH", f"/meetings/{room.meeting_id}", json={"settings": {"auto_recording": "local"}})
    (doubt,) = zoom.rooms().prove(room, at=zoom.at).doubts
    assert (doubt.setting, doubt.wanted, doubt.found) == ("meeting.settings.auto_recording", "none", "local")


def test_a_room_without_a_password_is_no_room_of_ours(zoom: ZoomWorld) -> None:
    request = request_for()
    fields = meeting_fields(request)
    password = fields.pop("password")
    made = zoom.api().create_meeting(FIRST, fields, starts_at=request.starts_at, at=zoom.at)
    proof = zoom.rooms().prove(MadeRoom(Platform.ZOOM, str(made["id"]), made["join_url"], FIRST), at=zoom.at)
    assert [(doubt.setting, doubt.found) for doubt in proof.doubts] == [("meeting.password", None)]
    assert password not in repr(proof)


@pytest.mark.parametrize(
    ("section", "name", "value", "found"),
    [
        ("recording", "local_recording", True, "true"),
        ("recording", "cloud_recording", True, "true"),
        ("recording", "auto_recording", "cloud", "cloud"),
        ("recording", "local_recording", None, None),
        ("in_meeting", "meeting_summary_with_ai_companion", {"enable": True}, "true"),
        ("in_meeting", "ai_companion_questions", {"enable": True}, "true"),
        ("in_meeting", "ai_companion_questions", None, None),
    ],
)
def test_a_host_who_could_record_or_take_notes_or_does_not_say_breaks_the_proof(
    zoom: ZoomWorld, section: str, name: str, value: Any, found: str | None
) -> None:
    room = zoom.room()
    zoom.standin.set_host_setting(FIRST, section, name, value)
    (doubt,) = zoom.rooms().prove(room, at=zoom.at).doubts
    assert doubt.setting.startswith(f"host.{section}.{name}")
    assert doubt.found == found


def test_only_the_rooms_own_host_counts_in_its_proof(zoom: ZoomWorld) -> None:
    room = zoom.room()
    zoom.standin.set_host_setting(SECOND, "recording", "local_recording", value=True)
    assert zoom.rooms().prove(room, at=zoom.at).holds


def test_a_room_that_is_gone_cannot_be_proven(zoom: ZoomWorld) -> None:
    room = zoom.room()
    zoom.raw("DELETE", f"/meetings/{room.meeting_id}")
    with pytest.raises(ZoomRefused) as caught:
        zoom.rooms().prove(room, at=zoom.at)
    assert caught.value.code == 3001


def test_a_room_is_made_on_the_host_whom_the_pool_chose(zoom: ZoomWorld) -> None:
    assert zoom.rooms().create(request_for(host=SECOND), at=zoom.at).host == SECOND
    wait_until(lambda: len(zoom.calls_to("POST", f"/users/{SECOND}/meetings")) == 1)


def test_without_a_chosen_host_nothing_is_made(zoom: ZoomWorld) -> None:
    with pytest.raises(ProviderError, match="no host was chosen") as caught:
        zoom.rooms().create(request_for(host=None), at=zoom.at)
    assert caught.value.permanent
    assert zoom.calls_to("POST", "/meetings") == []


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT])
def test_after_a_failure_that_made_nothing_no_room_is_found(zoom: ZoomWorld, effect: Effect) -> None:
    rooms = zoom.rooms()
    assert rooms.find(request_for(), at=zoom.at) is None
    zoom.faults.order("zoom", effect, 1)
    with pytest.raises(ProviderError):
        rooms.create(request_for(), at=zoom.at)
    assert rooms.find(request_for(), at=zoom.at) is None


def test_a_room_whose_answer_was_lost_is_found_again(zoom: ZoomWorld) -> None:
    rooms = zoom.rooms()
    rooms.find(request_for(), at=zoom.at)
    zoom.faults.order("zoom", Effect.LOST_ANSWER, 1)
    with pytest.raises(ProviderError) as caught:
        rooms.create(request_for(), at=zoom.at)
    assert caught.value.ambiguous
    found = rooms.find(request_for(), at=zoom.at)
    assert found is not None
    assert found.host == FIRST
    assert rooms.prove(found, at=zoom.at).holds


def test_a_room_is_found_on_any_host_and_only_by_its_whole_key(zoom: ZoomWorld) -> None:
    rooms = zoom.rooms()
    rooms.create(request_for("session-12-room-11"), at=zoom.at)
    made = rooms.create(request_for("session-12-room-1", host=SECOND), at=zoom.at)
    assert rooms.find(request_for("session-12-room-1"), at=zoom.at) == made
    assert rooms.find(request_for("session-12-room"), at=zoom.at) is None


def test_the_chosen_host_is_searched_first(zoom: ZoomWorld) -> None:
    made = zoom.rooms().create(request_for(host=SECOND), at=zoom.at)
    assert zoom.rooms().find(request_for(host=SECOND), at=zoom.at) == made
    assert zoom.calls_to("GET", f"/users/{FIRST}/meetings") == []


def test_a_host_who_left_the_pool_is_still_searched_when_chosen(zoom: ZoomWorld) -> None:
    zoom.rooms().create(request_for(host=FIRST), at=zoom.at)
    rooms = ZoomRooms(zoom.api(), [SECOND])
    assert rooms.find(request_for(host=FIRST), at=zoom.at)
    assert rooms.find(request_for(host=None), at=zoom.at) is None


def test_a_search_that_fails_on_one_host_is_no_answer(zoom: ZoomWorld) -> None:
    rooms = zoom.rooms()
    zoom.room()
    rooms.find(request_for("other"), at=zoom.at)
    zoom.faults.order("zoom", Effect.ERROR, 1)
    with pytest.raises(ProviderError):
        rooms.find(request_for("other"), at=zoom.at)


def test_mentor_and_student_get_links_of_their_own_and_the_monitor_opens(zoom: ZoomWorld) -> None:
    room = zoom.room()
    monitor, mentor, student = zoom.rooms().let_in(room, [MONITOR, MENTOR, STUDENT], at=zoom.at)
    assert (monitor.identity, monitor.address, monitor.opens_room) == (f"host:{FIRST}", None, True)
    assert mentor.identity.startswith("registrant:")
    assert not mentor.opens_room
    assert mentor.address and student.address
    assert len({mentor.address, student.address, room.address}) == 3
    assert len({mentor.identity, student.identity}) == 2
    assert [monitor.person_id, mentor.person_id, student.person_id] == [1, 2, 3]


def test_a_students_address_never_reaches_zoom(zoom: ZoomWorld) -> None:
    room = zoom.room()
    zoom.rooms().let_in(room, [MENTOR, STUDENT], at=zoom.at)
    wait_until(lambda: len(zoom.calls_to("POST", "/registrants")) == 2)
    registered = [(call.body["email"], call.body["first_name"]) for call in zoom.calls_to("POST", "/registrants")]
    assert registered == [("max@volunteers.example", "Max Mentor"), ("guest-3@guests.invalid", "Amara O.")]
    assert "family.example" not in repr(zoom.calls.of("zoom"))


def test_a_mentor_without_an_address_gets_an_alias_and_a_long_name_is_cut(zoom: ZoomWorld) -> None:
    room = zoom.room()
    guest = Guest(8, RoomRole.MENTOR, "N" * 80, None)
    (entry,) = zoom.rooms().let_in(room, [guest], at=zoom.at)
    assert entry.address
    wait_until(lambda: bool(zoom.calls_to("POST", "/registrants")))
    (call,) = zoom.calls_to("POST", "/registrants")
    assert (call.body["email"], call.body["first_name"]) == ("guest-8@guests.invalid", "N" * 64)


def test_letting_the_same_guests_in_again_changes_nothing_however_often(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    first = rooms.let_in(room, [MENTOR, STUDENT], at=zoom.at)
    for _ in range(5):
        assert rooms.let_in(room, [MENTOR, STUDENT], at=zoom.at) == first
    wait_until(lambda: len(zoom.calls_to("GET", "/registrants")) == 6)
    assert len(zoom.calls_to("POST", "/registrants")) == 2, "Zoom allows three adds a day for one person"


def test_a_registration_whose_answer_was_lost_is_taken_up_again(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    rooms.let_in(room, [MENTOR], at=zoom.at)
    answer = zoom.raw(
        "POST",
        f"/meetings/{room.meeting_id}/registrants",
        json={"email": "guest-3@guests.invalid", "first_name": "Amara O.", "auto_approve": True},
    )
    (entry,) = rooms.let_in(room, [STUDENT], at=zoom.at)
    assert entry.identity == f"registrant:{answer.json()['registrant_id']}"


def test_the_opening_address_is_fetched_anew_each_time_and_makes_its_holder_host(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    first, second = (rooms.opening_address(room, at=zoom.at) for _ in range(2))
    assert first != second
    assert "zak=" in first
    assert zoom.standin.join(room.meeting_id, name="Pat Proctor", address=second) == "in_meeting"
    assert rooms.observe(room, since=zoom.at, at=zoom.at).live


def test_an_opening_address_is_spent_after_two_hours(zoom: ZoomWorld) -> None:
    room = zoom.room()
    address = zoom.rooms().opening_address(room, at=zoom.at)
    zoom.clock.advance(timedelta(hours=2))
    assert zoom.standin.join(room.meeting_id, name="Pat Proctor", address=address) == "refused"


def test_observing_says_whether_a_call_goes_on_and_leaves_the_stays_to_the_ledger(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    before = rooms.observe(room, since=zoom.at, at=zoom.at)
    assert (before.live, before.stays, before.read_at) == (False, None, zoom.at)
    start(zoom, room)
    assert rooms.observe(room, since=zoom.at, at=zoom.at).live
    zoom.standin.leave(room.meeting_id, name="Pat Proctor")
    assert not rooms.observe(room, since=zoom.at, at=zoom.at).live


def test_ending_puts_everybody_out(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    start(zoom, room)
    zoom.standin.join(room.meeting_id, name="Guest")
    rooms.end(room, at=zoom.at)
    assert not rooms.observe(room, since=zoom.at, at=zoom.at).live
    wait_until(lambda: zoom.inbox.events[-1] == "meeting.ended")
    assert zoom.inbox.events.count("meeting.participant_left") == 2


def test_ending_what_is_not_running_or_gone_is_no_error(zoom: ZoomWorld) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    rooms.end(room, at=zoom.at)
    start(zoom, room)
    rooms.end(room, at=zoom.at)
    rooms.end(room, at=zoom.at)
    zoom.raw("DELETE", f"/meetings/{room.meeting_id}")
    rooms.end(room, at=zoom.at)
    taken = [call.status == 204 for call in zoom.calls_to("PUT", f"/{room.meeting_id}/status")]
    assert taken == [False, True, False, False]


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT])
def test_an_end_that_failed_is_told_and_can_be_repeated(zoom: ZoomWorld, effect: Effect) -> None:
    room, rooms = zoom.room(), zoom.rooms()
    start(zoom, room)
    rooms.observe(room, since=zoom.at, at=zoom.at)
    zoom.faults.order("zoom", effect, 1)
    with pytest.raises(ProviderError):
        rooms.end(room, at=zoom.at)
    assert rooms.observe(room, since=zoom.at, at=zoom.at).live
    rooms.end(room, at=zoom.at)
    assert not rooms.observe(room, since=zoom.at, at=zoom.at).live
