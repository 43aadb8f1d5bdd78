"""Zoom's webhooks: genuine or not, and what they say of presence, whatever form they come in."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.zoom.events import MalformedEvent, answer_validation, drift, parse, tripwire, verify
from mentoring.presence import Happening, LedgerEvent
from mentoring.rooms import Drift, Tripwire
from tests.unit.zoom_payloads import EVERY

SECRET = "hook-secret-1"
AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
BODY = b'{"event":"meeting.ended","event_ts":1795550400000}'
HOST_ID = "KdYKjnimT4KPd8FFgQt9FQ"


def signed(body: bytes = BODY, *, secret: str = SECRET, at: datetime = AT) -> dict[str, Any]:
    timestamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "signature": f"v0={digest}", "body": body}


def is_genuine(**changed: Any) -> bool:
    return verify(**{"secret": SECRET, "at": AT, **signed(), **changed})


def event(name: str = "meeting.participant_joined", **participant: Any) -> dict[str, Any]:
    """An event of one participant; a field of None is left out."""
    told = {"user_id": "16778240", "user_name": "Amara O.", "email": "", "join_time": "2026-11-24T20:01:02Z"}
    kept = {key: value for key, value in {**told, **participant}.items() if value is not None}
    thing = {"id": "85746065", "uuid": "4444AAAiAAAAAiAiAiiAii==", "host_id": HOST_ID, "participant": kept}
    return {"event": name, "event_ts": 1795550463500, "payload": {"account_id": "a", "object": thing}}


def parsed(body: Any) -> Any:
    found = parse(body)
    assert found is not None
    return found


def test_what_zoom_signed_is_genuine() -> None:
    assert is_genuine()


@pytest.mark.parametrize("late", [timedelta(minutes=90), timedelta(minutes=61), timedelta(minutes=-5)])
def test_a_late_retry_with_its_old_timestamp_is_genuine(late: timedelta) -> None:
    assert verify(secret=SECRET, at=AT + late, **signed())


@pytest.mark.parametrize(
    "late", [timedelta(minutes=90, seconds=1), timedelta(days=365), timedelta(minutes=-5, seconds=-1)]
)
def test_a_stale_or_future_timestamp_is_refused(late: timedelta) -> None:
    assert not verify(secret=SECRET, at=AT + late, **signed())


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": None},
        {"signature": ""},
        {"timestamp": None},
        {"timestamp": ""},
        {"secret": ""},
        {"secret": "another"},
        {"signature": "v0=" + "0" * 64},
        {"signature": signed()["signature"].removeprefix("v0=")},
        {"signature": signed()["signature"].upper()},
        {"signature": "v0=é\udcff" + "0" * 60},
        {"body": BODY + b" "},
        {"body": b""},
        {"timestamp": "soon"},
        {"timestamp": "-1"},
        {"timestamp": "1" * 400},
        {"timestamp": "١٧٩٥٥٥٠٤٠٠"},
        {"timestamp": str(int(AT.timestamp()) + 1)},
    ],
)
def test_anything_else_is_refused_and_never_crashes(changed: dict[str, Any]) -> None:
    assert not is_genuine(**changed)


def test_a_timestamp_in_milliseconds_is_refused_even_when_signed() -> None:
    timestamp = str(int(AT.timestamp() * 1000))
    digest = hmac.new(SECRET.encode(), f"v0:{timestamp}:".encode() + BODY, hashlib.sha256).hexdigest()
    assert not is_genuine(timestamp=timestamp, signature=f"v0={digest}")


def test_a_body_that_was_parsed_and_written_again_is_refused() -> None:
    assert not is_genuine(body=json.dumps(json.loads(BODY)).encode())


def test_nothing_is_genuine_under_an_empty_secret() -> None:
    assert not verify(secret="", at=AT, **signed(secret=""))


@given(body=st.binary(max_size=200), other=st.binary(max_size=200))
def test_only_the_very_bytes_that_were_signed_are_genuine(body: bytes, other: bytes) -> None:
    assert verify(secret=SECRET, at=AT, **{**signed(body), "body": other}) == (body == other)


def test_the_check_of_the_address_is_answered_with_the_hashed_token() -> None:
    digest = hmac.new(SECRET.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    answer = answer_validation(SECRET, {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"})
    assert answer == {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": digest}


def test_the_check_of_the_address_cannot_be_used_to_forge_an_event() -> None:
    forged = f"v0:{int(AT.timestamp())}:".encode() + BODY
    assert answer_validation(SECRET, {"plainToken": forged.decode()}) is None


@pytest.mark.parametrize("token", [None, "", 7, ["a"], {"a": 1}, "a:b", "x" * 129])
def test_no_token_of_another_form_is_signed(token: Any) -> None:
    assert answer_validation(SECRET, {"plainToken": token}) is None
    assert answer_validation(SECRET, {}) is None


def test_a_registrant_who_joined_is_known_first_by_the_registration() -> None:
    joined = parsed(event(registrant_id="reg7", email="Guest-3@Guests.invalid"))
    assert joined.happening is Happening.JOINED
    assert joined.identities == ("registrant:reg7", "email:guest-3@guests.invalid")
    assert (joined.meeting_id, joined.instance) == ("85746065", "4444AAAiAAAAAiAiAiiAii==")
    assert (joined.connection, joined.display_name) == ("16778240", "Amara O.")
    assert joined.at == datetime(2026, 11, 24, 20, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("field", ["id", "participant_user_id"])
def test_whoever_holds_the_hosts_account_is_the_host(field: str) -> None:
    joined = parsed(event(**{field: HOST_ID, "email": "Room1@Program.example"}))
    assert joined.identities == ("host:room1@program.example", "email:room1@program.example")


@pytest.mark.parametrize("participant", [{"id": ""}, {"id": None}, {"id": "somebody-else"}, {"email": None}])
def test_nobody_else_is_taken_for_the_host(participant: dict[str, Any]) -> None:
    assert parsed(event(**participant)).identities == ()


def test_a_host_whom_zoom_does_not_name_makes_nobody_the_host() -> None:
    body = event(id="", email="kim@program.example")
    body["payload"]["object"]["host_id"] = ""
    assert parsed(body).identities == ("email:kim@program.example",)


def test_a_display_name_proves_nobody() -> None:
    assert parsed(event(user_name="registrant:reg7")).identities == ()


@pytest.mark.parametrize(
    ("name", "field", "happening"),
    [
        ("meeting.participant_joined", "join_time", Happening.JOINED),
        ("meeting.participant_jbh_joined", "join_time", Happening.JOINED),
        ("meeting.participant_left", "leave_time", Happening.LEFT),
        ("meeting.participant_joined_waiting_room", "date_time", Happening.WAITING),
        ("meeting.participant_put_in_waiting_room", "date_time", Happening.LEFT),
        ("meeting.participant_jbh_waiting", "date_time", Happening.WAITING),
        ("meeting.participant_admitted", "date_time", Happening.STOPPED_WAITING),
        ("meeting.participant_left_waiting_room", "date_time", Happening.STOPPED_WAITING),
        ("meeting.participant_jbh_waiting_left", "date_time", Happening.STOPPED_WAITING),
    ],
)
def test_each_event_of_a_participant_has_its_happening_and_its_time(
    name: str, field: str, happening: Happening
) -> None:
    found = parsed(event(name, **{"join_time": None, field: "2026-11-24T20:30:00Z"}))
    assert (found.happening, found.at) == (happening, datetime(2026, 11, 24, 20, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "field", "happening"),
    [
        ("meeting.started", "start_time", Happening.MEETING_STARTED),
        ("meeting.ended", "end_time", Happening.MEETING_ENDED),
    ],
)
def test_the_meeting_itself_concerns_no_participant(name: str, field: str, happening: Happening) -> None:
    body = event(name)
    del body["payload"]["object"]["participant"]
    body["payload"]["object"][field] = "2026-11-24T21:00:00Z"
    found = parsed(body)
    assert (found.happening, found.at.hour) == (happening, 21)
    assert (found.connection, found.identities, found.display_name) == ("", (), "")


@pytest.mark.parametrize(
    "name",
    [
        "meeting.participant_role_changed",
        "recording.started",
        "meeting.ai_companion_started",
        "meeting.rtms_started",
        "x",
    ],
)
def test_other_events_are_not_kept_whatever_their_form(name: str) -> None:
    assert parse({"event": name, "payload": {"meeting_uuid": "u"}}) is None


def test_ids_may_come_as_numbers() -> None:
    body = event(user_id=16778240)
    body["payload"]["object"]["id"] = 85746065
    assert (parsed(body).meeting_id, parsed(body).connection) == ("85746065", "16778240")


def test_without_a_user_id_the_participants_uuid_names_the_connection() -> None:
    assert parsed(event(user_id=None, participant_uuid="AAAA-BBBB")).connection == "AAAA-BBBB"


def test_without_a_time_of_its_own_the_event_happened_when_zoom_wrote_it() -> None:
    assert parsed(event(join_time=None)).at == datetime.fromtimestamp(1795550463.5, UTC)


def test_a_time_with_an_offset_becomes_utc_and_one_without_is_utc() -> None:
    assert parsed(event(join_time="2026-11-24T15:00:00-05:00")).at == AT
    assert parsed(event(join_time="2026-11-24T20:00:00")).at == AT


def broken(*path: str) -> dict[str, Any]:
    """An event that lacks one part."""
    body = event()
    holder: Any = body
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return body


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "meeting.started",
        {},
        {"event": 7},
        broken("event_ts"),
        broken("payload"),
        broken("payload", "object"),
        broken("payload", "object", "id"),
        broken("payload", "object", "uuid"),
        broken("payload", "object", "participant"),
        {**event(), "payload": []},
        {**event(), "event_ts": "now"},
        {**event(join_time=None), "event_ts": 10**20},
        event(user_id=None),
        event(user_id={"a": 1}),
        event(user_id="x" * 101),
        event(user_id="1\x002"),
        event(join_time="yesterday"),
        event(join_time=17),
        event(join_time="0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_broken_event_is_called_broken_and_not_guessed_at(body: Any) -> None:
    with pytest.raises(MalformedEvent):
        parse(body)


def test_the_same_event_twice_is_one() -> None:
    assert parsed(event()) == parsed(json.loads(json.dumps(event())))


def test_a_rejoin_is_another_connection_and_another_event() -> None:
    first, second = parsed(event(registrant_id="r")), parsed(event(registrant_id="r", user_id="16779264"))
    assert first.key != second.key
    assert first.connection != second.connection
    assert first.identities == second.identities


def test_events_out_of_order_keep_their_own_times() -> None:
    left = parsed(event("meeting.participant_left", join_time=None, leave_time="2026-11-24T20:40:00Z"))
    joined = parsed(event())
    assert sorted([left, joined], key=lambda one: one.at) == [joined, left]


facts = st.tuples(
    st.sampled_from(["meeting.participant_joined", "meeting.participant_left", "meeting.participant_admitted"]),
    st.sampled_from(["1", "2", "12", '1","2', "/ab//c=="]),
    st.sampled_from(["1", "2", "12", '1","2']),
    st.integers(min_value=1, max_value=3),
)


@given(st.sets(facts, min_size=2, max_size=12))
def test_different_events_have_different_keys(told: set[tuple[str, str, str, int]]) -> None:
    keys = set()
    for name, instance, user_id, stamp in told:
        body = event(name, user_id=user_id)
        body["payload"]["object"]["uuid"], body["event_ts"] = instance, stamp
        keys.add(parsed(body).key)
    assert len(keys) == len(told)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def readings(body: Any) -> Iterator[LedgerEvent | Tripwire | Drift | MalformedEvent | None]:
    """What each reader makes of it; any other error than MalformedEvent would be a crash."""
    for read in (parse, tripwire, drift):
        try:
            yield read(body)
        except MalformedEvent as broken:
            yield broken


def is_read_or_called_broken(body: Any) -> bool:
    """Each reader says something, and if the event itself has no form at all, all say so."""
    made = list(readings(body))
    return len(made) == 3 and (isinstance(body, dict) or all(isinstance(one, MalformedEvent) for one in made))


@given(body=json_values, participant=json_values, thing=json_values)
def test_any_json_is_an_event_or_called_broken_but_never_a_crash(body: Any, participant: Any, thing: Any) -> None:
    whole = event()
    whole["payload"]["object"]["participant"] = participant
    for candidate in (body, whole, {**event(), "payload": {"object": thing}}):
        assert is_read_or_called_broken(candidate)


def places(holder: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside."""
    steps = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from places(inner, *path, step)


spoilt = st.sampled_from(sorted(EVERY)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(list(places(EVERY[name]))), json_values)
)


@given(spoilt)
def test_every_event_with_any_one_part_spoilt_is_read_or_called_broken(case: tuple[str, tuple[Any, ...], Any]) -> None:
    name, path, value = case
    body = deepcopy(EVERY[name])
    holder: Any = body
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    assert is_read_or_called_broken(body)
