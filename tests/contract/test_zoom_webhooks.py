"""People come and go in the stand-in's rooms; its signed webhooks arrive over real HTTP and become ledger events."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import requests

from integrations.zoom.events import OLDEST, tripwire
from mentoring.presence import Happening, person_of
from mentoring.rooms import Entry, MadeRoom
from sandbox.faults import Effect
from sandbox.zoom.webhooks import Courier
from tests.contract.zoom_fixtures import (
    HOSTS,
    MENTOR,
    MONITOR,
    STUDENT,
    WEBHOOK_SECRET,
    ZoomWorld,
    request_for,
    stage,
    wait_until,
    zoom,
)
from tests.patience import LONG

__all__ = ["stage", "zoom"]

HOST = next(iter(HOSTS))


@pytest.fixture
def room(zoom: ZoomWorld) -> MadeRoom:
    return zoom.room()


@pytest.fixture
def entries(zoom: ZoomWorld, room: MadeRoom) -> dict[str, Entry]:
    made = zoom.rooms().let_in(room, [MONITOR, MENTOR, STUDENT], at=zoom.at)
    return dict(zip(("monitor", "mentor", "student"), made, strict=True))


def open_room(zoom: ZoomWorld, room: MadeRoom) -> str:
    address = zoom.rooms().opening_address(room, at=zoom.at)
    return zoom.standin.join(room.meeting_id, name="Pat Proctor", address=address)


def webhook_address(zoom: ZoomWorld) -> str:
    return zoom.base.removesuffix("/platforms/zoom") + "/zoom/webhook"


def happenings(zoom: ZoomWorld) -> list[Happening]:
    return [event.happening for event in zoom.inbox.ledger]


def waiting_to_be_sent(zoom: ZoomWorld) -> list[str]:
    return [signed.event for signed in zoom.standin.undelivered]


def test_everybody_waits_until_the_host_comes_and_is_then_admitted(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    join = zoom.standin.join
    assert join(room.meeting_id, name="Amara Okafor", address=entries["student"].address) == "waiting_room"
    assert join(room.meeting_id, name="Max", address=entries["mentor"].address) == "waiting_room"
    assert zoom.inbox.events == ["meeting.participant_joined_waiting_room"] * 2
    assert open_room(zoom, room) == "in_meeting"
    admitted = ["meeting.participant_admitted", "meeting.participant_left_waiting_room", "meeting.participant_joined"]
    assert zoom.inbox.events[2:] == ["meeting.started", "meeting.participant_joined", *admitted, *admitted]


def test_each_of_the_three_is_recognised_by_the_identity_that_let_in_gave(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    cast = {entry.identity: entry.person_id for entry in entries.values()}
    open_room(zoom, room)
    for who in ("mentor", "student"):
        zoom.standin.join(room.meeting_id, name="any name", address=entries[who].address)
    joined = [event for event in zoom.inbox.ledger if event.happening is Happening.JOINED]
    assert [person_of(event.identities, cast) for event in joined] == [1, 2, 3]
    assert [event.display_name for event in joined] == ["Pat Proctor", "Max Mentor", "Amara O."]
    assert {event.meeting_id for event in joined} == {room.meeting_id}


def test_somebody_with_the_bare_link_gets_in_and_stays_unidentified(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    cast = {entry.identity: entry.person_id for entry in entries.values()}
    assert zoom.standin.join(room.meeting_id, name="Notetaker", address=room.address) == "waiting_room"
    open_room(zoom, room)
    assert zoom.standin.join(room.meeting_id, name="Pat Proctor", email="pat@volunteers.example") == "in_meeting"
    unknown = [
        e for e in zoom.inbox.ledger if e.happening is Happening.JOINED and person_of(e.identities, cast) is None
    ]
    assert [event.display_name for event in unknown] == ["Notetaker", "Pat Proctor"]


def test_a_registrants_address_on_the_registration_page_leads_to_the_same_person(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    open_room(zoom, room)
    zoom.standin.join(room.meeting_id, name="Max", email="MAX@volunteers.example")
    assert zoom.inbox.ledger[-1].identities[0] == entries["mentor"].identity


@pytest.mark.parametrize("query", ["tk=forged", "zak=forged"])
def test_a_forged_ticket_is_refused_and_tells_nobody(zoom: ZoomWorld, room: MadeRoom, query: str) -> None:
    outcome = zoom.standin.join(room.meeting_id, name="X", address=f"https://zoom.us/w/{room.meeting_id}?{query}")
    assert outcome == "refused"
    assert zoom.inbox.events == []


def test_a_rejoin_is_a_new_connection_of_the_same_person(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    open_room(zoom, room)
    for _ in range(2):
        zoom.standin.join(room.meeting_id, name="Max", address=entries["mentor"].address)
        zoom.clock.advance(timedelta(minutes=5))
        zoom.standin.leave(room.meeting_id, name="Max")
    mine = [e for e in zoom.inbox.ledger if entries["mentor"].identity in e.identities]
    stays = [e for e in mine if e.happening in (Happening.JOINED, Happening.LEFT)]
    assert [event.happening for event in stays] == [Happening.JOINED, Happening.LEFT] * 2
    assert stays[0].connection == stays[1].connection != stays[2].connection == stays[3].connection
    assert stays[1].at - stays[0].at == timedelta(minutes=5)


def test_a_personal_link_lets_one_device_in_at_a_time(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    open_room(zoom, room)
    for _ in range(2):
        zoom.standin.join(room.meeting_id, name="Max", address=entries["mentor"].address)
    assert zoom.inbox.events[-2:] == ["meeting.participant_joined", "meeting.participant_left"]
    assert zoom.inbox.bodies[-1]["payload"]["object"]["participant"]["leave_reason"]


def test_a_link_for_several_devices_lets_them_all_in(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    zoom.raw("PATCH", f"/meetings/{room.meeting_id}", json={"settings": {"allow_multiple_devices": True}})
    open_room(zoom, room)
    for _ in range(2):
        zoom.standin.join(room.meeting_id, name="Max", address=entries["mentor"].address)
    assert "meeting.participant_left" not in zoom.inbox.events
    assert len({e.connection for e in zoom.inbox.ledger if entries["mentor"].identity in e.identities}) > 1
    zoom.standin.leave(room.meeting_id, name="Max Mentor")
    assert zoom.inbox.events[-2:] == ["meeting.participant_left"] * 2


def test_the_meeting_goes_on_without_its_host_and_ends_with_the_last(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    open_room(zoom, room)
    zoom.standin.join(room.meeting_id, name="Max", address=entries["mentor"].address)
    zoom.standin.leave(room.meeting_id, name="Pat Proctor")
    assert zoom.rooms().observe(room, since=zoom.at, at=zoom.at).live
    assert zoom.standin.join(room.meeting_id, name="Late", address=room.address) == "waiting_room", "no host admits"
    zoom.standin.leave(room.meeting_id, name="Max")
    assert zoom.inbox.events[-2:] == ["meeting.participant_left", "meeting.ended"]


def test_somebody_who_gives_up_waiting_was_never_in_the_meeting(zoom: ZoomWorld, room: MadeRoom) -> None:
    zoom.standin.join(room.meeting_id, name="Early", address=room.address)
    zoom.standin.leave(room.meeting_id, name="Early")
    assert happenings(zoom) == [Happening.WAITING, Happening.STOPPED_WAITING]


def test_each_run_of_a_meeting_has_an_id_of_its_own(zoom: ZoomWorld, room: MadeRoom) -> None:
    for _ in range(2):
        open_room(zoom, room)
        zoom.standin.leave(room.meeting_id, name="Pat Proctor")
    assert len({event.instance for event in zoom.inbox.ledger}) == 2


def test_a_host_runs_no_more_meetings_at_once_than_licensed(zoom: ZoomWorld) -> None:
    rooms = zoom.rooms()
    made = [rooms.create(request_for(f"session-{number}-room-1"), at=zoom.at) for number in range(2)]
    assert [open_room(zoom, room) for room in made] == ["in_meeting", "refused"]
    zoom.standin.leave(made[0].meeting_id, name="Pat Proctor")
    assert open_room(zoom, made[1]) == "in_meeting"


def test_without_a_waiting_room_the_first_one_starts_the_meeting_where_that_is_allowed(
    zoom: ZoomWorld, room: MadeRoom
) -> None:
    path = f"/meetings/{room.meeting_id}"
    zoom.raw("PATCH", path, json={"settings": {"waiting_room": False}})
    assert zoom.standin.join(room.meeting_id, name="A") == "waiting_room", "nobody may start before the host"
    zoom.raw("PATCH", path, json={"settings": {"join_before_host": True}})
    assert zoom.standin.join(room.meeting_id, name="B") == "in_meeting"


def test_nobody_joins_or_leaves_a_meeting_that_is_not_there(zoom: ZoomWorld) -> None:
    with pytest.raises(LookupError):
        zoom.standin.join("80000000000", name="A")
    with pytest.raises(LookupError):
        zoom.standin.leave("nonsense", name="A")


@pytest.mark.parametrize(
    ("what", "event", "names"),
    [
        ("recording", "recording.started", {"id", "uuid"}),
        ("transcript", "recording.transcript_completed", {"id", "uuid"}),
        ("ai_notes", "meeting.ai_companion_started", {"meeting_number", "meeting_uuid"}),
    ],
)
def test_whatever_keeps_the_session_is_told_in_zooms_own_odd_form(
    zoom: ZoomWorld, room: MadeRoom, what: str, event: str, names: set[str]
) -> None:
    zoom.standin.record(room.meeting_id, what)
    (body,) = zoom.inbox.bodies
    assert body["event"] == event
    assert names <= body["payload"]["object"].keys()
    assert zoom.inbox.ledger == [], "it says nothing of presence"
    found = tripwire(body)
    assert found is not None
    assert (found.kept.keeping, found.meeting_id, found.kept.since) == (what, room.meeting_id, zoom.at)


def test_an_unknown_way_to_keep_a_session_is_refused(zoom: ZoomWorld, room: MadeRoom) -> None:
    with pytest.raises(LookupError):
        zoom.standin.record(room.meeting_id, "memory")


def test_an_event_sent_twice_has_one_key(zoom: ZoomWorld, room: MadeRoom) -> None:
    zoom.faults.order("zoom", Effect.DUPLICATE_WEBHOOKS, 2)
    open_room(zoom, room)
    assert len(zoom.inbox.bodies) == 4
    assert len({event.key for event in zoom.inbox.ledger}) == 2


def test_a_dropped_event_never_comes(zoom: ZoomWorld, room: MadeRoom) -> None:
    zoom.faults.order("zoom", Effect.DROP_WEBHOOKS, 1)
    open_room(zoom, room)
    zoom.standin.retry_undelivered()
    assert zoom.inbox.events == ["meeting.participant_joined"]


def test_an_event_answered_503_comes_again_unchanged_and_is_still_believed(zoom: ZoomWorld, room: MadeRoom) -> None:
    zoom.inbox.status = 503
    open_room(zoom, room)
    assert waiting_to_be_sent(zoom) == ["meeting.started", "meeting.participant_joined"]
    joined_at = zoom.at
    zoom.standin.retry_undelivered()
    assert waiting_to_be_sent(zoom) == ["meeting.started", "meeting.participant_joined"]
    zoom.inbox.status = 204
    zoom.clock.advance(timedelta(minutes=85))
    zoom.standin.retry_undelivered()
    assert waiting_to_be_sent(zoom) == []
    assert [event.at for event in zoom.inbox.ledger] == [joined_at, joined_at]


def test_an_event_that_we_refuse_is_never_sent_again(zoom: ZoomWorld, room: MadeRoom) -> None:
    zoom.inbox.status = 400
    open_room(zoom, room)
    assert waiting_to_be_sent(zoom) == []


def test_events_for_an_address_where_nobody_answers_are_kept(zoom: ZoomWorld) -> None:
    courier = Courier(url="http://127.0.0.1:9/", secret=WEBHOOK_SECRET, clock=zoom.clock, faults=zoom.faults)
    courier.deliver([{"event": "meeting.started"}])
    assert [signed.event for signed in courier.undelivered] == ["meeting.started"]
    assert not courier.validate_endpoint()


def test_the_address_passes_zooms_check(zoom: ZoomWorld) -> None:
    assert zoom.standin.validate_endpoint()


def test_zooms_check_fails_an_address_that_hashes_with_another_secret(zoom: ZoomWorld) -> None:
    url = webhook_address(zoom)
    assert not Courier(url=url, secret="other", clock=zoom.clock, faults=zoom.faults).validate_endpoint()


def test_a_captured_event_is_believed_only_unchanged_and_not_for_ever(zoom: ZoomWorld, room: MadeRoom) -> None:
    zoom.inbox.status = 503
    open_room(zoom, room)
    captured = zoom.standin.undelivered[0]
    zoom.inbox.status = 204
    url = webhook_address(zoom)

    def status(body: bytes, headers: dict[str, str]) -> int:
        return requests.post(url, data=body, headers=headers, timeout=LONG).status_code

    headers = dict(captured.headers)
    assert status(captured.body, headers) == 204
    assert status(json.dumps(json.loads(captured.body)).encode(), headers) == 401
    for name in ("x-zm-signature", "x-zm-request-timestamp"):
        assert status(captured.body, {key: value for key, value in headers.items() if key != name}) == 401
    zoom.clock.advance(OLDEST + timedelta(seconds=1))
    assert status(captured.body, headers) == 401


def test_a_stranger_cannot_use_the_address_check_to_have_anything_signed(zoom: ZoomWorld) -> None:
    body = {"event": "endpoint.url_validation", "event_ts": 1, "payload": {"plainToken": "v0:1:{}"}}
    assert requests.post(webhook_address(zoom), json=body, timeout=LONG).status_code == 401


def test_the_end_is_answered_before_its_webhooks_are_delivered(zoom: ZoomWorld, room: MadeRoom) -> None:
    open_room(zoom, room)
    zoom.inbox.gate.clear()
    zoom.rooms().end(room, at=zoom.at)
    assert "meeting.ended" not in zoom.inbox.events
    zoom.inbox.gate.set()
    wait_until(lambda: zoom.inbox.events[-1] == "meeting.ended")


def test_the_webhook_tells_nothing_of_a_students_address(
    zoom: ZoomWorld, room: MadeRoom, entries: dict[str, Entry]
) -> None:
    open_room(zoom, room)
    zoom.standin.join(room.meeting_id, name="Amara O.", address=entries["student"].address)
    assert "family.example" not in json.dumps(zoom.inbox.bodies)
