"""Who is, and who was, in a Zoom room: the live list where the plan has it, and the reports after the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.zoom.attendance import seats, stays
from integrations.zoom.live import REFUSED_FOR
from integrations.zoom.rooms import ZoomRooms
from integrations.zoom.scopes import LIVE_LIST
from mentoring.ports import ProviderError
from mentoring.presence import Seat, Source, Stay, stays_from
from mentoring.rooms import MadeRoom
from sandbox.faults import Effect
from tests.contract.zoom_fixtures import (
    FIRST,
    MENTOR,
    SECOND,
    START,
    STUDENT,
    ZoomWorld,
    request_for,
    stage,
    wait_until,
)

__all__ = ["stage"]

LIVE_PATH = "/participants"
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def zoom(stage: Callable[..., ZoomWorld]) -> ZoomWorld:
    """An account on a plan that has the live list."""
    return stage(dashboard=True)


@pytest.fixture
def smaller(stage: Callable[..., ZoomWorld]) -> ZoomWorld:
    """An account on a plan without it."""
    return stage(dashboard=False)


def open_room(zoom: ZoomWorld) -> MadeRoom:
    room = zoom.room()
    address = zoom.rooms().opening_address(room, at=zoom.at)
    assert zoom.standin.join(room.meeting_id, name="Pat Proctor", address=address) == "in_meeting"
    return room


def full_room(zoom: ZoomWorld) -> MadeRoom:
    """Monitor, mentor and student are inside."""
    room = open_room(zoom)
    for entry in zoom.rooms().let_in(room, [MENTOR, STUDENT], at=zoom.at):
        zoom.standin.join(room.meeting_id, name="whoever", address=entry.address)
    return room


def half_an_hour_later(zoom: ZoomWorld, room: MadeRoom) -> list[str]:
    """The call has ended; gives the run as the ledger knows it."""
    zoom.clock.advance(HALF_AN_HOUR)
    zoom.rooms().end(room, at=zoom.at)
    wait_until(lambda: "meeting.ended" in zoom.inbox.events)
    return [zoom.inbox.ledger[0].instance]


def asked_live(zoom: ZoomWorld) -> int:
    return sum("/metrics/" in call.path for call in zoom.calls.of("zoom"))


def seats_of(zoom: ZoomWorld, room: MadeRoom, rooms: ZoomRooms) -> tuple[Seat, ...] | None:
    return rooms.observe(room, since=zoom.at, at=zoom.at).seats


def test_the_seats_are_those_whom_the_webhooks_told_of_under_the_same_connection(zoom: ZoomWorld) -> None:
    room = full_room(zoom)
    found = seats_of(zoom, room, zoom.rooms())
    assert found is not None
    joined = [event for event in zoom.inbox.ledger if event.happening == "joined"]
    assert {(seat.instance, seat.connection) for seat in found} == {(e.instance, e.connection) for e in joined}
    assert sorted(seat.display_name for seat in found) == ["Amara O.", "Max Mentor", "Pat Proctor"]


def test_a_seat_has_no_registrant_and_keeps_nothing_of_anybodys_machine(zoom: ZoomWorld) -> None:
    room = full_room(zoom)
    found = seats_of(zoom, room, zoom.rooms())
    assert found is not None
    assert not any(name.startswith("registrant:") for seat in found for name in seat.identities)
    told = zoom.raw("GET", f"/metrics/meetings/{room.meeting_id}/participants", params={"type": "live"}).json()
    for row in told["participants"]:
        assert row["ip_address"] and row["ip_address"] not in repr(found)
        assert row["device"] and row["device"] not in repr(found)


def test_the_host_is_known_on_the_live_list_by_the_account(zoom: ZoomWorld) -> None:
    room = full_room(zoom)
    found = seats_of(zoom, room, zoom.rooms()) or ()
    (host,) = [seat for seat in found if f"host:{FIRST}" in seat.identities]
    assert host.display_name == "Pat Proctor"


def test_whoever_waits_or_has_left_has_no_seat(zoom: ZoomWorld) -> None:
    room = full_room(zoom)
    zoom.standin.leave(room.meeting_id, name="Max Mentor")
    zoom.standin.put_in_waiting_room(room.meeting_id, name="Amara O.")
    found = seats_of(zoom, room, zoom.rooms()) or ()
    assert [seat.display_name for seat in found] == ["Pat Proctor"]


def test_a_room_that_is_not_running_is_not_asked_for_its_seats(zoom: ZoomWorld) -> None:
    room = zoom.room()
    observed = zoom.rooms().observe(room, since=zoom.at, at=zoom.at)
    assert (observed.live, observed.seats) == (False, None)
    assert asked_live(zoom) == 0


def test_without_the_scope_the_list_is_never_asked(smaller: ZoomWorld) -> None:
    room = open_room(smaller)
    observed = smaller.rooms().observe(room, since=smaller.at, at=smaller.at)
    assert (observed.live, observed.stays, observed.seats) == (True, None, None)
    assert asked_live(smaller) == 0


def test_a_plan_that_refuses_the_list_is_left_alone_for_an_hour(smaller: ZoomWorld) -> None:
    smaller.standin.grant(LIVE_LIST)
    room, rooms = open_room(smaller), smaller.rooms()
    for _ in range(3):
        observed = rooms.observe(room, since=smaller.at, at=smaller.at)
        assert (observed.live, observed.seats) == (True, None)
    assert asked_live(smaller) == 1
    smaller.clock.advance(REFUSED_FOR - timedelta(seconds=1))
    assert seats_of(smaller, room, rooms) is None
    assert asked_live(smaller) == 1
    smaller.standin.set_dashboard(available=True)
    smaller.clock.advance(timedelta(seconds=1))
    assert seats_of(smaller, room, rooms)


def test_a_scope_that_was_taken_away_fails_no_observation(zoom: ZoomWorld) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    assert seats_of(zoom, room, rooms)
    zoom.standin.ungrant(LIVE_LIST)
    assert rooms.observe(room, since=zoom.at, at=zoom.at).live
    assert seats_of(zoom, room, rooms) is None


def test_the_quota_of_a_minute_is_kept_and_the_room_still_observed(zoom: ZoomWorld) -> None:
    zoom.clock.move_to(datetime(2026, 11, 24, tzinfo=UTC))
    room, rooms = open_room(zoom), zoom.rooms()
    observed = []
    for _ in range(3):
        observed.append(rooms.observe(room, since=zoom.at, at=zoom.at))
        zoom.clock.advance(timedelta(seconds=0.05))
    assert all(one.live for one in observed)
    assert [one.seats is None for one in observed] == [False, True, True], "500 a minute: one every 0.12 s"
    assert asked_live(zoom) == 1
    zoom.clock.advance(timedelta(minutes=1))
    assert seats_of(zoom, room, rooms)


@pytest.mark.parametrize(
    ("effect", "times"),
    [(Effect.ERROR, 1), (Effect.RATE_LIMIT, 4), (Effect.TIMEOUT, 2), (Effect.DROPPED, 2), (Effect.NOT_FOUND, 1)],
)
def test_a_list_that_fails_fails_no_observation_and_is_asked_again(zoom: ZoomWorld, effect: Effect, times: int) -> None:
    """`times`: how often, so that our client's own repeats are used up; a kept connection that breaks has one."""
    room, rooms = open_room(zoom), zoom.rooms()
    zoom.faults.order("zoom", effect, times, path="/metrics/")
    observed = rooms.observe(room, since=zoom.at, at=zoom.at)
    assert (observed.live, observed.seats) == (True, None)
    zoom.clock.advance(timedelta(seconds=25))
    assert seats_of(zoom, room, rooms)


def test_when_zooms_day_is_used_up_the_list_rests_until_the_next_one(zoom: ZoomWorld) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    zoom.faults.order("zoom", Effect.DAILY_LIMIT, 1, path="/metrics/")
    assert seats_of(zoom, room, rooms) is None
    zoom.clock.advance(timedelta(hours=3, minutes=59))
    assert seats_of(zoom, room, rooms) is None
    assert asked_live(zoom) == 1
    zoom.clock.advance(timedelta(minutes=1))
    assert seats_of(zoom, room, rooms)


def test_more_lists_in_one_second_than_zoom_allows_are_read_in_the_next(zoom: ZoomWorld) -> None:
    """Each by a process of its own, so that none waits for the others of its own accord."""
    zoom.standin.enforce_rates()
    room, api = open_room(zoom), zoom.api(stopwatch=zoom.stopwatch())
    observed = [ZoomRooms(api, [FIRST]).observe(room, since=zoom.at, at=zoom.at) for _ in range(42)]
    assert all(one.seats for one in observed)
    assert zoom.at > START + timedelta(seconds=1)


def test_a_meeting_whose_list_zoom_refuses_rests_alone(zoom: ZoomWorld, caplog: pytest.LogCaptureFixture) -> None:
    refused, rooms = open_room(zoom), zoom.rooms()
    zoom.faults.order("zoom", Effect.CONFLICT, 1, path=f"/metrics/meetings/{refused.meeting_id}")
    assert seats_of(zoom, refused, rooms) is None
    assert [record.getMessage() for record in caplog.records if "one meeting" in record.getMessage()]
    zoom.clock.advance(REFUSED_FOR - timedelta(seconds=1))
    other = rooms.create(request_for("another", host=SECOND), at=zoom.at)
    address = rooms.opening_address(other, at=zoom.at)
    zoom.standin.join(other.meeting_id, name="Pat Proctor", address=address)
    assert seats_of(zoom, refused, rooms) is None
    assert seats_of(zoom, other, rooms)
    zoom.clock.advance(timedelta(seconds=1))
    assert seats_of(zoom, refused, rooms)


def test_what_bars_us_from_every_list_is_logged_once_and_all_meetings_rest(
    smaller: ZoomWorld, caplog: pytest.LogCaptureFixture
) -> None:
    smaller.standin.grant(LIVE_LIST)
    room, rooms = open_room(smaller), smaller.rooms()
    for _ in range(3):
        seats_of(smaller, room, rooms)
        smaller.clock.advance(timedelta(minutes=1))
    (told,) = [r.getMessage() for r in caplog.records if r.name == "integrations.zoom.live"]
    assert "Only available for" in told


@pytest.mark.parametrize(("effect", "times"), [(Effect.ERROR, 1), (Effect.RATE_LIMIT, 4), (Effect.TIMEOUT, 2)])
def test_a_room_that_cannot_be_read_is_told(zoom: ZoomWorld, effect: Effect, times: int) -> None:
    room, rooms = open_room(zoom), zoom.rooms()
    seats_of(zoom, room, rooms)
    zoom.faults.order("zoom", effect, times)
    with pytest.raises(ProviderError):
        rooms.observe(room, since=zoom.at, at=zoom.at)


def test_a_report_tells_who_was_there_under_the_names_of_the_ledger(zoom: ZoomWorld) -> None:
    room = full_room(zoom)
    runs = half_an_hour_later(zoom, room)
    recalled = zoom.rooms().recall(room, runs, since=START, at=zoom.at)
    assert recalled is not None
    ledger = {stay.connection: stay for stay in stays_from(zoom.inbox.ledger)}
    assert {stay.connection for stay in recalled} == set(ledger)
    for stay in recalled:
        seen = ledger[stay.connection]
        assert stay.source is Source.ZOOM_REPORT
        assert (stay.identities, stay.display_name) == (seen.identities, seen.display_name)
        assert (stay.joined_at, stay.left_at) == (START, START + HALF_AN_HOUR)


def test_as_long_as_the_report_is_not_ready_zooms_memory_serves(zoom: ZoomWorld) -> None:
    room, rooms = full_room(zoom), zoom.rooms()
    runs = half_an_hour_later(zoom, room)
    early = rooms.recall(room, runs, since=START, at=zoom.at)
    zoom.clock.advance(timedelta(hours=2))
    assert rooms.recall(room, runs, since=START, at=zoom.at) == early
    asked = [call.path.split("/v2/")[1].split("/")[0] for call in zoom.calls.of("zoom") if LIVE_PATH in call.path]
    assert asked == ["report", "past_meetings", "report"]


def test_without_a_run_the_meetings_own_id_means_its_latest(zoom: ZoomWorld) -> None:
    """The webhooks were lost, so the ledger knows of no run."""
    room = full_room(zoom)
    half_an_hour_later(zoom, room)
    recalled = zoom.rooms().recall(room, [], since=START, at=zoom.at) or ()
    assert sorted(stay.display_name for stay in recalled) == ["Amara O.", "Max Mentor", "Pat Proctor"]


def test_without_the_right_to_reports_zooms_memory_of_the_meeting_serves(zoom: ZoomWorld) -> None:
    zoom.standin.ungrant("report:read:list_meeting_participants:admin")
    room = full_room(zoom)
    recalled = zoom.rooms().recall(room, half_an_hour_later(zoom, room), since=START, at=zoom.at)
    assert recalled is not None
    assert len(recalled) == 3
    assert sum(name.startswith("registrant:") for stay in recalled for name in stay.identities) == 2


def test_somebody_who_only_waited_was_not_there(zoom: ZoomWorld) -> None:
    room = full_room(zoom)
    zoom.standin.put_in_waiting_room(room.meeting_id, name="Amara O.")
    runs = half_an_hour_later(zoom, room)
    recalled = zoom.rooms().recall(room, runs, since=START, at=zoom.at) or ()
    assert all(stay.left_at == START for stay in recalled if stay.display_name == "Amara O.")


def test_of_somebody_alone_zoom_has_no_record(zoom: ZoomWorld) -> None:
    room = open_room(zoom)
    runs = half_an_hour_later(zoom, room)
    assert zoom.rooms().recall(room, runs, since=START, at=zoom.at) is None


def test_a_call_that_never_was_has_no_record(zoom: ZoomWorld) -> None:
    assert zoom.rooms().recall(zoom.room(), [], since=START, at=zoom.at) is None


def test_every_run_of_a_meeting_is_recalled(zoom: ZoomWorld) -> None:
    room = full_room(zoom)
    runs = half_an_hour_later(zoom, room)
    address = zoom.rooms().opening_address(room, at=zoom.at)
    zoom.standin.join(room.meeting_id, name="Pat Proctor", address=address)
    (mentor,) = zoom.rooms().let_in(room, [MENTOR], at=zoom.at)
    zoom.standin.join(room.meeting_id, name="Max Mentor", address=mentor.address)
    zoom.clock.advance(HALF_AN_HOUR)
    zoom.rooms().end(room, at=zoom.at)
    wait_until(lambda: zoom.inbox.events.count("meeting.ended") == 2)
    runs = [event.instance for event in zoom.inbox.ledger if event.happening == "meeting_started"]
    rooms = zoom.rooms()
    assert len(rooms.recall(room, runs, since=START, at=zoom.at) or ()) == 5
    second_half = rooms.recall(room, runs, since=START + HALF_AN_HOUR, at=zoom.at) or ()
    assert {stay.display_name for stay in second_half} == {"Pat Proctor", "Max Mentor"}


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT])
def test_a_report_that_could_not_be_read_is_no_missing_report(zoom: ZoomWorld, effect: Effect) -> None:
    room, rooms = full_room(zoom), zoom.rooms()
    runs = half_an_hour_later(zoom, room)
    zoom.faults.order("zoom", effect, 1)
    with pytest.raises(ProviderError) as caught:
        rooms.recall(room, runs, since=START, at=zoom.at)
    assert not caught.value.permanent
    assert rooms.recall(room, runs, since=START, at=zoom.at)


def a_row(**more: Any) -> Mapping[str, Any]:
    row = {
        "user_id": "16778240",
        "name": "Bo",
        "join_time": "2026-11-23T20:00:00Z",
        "leave_time": "2026-11-23T20:30:00Z",
    }
    return {**row, "status": "in_meeting", **more}


def stays_of(*rows: Mapping[str, Any], since: datetime = START) -> list[Stay]:
    return list(stays(rows, instance="run", host=FIRST, since=since))


@pytest.mark.parametrize("row", [a_row(status="in_waiting_room"), a_row(bo_mtg_id="b0")])
def test_waiting_and_breakout_rooms_are_no_attendance(row: Mapping[str, Any]) -> None:
    assert stays_of(row) == []
    assert seats([{**row, "leave_time": None}], instance="run", host=FIRST) == ()


@pytest.mark.parametrize("row", [a_row(leave_time="2026-11-23T20:01:00Z"), {**a_row(leave_time=""), "status": "gone"}])
def test_a_live_row_of_somebody_who_left_or_of_unknown_standing_is_no_seat(row: Mapping[str, Any]) -> None:
    assert seats([row], instance="run", host=FIRST) == ()


def test_a_number_for_an_id_and_a_row_without_its_end_are_understood() -> None:
    (stay,) = stays_of(a_row(user_id=16778240, leave_time=""))
    assert (stay.connection, stay.left_at) == ("run#16778240", None)


def test_a_row_without_a_user_id_is_named_by_its_participant_as_a_webhook_is() -> None:
    row = a_row(user_id="", participant_uuid="A1", leave_time="")
    assert [stay.connection for stay in stays_of(row)] == ["run#A1"]
    assert [seat.connection for seat in seats([row], instance="run", host=FIRST)] == ["A1"]


def test_many_rows_of_one_person_stay_many_and_what_was_over_before_is_left_out() -> None:
    rows = [a_row(leave_time="2026-11-23T20:05:00Z"), a_row(join_time="2026-11-23T15:06:00-05:00")]
    assert [stay.joined_at for stay in stays_of(*rows)] == [START, START + timedelta(minutes=6)]
    assert len(stays_of(*rows, since=START + timedelta(minutes=5))) == 1


@pytest.mark.parametrize("time", [None, "", "yesterday", 1_700_000_000])
def test_a_row_without_a_beginning_makes_the_report_unreadable(time: Any) -> None:
    with pytest.raises(ProviderError, match="no time") as caught:
        stays_of(a_row(join_time=time))
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("row", "identities"),
    [
        (
            {"registrant_id": "r1", "user_email": "Max@Volunteers.example"},
            ("registrant:r1", "email:max@volunteers.example"),
        ),
        ({"id": "u1", "user_email": FIRST.upper()}, (f"host:{FIRST}", f"email:{FIRST}")),
        ({"participant_user_id": "u1", "user_email": FIRST}, (f"host:{FIRST}", f"email:{FIRST}")),
        ({"user_email": FIRST}, (f"email:{FIRST}",)),
        ({"id": "u2", "user_email": "kim@school.example"}, ("email:kim@school.example",)),
        ({"id": "", "user_email": "", "registrant_id": ""}, ()),
        ({"name": FIRST}, ()),
    ],
)
def test_only_what_zoom_vouches_for_names_a_person(row: Mapping[str, Any], identities: tuple[str, ...]) -> None:
    (stay,) = stays_of(a_row(**row))
    assert stay.identities == identities
