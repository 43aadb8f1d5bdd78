"""Who is in a Meet room: what the stand-in lets people do there, and what GoogleMeetRooms sees of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from integrations.google.meet import GoogleMeetRooms
from mentoring.ports import ProviderError
from mentoring.presence import Source, Stay
from mentoring.rooms import Guest, MadeRoom, RoomRole
from sandbox.faults import Effect
from sandbox.google import NotInTheRoom, UnknownMeeting
from tests.contract.google_fixtures import (
    MEET_READ,
    MENTOR,
    MONITOR,
    ORGANIZER,
    START,
    STUDENT,
    Google,
    google,
    request_for,
    rooms,
)

__all__ = ["google", "rooms"]

OWNER = Guest(9, RoomRole.MONITOR, "District rooms", ORGANIZER)
ANONYMOUS = Guest(8, RoomRole.STUDENT, "iPhone", None)


@pytest.fixture
def room(google: Google, rooms: GoogleMeetRooms) -> MadeRoom:
    room = rooms.create(request_for(), at=START)
    rooms.let_in(room, [MONITOR, MENTOR, STUDENT], at=START)
    return room


def seen(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> tuple[Stay, ...]:
    stays = rooms.observe(room, since=START, at=google.clock.now()).stays
    assert stays is not None
    return stays


def spans(stays: tuple[Stay, ...]) -> list[tuple[str, int, int | None]]:
    """Name, and minutes after the start of entering and leaving."""

    def minutes(at: datetime) -> int:
        return int((at - START) / timedelta(minutes=1))

    found = [(s.display_name, minutes(s.joined_at), minutes(s.left_at) if s.left_at else None) for s in stays]
    return sorted(found, key=lambda span: span[:2])


def test_a_room_that_nobody_enters_costs_only_its_part_of_the_listing(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    observation = rooms.observe(room, since=START, at=START)
    assert (observation.live, observation.stays, observation.kept) == (False, (), ())
    assert observation.read_at == START
    before = len(google.calls())
    rooms.observe(room, since=START, at=google.pass_time(seconds=30))
    assert len(google.calls()) == before + 1


def test_a_guest_who_is_in_has_no_end(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    google.enter(room, MENTOR)
    at = google.pass_time(minutes=3)
    observation = rooms.observe(room, since=START, at=at)
    assert observation.live
    assert observation.stays is not None
    (stay,) = observation.stays
    assert (stay.source, stay.display_name, stay.joined_at, stay.left_at) == (
        Source.MEET_LIVE,
        "Sam Okafor",
        START,
        None,
    )
    assert stay.joined_at.tzinfo is not None
    assert stay.connection.startswith("conferenceRecords/")


def recalled(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> tuple[Stay, ...]:
    stays = rooms.recall(room, (), since=START, at=google.clock.now())
    assert stays is not None
    return stays


def with_a_gap(google: Google, room: MadeRoom) -> None:
    google.enter(room, MENTOR)
    google.enter(room, MONITOR)
    google.pass_time(minutes=5)
    google.leave(room, MONITOR)
    google.pass_time(minutes=4)
    google.enter(room, MONITOR)
    google.pass_time(minutes=1)


def test_meet_hides_a_gap_while_the_call_runs(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    with_a_gap(google, room)
    assert spans(seen(google, rooms, room)) == [("Priya Nair", 0, None), ("Sam Okafor", 0, None)]


def test_a_gap_is_recalled_as_two_stays_of_one_connection(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    with_a_gap(google, room)
    rooms.end(room, at=google.clock.now())
    stays = recalled(google, rooms, room)
    assert spans(stays) == [("Priya Nair", 0, 5), ("Priya Nair", 9, 10), ("Sam Okafor", 0, 10)]
    assert {stay.source for stay in stays} == {Source.MEET_RECORDS}
    assert len({(stay.identities, stay.connection) for stay in stays if stay.display_name == "Priya Nair"}) == 1
    live = seen(google, rooms, room)
    assert {stay.connection for stay in live} == {stay.connection for stay in stays}


def test_two_devices_of_one_account_are_recalled_as_two_stays(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    google.enter(room, MONITOR)
    google.pass_time(minutes=1)
    google.enter(room, MONITOR)
    google.pass_time(minutes=1)
    google.leave(room, MONITOR)
    assert spans(recalled(google, rooms, room)) == [("Priya Nair", 0, None), ("Priya Nair", 1, 2)]


def test_all_calls_of_the_session_are_recalled_and_none_from_before_it(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    for _ in range(3):
        google.enter(room, MENTOR)
        google.pass_time(minutes=2)
        google.leave(room, MENTOR)
        google.pass_time(minutes=3)
    stays = rooms.recall(room, (), since=START + timedelta(minutes=5), at=google.clock.now())
    assert spans(stays or ()) == [("Sam Okafor", 5, 7), ("Sam Okafor", 10, 12)]


def test_without_a_call_there_is_nothing_to_recall(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    assert rooms.recall(room, (), since=START, at=START) is None


def test_records_that_meet_has_deleted_cannot_be_recalled(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    google.enter(room, MENTOR)
    google.pass_time(minutes=1)
    google.leave(room, MENTOR)
    assert recalled(google, rooms, room) != ()
    at = google.pass_time(days=30)
    assert rooms.recall(room, (), since=START, at=at) is None


def test_stays_of_several_calls_are_one_story(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    """All leave: the record ends. Whoever comes next opens a new one."""
    google.enter(room, MONITOR)
    google.pass_time(minutes=5)
    google.leave(room, MONITOR)
    google.pass_time(minutes=2)
    google.enter(room, MONITOR)
    google.enter(room, STUDENT)
    records = google.meet().conferenceRecords().list().execute()["conferenceRecords"]
    assert ["endTime" in record for record in records] == [False, True]
    assert spans(seen(google, rooms, room)) == [("Amara O.", 7, None), ("Priya Nair", 0, 5), ("Priya Nair", 7, None)]


def test_what_ended_before_the_session_is_left_out(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    google.enter(room, MONITOR)
    google.enter(room, MENTOR)
    google.pass_time(minutes=5)
    google.leave(room, MENTOR)
    since = google.pass_time(minutes=5)
    stays = rooms.observe(room, since=since, at=since).stays
    assert stays is not None
    assert spans(stays) == [("Priya Nair", 0, None)]


def test_calls_that_ended_before_the_session_are_not_read_further(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    google.enter(room, MONITOR)
    google.leave(room, MONITOR)
    since = google.pass_time(hours=1)
    before = len(google.calls())
    observation = rooms.observe(room, since=since, at=since)
    assert observation.stays == ()
    assert not observation.live
    assert [call.status for call in google.calls()[before:]][-1] == 200
    assert google.calls("GET", "/participants") == []


def test_an_anonymous_visitor_has_no_identity(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    google.enter(room, MONITOR)
    assert google.enter(room, ANONYMOUS) == "in_meeting"
    stays = {stay.display_name: stay.identities for stay in seen(google, rooms, room)}
    assert stays["iPhone"] == ()
    assert stays["Priya Nair"] != ()


def test_a_display_name_that_imitates_a_guest_proves_nothing(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    google.enter(room, MONITOR)
    google.standin.join(room.meeting_id, name="Sam Okafor", email="someone@else.example")
    (entry,) = rooms.let_in(room, [MENTOR], at=START)
    imitator = next(stay for stay in seen(google, rooms, room) if stay.display_name == "Sam Okafor")
    assert imitator.identities != (entry.identity,)


def test_a_crowd_is_read_page_after_page(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    google.enter(room, MONITOR)
    for n in range(260):
        google.standin.join(room.meeting_id, name=f"Visitor {n}")
    assert len(seen(google, rooms, room)) == 261
    assert len(google.calls("GET", "/participants")) == 2


def test_another_rooms_call_is_not_ours(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    other = rooms.create(request_for(13), at=START)
    google.enter(room, MONITOR)
    observation = rooms.observe(other, since=START, at=START)
    assert (observation.live, observation.stays) == (False, ())


def test_an_unreadable_room_is_an_error_and_never_an_empty_room(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    google.enter(room, MENTOR)
    google.order(Effect.ERROR)
    with pytest.raises(ProviderError):
        rooms.observe(room, since=START, at=START)


@pytest.mark.parametrize("guest", [MONITOR, MENTOR, STUDENT, OWNER])
def test_members_and_the_owner_go_straight_in(google: Google, room: MadeRoom, guest: Guest) -> None:
    assert google.enter(room, guest) == "in_meeting"


def test_whoever_is_not_invited_knocks_and_is_not_attendance(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom
) -> None:
    assert google.standin.join(room.meeting_id, name="Note taker", email="bot@notes.example") == "knocking"
    assert google.enter(room, ANONYMOUS) == "knocking"
    observation = rooms.observe(room, since=START, at=START)
    assert (observation.live, observation.stays) == (False, ())


def test_a_plain_member_cannot_admit_who_knocks(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    google.enter(room, ANONYMOUS)
    google.enter(room, MENTOR)
    assert spans(seen(google, rooms, room)) == [("Sam Okafor", 0, None)]


@pytest.mark.parametrize("host", [MONITOR, OWNER])
def test_a_host_who_enters_admits_all_who_knock(
    google: Google, rooms: GoogleMeetRooms, room: MadeRoom, host: Guest
) -> None:
    google.enter(room, ANONYMOUS)
    google.pass_time(minutes=2)
    google.enter(room, host)
    assert ("iPhone", 2, None) in spans(seen(google, rooms, room))


def test_once_the_host_has_left_people_knock_again(google: Google, room: MadeRoom) -> None:
    google.enter(room, MENTOR)
    google.enter(room, MONITOR)
    google.leave(room, MONITOR)
    assert google.enter(room, ANONYMOUS) == "knocking"


def test_whoever_stops_knocking_is_not_admitted_later(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    google.enter(room, ANONYMOUS)
    google.leave(room, ANONYMOUS)
    google.enter(room, MONITOR)
    assert spans(seen(google, rooms, room)) == [("Priya Nair", 0, None)]


@pytest.mark.parametrize(
    ("access", "colleague", "outsider"),
    [
        ("OPEN", "in_meeting", "in_meeting"),
        ("TRUSTED", "in_meeting", "knocking"),
        ("RESTRICTED", "knocking", "knocking"),
    ],
)
def test_the_access_type_decides_who_knocks(
    google: Google, room: MadeRoom, access: str, colleague: str, outsider: str
) -> None:
    google.meet().spaces().patch(
        name=f"spaces/{room.meeting_id}", updateMask="config.accessType", body={"config": {"accessType": access}}
    ).execute()
    assert google.standin.join(room.meeting_id, name="Clerk", email="clerk@district.example") == colleague
    assert google.enter(room, replace(ANONYMOUS, shown_name="Passer-by")) == outsider


def test_bad_calls_of_the_room_say_what_is_wrong(google: Google, room: MadeRoom) -> None:
    with pytest.raises(UnknownMeeting):
        google.standin.join("nowhere", name="Sam")
    with pytest.raises(UnknownMeeting):
        google.standin.join(f"spaces/{room.meeting_id}", name="Sam")
    with pytest.raises(NotInTheRoom):
        google.leave(room, MENTOR)
    google.enter(room, MENTOR)
    with pytest.raises(NotInTheRoom):
        google.standin.leave(room.meeting_id, name=MENTOR.shown_name)


@pytest.mark.parametrize(
    ("what", "kind"), [("recording", "recordings"), ("transcript", "transcripts"), ("ai_notes", "smartNotes")]
)
def test_what_somebody_records_is_seen_in_the_live_record_and_ends_with_the_call(
    google: Google, room: MadeRoom, what: str, kind: str
) -> None:
    google.enter(room, MENTOR)
    google.standin.record(room.meeting_id, what)
    records = google.meet(MEET_READ).conferenceRecords()
    (record,) = records.list().execute()["conferenceRecords"]
    listing = getattr(records, kind)()
    (running,) = listing.list(parent=record["name"]).execute()[kind]
    google.pass_time(minutes=1)
    google.leave(room, MENTOR)
    (ended,) = listing.list(parent=record["name"]).execute()[kind]
    assert (running["state"], ended["state"]) == ("STARTED", "ENDED")


def test_nothing_can_be_recorded_without_a_call_or_by_an_unknown_means(google: Google, room: MadeRoom) -> None:
    with pytest.raises(NotInTheRoom):
        google.standin.record(room.meeting_id, "recording")
    with pytest.raises(ValueError, match="ai_notes"):
        google.standin.record(room.meeting_id, "hologram")


def test_the_space_names_its_running_call(google: Google, room: MadeRoom) -> None:
    spaces = google.meet().spaces()
    google.enter(room, MENTOR)
    live = spaces.get(name=f"spaces/{room.meeting_id}").execute()
    google.leave(room, MENTOR)
    over = spaces.get(name=f"spaces/{room.meeting_id}").execute()
    assert live["activeConference"]["conferenceRecord"].startswith("conferenceRecords/")
    assert "activeConference" not in over


def test_filters_choose_records_and_participants(google: Google, room: MadeRoom) -> None:
    google.enter(room, MENTOR)
    google.enter(room, MONITOR)
    google.pass_time(minutes=5)
    google.leave(room, MENTOR)
    records = google.meet().conferenceRecords()

    def found(condition: str) -> int:
        return len(records.list(filter=condition).execute().get("conferenceRecords", []))

    name = f'space.name = "spaces/{room.meeting_id}"'
    assert found(f"{name} AND end_time IS NULL") == 1
    assert found('space.name = "spaces/other" AND end_time IS NULL') == 0
    assert found('start_time >= "2026-11-02T20:30:00Z" AND start_time <= "2026-11-02T20:31:00Z"') == 1
    assert found('start_time > "2026-11-02T20:30:00Z"') == 0
    assert found(f'space.meeting_code = "{room.address.rpartition("/")[2]}"') == 1
    (record,) = records.list().execute()["conferenceRecords"]
    present = records.participants().list(parent=record["name"], filter="latest_end_time IS NULL").execute()
    assert [p["signedinUser"]["displayName"] for p in present["participants"]] == ["Priya Nair"]


def test_a_record_is_gone_thirty_days_after_its_end(google: Google, rooms: GoogleMeetRooms, room: MadeRoom) -> None:
    google.enter(room, MENTOR)
    google.leave(room, MENTOR)
    google.pass_time(days=29)
    assert len(seen(google, rooms, room)) == 0
    assert google.meet().conferenceRecords().list().execute() != {}
    google.pass_time(days=1)
    assert google.meet().conferenceRecords().list().execute() == {}


def test_records_are_shown_to_who_took_part_and_to_nobody_else(google: Google, room: MadeRoom) -> None:
    google.meet().spaces().members().create(
        parent=f"spaces/{room.meeting_id}", body={"email": "clerk@district.example"}
    ).execute()
    google.standin.join(room.meeting_id, name="Clerk", email="clerk@district.example")
    clerk = google.meet(subject="clerk@district.example").conferenceRecords().list().execute()
    other = google.meet(subject="other@district.example").conferenceRecords().list().execute()
    assert len(clerk["conferenceRecords"]) == 1
    assert other == {}
