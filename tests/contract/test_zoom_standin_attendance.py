"""Who is and was in a room, by each of Zoom's lists: they differ in when they are ready and in what they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import requests

from integrations.zoom.demands import meeting_fields
from sandbox.zoom.description import Rate
from sandbox.zoom.rates import Rates
from sandbox.zoom.refusals import Refusal
from tests.contract.zoom_fixtures import HOSTS, START, ZoomWorld, request_for, stage

__all__ = ["stage"]

HOST = next(iter(HOSTS))
PAST, REPORT, METRICS = "/past_meetings", "/report/meetings", "/metrics/meetings"
REPORT_DELAY = timedelta(minutes=15)


@pytest.fixture
def zoom(stage: Callable[[], ZoomWorld]) -> Iterator[ZoomWorld]:
    world = stage()
    world.standin.set_dashboard(available=True)
    yield world
    assert world.standin.own_faults == []


@pytest.fixture
def meeting(zoom: ZoomWorld) -> dict[str, Any]:
    made: dict[str, Any] = zoom.raw("POST", f"/users/{HOST}/meetings", json=meeting_fields(request_for())).json()
    return made


def register(zoom: ZoomWorld, meeting: dict[str, Any], name: str) -> dict[str, Any]:
    guest = {"email": f"{name.casefold()}@guests.invalid", "first_name": name, "auto_approve": True}
    row: dict[str, Any] = zoom.raw("POST", f"/meetings/{meeting['id']}/registrants", json=guest).json()
    return row


def open_room(zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
    zoom.standin.join(
        meeting["id"], name="Pat", address=zoom.raw("GET", f"/meetings/{meeting['id']}").json()["start_url"]
    )


def end(zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
    assert zoom.raw("PUT", f"/meetings/{meeting['id']}/status", json={"action": "end"}).status_code == 204


def ask(zoom: ZoomWorld, path: str, run: Any, **query: str) -> requests.Response:
    quoted = quote(quote(str(run), safe=""), safe="")
    return zoom.raw("GET", f"{path}/{quoted}/participants", params=query)


def rows(zoom: ZoomWorld, path: str, run: Any, **query: str) -> list[dict[str, Any]]:
    answer = ask(zoom, path, run, **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["participants"]
    return found


def numbers(zoom: ZoomWorld, event: str) -> list[str]:
    bodies = [body for body in zoom.inbox.bodies if body["event"] == event]
    return [body["payload"]["object"]["participant"]["user_id"] for body in bodies]


def test_the_live_list_knows_people_by_the_connection_of_the_webhooks_and_not_by_registrant(
    zoom: ZoomWorld, meeting: dict[str, Any]
) -> None:
    open_room(zoom, meeting)
    zoom.standin.join(meeting["id"], name="Max", address=register(zoom, meeting, "Max")["join_url"])
    live = rows(zoom, METRICS, meeting["id"], type="live")
    host, guest = (row for row in live if row["status"] == "in_meeting")
    assert [host["user_id"], guest["user_id"]] == numbers(zoom, "meeting.participant_joined")
    assert (host["email"], host["role"], guest["role"]) == (HOST, "host", "attendee")
    assert (guest["user_name"], guest["email"], guest["participant_user_id"], guest["id"]) == ("Max", "", "", "")
    assert "registrant_id" not in guest


def test_the_live_list_also_has_who_waits_and_who_has_left_and_where_their_machine_is(
    zoom: ZoomWorld, meeting: dict[str, Any]
) -> None:
    open_room(zoom, meeting)
    zoom.standin.join(meeting["id"], name="Max")
    zoom.standin.join(meeting["id"], name="Amara")
    zoom.standin.leave(meeting["id"], name="Max")
    zoom.standin.put_in_waiting_room(meeting["id"], name="Amara")
    found = rows(zoom, METRICS, meeting["id"])
    states = {(row["user_name"], row["status"], "leave_time" in row) for row in found}
    assert ("Max", "in_meeting", True) in states
    assert ("Max", "in_waiting_room", True) in states
    assert ("Amara", "in_meeting", True) in states
    assert ("Amara", "in_waiting_room", False) in states
    assert ("Pat", "in_meeting", False) in states
    assert all(row["ip_address"] and row["device"] for row in found)


def test_somebody_in_a_breakout_room_is_on_the_list_with_the_rooms_id(zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
    open_room(zoom, meeting)
    zoom.standin.join(meeting["id"], name="Max")
    zoom.standin.open_breakout_room(meeting["id"], name="Max")
    (apart,) = [row for row in rows(zoom, METRICS, meeting["id"]) if "bo_mtg_id" in row]
    assert (apart["user_name"], apart["status"], "leave_time" in apart) == ("Max", "in_meeting", False)


def test_only_the_live_list_tells_of_a_recording_on_somebodys_own_machine(
    zoom: ZoomWorld, meeting: dict[str, Any]
) -> None:
    open_room(zoom, meeting)
    told = list(zoom.inbox.events)
    zoom.standin.record(meeting["id"], "local_recording")
    assert zoom.inbox.events == told, "no webhook is documented"
    assert [row["recording"] for row in rows(zoom, METRICS, meeting["id"])] == [True]
    zoom.standin.stop_recording(meeting["id"], "local_recording")
    assert [row["recording"] for row in rows(zoom, METRICS, meeting["id"])] == [False]


def test_a_plan_without_the_dashboard_has_no_live_list_even_with_the_scope(
    zoom: ZoomWorld, meeting: dict[str, Any]
) -> None:
    open_room(zoom, meeting)
    zoom.standin.set_dashboard(available=False)
    assert ask(zoom, METRICS, meeting["id"]).json()["code"] == 4711
    zoom.standin.grant("dashboard:read:list_meeting_participants:admin")
    answer = ask(zoom, METRICS, meeting["id"])
    assert (answer.status_code, answer.json()["code"]) == (400, 200)


def test_the_live_list_is_of_running_meetings_and_the_past_one_of_those_that_are_over(
    zoom: ZoomWorld, meeting: dict[str, Any]
) -> None:
    assert ask(zoom, METRICS, meeting["id"]).json()["code"] == 3001
    open_room(zoom, meeting)
    assert ask(zoom, METRICS, meeting["id"], type="past").json()["code"] == 3001
    end(zoom, meeting)
    assert ask(zoom, METRICS, meeting["id"], type="live").json()["code"] == 3001
    run = zoom.inbox.bodies[0]["payload"]["object"]["uuid"]
    assert [row["user_name"] for row in rows(zoom, METRICS, run, type="past")] == ["Pat"], "one person is enough here"
    assert ask(zoom, METRICS, run, type="tomorrow").json()["code"] == 300


@pytest.mark.parametrize("path", [PAST, REPORT])
def test_a_run_with_one_person_alone_has_no_record(zoom: ZoomWorld, meeting: dict[str, Any], path: str) -> None:
    open_room(zoom, meeting)
    end(zoom, meeting)
    zoom.clock.advance(REPORT_DELAY)
    answer = ask(zoom, path, meeting["id"])
    assert (answer.status_code, answer.json()["code"]) == (404, 3001)


def test_the_report_is_ready_only_some_time_after_the_end(zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
    open_room(zoom, meeting)
    zoom.standin.join(meeting["id"], name="Max")
    assert ask(zoom, PAST, meeting["id"]).status_code == 404
    end(zoom, meeting)
    assert ask(zoom, PAST, meeting["id"]).status_code == 200
    zoom.clock.advance(REPORT_DELAY - timedelta(seconds=1))
    assert ask(zoom, REPORT, meeting["id"]).json()["code"] == 3001
    zoom.clock.advance(timedelta(seconds=1))
    assert ask(zoom, REPORT, meeting["id"]).status_code == 200


def test_the_report_names_registrants_on_demand_and_whoever_waited_in_rows_of_their_own(
    zoom: ZoomWorld, meeting: dict[str, Any]
) -> None:
    registrant = register(zoom, meeting, "Max")
    open_room(zoom, meeting)
    zoom.standin.join(meeting["id"], name="Max", address=registrant["join_url"])
    zoom.clock.advance(timedelta(minutes=5))
    end(zoom, meeting)
    zoom.clock.advance(REPORT_DELAY)
    assert all("registrant_id" not in row for row in rows(zoom, REPORT, meeting["id"]))
    found = rows(zoom, REPORT, meeting["id"], include_fields="registrant_id")
    shown = [(row["name"], row["status"], row["duration"], row["registrant_id"]) for row in found]
    assert shown == [
        ("Pat", "in_meeting", 300, ""),
        ("Max", "in_meeting", 300, registrant["registrant_id"]),
        ("Max", "in_waiting_room", 0, registrant["registrant_id"]),
    ]


@pytest.mark.parametrize("path", [PAST, REPORT])
def test_an_id_means_the_latest_run_and_an_instance_its_own(
    zoom: ZoomWorld, meeting: dict[str, Any], path: str
) -> None:
    for guest in ("Max", "Amara"):
        open_room(zoom, meeting)
        zoom.standin.join(meeting["id"], name=guest)
        end(zoom, meeting)
    zoom.clock.advance(REPORT_DELAY)
    runs = [body["payload"]["object"]["uuid"] for body in zoom.inbox.bodies if body["event"] == "meeting.started"]
    assert len(set(runs)) == 2
    guests = [{row["name"] for row in rows(zoom, path, run)} for run in (*runs, meeting["id"])]
    assert guests == [{"Pat", "Max"}, {"Pat", "Amara"}, {"Pat", "Amara"}]


def test_what_was_in_a_meeting_outlives_it(zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
    open_room(zoom, meeting)
    zoom.standin.join(meeting["id"], name="Max")
    end(zoom, meeting)
    run = zoom.inbox.bodies[0]["payload"]["object"]["uuid"]
    assert zoom.raw("DELETE", f"/meetings/{meeting['id']}").status_code == 204
    assert {row["name"] for row in rows(zoom, PAST, run)} == {"Pat", "Max"}
    assert ask(zoom, PAST, meeting["id"]).json()["code"] == 3001


def test_lists_of_people_come_in_pages(zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
    open_room(zoom, meeting)
    for number in range(4):
        zoom.standin.join(meeting["id"], name=f"Guest {number}")
    whole = rows(zoom, METRICS, meeting["id"])
    first = ask(zoom, METRICS, meeting["id"], page_size="3").json()
    rest = ask(zoom, METRICS, meeting["id"], page_size="300", next_page_token=first["next_page_token"]).json()
    assert first["participants"] + rest["participants"] == whole
    assert (len(first["participants"]), first["total_records"]) == (3, len(whole))


@pytest.mark.parametrize(("business", "a_second", "a_day"), [(False, 10, 30_000), (True, 40, 60_000)])
def test_heavy_calls_have_a_limit_of_the_day_too(business: bool, a_second: int, a_day: int) -> None:  # noqa: FBT001 - pytest gives it by name
    rates = Rates()
    rates.enforced = True
    for call in range(a_day):
        rates.count(Rate.HEAVY, business=business, at=START - timedelta(hours=1, seconds=call // a_second))
    rates.count(Rate.LIGHT, business=business, at=START)
    with pytest.raises(Refusal) as refused:
        rates.count(Rate.HEAVY, business=business, at=START)
    headers = refused.value.headers or {}
    assert (refused.value.status, headers["X-RateLimit-Type"]) == (429, "Daily-limit")
    assert headers["Retry-After"] == "2026-11-24T00:00:00Z"
    rates.count(Rate.HEAVY, business=business, at=START + timedelta(hours=4))
