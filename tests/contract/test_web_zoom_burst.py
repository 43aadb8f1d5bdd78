"""Webhooks in a burst: each event is one row, however often, in whatever order and however late it comes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from mentoring.alerts import AlertReason
from mentoring.duties import HOUSE, DutyKind, session_subject
from mentoring.presence import LedgerEvent, stays_from
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import SessionState
from tests.contract.web_fixtures import House, house, participant_event, sqlite_engine, zooms
from tests.unit.zoom_payloads import DRIFTS, LEFT_OUT, MEETING_ID, RUN, TRIPWIRES, of_stream

__all__ = ["house", "sqlite_engine", "zooms"]

MEETING = str(MEETING_ID)
MINUTE = timedelta(minutes=1)
LINES = 12


def visits(start: datetime, count: int = 20) -> list[dict[str, Any]]:
    """So many people come at the start and go a minute after one another."""
    events = []
    for number in range(count):
        who = {"user_id": str(1000 + number), "registrant_id": f"reg-{number}"}
        events.append(participant_event("joined", MEETING, start, **who))
        events.append(participant_event("left", MEETING, start + (number + 1) * MINUTE, **who))
    return events


def in_a_burst(house: House, events: Iterable[Any]) -> list[int]:
    """The statuses, in the order of the events."""
    with ThreadPoolExecutor(LINES) as pool:
        return list(pool.map(lambda event: house.tell(event).status_code, events))


def kept(house: House) -> Sequence[LedgerEvent]:
    with house.store.look() as view:
        return view.ledger.of([MEETING])[MEETING]


def is_the_truth(house: House, start: datetime, count: int = 20) -> bool:
    stays = sorted(
        (stay.identities[0], stay.left_at - start) for stay in stays_from(kept(house)) if stay.left_at is not None
    )
    return stays == sorted((f"registrant:reg-{number}", (number + 1) * MINUTE) for number in range(count))


def use_room(house: House, state: SessionState = SessionState.OPEN) -> None:
    address = f"https://zoom.us/j/{MEETING}"
    house.hand_out(house.session, MadeRoom(Platform.ZOOM, MEETING, address, "room1@program.example"))
    house.move(state)


def keeping_alerts(house: House) -> list[str]:
    with house.store.look() as view:
        found = view.alerts.of_sessions([house.session.id])
    return [alert.facts.why for (_, reason), alert in found.items() if reason is AlertReason.KEEPING]


def counted(house: House, outcome: str) -> float:
    lines = house.get("/metrics").text.splitlines()
    values = [
        line.split()[-1] for line in lines if line.startswith(f'chaperone_zoom_webhooks_total{{outcome="{outcome}"')
    ]
    return float(values[0]) if values else 0


def shuffled(events: Sequence[Any]) -> list[Any]:
    return random.Random(7).sample(events, len(events))


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(list, id="in order"),
        pytest.param(lambda events: events[::-1], id="the last first"),
        pytest.param(shuffled, id="shuffled"),
        pytest.param(lambda events: shuffled(events * 3), id="shuffled, each three times"),
    ],
)
def test_the_ledger_is_the_truth_in_whatever_order_and_however_often_events_come(
    house: House, order: Callable[[list[Any]], list[Any]]
) -> None:
    start = house.clock.now()
    assert set(in_a_burst(house, order(visits(start)))) == {200}
    assert len(kept(house)) == 40
    assert is_the_truth(house, start)


def test_each_event_counts_as_stored_once_and_as_repeated_from_then_on(house: House) -> None:
    in_a_burst(house, shuffled(visits(house.clock.now()) * 2))
    assert (counted(house, "stored"), counted(house, "repeated")) == (40, 40)


@pytest.mark.parametrize("minutes", [5, 20, 60])
def test_a_retry_that_comes_late_with_its_old_signature_is_still_one_row(house: House, minutes: int) -> None:
    start = house.clock.now()
    parcels = [(body, house.signed(body)) for body in (json.dumps(event).encode() for event in visits(start))]
    early, late = parcels[::2], parcels
    statuses = [house.hook(body, headers).status_code for body, headers in early]
    house.clock.advance(minutes * MINUTE)
    statuses += [house.hook(body, headers).status_code for body, headers in late]
    assert set(statuses) == {200}
    assert len(kept(house)) == 40
    assert is_the_truth(house, start)


def test_one_event_that_cannot_be_written_costs_no_other_its_place(house: House, sqlite_engine: Engine) -> None:
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql(
            "CREATE TRIGGER poison BEFORE INSERT ON ledger WHEN NEW.display_name = 'poison'"
            " BEGIN SELECT RAISE(ABORT, 'never'); END"
        )
    start = house.clock.now()
    poison = participant_event("joined", MEETING, start, user_id="1", user_name="poison")
    statuses = in_a_burst(house, [*visits(start), poison, *visits(start)])
    assert statuses.count(503) == 1
    assert statuses[40] == 503
    assert is_the_truth(house, start)


def test_while_the_database_fails_everything_is_asked_for_again_and_then_kept(
    house: House, sqlite_engine: Engine
) -> None:
    start = house.clock.now()
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE ledger RENAME TO away")
    refused = in_a_burst(house, visits(start))
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE away RENAME TO ledger")
    assert set(refused) == {503}
    assert set(in_a_burst(house, visits(start))) == {200}
    assert is_the_truth(house, start)


def test_what_is_stored_is_committed_before_zoom_hears_so(house: House) -> None:
    """Another connection sees the row as soon as the answer is there."""
    for number, event in enumerate(visits(house.clock.now(), 5), start=1):
        assert house.tell(event).status_code == 200
        assert len(kept(house)) == number


# What is kept of a session, and settings changed by hand


@pytest.mark.parametrize("name", sorted(name for name in TRIPWIRES if "rtms" not in name))
def test_whatever_keeps_a_session_is_an_alert_before_zoom_hears_that_it_came(house: House, name: str) -> None:
    use_room(house)
    assert house.tell(TRIPWIRES[name]).status_code == 200
    assert len(keeping_alerts(house)) == 1


def test_a_recording_that_still_runs_is_to_be_stopped_now(house: House) -> None:
    use_room(house)
    in_a_burst(house, [TRIPWIRES["recording.started"]] * 8)
    assert keeping_alerts(house) == ["recording"]
    (stop,) = house.office.duties(session_subject(house.session.id), DutyKind.STOP_KEEPING)
    assert stop.due_at == house.clock.now()


def test_a_recording_of_a_meeting_that_is_none_of_ours_is_no_business_of_ours(house: House) -> None:
    assert house.tell(TRIPWIRES["recording.started"]).status_code == 200
    assert keeping_alerts(house) == []
    assert counted(house, "left_out") == 1


def test_a_stream_of_a_run_of_which_nothing_was_heard_yet_is_asked_for_again(house: House) -> None:
    use_room(house)
    stream = of_stream("meeting.rtms_started")
    started = participant_event("joined", MEETING, house.clock.now())
    started["payload"]["object"]["uuid"] = RUN

    assert house.tell(stream).status_code == 503
    assert keeping_alerts(house) == []
    assert [house.tell(body).status_code for body in (started, stream)] == [200, 200]
    assert keeping_alerts(house) == ["stream"]


def test_a_tripwire_that_cannot_be_written_down_is_asked_for_again(house: House, sqlite_engine: Engine) -> None:
    use_room(house)
    with sqlite_engine.begin() as conn:
        conn.exec_driver_sql("ALTER TABLE keepings RENAME TO away")
    assert house.tell(TRIPWIRES["recording.started"]).status_code == 503


@pytest.mark.parametrize("name", sorted(DRIFTS))
def test_changed_settings_have_rooms_proven_again_and_the_house_examined(house: House, name: str) -> None:
    use_room(house)
    house.clock.move_to(house.session.starts_at)
    assert house.tell(DRIFTS[name]).status_code == 200
    due = [row.due_at for row in house.office.duties(session_subject(house.session.id), DutyKind.VERIFY_ROOM)]
    assert house.clock.now() in due
    assert house.office.duties(HOUSE, DutyKind.EXAMINE)[0].due_at == house.clock.now()


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_what_is_deliberately_left_out_is_not_asked_for_again(house: House, name: str) -> None:
    assert house.tell(LEFT_OUT[name]).status_code == 200
    assert counted(house, "left_out") == 1


def test_a_body_that_is_nested_beyond_reason_is_refused_for_good(house: House) -> None:
    body = b"[" * 200_000
    assert house.hook(body, house.signed(body)).status_code == 400
