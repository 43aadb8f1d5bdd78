"""Every event that our Zoom app subscribes to has exactly one reader, whatever odd form it comes in."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from integrations.zoom.events import LEFT_OUT, SUBSCRIBED, MalformedEvent, drift, parse, tripwire
from mentoring.presence import Happening, stays_from
from mentoring.rooms import Keeping, Platform
from tests.unit import zoom_payloads
from tests.unit.zoom_payloads import (
    DRIFTS,
    EVERY,
    HOST_ID,
    LEDGER,
    MEETING_ID,
    RUN,
    STAMP,
    TRIPWIRES,
    of_breakout,
    of_companion,
    of_participant,
    of_settings,
    of_stream,
    recorded_files,
    running_recording,
    told,
)

SAID_AT = datetime(2026, 11, 24, 20, 1, 3, 500_000, tzinfo=UTC)
IN_THE_MEETING = """
    meeting.started meeting.ended meeting.participant_joined meeting.participant_left
    meeting.participant_joined_waiting_room meeting.participant_left_waiting_room
    meeting.participant_put_in_waiting_room meeting.participant_admitted
    meeting.participant_jbh_joined meeting.participant_jbh_waiting meeting.participant_jbh_waiting_left
    meeting.participant_role_changed meeting.participant_joined_breakout_room
    meeting.participant_left_breakout_room meeting.updated meeting.deleted
"""
OF_SETTINGS = """
    user.settings_updated group.settings_updated group.lock_settings_updated
    account.settings_updated account.lock_settings_updated
"""
OF_KEEPING = """
    recording.started recording.stopped recording.paused recording.resumed recording.completed
    recording.transcript_completed meeting.summary_completed meeting.ai_companion_started
    meeting.ai_companion_stopped meeting.aic_transcript_completed meeting.rtms_started meeting.rtms_stopped
    meeting.live_streaming_started meeting.live_streaming_stopped
"""


def key(body: Any) -> str:
    found = tripwire(body)
    assert found is not None
    return found.kept.key


def later(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "event_ts": STAMP + 60_000}


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, second, tzinfo=UTC)


def test_we_subscribe_to_everything_that_tells_of_presence_of_keeping_and_of_settings() -> None:
    assert {*IN_THE_MEETING.split(), *OF_SETTINGS.split(), *OF_KEEPING.split()} == SUBSCRIBED


def test_there_is_a_body_of_every_event() -> None:
    assert EVERY.keys() == SUBSCRIBED
    assert zoom_payloads.LEFT_OUT.keys() == LEFT_OUT


@pytest.mark.parametrize("name", sorted(SUBSCRIBED))
def test_each_event_is_read_by_its_own_reader_and_by_no_other(name: str) -> None:
    body = EVERY[name]
    readers = [parse(body) is not None, tripwire(body) is not None, drift(body) is not None]
    assert readers == [name in LEDGER, name in TRIPWIRES, name in DRIFTS]


@pytest.mark.parametrize("name", sorted(LEDGER))
def test_every_event_of_the_ledger_names_its_meeting_and_its_run(name: str) -> None:
    found = parse(LEDGER[name])
    assert found is not None
    assert (found.meeting_id, found.instance) == (str(MEETING_ID), RUN)


@pytest.mark.parametrize("name", ["jbh_joined", "jbh_waiting", "jbh_waiting_left"])
def test_whoever_waits_for_the_host_needs_no_connection_and_is_not_present(name: str) -> None:
    found = parse(LEDGER[f"meeting.participant_{name}"])
    assert found is not None
    assert found.happening in (Happening.WAITING, Happening.STOPPED_WAITING)
    assert (found.connection, found.at, found.display_name) == ("", SAID_AT, "Amara O.")


def test_whoever_is_sent_back_to_the_waiting_room_is_with_nobody() -> None:
    events = [parse(LEDGER[f"meeting.participant_{what}"]) for what in ("joined", "put_in_waiting_room")]
    (stay,) = stays_from(event for event in events if event is not None)
    assert stay.left_at == at(20, 1, 2)


def test_whether_or_not_zoom_also_tells_of_the_leaving_the_stay_ends_when_they_were_sent_out() -> None:
    joined = of_participant("meeting.participant_joined", "join_time")
    out = of_participant("meeting.participant_put_in_waiting_room", "date_time", date_time="2026-11-24T20:10:00Z")
    left = of_participant("meeting.participant_left", "leave_time", leave_time="2026-11-24T20:10:05Z")
    for bodies in ([joined, out], [left, out, joined]):
        (stay,) = stays_from(event for event in map(parse, bodies) if event is not None)
        assert (stay.joined_at, stay.left_at) == (at(20, 1, 2), at(20, 10))


def test_somebody_in_a_breakout_room_is_not_with_the_others_until_they_join_anew() -> None:
    """Zoom tells of the hop as a leaving, a joining and a breakout room in the same second, in any order."""
    hop = "2026-11-24T20:10:00Z"
    bodies = [
        of_participant("meeting.participant_joined", "join_time"),
        of_participant("meeting.participant_left", "leave_time", leave_time=hop),
        of_participant("meeting.participant_joined", "join_time", join_time=hop, user_id="16780288"),
        of_breakout("meeting.participant_joined_breakout_room", "join_time", join_time=hop, parent_user_id="16780288"),
        of_breakout("meeting.participant_left_breakout_room", "leave_time", leave_time="2026-11-24T20:15:00Z"),
        of_participant("meeting.participant_joined", "join_time", join_time="2026-11-24T20:15:00Z", user_id="16781312"),
    ]
    for order in permutations(bodies):
        stays = stays_from(event for event in map(parse, order) if event is not None)
        long = [(stay.joined_at, stay.left_at) for stay in stays if stay.left_at != stay.joined_at]
        assert long == [(at(20, 1, 2), at(20, 10)), (at(20, 15), None)]
        assert {stay.identities for stay in stays} == {("registrant:abcdefghij0-klmnopq23456",)}


def test_a_visitor_of_a_breakout_room_without_a_place_in_the_main_room_is_called_broken() -> None:
    body = of_breakout("meeting.participant_joined_breakout_room", "join_time")
    del body["payload"]["object"]["participant"]["parent_user_id"]
    with pytest.raises(MalformedEvent):
        parse(body)


@pytest.mark.parametrize(
    ("name", "keeping", "running", "since"),
    [
        ("recording.started", Keeping.RECORDING, True, at(20, 5)),
        ("recording.resumed", Keeping.RECORDING, True, at(20, 5)),
        ("recording.paused", Keeping.RECORDING, False, at(20, 5)),
        ("recording.stopped", Keeping.RECORDING, False, at(20, 5)),
        ("recording.completed", Keeping.RECORDING, False, at(20, 5)),
        ("recording.transcript_completed", Keeping.TRANSCRIPT, False, at(20, 5)),
        ("meeting.aic_transcript_completed", Keeping.TRANSCRIPT, False, SAID_AT),
        ("meeting.ai_companion_started", Keeping.AI_NOTES, True, SAID_AT),
        ("meeting.ai_companion_stopped", Keeping.AI_NOTES, False, SAID_AT),
        ("meeting.summary_completed", Keeping.AI_NOTES, False, at(20, 3)),
        ("meeting.rtms_started", Keeping.STREAM, True, SAID_AT),
        ("meeting.rtms_stopped", Keeping.STREAM, False, SAID_AT),
        ("meeting.live_streaming_started", Keeping.STREAM, True, at(20, 4)),
        ("meeting.live_streaming_stopped", Keeping.STREAM, False, at(20, 14)),
    ],
)
def test_whatever_keeps_a_session_is_known_with_its_beginning(
    name: str, keeping: Keeping, *, running: bool, since: datetime
) -> None:
    found = tripwire(TRIPWIRES[name])
    assert found is not None
    assert (found.kept.keeping, found.kept.running, found.kept.since) == (keeping, running, since)
    assert found.instance == RUN
    assert found.meeting_id == ("" if "rtms" in name else str(MEETING_ID))


def test_one_recording_is_one_thing_from_its_start_to_its_files() -> None:
    names = ("started", "paused", "resumed", "stopped", "completed")
    assert len({key(later(TRIPWIRES[f"recording.{name}"])) for name in names}) == 1


def test_a_second_recording_of_the_same_meeting_is_another_thing() -> None:
    first, second = (running_recording("recording.started", start=f"2026-11-24T20:{m}:00Z") for m in ("05", "25"))
    assert key(first) != key(second)


def test_a_recording_and_its_transcript_are_two_things() -> None:
    start = "2026-11-24T20:05:00Z"
    assert key(recorded_files("recording.completed", start)) != key(
        recorded_files("recording.transcript_completed", start)
    )


def test_a_stream_is_one_thing_by_its_own_name() -> None:
    assert key(of_stream("meeting.rtms_started")) == key(later(of_stream("meeting.rtms_stopped")))


def test_notes_that_are_turned_on_again_are_told_again() -> None:
    notes = of_companion("meeting.ai_companion_started")
    assert key(notes) == key(dict(notes))
    assert key(notes) != key(later(notes))


@pytest.mark.parametrize("name", sorted(TRIPWIRES))
def test_a_repeated_tripwire_is_the_same_thing(name: str) -> None:
    assert key(TRIPWIRES[name]) == key(dict(TRIPWIRES[name]))


@pytest.mark.parametrize("files", [None, [], {}, "none", [None, 7, {}], [{"recording_start": None}]])
def test_a_recording_that_does_not_say_when_it_began_began_when_zoom_told_of_it(files: Any) -> None:
    body = recorded_files("recording.completed")
    body["payload"]["object"]["recording_files"] = files
    found = tripwire(body)
    assert found is not None
    assert found.kept.since == SAID_AT


@pytest.mark.parametrize("payload", [None, {}, [], {"object": None}, {"object": {}}, {"object": {"id": ""}}])
def test_a_tripwire_without_a_meeting_is_called_broken(payload: Any) -> None:
    with pytest.raises(MalformedEvent):
        tripwire({"event": "recording.started", "event_ts": STAMP, "payload": payload})


def test_settings_of_a_user_name_whose_they_are() -> None:
    found = drift(DRIFTS["user.settings_updated"])
    assert found is not None
    assert (found.platform, found.host, found.at) == (Platform.ZOOM, HOST_ID, SAID_AT)


@pytest.mark.parametrize("name", sorted(DRIFTS.keys() - {"user.settings_updated"}))
def test_settings_of_a_group_or_the_account_are_nobodys_own(name: str) -> None:
    found = drift(DRIFTS[name])
    assert found is not None
    assert found.host is None


@pytest.mark.parametrize("payload", [{}, {"object": None}, {"object": []}, {"object": {"id": None}}])
def test_settings_of_a_user_whom_zoom_does_not_name_may_be_anybodys(payload: Any) -> None:
    found = drift(told("user.settings_updated", payload))
    assert found is not None
    assert found.host is None


def test_each_change_of_settings_is_its_own_however_often_it_is_told() -> None:
    body = of_settings("group.settings_updated", id="group-1")
    keys = {found.key for found in map(drift, (body, dict(body), later(body))) if found is not None}
    assert len(keys) == 2


@pytest.mark.parametrize("payload", [None, [], "x"])
def test_changed_settings_without_a_body_are_called_broken(payload: Any) -> None:
    with pytest.raises(MalformedEvent):
        drift({"event": "account.settings_updated", "event_ts": STAMP, "payload": payload})


@pytest.mark.parametrize("name", sorted(TRIPWIRES.keys() | DRIFTS.keys()))
def test_without_a_stamp_nothing_is_told(name: str) -> None:
    body = {**EVERY[name], "event_ts": None}
    with pytest.raises(MalformedEvent):
        tripwire(body)
        drift(body)
