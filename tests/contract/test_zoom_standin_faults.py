"""Every fault that can be ordered happens in Zoom's own form, to the calls that were meant and to no others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from integrations.zoom.demands import meeting_fields
from sandbox.faults import ANSWERED, REFUSALS, Effect
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


@pytest.fixture
def bearer(zoom: ZoomWorld) -> dict[str, str]:
    return zoom.bearer()


def create(zoom: ZoomWorld, bearer: dict[str, str]) -> requests.Response:
    body = meeting_fields(request_for())
    return requests.post(f"{zoom.base}/v2{MEETINGS}", json=body, headers=bearer, timeout=LONG)


def existing(zoom: ZoomWorld) -> list[Any]:
    rows: list[Any] = zoom.raw("GET", MEETINGS).json()["meetings"]
    return rows


@pytest.mark.parametrize(
    ("effect", "status", "code"),
    [
        (Effect.ERROR, 500, 500),
        (Effect.RATE_LIMIT, 429, 429),
        (Effect.DAILY_LIMIT, 429, 429),
        (Effect.UNAUTHORIZED, 401, 124),
        (Effect.FORBIDDEN, 403, 3161),
        (Effect.NOT_FOUND, 404, 3001),
        (Effect.CONFLICT, 409, 409),
    ],
)
def test_a_refusal_on_order_has_zooms_code_and_nothing_is_done(
    zoom: ZoomWorld, bearer: dict[str, str], effect: Effect, status: int, code: int
) -> None:
    zoom.faults.order("zoom", effect, 1)
    refused = create(zoom, bearer)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert existing(zoom) == []
    assert create(zoom, bearer).status_code == 201, "it was ordered once"


def test_every_effect_that_is_answered_has_an_answer_of_its_own(zoom: ZoomWorld, bearer: dict[str, str]) -> None:
    seen = set()
    for effect in ANSWERED:
        zoom.faults.order("zoom", effect, 1)
        answer = create(zoom, bearer)
        seen.add((answer.status_code, answer.headers.get("X-RateLimit-Type")))
    assert len(seen) == len(ANSWERED)


def test_a_limit_of_the_day_says_when_it_ends_as_a_date_and_one_of_the_second_in_seconds(
    zoom: ZoomWorld, bearer: dict[str, str]
) -> None:
    zoom.faults.order("zoom", Effect.DAILY_LIMIT, 1)
    assert create(zoom, bearer).headers["Retry-After"] == "2026-11-24T00:00:00Z"
    zoom.faults.order("zoom", Effect.RATE_LIMIT, 1)
    assert create(zoom, bearer).headers["Retry-After"] == "1"


def test_a_dropped_connection_brings_no_answer_and_nothing_is_done(zoom: ZoomWorld, bearer: dict[str, str]) -> None:
    zoom.faults.order("zoom", Effect.DROPPED, 1)
    with pytest.raises(requests.ConnectionError):
        create(zoom, bearer)
    wait_until(lambda: [call.status for call in zoom.calls_to("POST", MEETINGS)] == [0])
    assert existing(zoom) == []


@pytest.fixture
def server_errors(caplog: pytest.LogCaptureFixture) -> Iterator[list[logging.LogRecord]]:
    """uvicorn keeps its log to itself, so it is listened to at the source."""
    log = logging.getLogger("uvicorn.error")
    before = log.level
    log.setLevel(logging.WARNING)
    log.addHandler(caplog.handler)
    yield caplog.records
    log.removeHandler(caplog.handler)
    log.setLevel(before)


def test_a_dropped_connection_is_no_error_of_the_server(
    zoom: ZoomWorld, bearer: dict[str, str], server_errors: list[logging.LogRecord]
) -> None:
    zoom.faults.order("zoom", Effect.DROPPED, 3)
    for _ in range(3):
        with pytest.raises(requests.ConnectionError):
            create(zoom, bearer)
    assert create(zoom, bearer).status_code == 201
    assert [record.getMessage() for record in server_errors if record.name == "uvicorn.error"] == []


def test_a_lost_answer_comes_of_work_that_was_done(zoom: ZoomWorld, bearer: dict[str, str]) -> None:
    zoom.faults.order("zoom", Effect.LOST_ANSWER, 1)
    with pytest.raises(requests.ConnectionError):
        create(zoom, bearer)
    assert len(existing(zoom)) == 1


@pytest.mark.parametrize("effect", sorted(REFUSALS))
def test_a_refusal_never_hits_the_request_for_a_token(zoom: ZoomWorld, effect: Effect) -> None:
    """So a client that asks for a fresh token after 401 gets one, whose first call may be refused again."""
    zoom.faults.order("zoom", effect, 1)
    form = {"grant_type": "account_credentials", "account_id": ACCOUNT}
    answer = requests.post(f"{zoom.base}/oauth/token", data=form, auth=(CLIENT, SECRET), timeout=LONG)
    assert answer.status_code == 200
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert create(zoom, bearer).status_code != 201
    assert create(zoom, bearer).status_code == 201


def test_the_adapter_survives_one_refused_token_and_no_more(zoom: ZoomWorld) -> None:
    api = zoom.api()
    zoom.faults.order("zoom", Effect.UNAUTHORIZED, 1)
    assert list(api.scheduled_meetings(HOST, at=zoom.at)) == []
    zoom.faults.order("zoom", Effect.UNAUTHORIZED, 100)
    with pytest.raises(Exception, match="401"):
        list(api.scheduled_meetings(HOST, at=zoom.at))


@pytest.mark.parametrize(
    ("verb", "path", "hit"),
    [
        ("", "", True),
        ("", "/meetings", True),
        ("POST", "", True),
        ("POST", "/meetings", True),
        ("GET", "", False),
        ("", "/registrants", False),
        ("GET", "/meetings", False),
        ("POST", "/registrants", False),
    ],
)
def test_a_fault_can_be_ordered_for_some_calls_only(
    zoom: ZoomWorld,
    bearer: dict[str, str],
    verb: str,
    path: str,
    hit: bool,  # noqa: FBT001 - pytest gives it by name
) -> None:
    zoom.faults.order("zoom", Effect.ERROR, 1, verb=verb, path=path)
    assert (create(zoom, bearer).status_code == 500) is hit


def test_calls_that_were_not_meant_do_not_use_an_order_up(zoom: ZoomWorld, bearer: dict[str, str]) -> None:
    zoom.faults.order("zoom", Effect.ERROR, 1, verb="POST", path="/meetings")
    assert existing(zoom) == []
    assert create(zoom, bearer).status_code == 500


def test_an_order_of_none_takes_an_earlier_one_back(zoom: ZoomWorld, bearer: dict[str, str]) -> None:
    zoom.faults.order("zoom", Effect.ERROR, 5)
    zoom.faults.order("zoom", Effect.ERROR, 0)
    assert create(zoom, bearer).status_code == 201
