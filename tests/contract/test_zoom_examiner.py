"""What `doctor` reads of a Zoom account: credentials, scopes, hosts, their settings and the locks on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.zoom.client import ZoomApi
from integrations.zoom.examiner import ZoomExaminer
from integrations.zoom.scopes import LIVE_LIST, NEEDED_SCOPES, READ_LOCKS, READ_USER, READ_USER_SETTINGS
from mentoring.checks import Check, CheckState
from mentoring.ports import Examiner
from sandbox.faults import Effect
from tests.contract.zoom_fixtures import FIRST, HOSTS, SECOND, SECRET, ZoomWorld, served, stage

__all__ = ["stage"]

PASS, FAIL, UNKNOWN = CheckState.PASS, CheckState.FAIL, CheckState.UNKNOWN
EACH_HOST = 1 + 11 + 3
"""A licence, eleven settings and three locks."""


@pytest.fixture
def zoom(stage: Callable[..., ZoomWorld]) -> ZoomWorld:
    """An account on a plan that has everything, in the state that our documents ask for."""
    return stage(dashboard=True)


def examined(zoom: ZoomWorld, api: ZoomApi | None = None, hosts: tuple[str, ...] = tuple(HOSTS)) -> dict[str, Check]:
    examiner: Examiner = ZoomExaminer(api or zoom.api(), dict.fromkeys(hosts, 1))
    checks = examiner.examine(at=zoom.at)
    by_name = {check.name: check for check in checks}
    assert len(by_name) == len(checks), "every check has a name of its own"
    return by_name


def not_passed(checks: dict[str, Check]) -> dict[str, Check]:
    return {name: check for name, check in checks.items() if check.state is not PASS}


def test_an_account_as_our_documents_ask_for_passes_everything(zoom: ZoomWorld) -> None:
    checks = examined(zoom)
    assert not_passed(checks) == {}
    assert len(checks) == 3 + EACH_HOST * len(HOSTS)
    assert all(check.evidence and not check.fix for check in checks.values())
    assert all(name.startswith("Zoom: ") for name in checks)


def test_most_hosts_share_a_group_which_is_read_once(zoom: ZoomWorld) -> None:
    examined(zoom)
    assert len(zoom.calls_to("GET", "/lock_settings")) == 1


def test_every_check_that_does_not_pass_says_how_to_mend_it(zoom: ZoomWorld) -> None:
    zoom.standin.set_lock("recording", "cloud_recording", value=False)
    zoom.standin.set_host_setting(FIRST, "recording", "local_recording", value=True)
    zoom.standin.set_host_setting(SECOND, "in_meeting", "file_transfer", None)
    zoom.standin.ungrant(LIVE_LIST)
    assert len(not_passed(examined(zoom))) == 5
    assert all(check.fix.endswith(".") and check.evidence for check in not_passed(examined(zoom)).values())


@pytest.mark.parametrize(
    ("section", "name", "on", "place"),
    [
        ("recording", "local_recording", True, "Recording > Record to computer files"),
        ("recording", "cloud_recording", True, "Recording > Cloud recording"),
        ("recording", "auto_recording", "cloud", "Recording > Automatic recording"),
        ("recording", "recording_audio_transcript", True, "Create audio transcript"),
        ("recording", "save_chat_text", True, "Save chat messages"),
        ("in_meeting", "private_chat", True, "Direct messages"),
        ("in_meeting", "file_transfer", True, "Send files via meeting chat"),
        ("in_meeting", "allow_live_streaming", True, "Livestreaming"),
        ("in_meeting", "custom_live_streaming_service", True, "Custom service"),
        (
            "in_meeting",
            "meeting_summary_with_ai_companion",
            {"enable": True},
            "AI Companion > Meeting > Meeting summary",
        ),
        ("in_meeting", "ai_companion_questions", {"enable": True}, "AI Companion > Meeting > Meeting questions"),
    ],
)
def test_a_setting_that_is_on_fails_and_one_that_zoom_hides_is_unknown(
    zoom: ZoomWorld, section: str, name: str, on: Any, place: str
) -> None:
    for value, state in ((on, FAIL), (None, UNKNOWN)):
        zoom.standin.set_host_setting(FIRST, section, name, value)
        (check,) = not_passed(examined(zoom)).values()
        assert check.name == f"Zoom: {section}.{name} is off for {FIRST}"
        assert check.state is state
        assert "Zoom web portal > Account Management > Account Settings >" in check.fix
        assert place in check.fix


@pytest.mark.parametrize("name", ["local_recording", "cloud_recording", "auto_recording"])
def test_a_recording_setting_that_is_not_locked_is_told_for_every_host(zoom: ZoomWorld, name: str) -> None:
    for lock, state in ((False, FAIL), (None, UNKNOWN)):
        zoom.standin.set_lock("recording", name, value=lock)
        checks = not_passed(examined(zoom))
        assert set(checks) == {f"Zoom: recording.{name} is locked for {host}" for host in HOSTS}
        assert {check.state for check in checks.values()} == {state}
        assert all("User Management > Groups" in check.fix for check in checks.values())


def test_a_host_without_a_licence_or_switched_off_or_unknown_fails(zoom: ZoomWorld) -> None:
    zoom.standin.set_licensed(FIRST, licensed=False)
    zoom.standin.set_active(SECOND, active=False)
    checks = examined(zoom, hosts=(FIRST, SECOND, "gone@program.example"))
    licences = [check for name, check in checks.items() if name.endswith("is an active, licensed user")]
    assert [check.state for check in licences] == [FAIL, FAIL, FAIL]
    assert [check.evidence for check in licences] == [
        "the user's type is 1, not 2",
        "the user is inactive",
        "Zoom knows no such user",
    ]
    assert "CHAPERONE_ZOOM_HOSTS" in licences[2].fix
    others = [check for name, check in checks.items() if "gone@" in name and check is not licences[2]]
    assert {check.state for check in others} == {UNKNOWN}


@pytest.mark.parametrize("scope", sorted(NEEDED_SCOPES))
def test_every_scope_that_is_missing_is_named_with_where_to_add_it(zoom: ZoomWorld, scope: str) -> None:
    zoom.standin.ungrant(scope)
    check = examined(zoom)["Zoom: scopes"]
    assert (check.state, check.evidence) == (FAIL, f"missing: {scope}")
    assert check.fix == f"Zoom App Marketplace > Manage > your Server-to-Server OAuth app > Scopes: add {scope}."


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        (READ_USER, "licensed user"),
        (READ_USER, "is locked"),
        (READ_USER_SETTINGS, "is off"),
        (READ_LOCKS, "is locked"),
    ],
)
def test_what_a_missing_scope_hides_is_unknown_and_names_that_scope(zoom: ZoomWorld, scope: str, kind: str) -> None:
    zoom.standin.ungrant(scope)
    hidden = [check for name, check in examined(zoom).items() if kind in name]
    assert hidden
    assert all(check.state is UNKNOWN and scope in check.fix for check in hidden)


def test_a_plan_without_the_live_list_is_explained_and_fails_nothing(stage: Callable[..., ZoomWorld]) -> None:
    (check,) = not_passed(examined(stage(dashboard=False))).values()
    assert (check.name, check.state) == ("Zoom: live list of participants", UNKNOWN)
    assert LIVE_LIST in check.fix
    assert "Business" in check.fix


def test_wrong_credentials_fail_and_leave_the_rest_unknown_under_the_same_names(zoom: ZoomWorld) -> None:
    checks = examined(zoom, zoom.api(client_secret="wrong-secret-93"))
    assert list(checks) == list(examined(zoom))
    credentials = checks.pop("Zoom: the credentials work")
    assert credentials.state is FAIL
    assert "CHAPERONE_ZOOM_CLIENT_SECRET" in credentials.fix
    assert {check.state for check in checks.values()} == {UNKNOWN}
    assert not any(secret in repr([credentials, *checks.values()]) for secret in (SECRET, "wrong-secret-93"))


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT])
def test_a_zoom_that_is_down_leaves_everything_unknown_and_is_asked_once(zoom: ZoomWorld, effect: Effect) -> None:
    names = list(examined(zoom))
    before = len(zoom.calls.of("zoom"))
    zoom.faults.order("zoom", effect, 50)
    checks = examined(zoom)
    assert list(checks) == names
    assert {check.state for check in checks.values()} == {UNKNOWN}
    assert len(zoom.calls.of("zoom")) == before + 1


def test_a_single_read_that_fails_leaves_only_what_it_would_have_told_unknown(zoom: ZoomWorld) -> None:
    api = zoom.api()
    examined(zoom, api)
    zoom.faults.order("zoom", Effect.ERROR, 1)
    checks = not_passed(examined(zoom, api))
    assert set(checks) == {
        f"Zoom: {FIRST} is an active, licensed user",
        *(
            f"Zoom: recording.{name} is locked for {FIRST}"
            for name in ("local_recording", "cloud_recording", "auto_recording")
        ),
    }
    assert {check.state for check in checks.values()} == {UNKNOWN}


def odd_zoom(user: Any, locks: dict[str, Any]) -> Starlette:
    """Gives a token without scopes, and these answers for every user and for each group."""

    async def token(_: Request) -> Response:
        return JSONResponse({"access_token": "t", "expires_in": 3599})

    async def user_of(_: Request) -> Response:
        return JSONResponse(user)

    async def settings_of(_: Request) -> Response:
        return JSONResponse({})

    async def locks_of(request: Request) -> Response:
        return JSONResponse(locks[request.path_params["group"]])

    return Starlette(
        routes=[
            Route("/oauth/token", token, methods=["POST"]),
            Route("/v2/users/{user}", user_of),
            Route("/v2/users/{user}/settings", settings_of),
            Route("/v2/groups/{group}/lock_settings", locks_of),
        ]
    )


ALL_LOCKED = {"recording": {"local_recording": True, "cloud_recording": True, "auto_recording": True}}


@pytest.mark.parametrize(
    ("user", "locks", "state", "evidence"),
    [
        ({"type": 2}, {}, UNKNOWN, "Zoom does not show it"),
        ({"group_ids": "g1"}, {}, UNKNOWN, "Zoom does not show it"),
        ({"group_ids": []}, {}, FAIL, "the user is in no group"),
        ({"group_ids": ["g1"]}, {"g1": {"recording": {"auto_recording": "none"}}}, UNKNOWN, "Zoom does not show it"),
        ({"group_ids": ["g1"]}, {"g1": {"recording": []}}, UNKNOWN, "Zoom does not show it"),
        ({"group_ids": ["g1", "g2"]}, {"g1": {}, "g2": ALL_LOCKED}, PASS, "a group of the user locks it"),
    ],
)
def test_a_lock_passes_only_where_zoom_says_so(
    zoom: ZoomWorld, user: dict[str, Any], locks: dict[str, Any], state: CheckState, evidence: str
) -> None:
    with served(odd_zoom(user, locks)) as address:
        api = zoom.api(api_url=f"{address}/v2", oauth_url=f"{address}/oauth/token")
        checks = examined(zoom, api, hosts=(FIRST,))
    locked = [check for name, check in checks.items() if "is locked" in name]
    assert {(check.state, check.evidence) for check in locked} == {(state, evidence)}


def test_a_token_that_names_no_scopes_leaves_them_unknown(zoom: ZoomWorld) -> None:
    with served(odd_zoom({}, {})) as address:
        checks = examined(zoom, zoom.api(api_url=f"{address}/v2", oauth_url=f"{address}/oauth/token"), hosts=(FIRST,))
    assert checks["Zoom: scopes"].state is UNKNOWN
    assert checks["Zoom: the credentials work"].state is PASS
    assert {check.state for name, check in checks.items() if FIRST in name} == {UNKNOWN}
