"""GoogleMeetRooms against the stand-in: make, prove, let in, end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.google.meet import GoogleMeetRooms
from mentoring.ports import ProviderError, RoomProvider
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, Reading, RoomRole
from sandbox.faults import Effect
from tests.contract.google_fixtures import (
    MENTOR,
    MONITOR,
    ORGANIZER,
    SECOND,
    START,
    STUDENT,
    Access,
    Google,
    google,
    request_for,
    rooms,
)

__all__ = ["google", "rooms"]

STRANGER = MadeRoom(Platform.GOOGLE_MEET, "unknownSpace1", "https://meet.google.com/xxx-xxxx-xxx")


@pytest.fixture
def room(rooms: GoogleMeetRooms) -> MadeRoom:
    return rooms.create(request_for(), at=START)


def test_it_is_a_room_provider(rooms: GoogleMeetRooms) -> None:
    provider: RoomProvider = rooms
    assert provider.platform is Platform.GOOGLE_MEET


def test_a_new_room_is_known_by_its_space_id_and_not_by_its_code(room: MadeRoom) -> None:
    assert "/" not in room.meeting_id
    assert room.meeting_id not in room.address
    assert room.address.startswith("https://meet.google.com/")
    assert room.host == ORGANIZER


def test_every_setting_that_could_record_is_sent_as_off(google: Google, room: MadeRoom) -> None:
    (call,) = google.calls("POST", "/v2/spaces")
    assert call.body["config"]["artifactConfig"] == {
        "recordingConfig": {"autoRecordingGeneration": "OFF"},
        "transcriptionConfig": {"autoTranscriptionGeneration": "OFF"},
        "smartNotesConfig": {"autoSmartNotesGeneration": "OFF"},
    }
    assert call.body["config"]["attendanceReportGenerationType"] == "DO_NOT_GENERATE"
    assert call.body["config"]["accessType"] == "RESTRICTED"


def test_the_request_tells_google_nothing_of_the_session(google: Google, room: MadeRoom) -> None:
    (call,) = google.calls("POST", "/v2/spaces")
    assert call.body.keys() == {"config"}


def test_two_rooms_are_two_places(rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    other = rooms.create(request_for(13), at=START)
    assert (other.meeting_id, other.address) != (room.meeting_id, room.address)


def test_meet_cannot_find_an_earlier_room(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    before = len(google.calls())
    assert rooms.find(request_for(), at=START) is None
    assert len(google.calls()) == before


def test_a_room_as_we_make_it_is_proven_in_every_setting(rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    proof = rooms.prove(room, at=START)
    assert proof.holds
    assert proof.read_at == START
    assert len(proof.readings) == 11


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "config.artifactConfig.recordingConfig.autoRecordingGeneration",
            {"config": {"artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"}}}},
        ),
        (
            "config.artifactConfig.smartNotesConfig.autoSmartNotesGeneration",
            {"config": {"artifactConfig": {"smartNotesConfig": {"autoSmartNotesGeneration": "ON"}}}},
        ),
        ("config.accessType", {"config": {"accessType": "OPEN"}}),
        ("config.attendanceReportGenerationType", {"config": {"attendanceReportGenerationType": "GENERATE_REPORT"}}),
    ],
)
def test_a_setting_that_somebody_changed_is_a_doubt(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom, path: str, body: dict[str, object]
) -> None:
    google.meet().spaces().patch(name=f"spaces/{room.meeting_id}", updateMask=path, body=body).execute()
    proof = rooms.prove(room, at=START)
    assert not proof.holds
    assert [doubt.setting for doubt in proof.doubts] == [path.removeprefix("config.")]


def test_switching_moderation_off_shows_as_doubt_in_the_chat_restriction_too(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    body = {"config": {"moderation": "OFF"}}
    google.meet().spaces().patch(name=f"spaces/{room.meeting_id}", updateMask="config.moderation", body=body).execute()
    doubts = {doubt.setting: doubt.found for doubt in rooms.prove(room, at=START).doubts}
    assert doubts == {"moderation": "OFF", "moderationRestrictions.chatRestriction": "NO_RESTRICTION"}


def test_a_setting_that_google_does_not_tell_is_unknown_and_no_proof(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    google.standin.spaces.unlicensed.add("artifactConfig.smartNotesConfig")
    proof = rooms.prove(room, at=START)
    assert not proof.holds
    assert [(doubt.wanted, doubt.found) for doubt in proof.doubts] == [("OFF", None)]


def test_an_account_that_does_not_own_the_room_proves_nothing(google: Google, room: MadeRoom) -> None:
    other = google.rooms("clerk@district.example")
    proof = other.prove(room, at=START)
    assert {reading.found for reading in proof.readings} == {None}


def test_a_room_that_is_gone_cannot_be_proven(rooms: GoogleMeetRooms) -> None:
    with pytest.raises(ProviderError) as caught:
        rooms.prove(STRANGER, at=START)
    assert caught.value.permanent
    assert not caught.value.ambiguous
    assert "404" in caught.value.said


def test_the_monitor_becomes_cohost_and_the_others_plain_members(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    rooms.let_in(room, [MONITOR, MENTOR, STUDENT], at=START)
    listed = google.meet().spaces().members().list(parent=f"spaces/{room.meeting_id}").execute()["members"]
    assert {member["email"]: member.get("role") for member in listed} == {
        MONITOR.email: "COHOST",
        MENTOR.email: None,
        STUDENT.email: None,
    }


def test_an_entry_names_the_address_because_meet_tells_no_account_of_a_member(
    rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    (entry,) = rooms.let_in(room, [replace(MENTOR, email="Sam@Company.example")], at=START)
    assert entry == Entry(MENTOR.person_id, "email:sam@company.example")


def test_an_entry_names_the_account_where_meet_tells_it(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    google.standin.spaces.tells_member_user = True
    (entry,) = rooms.let_in(room, [MONITOR], at=START)
    google.enter(room, MONITOR)
    stays = rooms.observe(room, since=START, at=START).stays
    assert stays is not None
    assert stays[0].identities == (entry.identity,)


def test_letting_the_same_guests_in_again_writes_nothing(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    first = rooms.let_in(room, [MONITOR, MENTOR], at=START)
    written = len(google.calls("POST", "/members"))
    assert rooms.let_in(room, [MONITOR, MENTOR], at=START) == first
    assert len(google.calls("POST", "/members")) == written == 2
    assert google.calls("PATCH") == []


def test_only_the_missing_guest_is_added(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    rooms.let_in(room, [MONITOR], at=START)
    rooms.let_in(room, [MONITOR, STUDENT], at=START)
    assert [call.body["email"] for call in google.calls("POST", "/members")] == [MONITOR.email, STUDENT.email]


def test_an_address_in_other_letters_is_the_same_guest(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    rooms.let_in(room, [MENTOR], at=START)
    rooms.let_in(room, [replace(MENTOR, email="SAM@company.example")], at=START)
    assert len(google.calls("POST", "/members")) == 1


def test_a_stand_in_who_was_a_plain_member_becomes_cohost_and_back(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    rooms.let_in(room, [MENTOR], at=START)
    rooms.let_in(room, [replace(MENTOR, role=RoomRole.MONITOR)], at=START)
    rooms.let_in(room, [MENTOR], at=START)
    assert [call.body["role"] for call in google.calls("PATCH")] == ["COHOST", "ROLE_UNSPECIFIED"]
    assert {call.query["updateMask"] for call in google.calls("PATCH")} == {"role"}


def test_a_guest_without_an_address_gets_no_entry(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    assert rooms.let_in(room, [replace(STUDENT, email=None)], at=START) == ()
    assert google.calls("POST", "/members") == []


def test_two_who_let_the_same_guests_in_at_once_both_succeed(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: rooms.let_in(room, [MONITOR, MENTOR], at=START), range(8)))
    assert len(set(answers)) == 1
    listed = google.meet().spaces().members().list(parent=f"spaces/{room.meeting_id}").execute()["members"]
    assert len(listed) == 2


def test_a_long_member_list_is_read_to_its_end(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    crowd = [Guest(n, RoomRole.STUDENT, f"Guest {n}", f"guest{n}@school.example") for n in range(105)]
    rooms.let_in(room, crowd, at=START)
    written = len(google.calls("POST", "/members"))
    assert len(rooms.let_in(room, crowd, at=START)) == 105
    assert len(google.calls("POST", "/members")) == written


def test_a_guest_whom_google_refuses_is_reported_without_the_address(rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    with pytest.raises(ProviderError) as caught:
        rooms.let_in(room, [replace(MENTOR, email="no address")], at=START)
    assert caught.value.permanent
    assert "no address" not in str(caught.value)


@pytest.mark.parametrize("access", ["RESTRICTED", "TRUSTED"])
def test_the_access_that_the_school_chose_is_sent_and_read_back(google: Google, access: Access) -> None:
    rooms = google.rooms(access=access)
    room = rooms.create(request_for(), at=START)
    (call,) = google.calls("POST", "/v2/spaces")
    assert call.body["config"]["accessType"] == access
    assert Reading("accessType", access, access) in rooms.prove(room, at=START).readings


def test_what_somebody_changed_is_set_again_in_every_setting(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    spaces, name = google.meet().spaces(), f"spaces/{room.meeting_id}"
    artifacts = {"recordingConfig": {"autoRecordingGeneration": "ON"}}
    body = {"config": {"moderation": "OFF", "accessType": "OPEN", "artifactConfig": artifacts}}
    mask = "config.moderation,config.accessType,config.artifactConfig.recordingConfig.autoRecordingGeneration"
    spaces.patch(name=name, updateMask=mask, body=body).execute()
    assert not rooms.prove(room, at=START).holds
    before = len(google.calls())
    rooms.secure(room, at=START)
    (call,) = google.calls()[before:]
    assert rooms.prove(room, at=START).holds
    read = {f"config.{reading.setting}" for reading in rooms.prove(room, at=START).readings}
    assert set(call.query["updateMask"].split(",")) == read
    assert call.body.keys() == {"config"}


def test_only_its_owner_can_secure_a_room(google: Google, room: MadeRoom) -> None:
    with pytest.raises(ProviderError) as caught:
        google.rooms(SECOND).secure(room, at=START)
    assert caught.value.permanent


def members_of(google: Google, room: MadeRoom) -> set[str]:
    listed = google.meet().spaces().members().list(parent=f"spaces/{room.meeting_id}").execute()
    return {member["email"] for member in listed.get("members", [])}


def test_who_is_put_out_has_to_knock(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    rooms.let_in(room, [MONITOR, MENTOR], at=START)
    rooms.put_out(room, [replace(MONITOR, email="PRIYA@volunteers.example")], at=START)
    assert members_of(google, room) == {MENTOR.email}
    assert google.enter(room, MONITOR) == "knocking"


def test_putting_out_who_never_could_enter_changes_nothing(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    rooms.let_in(room, [MENTOR], at=START)
    rooms.put_out(room, [MONITOR, replace(STUDENT, email=None)], at=START)
    assert members_of(google, room) == {MENTOR.email}
    assert google.calls("DELETE") == []


def test_two_who_put_the_same_guest_out_at_once_both_succeed(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    rooms.let_in(room, [MONITOR, MENTOR], at=START)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: rooms.put_out(room, [MONITOR], at=START), range(8)))
    assert members_of(google, room) == {MENTOR.email}


def test_who_was_put_out_can_be_let_in_again(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    rooms.let_in(room, [MONITOR], at=START)
    rooms.put_out(room, [MONITOR], at=START)
    rooms.let_in(room, [MONITOR], at=START)
    assert google.enter(room, MONITOR) == "in_meeting"


def test_each_room_is_made_kept_and_ended_by_the_organizer_who_was_chosen(google: Google) -> None:
    rooms = google.rooms(ORGANIZER, SECOND)
    room = rooms.create(request_for(host=SECOND), at=START)
    assert room.host == SECOND
    assert next(iter(google.standin.spaces)).owner == SECOND
    assert rooms.prove(room, at=START).holds
    rooms.let_in(room, [MONITOR], at=START)
    google.enter(room, MONITOR)
    assert rooms.observe(room, since=START, at=START).live
    rooms.end(room, at=START)
    assert not rooms.observe(room, since=START, at=START).live


@pytest.mark.parametrize("host", [None, "who-has-left@district.example"])
def test_a_room_of_no_known_organizer_is_made_by_the_first(google: Google, host: str | None) -> None:
    rooms = google.rooms(SECOND, ORGANIZER)
    room = rooms.create(request_for(host=host), at=START)
    assert room.host == SECOND
    assert rooms.prove(replace(room, host=host), at=START).holds


def test_nothing_can_stop_a_recording_and_nothing_is_pretended(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    before = len(google.calls())
    rooms.stop_keeping(room, at=START)
    assert len(google.calls()) == before


def test_a_retired_room_is_empty_and_lets_nobody_in(google: Google) -> None:
    """Also no account of the domain, which TRUSTED lets in without being a member."""
    rooms = google.rooms(access="TRUSTED")
    room = rooms.create(request_for(), at=START)
    rooms.let_in(room, [MONITOR, MENTOR], at=START)
    google.enter(room, MONITOR)
    at = google.pass_time(minutes=1)
    rooms.observe(room, since=START, at=at)
    rooms.retire(room, at=at)
    assert members_of(google, room) == set()
    assert not rooms.observe(room, since=START, at=at).live
    assert google.enter(room, MONITOR) == "knocking"
    assert google.standin.join(room.meeting_id, name="Clerk", email="clerk@district.example") == "knocking"
    rooms.retire(room, at=at)


@pytest.mark.parametrize("organizer", [ORGANIZER, SECOND])
def test_retiring_a_room_that_is_gone_or_not_ours_is_done(google: Google, room: MadeRoom, organizer: str) -> None:
    gone = room if organizer == SECOND else STRANGER
    google.rooms(organizer).retire(replace(gone, host=organizer), at=START)
    assert google.calls()[-1].status == (403 if organizer == SECOND else 404)


@pytest.mark.parametrize("effect", [Effect.FORBIDDEN, Effect.NOT_FOUND])
def test_a_room_whose_members_are_not_told_is_ended_all_the_same(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom, effect: Effect
) -> None:
    """It went while it was being retired, or is not ours any more: then it has no members of ours."""
    google.enter(room, MONITOR)
    google.order(effect, path="/members")
    rooms.retire(room, at=START)
    assert google.calls()[-1].path.endswith(":endActiveConference")


def test_a_room_whose_members_cannot_be_read_for_now_is_retired_later(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    rooms.let_in(room, [MENTOR], at=START)
    google.order(Effect.ERROR, path="/members")
    with pytest.raises(ProviderError) as caught:
        rooms.retire(room, at=START)
    assert not caught.value.permanent
    rooms.retire(room, at=START)
    assert members_of(google, room) == set()


def test_nobody_can_be_let_into_a_room_that_is_gone(rooms: GoogleMeetRooms) -> None:
    with pytest.raises(ProviderError) as caught:
        rooms.let_in(STRANGER, [MENTOR], at=START)
    assert caught.value.permanent


def test_the_opening_address_is_the_rooms_own(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    before = len(google.calls())
    assert rooms.opening_address(room, at=START) == room.address
    assert len(google.calls()) == before


def test_ending_puts_everybody_out(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    rooms.let_in(room, [MONITOR, MENTOR], at=START)
    google.enter(room, MONITOR)
    google.enter(room, MENTOR)
    ended = google.pass_time(minutes=5)
    rooms.end(room, at=ended)
    seen = rooms.observe(room, since=START, at=ended)
    assert not seen.live
    assert seen.stays is not None
    assert [stay.left_at for stay in seen.stays] == [ended, ended]


def test_ending_a_call_that_is_over_is_no_error(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    rooms.end(room, at=START)
    google.enter(room, replace(MENTOR, email="rooms@district.example"))
    rooms.end(room, at=START)
    rooms.end(room, at=START)
    assert not rooms.observe(room, since=START, at=START).live


def test_only_the_owner_can_end_the_call(google: Google, room: MadeRoom) -> None:
    clerk = google.rooms("clerk@district.example")
    with pytest.raises(ProviderError) as caught:
        clerk.end(room, at=START)
    assert caught.value.permanent
    assert "403" in caught.value.said


def test_the_eleventh_room_within_a_minute_is_refused_for_a_while(google: Google, rooms: GoogleMeetRooms) -> None:
    for session in range(10):
        rooms.create(request_for(session), at=START)
    with pytest.raises(ProviderError) as caught:
        rooms.create(request_for(11), at=START)
    assert not caught.value.permanent
    assert not caught.value.ambiguous
    google.clock.advance(timedelta(seconds=61))
    assert rooms.create(request_for(11), at=google.clock.now()).meeting_id


def test_forty_threads_share_one_session(google: Google, rooms: GoogleMeetRooms) -> None:
    google.standin.spaces.creates_per_minute = None
    with ThreadPoolExecutor(40) as pool:
        made = list(pool.map(lambda n: rooms.create(request_for(n), at=START), range(40)))
        proofs = list(pool.map(lambda room: rooms.prove(room, at=START), made))
    assert len({room.meeting_id for room in made}) == 40
    assert all(proof.holds for proof in proofs)
    assert len(google.calls("POST", "/token")) == 1
