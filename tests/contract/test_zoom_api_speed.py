"""What our wrapper does when Zoom says that it is asked too fast."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.zoom.client import ZoomApi
from integrations.zoom.errors import ZoomRefused
from mentoring.ports import ProviderError
from sandbox.faults import Effect
from tests.contract.zoom_fixtures import FIRST, ZoomWorld, in_threads, served, stage, zoom

__all__ = ["stage", "zoom"]


def asked(zoom: ZoomWorld) -> int:
    return sum(call.method == "GET" for call in zoom.calls.of("zoom"))


def read(zoom: ZoomWorld, api: ZoomApi) -> Any:
    return api.host_settings(FIRST, at=zoom.at)


@pytest.mark.parametrize("refusals", [1, 3])
def test_a_question_that_came_too_fast_is_asked_again_as_late_as_zoom_says(zoom: ZoomWorld, refusals: int) -> None:
    zoom.faults.order("zoom", Effect.RATE_LIMIT, refusals, verb="GET")
    assert read(zoom, zoom.api())
    assert asked(zoom) == refusals + 1
    assert zoom.waits.seconds == pytest.approx([1.0] * refusals)


def test_it_is_asked_again_three_times_and_no_more(zoom: ZoomWorld) -> None:
    zoom.faults.order("zoom", Effect.RATE_LIMIT, 100, verb="GET")
    with pytest.raises(ZoomRefused):
        read(zoom, zoom.api())
    assert asked(zoom) == 4


def test_a_limit_of_the_day_is_not_waited_for(zoom: ZoomWorld) -> None:
    zoom.faults.order("zoom", Effect.DAILY_LIMIT, 1, verb="GET")
    with pytest.raises(ZoomRefused):
        read(zoom, zoom.api())
    assert (asked(zoom), zoom.waits.seconds) == (1, [])


def test_what_changes_something_is_left_to_whoever_wanted_it(zoom: ZoomWorld) -> None:
    zoom.faults.order("zoom", Effect.RATE_LIMIT, 1, verb="PATCH")
    with pytest.raises(ProviderError) as caught:
        zoom.api().change_host_settings(FIRST, {"recording": {"local_recording": False}}, at=zoom.at)
    assert caught.value.retry_after is not None
    assert len(zoom.calls_to("PATCH", "/settings")) == 1
    assert zoom.waits.seconds == []


def test_a_burst_from_many_threads_is_answered_in_full_at_the_speed_that_zoom_has_named(zoom: ZoomWorld) -> None:
    zoom.standin.enforce_rates()
    api = zoom.api(stopwatch=zoom.stopwatch())
    answers = in_threads(60, lambda: read(zoom, api))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []


def too_fast(headers: dict[str, str], asked: list[str]) -> Starlette:
    async def token(_: Request) -> Response:
        return JSONResponse({"access_token": "t", "expires_in": 3599})

    async def refuse(request: Request) -> Response:
        asked.append(request.url.path)
        return JSONResponse({"code": 429, "message": "Wait."}, 429, headers=headers)

    return Starlette(routes=[Route("/oauth/token", token, methods=["POST"]), Route("/{path:path}", refuse)])


@pytest.mark.parametrize(
    ("headers", "first_wait"),
    [
        ({}, 1.0),
        ({"Retry-After": "2"}, 2.0),
        ({"Retry-After": "0", "X-RateLimit-Limit": "10"}, 0.0),
        ({"X-RateLimit-Type": "QPS", "X-RateLimit-Limit": "none"}, 1.0),
        ({"X-RateLimit-Limit": "0"}, 1.0),
        ({"Retry-After": "6"}, None),
        ({"Retry-After": "9" * 5_000}, None),
        ({"Retry-After": "2026-11-24T00:00:00Z"}, None),
        ({"X-RateLimit-Type": "Daily-limit", "Retry-After": "1"}, None),
    ],
)
def test_every_way_of_naming_a_limit_is_kept_to_or_told_at_once(
    zoom: ZoomWorld, headers: dict[str, str], first_wait: float | None
) -> None:
    asked: list[str] = []
    with served(too_fast(headers, asked)) as address, pytest.raises(ZoomRefused):
        zoom.api(api_url=f"{address}/v2", oauth_url=f"{address}/oauth/token").meeting("123456789", at=zoom.at)
    assert len(asked) == (1 if first_wait is None else 4)
    if first_wait:
        assert zoom.waits.seconds[0] == pytest.approx(first_wait)
