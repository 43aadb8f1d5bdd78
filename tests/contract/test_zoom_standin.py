"""The stand-in is as strict as Zoom, or stricter: what would fail there must not pass here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests

from integrations.zoom.demands import meeting_fields
from tests.contract.zoom_fixtures import (
    ACCOUNT,
    CLIENT,
    HOSTS,
    SECRET,
    ZoomWorld,
    request_for,
    stage,
    wait_until,
    zoom,
)
from tests.patience import LONG

__all__ = ["stage", "zoom"]

HOST = next(iter(HOSTS))
MEETINGS = f"/users/{HOST}/meetings"
GUEST = {"email": "a@guests.invalid", "first_name": "A"}


def made(zoom: ZoomWorld, **changed: Any) -> dict[str, Any]:
    answer = zoom.raw("POST", MEETINGS, json={**meeting_fields(request_for()), **changed})
    assert answer.status_code == 201, answer.text
    meeting: dict[str, Any] = answer.json()
    return meeting


@pytest.mark.parametrize(
    ("form", "auth", "status", "error"),
    [
        ({"grant_type": "account_credentials", "account_id": ACCOUNT}, (CLIENT, SECRET), 200, None),
        ({"grant_type": "account_credentials", "account_id": ACCOUNT}, (CLIENT, "no"), 400, "invalid_client"),
        ({"grant_type": "account_credentials", "account_id": ACCOUNT}, None, 401, "invalid_client"),
        ({"grant_type": "account_credentials", "account_id": "no"}, (CLIENT, SECRET), 400, "invalid_request"),
        ({"grant_type": "client_credentials", "account_id": ACCOUNT}, (CLIENT, SECRET), 400, "unsupported_grant_type"),
        ({}, (CLIENT, SECRET), 400, "unsupported_grant_type"),
    ],
)
def test_a_token_is_given_for_the_right_credentials_only(
    zoom: ZoomWorld, form: dict[str, str], auth: tuple[str, str] | None, status: int, error: str | None
) -> None:
    answer = requests.post(f"{zoom.base}/oauth/token", data=form, auth=auth, timeout=LONG)
    assert answer.status_code == status
    assert answer.json().get("error") == error
    assert ("reason" in answer.json()) is (error is not None)


def test_a_basic_header_that_is_no_base64_is_refused(zoom: ZoomWorld) -> None:
    headers = {"Authorization": "Basic ***"}
    assert requests.post(f"{zoom.base}/oauth/token", headers=headers, timeout=LONG).status_code == 400


@pytest.mark.parametrize("header", [None, "Bearer None", "Basic abc", "Bearer"])
def test_no_call_passes_without_a_token(zoom: ZoomWorld, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{zoom.base}/v2{MEETINGS}", headers=headers, timeout=LONG)
    assert (answer.status_code, answer.json()["code"]) == (401, 124)


def test_a_token_dies_after_an_hour_of_the_movable_clock(zoom: ZoomWorld) -> None:
    headers = zoom.bearer()
    url = f"{zoom.base}/v2{MEETINGS}"
    assert requests.get(url, headers=headers, timeout=LONG).status_code == 200
    zoom.clock.advance(timedelta(seconds=3599))
    answer = requests.get(url, headers=headers, timeout=LONG)
    assert (answer.status_code, answer.json()["message"]) == (401, "Access token is expired.")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"waiting_room": True}, "waiting_room"),
        ({"settings": {"recording": "none"}}, "settings.recording"),
        ({"settings": {"waiting_room": "true"}}, "settings.waiting_room"),
        ({"settings": {"waiting_room": 1}}, "settings.waiting_room"),
        ({"settings": {"auto_recording": False}}, "settings.auto_recording"),
        ({"settings": {"approval_type": True}}, "settings.approval_type"),
        ({"settings": {"breakout_room": {"rooms": []}}}, "settings.breakout_room.rooms"),
        ({"settings": {"breakout_room": False}}, "settings.breakout_room"),
        ({"settings": []}, "settings"),
        ({"start_time": "2026-12-01T16:30:00-05:00"}, "start_time"),
        ({"start_time": 17}, "start_time"),
        ({"duration": "45"}, "duration"),
        ({"duration": 0}, "duration"),
        ({"duration": True}, "duration"),
        ({"password": "elevenchars"}, "password"),
        ({"password": "with space"}, "password"),
        ({"agenda": "x" * 2001}, "agenda"),
        ({"type": 4}, "type"),
        ({"id": 1}, "id"),
    ],
)
def test_a_field_that_zoom_does_not_know_in_that_form_is_refused_by_name(
    zoom: ZoomWorld, changed: dict[str, Any], field: str
) -> None:
    answer = zoom.raw("POST", MEETINGS, json={**meeting_fields(request_for()), **changed})
    assert (answer.status_code, answer.json()["code"]) == (400, 300)
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("body", [b"[]", b"{", b"", b"7"])
def test_a_body_that_is_no_object_is_refused(zoom: ZoomWorld, body: bytes) -> None:
    answer = zoom.raw("POST", MEETINGS, data=body)
    assert (answer.status_code, answer.json()["code"]) == (400, 300)


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/nowhere", None, 2300),
        ("POST", "/meetings/123456789", None, 2300),
        ("GET", "/users/nobody@program.example", None, 1001),
        ("GET", "/users/nobody@program.example/meetings", None, 1001),
        ("GET", "/users/nobody@program.example/settings", None, 1001),
        ("PATCH", "/users/nobody@program.example/settings", {}, 1001),
        ("GET", "/groups/no-group/settings", None, 4130),
        ("PATCH", "/groups/no-group/settings", {}, 4130),
        ("GET", "/groups/no-group/lock_settings", None, 4130),
        ("PATCH", "/groups/no-group/lock_settings", {}, 4130),
        ("GET", "/meetings/123456789", None, 3001),
        ("GET", "/meetings/abc", None, 3001),
        ("PATCH", "/meetings/123456789", {}, 3001),
        ("DELETE", "/meetings/123456789", None, 3001),
        ("PUT", "/meetings/123456789/status", {"action": "end"}, 3001),
        ("PATCH", "/live_meetings/123456789/events", {"method": "recording.stop"}, 3001),
        ("POST", "/meetings/123456789/registrants", GUEST, 3001),
        ("GET", "/meetings/123456789/registrants", None, 3001),
        ("PUT", "/meetings/123456789/registrants/status", {"action": "cancel", "registrants": []}, 3001),
        ("GET", "/past_meetings/abc/participants", None, 3001),
        ("GET", "/report/meetings/abc/participants", None, 3001),
    ],
)
def test_what_is_not_there_is_404_with_zooms_code(
    zoom: ZoomWorld, method: str, path: str, body: dict[str, Any] | None, code: int
) -> None:
    answer = zoom.raw(method, path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_what_was_left_out_at_creation_is_what_the_account_likes_and_not_what_we_want(zoom: ZoomWorld) -> None:
    meeting = zoom.raw("POST", MEETINGS, json={"topic": "T"}).json()
    assert meeting["settings"]["auto_recording"] == "cloud"
    assert meeting["settings"]["auto_start_meeting_summary"] is True
    assert meeting["settings"]["waiting_room"] is False


def test_a_change_is_kept_and_leaves_the_rest_alone(zoom: ZoomWorld) -> None:
    meeting = made(zoom)
    path = f"/meetings/{meeting['id']}"
    changed = {"topic": "Moved", "settings": {"jbh_time": 5, "waiting_room_options": {"mode": "follow_setting"}}}
    assert zoom.raw("PATCH", path, json=changed).status_code == 204
    now = zoom.raw("GET", path).json()
    assert (now["topic"], now["agenda"], now["settings"]["jbh_time"]) == ("Moved", meeting["agenda"], 5)
    assert now["settings"]["waiting_room_options"] == {"mode": "follow_setting", "who_goes_to_waiting_room": "everyone"}


def test_a_deleted_meeting_is_gone_and_zoom_tells_of_it(zoom: ZoomWorld) -> None:
    meeting = made(zoom)
    query = {"schedule_for_reminder": "false", "cancel_meeting_reminder": "false"}
    assert zoom.raw("DELETE", f"/meetings/{meeting['id']}", params=query).status_code == 204
    assert zoom.raw("GET", f"/meetings/{meeting['id']}").status_code == 404
    wait_until(lambda: zoom.inbox.events == ["meeting.deleted"])
    told = zoom.inbox.bodies[0]["payload"]["object"]
    assert (told["id"], told["uuid"]) == (meeting["id"], meeting["uuid"])


def test_a_running_meeting_is_not_deleted(zoom: ZoomWorld) -> None:
    meeting = made(zoom)
    zoom.standin.join(meeting["id"], name="Pat", address=meeting["start_url"])
    refused = zoom.raw("DELETE", f"/meetings/{meeting['id']}")
    assert (refused.status_code, refused.json()["code"]) == (400, 3002)
    assert zoom.raw("PUT", f"/meetings/{meeting['id']}/status", json={"action": "end"}).status_code == 204
    assert zoom.raw("DELETE", f"/meetings/{meeting['id']}").status_code == 204


def test_a_change_is_told_with_what_was_before_and_only_when_there_is_one(zoom: ZoomWorld) -> None:
    meeting = made(zoom)
    for _ in range(2):
        assert zoom.raw("PATCH", f"/meetings/{meeting['id']}", json={"topic": "Moved"}).status_code == 204
    wait_until(lambda: zoom.inbox.events == ["meeting.updated"])
    payload = zoom.inbox.bodies[0]["payload"]
    assert (payload["old_object"]["topic"], payload["object"]["topic"]) == (meeting["topic"], "Moved")


def test_lists_come_in_pages_with_a_shortened_agenda(zoom: ZoomWorld) -> None:
    ids = [made(zoom, agenda="x" * 300)["id"] for _ in range(3)]
    first = zoom.raw("GET", MEETINGS, params={"type": "scheduled", "page_size": 2}).json()
    rest = zoom.raw("GET", MEETINGS, params={"page_size": 2, "next_page_token": first["next_page_token"]}).json()
    assert [meeting["id"] for meeting in first["meetings"] + rest["meetings"]] == ids
    assert rest["next_page_token"] == ""
    assert {len(meeting["agenda"]) for meeting in first["meetings"]} == {250}


@pytest.mark.parametrize(
    "query", [{"page_size": 301}, {"page_size": 0}, {"page_size": "x"}, {"next_page_token": "x"}, {"type": "previous"}]
)
def test_a_page_that_cannot_be_is_refused(zoom: ZoomWorld, query: dict[str, Any]) -> None:
    assert zoom.raw("GET", MEETINGS, params=query).json()["code"] == 300


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", MEETINGS),
        ("GET", f"/users/{HOST}"),
        ("GET", f"/users/{HOST}/settings"),
        ("GET", "/meetings/123456789"),
        ("DELETE", "/meetings/123456789"),
        ("GET", "/meetings/123456789/registrants"),
        ("GET", "/past_meetings/abc/participants"),
        ("GET", "/report/meetings/abc/participants"),
    ],
)
def test_a_query_parameter_that_zoom_does_not_know_is_refused_by_name(zoom: ZoomWorld, method: str, path: str) -> None:
    answer = zoom.raw(method, path, params={"include": "everything"})
    assert (answer.status_code, answer.json()["code"]) == (400, 300)
    assert [error["field"] for error in answer.json()["errors"]] == ["include"]


def test_a_list_shows_one_hosts_meetings_only(zoom: ZoomWorld) -> None:
    made(zoom)
    other = list(HOSTS)[1]
    assert zoom.raw("GET", f"/users/{other}/meetings").json()["meetings"] == []


def test_a_user_goes_by_id_as_well_as_by_address(zoom: ZoomWorld) -> None:
    host_id = made(zoom)["host_id"]
    assert len(zoom.raw("GET", f"/users/{host_id}/meetings").json()["meetings"]) == 1


def test_a_guest_who_is_not_approved_gets_no_link(zoom: ZoomWorld) -> None:
    path = f"/meetings/{made(zoom)['id']}/registrants"
    pending = zoom.raw("POST", path, json=GUEST).json()
    assert "join_url" not in pending
    assert zoom.raw("GET", path).json()["registrants"] == []
    approved = zoom.raw("POST", path, json={**GUEST, "auto_approve": True}).json()
    assert approved["registrant_id"] == pending["registrant_id"]
    assert "tk=" in approved["join_url"]
    assert [row["id"] for row in zoom.raw("GET", path).json()["registrants"]] == [approved["registrant_id"]]


def test_the_same_guest_may_be_added_three_times_a_day(zoom: ZoomWorld) -> None:
    path = f"/meetings/{made(zoom)['id']}/registrants"
    statuses = [zoom.raw("POST", path, json=GUEST).status_code for _ in range(4)]
    assert statuses == [201, 201, 201, 429]


@pytest.mark.parametrize(
    "body", [{}, {"email": "a@b.example"}, {**GUEST, "email": "nobody"}, {**GUEST, "first_name": ""}]
)
def test_a_guest_needs_an_address_and_a_name(zoom: ZoomWorld, body: dict[str, str]) -> None:
    assert zoom.raw("POST", f"/meetings/{made(zoom)['id']}/registrants", json=body).json()["code"] == 300


def test_a_meeting_without_registration_registers_nobody(zoom: ZoomWorld) -> None:
    meeting = zoom.raw("POST", MEETINGS, json={"topic": "T"}).json()
    answer = zoom.raw("POST", f"/meetings/{meeting['id']}/registrants", json=GUEST)
    assert (answer.status_code, answer.json()["code"]) == (400, 3027)


@pytest.mark.parametrize(("body", "code"), [({"action": "stop"}, 300), ({}, 300), ({"action": "end"}, 3038)])
def test_the_status_changes_only_by_a_known_action_on_a_running_meeting(
    zoom: ZoomWorld, body: dict[str, str], code: int
) -> None:
    assert zoom.raw("PUT", f"/meetings/{made(zoom)['id']}/status", json=body).json()["code"] == code


def test_creates_and_updates_share_the_daily_budget_of_their_host(zoom: ZoomWorld) -> None:
    meeting = made(zoom)
    path, headers = f"{zoom.base}/v2/meetings/{meeting['id']}", zoom.bearer()
    for _ in range(99):
        assert requests.patch(path, json={"topic": "T"}, headers=headers, timeout=LONG).status_code == 204
    spent = zoom.raw("POST", MEETINGS, json={"topic": "T"})
    assert (spent.status_code, spent.headers["X-RateLimit-Type"]) == (429, "Daily-limit")
    assert spent.headers["Retry-After"] == "2026-11-24T00:00:00Z"
    assert zoom.raw("POST", f"/users/{list(HOSTS)[1]}/meetings", json={"topic": "T"}).status_code == 201
