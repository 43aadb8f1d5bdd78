"""Zoom calling in: what is believed, what is kept, and what Zoom is told so that it sends again or stops."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from mentoring.acts.seeing import gather
from mentoring.duties import DutyKind, session_subject
from mentoring.presence import LedgerEvent, person_of
from tests.contract.web_fixtures import House, house, participant_event, sqlite_engine, zooms
from tests.contract.zoom_fixtures import WEBHOOK_SECRET, in_threads

__all__ = ["house", "sqlite_engine", "zooms"]

UNKNOWN = "99900011122"


def kept(house: House, meeting_id: str) -> list[LedgerEvent]:
    with house.store.look() as view:
        return list(view.ledger.of([meeting_id])[meeting_id])


def validation(token: Any) -> dict[str, Any]:
    return {"event": "endpoint.url_validation", "event_ts": 1, "payload": {"plainToken": token}}


def watch_due(house: House) -> datetime:
    (row,) = house.office.duties(session_subject(house.session.id), DutyKind.WATCH)
    due: datetime = row.due_at
    return due


def begin_watching(house: House) -> None:
    """The session runs, and was looked at once; the next look is a while off."""
    house.clock.move_to(house.session.starts_at)
    with house.store.begin() as work:
        (duty,) = work.duties.take([DutyKind.WATCH], at=house.clock.now(), limit=1)
        work.duties.postpone(duty.id, until=house.clock.now() + timedelta(seconds=30), note="")


def test_a_join_is_kept_and_the_judge_looks_at_once(house: House) -> None:
    room = house.make_room()
    begin_watching(house)
    house.clock.advance(timedelta(seconds=5))

    answer = house.tell(participant_event("joined", room.meeting_id, house.clock.now()))

    assert answer.status_code == 200
    assert [event.identities for event in kept(house, room.meeting_id)] == [("registrant:reg-1",)]
    assert watch_due(house) == house.clock.now()


def test_the_same_event_twice_is_one_row_and_hastens_nobody_again(house: House) -> None:
    room = house.make_room()
    event = participant_event("joined", room.meeting_id, house.session.starts_at)
    house.tell(event)
    begin_watching(house)
    due = watch_due(house)

    answer = house.tell(event)

    assert answer.status_code == 200
    assert len(kept(house, room.meeting_id)) == 1
    assert watch_due(house) == due


def test_the_same_event_from_many_connections_at_once_is_one_row(house: House) -> None:
    event = participant_event("joined", UNKNOWN, house.clock.now())

    answers = in_threads(6, lambda: house.tell(event).status_code)

    assert answers == [200] * 6
    assert len(kept(house, UNKNOWN)) == 1


def test_a_leave_that_overtakes_its_join_ends_the_stay_all_the_same(house: House) -> None:
    room = house.make_room()
    start = house.session.starts_at

    house.tell(participant_event("left", room.meeting_id, start + timedelta(minutes=9)))
    house.tell(participant_event("joined", room.meeting_id, start + timedelta(minutes=2)))

    with house.store.look() as view:
        (stay,) = gather(view, [house.session.id])[house.session.id].ledger_stays
    assert (stay.joined_at, stay.left_at) == (start + timedelta(minutes=2), start + timedelta(minutes=9))


def test_an_event_of_a_meeting_that_nobody_knows_yet_is_kept(house: House) -> None:
    assert house.tell(participant_event("joined", UNKNOWN, house.clock.now())).status_code == 200
    assert len(kept(house, UNKNOWN)) == 1


@pytest.mark.parametrize(("name", "shown"), [("Ana \ud83d", "Ana ?"), ("A\x00na", "Ana"), ("Ana 🙂", "Ana 🙂")])
def test_a_name_that_is_no_text_does_not_cost_the_event(house: House, name: str, shown: str) -> None:
    """Whoever cuts a name to a length in UTF-16 can leave half an emoji."""
    answer = house.tell(participant_event("joined", UNKNOWN, house.clock.now(), user_name=name))

    assert answer.status_code == 200
    assert [event.display_name for event in kept(house, UNKNOWN)] == [shown]


def test_an_event_that_says_nothing_of_presence_is_left_out_and_not_asked_for_again(house: House) -> None:
    event = {"event": "meeting.sharing_started", "event_ts": 1, "payload": {"object": {"id": UNKNOWN}}}

    assert house.tell(event).status_code == 200
    assert kept(house, UNKNOWN) == []


def test_whoever_comes_through_the_door_is_known_by_name_in_the_room(house: House) -> None:
    """From end to end: the door's address, Zoom's own event about whoever used it, and the person it was."""
    room = house.make_room()
    house.clock.move_to(house.session.starts_at)
    for key in ("ruth", "ana", "amara"):
        address = house.get(house.door(key)).headers["Location"]
        house.zoom.standin.join(room.meeting_id, name="any name", address=address)
    for body in house.zoom.inbox.bodies:
        assert house.tell(body).status_code == 200

    with house.store.look() as view:
        case = gather(view, [house.session.id])[house.session.id]
    inside = [person_of(stay.identities, case.cast) for stay in case.ledger_stays]
    assert sorted(inside, key=str) == sorted(house.office.ids("ruth", "ana", "amara"), key=str)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"x-zm-signature": "v0=" + "0" * 64},
        {"x-zm-signature": ""},
        {"x-zm-signature": "v0=é"},
        {"x-zm-request-timestamp": "1"},
        {"x-zm-request-timestamp": "soon"},
        {"x-zm-request-timestamp": "9" * 30},
        {"x-zm-request-timestamp": ""},
    ],
)
def test_a_wrong_signature_is_refused_and_nothing_is_kept(house: House, spoilt: dict[str, str]) -> None:
    body = json.dumps(participant_event("joined", UNKNOWN, house.clock.now())).encode()
    headers = {name: value.encode("latin-1") for name, value in {**house.signed(body), **spoilt}.items()}

    answer = house.ask("POST", "/zoom/webhook", data=body, headers=headers)

    assert (answer.status_code, answer.content) == (401, b"")
    assert kept(house, UNKNOWN) == []


@pytest.mark.parametrize("missing", ["x-zm-signature", "x-zm-request-timestamp"])
def test_a_missing_header_is_refused_and_nothing_is_kept(house: House, missing: str) -> None:
    body = json.dumps(participant_event("joined", UNKNOWN, house.clock.now())).encode()
    headers = house.signed(body)
    del headers[missing]

    assert house.hook(body, headers).status_code == 401
    assert kept(house, UNKNOWN) == []


def test_a_signature_of_other_bytes_or_another_secret_is_refused(house: House) -> None:
    body = json.dumps(participant_event("joined", UNKNOWN, house.clock.now())).encode()

    assert house.hook(body, house.signed(body + b" ")).status_code == 401
    assert house.hook(body, house.signed(body, secret="another secret")).status_code == 401
    assert kept(house, UNKNOWN) == []


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (timedelta(minutes=90), 200),
        (timedelta(minutes=91), 401),
        (timedelta(minutes=-5), 200),
        (timedelta(minutes=-6), 401),
    ],
)
def test_an_old_signature_is_good_for_zooms_last_retry_and_no_longer(house: House, age: timedelta, status: int) -> None:
    body = json.dumps(participant_event("joined", UNKNOWN, house.clock.now())).encode()

    assert house.hook(body, house.signed(body, at=house.clock.now() - age)).status_code == status
    assert len(kept(house, UNKNOWN)) == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'"event"',
        b"null",
        b"{}",
        b"\xff\xfe",
        b'{"event": 7, "event_ts": 1}',
        b'{"event": "meeting.participant_joined"}',
        b'{"event": "meeting.participant_joined", "event_ts": "late", "payload": {}}',
        b'{"event": "meeting.participant_joined", "event_ts": 1, "payload": {"object": []}}',
    ],
)
def test_a_genuine_event_that_cannot_be_read_is_refused_for_good(house: House, body: bytes) -> None:
    """400, never 503: sending it again would not help."""
    answer = house.hook(body, house.signed(body))

    assert (answer.status_code, answer.content) == (400, b"")


def test_the_address_check_is_answered_when_zoom_signed_it(house: House) -> None:
    answer = house.tell(validation("qgg8vlvZRS6UYooatFL8Aw"))

    expected = hmac.new(WEBHOOK_SECRET.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    assert answer.status_code == 200
    assert answer.json() == {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": expected}


def test_the_address_check_of_a_stranger_is_not_answered(house: House) -> None:
    body = json.dumps(validation("qgg8vlvZRS6UYooatFL8Aw")).encode()

    for headers in ({}, house.signed(body, secret="guessed")):
        answer = house.hook(body, headers)
        assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize("token", ["v0:1795470000:{}", "a:b", "x" * 129, "", None, 7, ["a"]])
def test_the_address_check_signs_nothing_that_could_pass_for_an_event(house: House, token: Any) -> None:
    answer = house.tell(validation(token))

    assert answer.status_code == 400
    assert "encryptedToken" not in answer.text


def test_a_store_that_fails_has_zoom_send_the_event_again(house: House, sqlite_engine: Engine) -> None:
    event = participant_event("joined", UNKNOWN, house.clock.now())
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE ledger RENAME TO away")
    failed = house.tell(event)
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE away RENAME TO ledger")

    again = house.tell(event)

    assert (failed.status_code, failed.content) == (503, b"")
    assert again.status_code == 200
    assert len(kept(house, UNKNOWN)) == 1


def test_an_event_whose_watch_cannot_be_hastened_is_not_kept_half(house: House, sqlite_engine: Engine) -> None:
    room = house.make_room()
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE duties RENAME TO away")

    answer = house.tell(participant_event("joined", room.meeting_id, house.clock.now()))

    assert answer.status_code == 503
    assert kept(house, room.meeting_id) == []


def test_what_failed_is_logged_without_what_was_sent(
    house: House, sqlite_engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("DROP TABLE ledger")

    house.tell(participant_event("joined", UNKNOWN, house.clock.now(), user_name="Amara Example", email="a@family.org"))

    out, err = capfd.readouterr()
    logged = out + err
    assert "zoom.not_kept" in logged
    assert "OperationalError" in logged
    for secret in ("Amara", "family.org", UNKNOWN):
        assert secret not in logged


def test_without_zoom_there_is_no_address_for_it(house: House) -> None:
    with house.open(zoom=None):
        assert house.tell(participant_event("joined", UNKNOWN, house.clock.now())).status_code == 404
    assert kept(house, UNKNOWN) == []
