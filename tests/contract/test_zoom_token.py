"""The access token, as the real `requests` and `zoomus` get and spend it."""

from __future__ import annotations

import traceback
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mentoring.ports import ProviderError
from sandbox.faults import Effect
from tests.contract.zoom_fixtures import SECRET, ZoomWorld, in_threads, served, stage, zoom

__all__ = ["stage", "zoom"]

HOST = "room1@program.example"
LIFE = 3599


def tokens_fetched(zoom: ZoomWorld) -> int:
    return len(zoom.calls_to("POST", "/oauth/token"))


def odd_oauth(answer: Response) -> Starlette:
    async def token(_: Request) -> Response:
        return answer

    return Starlette(routes=[Route("/oauth/token", token, methods=["POST"])])


def test_building_the_client_asks_nothing_of_the_network(zoom: ZoomWorld) -> None:
    zoom.api()
    assert zoom.calls.of("zoom") == []


def test_twenty_threads_share_one_token(zoom: ZoomWorld) -> None:
    api = zoom.api()
    results = in_threads(20, lambda: api.host_settings(HOST, at=zoom.at))
    assert all("recording" in result for result in results)
    assert tokens_fetched(zoom) == 1


def test_a_token_is_kept_until_four_fifths_of_its_life_are_over(zoom: ZoomWorld) -> None:
    api = zoom.api()
    api.host_settings(HOST, at=zoom.at)
    zoom.clock.advance(timedelta(seconds=LIFE * 0.79))
    api.host_settings(HOST, at=zoom.at)
    assert tokens_fetched(zoom) == 1
    zoom.clock.advance(timedelta(seconds=LIFE * 0.01 + 1))
    api.host_settings(HOST, at=zoom.at)
    assert tokens_fetched(zoom) == 2


def test_after_a_401_the_call_is_repeated_with_a_new_token(zoom: ZoomWorld) -> None:
    api = zoom.api()
    api.host_settings(HOST, at=zoom.at)
    zoom.standin.revoke_tokens()
    assert "recording" in api.host_settings(HOST, at=zoom.at)
    assert tokens_fetched(zoom) == 2
    assert [call.status for call in zoom.calls_to("GET", "/settings")][:2] == [200, 401]


def test_eight_threads_that_meet_a_401_fetch_one_new_token_together(zoom: ZoomWorld) -> None:
    api = zoom.api()
    api.host_settings(HOST, at=zoom.at)
    zoom.standin.revoke_tokens()
    results = in_threads(8, lambda: api.host_settings(HOST, at=zoom.at))
    assert all("recording" in result for result in results)
    assert tokens_fetched(zoom) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_secret": "wrong-secret-93"},
        {"client_secret": "pässwörd-ключ-93"},
        {"client_id": "wrong-client-93"},
        {"account_id": "wrong-account-93"},
    ],
)
def test_bad_credentials_fail_loudly_and_without_telling_them(zoom: ZoomWorld, wrong: dict[str, str]) -> None:
    api = zoom.api(**wrong)
    with pytest.raises(ProviderError) as caught:
        api.host_settings(HOST, at=zoom.at)
    assert caught.value.permanent
    assert "token" in caught.value.tried
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(api) + repr(vars(api))
    assert not any(secret in told for secret in (SECRET, *wrong.values()))
    assert zoom.calls_to("GET", "/settings") == [], "no call may go out as `Bearer None`"


def test_a_failing_token_endpoint_may_be_asked_again(zoom: ZoomWorld) -> None:
    zoom.faults.order("zoom", Effect.ERROR, 1)
    api = zoom.api()
    with pytest.raises(ProviderError) as caught:
        api.create_meeting(HOST, {}, starts_at=zoom.at, at=zoom.at)
    assert (caught.value.permanent, caught.value.ambiguous) == (False, False), "no meeting can have been made yet"
    assert "recording" in api.host_settings(HOST, at=zoom.at)


def test_a_silent_token_endpoint_is_given_up_in_time(zoom: ZoomWorld) -> None:
    zoom.faults.order("zoom", Effect.TIMEOUT, 1)
    with pytest.raises(ProviderError, match="no answer") as caught:
        zoom.api().host_settings(HOST, at=zoom.at)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    "answer",
    [
        HTMLResponse("<html>maintenance</html>"),
        JSONResponse(["no", "object"]),
        JSONResponse({"access_token": None, "expires_in": 3599}),
        JSONResponse({"access_token": "t", "expires_in": "soon"}),
        JSONResponse({"access_token": "t", "expires_in": 0}),
    ],
)
def test_a_token_answer_of_no_known_form_is_refused(zoom: ZoomWorld, answer: Response) -> None:
    with served(odd_oauth(answer)) as address, pytest.raises(ProviderError, match="no usable token"):
        zoom.api(oauth_url=f"{address}/oauth/token").host_settings(HOST, at=zoom.at)


@pytest.mark.parametrize("api_url", ["ftp://elsewhere.example", "//elsewhere.example", None, 7])
def test_an_api_address_less_safe_than_the_token_endpoint_is_not_followed(zoom: ZoomWorld, api_url: Any) -> None:
    token = zoom.bearer()["Authorization"].removeprefix("Bearer ")
    answer = JSONResponse({"access_token": token, "expires_in": LIFE, "api_url": api_url})
    with served(odd_oauth(answer)) as address:
        assert "recording" in zoom.api(oauth_url=f"{address}/oauth/token").host_settings(HOST, at=zoom.at)


def test_the_api_address_that_zoom_names_is_used(zoom: ZoomWorld) -> None:
    api = zoom.api(api_url="http://127.0.0.1:9/v2")
    assert "recording" in api.host_settings(HOST, at=zoom.at)


def test_a_refusal_of_the_new_token_too_ends_the_attempt(zoom: ZoomWorld) -> None:
    answer = JSONResponse({"access_token": "never-valid", "expires_in": LIFE})
    with served(odd_oauth(answer)) as address, pytest.raises(ProviderError, match="124") as caught:
        zoom.api(oauth_url=f"{address}/oauth/token").host_settings(HOST, at=zoom.at)
    assert caught.value.permanent
    assert "never-valid" not in "".join(traceback.format_exception(caught.value))


def test_the_standin_grants_every_scope_that_we_need(zoom: ZoomWorld) -> None:
    assert zoom.api().missing_scopes(at=zoom.at) == frozenset()


def test_a_scope_that_was_not_granted_is_named(zoom: ZoomWorld) -> None:
    answer = JSONResponse({"access_token": "t", "expires_in": LIFE, "scope": "meeting:read:meeting:admin"})
    with served(odd_oauth(answer)) as address:
        missing = zoom.api(oauth_url=f"{address}/oauth/token").missing_scopes(at=zoom.at)
    assert "meeting:update:status:admin" in missing
    assert "meeting:read:meeting:admin" not in missing
