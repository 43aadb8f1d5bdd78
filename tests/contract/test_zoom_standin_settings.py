"""Hosts, groups, locks, scopes and limits of the stand-in's account, and the webhooks that tell of changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests

from integrations.zoom.demands import meeting_fields
from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.zoom.description import DASHBOARD_SCOPE, OPERATIONS, SCOPES
from sandbox.zoom.standin import ZoomStandIn
from tests.contract.zoom_fixtures import (
    ACCOUNT,
    CLIENT,
    HOSTS,
    SECRET,
    START,
    ZoomWorld,
    request_for,
    served,
    stage,
    wait_until,
    zoom,
)
from tests.patience import LONG

__all__ = ["stage", "zoom"]

HOST, OTHER = HOSTS
SETTINGS = f"/users/{HOST}/settings"
GUEST = {"email": "a@guests.invalid", "first_name": "A", "auto_approve": True}


def made(zoom: ZoomWorld) -> dict[str, Any]:
    meeting: dict[str, Any] = zoom.raw("POST", f"/users/{HOST}/meetings", json=meeting_fields(request_for())).json()
    return meeting


def group_path(zoom: ZoomWorld, what: str) -> str:
    (group,) = zoom.raw("GET", f"/users/{HOST}").json()["group_ids"]
    return f"/groups/{group}/{what}"


def told(zoom: ZoomWorld) -> list[tuple[str, Any, Any]]:
    payloads = [(body["event"], body["payload"]) for body in zoom.inbox.bodies]
    return [(event, payload["old_object"]["settings"], payload["object"]["settings"]) for event, payload in payloads]


def test_a_user_shows_the_licence_the_state_and_the_group(zoom: ZoomWorld) -> None:
    user = zoom.raw("GET", f"/users/{HOST}").json()
    assert (user["email"], user["type"], user["status"]) == (HOST, 2, "active")
    assert user["group_ids"] == [zoom.standin.group_id] == zoom.raw("GET", f"/users/{OTHER}").json()["group_ids"]
    assert zoom.raw("GET", f"/users/{user['id']}").json() == user


def test_a_host_without_a_licence_shows_it_and_registers_nobody(zoom: ZoomWorld) -> None:
    meeting = made(zoom)
    zoom.standin.set_licensed(HOST, licensed=False)
    zoom.standin.set_active(OTHER, active=False)
    assert zoom.raw("GET", f"/users/{HOST}").json()["type"] == 1
    assert zoom.raw("GET", f"/users/{OTHER}").json()["status"] == "inactive"
    answer = zoom.raw("POST", f"/meetings/{meeting['id']}/registrants", json=GUEST)
    assert (answer.status_code, answer.json()["code"]) == (400, 200)


def test_a_host_without_a_licence_runs_one_meeting_at_a_time(zoom: ZoomWorld) -> None:
    zoom.standin.set_licensed(OTHER, licensed=False)
    meetings = [
        zoom.raw("POST", f"/users/{OTHER}/meetings", json=meeting_fields(request_for())).json() for _ in range(2)
    ]
    opened = [zoom.standin.join(one["id"], name="Pat", address=one["start_url"]) for one in meetings]
    assert opened == ["in_meeting", "refused"]


def test_user_settings_change_level_by_level(zoom: ZoomWorld) -> None:
    before = zoom.raw("GET", SETTINGS).json()
    changed = {"recording": {"cloud_recording": True, "smart_recording": {"create_next_steps": True}}}
    assert zoom.raw("PATCH", SETTINGS, json=changed).status_code == 204
    after = zoom.raw("GET", SETTINGS).json()
    assert after["recording"]["cloud_recording"] is True
    assert after["recording"]["smart_recording"] == {
        **before["recording"]["smart_recording"],
        "create_next_steps": True,
    }
    assert after["in_meeting"] == before["in_meeting"]
    assert zoom.raw("GET", f"/users/{OTHER}/settings").json() == before, "each host has settings of his own"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"recording": {"auto_recording": False}}, "recording.auto_recording"),
        ({"recording": {"local_recording": "off"}}, "recording.local_recording"),
        ({"recording": {"smart_recording": False}}, "recording.smart_recording"),
        ({"local_recording": False}, "local_recording"),
        ({"in_meeting": {"allow_users_save_chats": False}}, "in_meeting.allow_users_save_chats"),
        ({"in_meeting": {"closed_captioning": {"record": False}}}, "in_meeting.closed_captioning.record"),
        (
            {"in_meeting": {"meeting_summary_with_ai_companion": {"enable": False}}},
            "in_meeting.meeting_summary_with_ai_companion",
        ),
        ({"in_meeting": {"ai_companion_questions": {"enable": False}}}, "in_meeting.ai_companion_questions"),
    ],
)
def test_a_setting_in_another_form_or_that_only_the_portal_changes_is_refused_by_name(
    zoom: ZoomWorld, changed: dict[str, Any], field: str
) -> None:
    for path in (SETTINGS, group_path(zoom, "settings")):
        answer = zoom.raw("PATCH", path, json=changed)
        assert (answer.status_code, answer.json()["code"]) == (400, 300)
        assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_the_ai_companion_is_shown_though_it_cannot_be_set(zoom: ZoomWorld) -> None:
    zoom.standin.set_host_setting(HOST, "in_meeting", "ai_companion_questions", {"enable": True})
    shown = zoom.raw("GET", SETTINGS).json()["in_meeting"]
    assert shown["ai_companion_questions"] == {"enable": True}
    assert shown["meeting_summary_with_ai_companion"] == {"enable": False}


def test_a_lock_is_a_flag_even_where_the_setting_is_a_word(zoom: ZoomWorld) -> None:
    path = group_path(zoom, "lock_settings")
    assert zoom.raw("GET", path, params={"option": "recording"}).json()["recording"]["auto_recording"] is True
    assert zoom.raw("GET", group_path(zoom, "settings")).json()["recording"]["auto_recording"] == "none"
    refused = zoom.raw("PATCH", path, json={"recording": {"auto_recording": "none"}})
    assert [error["field"] for error in refused.json()["errors"]] == ["recording.auto_recording"]
    assert zoom.raw("PATCH", path, json={"recording": {"auto_recording": False}}).status_code == 204
    assert zoom.raw("GET", path).json()["recording"]["auto_recording"] is False


@pytest.mark.parametrize("what", ["settings", "lock_settings"])
def test_an_option_shows_one_section_and_no_option_all(zoom: ZoomWorld, what: str) -> None:
    path = group_path(zoom, what)
    assert zoom.raw("GET", path).json().keys() == {"recording", "in_meeting"}
    assert zoom.raw("GET", path, params={"option": "in_meeting"}).json().keys() == {"in_meeting"}
    assert zoom.raw("GET", path, params={"option": "everything"}).json()["code"] == 300


def test_what_zoom_is_silent_about_is_not_there(zoom: ZoomWorld) -> None:
    zoom.standin.set_lock("recording", "local_recording", value=None)
    zoom.standin.set_host_setting(HOST, "recording", "local_recording", None)
    zoom.standin.set_group_setting("recording", "local_recording", None)
    for path in (SETTINGS, group_path(zoom, "settings"), group_path(zoom, "lock_settings")):
        assert "local_recording" not in zoom.raw("GET", path).json()["recording"]


def test_an_answer_that_zoom_would_never_give_is_the_stand_ins_own_fault() -> None:
    standin = ZoomStandIn(
        clock=MovableClock(START),
        calls=CallLog(),
        faults=Faults(),
        account_id=ACCOUNT,
        client_id=CLIENT,
        client_secret=SECRET,
        webhook_secret="",
        webhook_url="http://127.0.0.1:9/nobody",
        hosts=HOSTS,
    )
    standin.set_host_setting(HOST, "recording", "on_the_moon", value=True)
    with served(standin.app) as address:
        form = {"grant_type": "account_credentials", "account_id": ACCOUNT}
        token = requests.post(f"{address}/oauth/token", data=form, auth=(CLIENT, SECRET), timeout=LONG).json()
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        assert requests.get(f"{address}/v2{SETTINGS}", headers=bearer, timeout=LONG).status_code == 500
    (fault,) = standin.own_faults
    assert "recording.on_the_moon" in fault


def test_every_change_by_hand_is_told_with_what_was_before(zoom: ZoomWorld) -> None:
    zoom.standin.set_host_setting(HOST, "recording", "local_recording", value=True)
    zoom.standin.set_group_setting("recording", "auto_recording", "cloud")
    zoom.standin.set_lock("recording", "cloud_recording", value=False)
    zoom.standin.change_account("recording", "auto_recording", "none", "local")
    zoom.standin.change_account("recording", "auto_recording", old=True, new=False, locks=True)
    assert told(zoom) == [
        ("user.settings_updated", {"recording": {"local_recording": False}}, {"recording": {"local_recording": True}}),
        (
            "group.settings_updated",
            {"recording": {"auto_recording": "none"}},
            {"recording": {"auto_recording": "cloud"}},
        ),
        (
            "group.lock_settings_updated",
            {"recording": {"cloud_recording": True}},
            {"recording": {"cloud_recording": False}},
        ),
        (
            "account.settings_updated",
            {"recording": {"auto_recording": "none"}},
            {"recording": {"auto_recording": "local"}},
        ),
        (
            "account.lock_settings_updated",
            {"recording": {"auto_recording": True}},
            {"recording": {"auto_recording": False}},
        ),
    ]
    host_id = zoom.raw("GET", f"/users/{HOST}").json()["id"]
    assert zoom.inbox.bodies[0]["payload"]["object"]["id"] == host_id
    assert zoom.inbox.bodies[1]["payload"]["object"]["id"] == zoom.standin.group_id


@pytest.mark.parametrize(
    ("what", "changed", "event"),
    [
        (None, {"recording": {"local_recording": True}}, "user.settings_updated"),
        ("settings", {"recording": {"local_recording": True}}, "group.settings_updated"),
        ("lock_settings", {"recording": {"local_recording": False}}, "group.lock_settings_updated"),
    ],
)
def test_a_change_through_the_api_is_told_once_and_one_that_changes_nothing_never(
    zoom: ZoomWorld, what: str | None, changed: dict[str, Any], event: str
) -> None:
    path = group_path(zoom, what) if what else SETTINGS
    for _ in range(2):
        assert zoom.raw("PATCH", path, json=changed).status_code == 204
    wait_until(lambda: bool(zoom.inbox.events))
    assert zoom.inbox.events == [event]


def filled(zoom: ZoomWorld, path: str) -> str:
    return path.format(user=HOST, meeting=123456789, group=zoom.standin.group_id, run="abc")


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_call_without_its_scope_is_refused_and_told_which(zoom: ZoomWorld, name: str) -> None:
    operation = OPERATIONS[name]
    zoom.standin.ungrant(operation.scope)
    answer = zoom.raw(operation.verb, filled(zoom, operation.path))
    assert (answer.status_code, answer.json()["code"]) == (400, 4711)
    assert operation.scope in answer.json()["message"]


def test_a_new_scope_needs_a_new_token_and_one_taken_away_is_gone_at_once(zoom: ZoomWorld) -> None:
    scope, url = OPERATIONS["read a user"].scope, f"{zoom.base}/v2/users/{HOST}"
    zoom.standin.ungrant(scope)
    old = zoom.bearer()
    zoom.standin.grant(scope)
    assert requests.get(url, headers=old, timeout=LONG).json()["code"] == 4711
    new = zoom.bearer()
    assert requests.get(url, headers=new, timeout=LONG).status_code == 200
    zoom.standin.ungrant(scope)
    assert requests.get(url, headers=new, timeout=LONG).json()["code"] == 4711


def test_the_token_names_its_scopes_and_the_dashboards_only_on_the_plan_that_has_it(zoom: ZoomWorld) -> None:
    def granted() -> set[str]:
        form = {"grant_type": "account_credentials", "account_id": ACCOUNT}
        answer = requests.post(f"{zoom.base}/oauth/token", data=form, auth=(CLIENT, SECRET), timeout=LONG)
        return set(answer.json()["scope"].split())

    assert granted() == SCOPES
    zoom.standin.set_dashboard(available=True)
    assert granted() == SCOPES | {DASHBOARD_SCOPE}


def test_calls_are_limited_by_the_second_once_somebody_wants_it(zoom: ZoomWorld) -> None:
    url, headers = f"{zoom.base}/v2{SETTINGS}", zoom.bearer()

    def statuses(count: int) -> list[int]:
        return [requests.get(url, headers=headers, timeout=LONG).status_code for _ in range(count)]

    assert set(statuses(25)) == {200}
    zoom.clock.advance(timedelta(seconds=1))
    zoom.standin.enforce_rates()
    assert statuses(21) == [200] * 20 + [429]
    refused = requests.get(url, headers=headers, timeout=LONG).headers
    assert (refused["X-RateLimit-Type"], refused["X-RateLimit-Category"], refused["Retry-After"]) == (
        "QPS",
        "Medium",
        "1",
    )
    light = requests.get(f"{zoom.base}/v2/users/{HOST}", headers=headers, timeout=LONG)
    assert light.status_code == 200, "every class is counted by itself"
    zoom.clock.advance(timedelta(seconds=1))
    assert statuses(1) == [200]
