"""Whatever Zoom does, no secret, token, start link or address travels in an error or a line of a log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.zoom.rooms import ZoomRooms
from mentoring.ports import ProviderError
from mentoring.rooms import MadeRoom, Platform
from sandbox.faults import Effect
from tests.contract.zoom_fixtures import (
    ACCOUNT,
    FIRST,
    MENTOR,
    SECRET,
    START,
    STUDENT,
    ZoomWorld,
    free_socket,
    request_for,
    served,
    stage,
    zoom,
)

__all__ = ["stage", "zoom"]

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodHRwczovL29hdXRoLnpvb20udXMifQ.kfKk5Nm3Zl8"
ROOM = MadeRoom(Platform.ZOOM, "81234567890", "https://zoom.us/j/81234567890", FIRST)
CHATTY = f"User {MENTOR.email} with {TOKEN} may open https://zoom.us/s/8123?zak={TOKEN} of {SECRET}-{SECRET}-{SECRET}"
"""What a Zoom would say that tells everything it knows."""

Call = Callable[[ZoomRooms], Any]
CALLS: dict[str, Call] = {
    "create": lambda rooms: rooms.create(request_for(), at=START),
    "find": lambda rooms: rooms.find(request_for(), at=START),
    "prove": lambda rooms: rooms.prove(ROOM, at=START),
    "secure": lambda rooms: rooms.secure(ROOM, at=START),
    "let_in": lambda rooms: rooms.let_in(ROOM, [MENTOR, STUDENT], at=START),
    "put_out": lambda rooms: rooms.put_out(ROOM, [MENTOR], at=START),
    "opening_address": lambda rooms: rooms.opening_address(ROOM, at=START),
    "observe": lambda rooms: rooms.observe(ROOM, since=START, at=START),
    "recall": lambda rooms: rooms.recall(ROOM, ["/ab//cd=="], since=START, at=START),
    "stop_keeping": lambda rooms: rooms.stop_keeping(ROOM, at=START),
    "end": lambda rooms: rooms.end(ROOM, at=START),
    "retire": lambda rooms: rooms.retire(ROOM, at=START),
}
STATUSES = (400, 401, 403, 404, 409, 429, 500)


@pytest.fixture(scope="module")
def chatty() -> Iterator[str]:
    """A Zoom that answers every call with the status that its path begins with, and tells what it should not."""

    async def token(_: Request) -> Response:
        return JSONResponse({"access_token": TOKEN, "expires_in": 3599})

    async def answer(request: Request) -> Response:
        body = {"code": 1010, "message": CHATTY, "errors": [{"field": MENTOR.email, "message": CHATTY}]}
        return JSONResponse(body, int(request.path_params["status"]))

    verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    token_route = Route("/oauth/token", token, methods=["POST"])
    with served(Starlette(routes=[token_route, Route("/{status}/{path:path}", answer, methods=verbs)])) as address:
        yield address


def told(caught: BaseException, logs: pytest.LogCaptureFixture) -> str:
    error = "".join(traceback.format_exception(caught)) + repr(vars(caught))
    return error + "".join(f"{record.getMessage()} {record.args}" for record in logs.records)


def assert_discreet(text: str) -> None:
    private: Sequence[str] = (
        TOKEN,
        SECRET,
        ACCOUNT,
        "zak=",
        MENTOR.email or "",
        STUDENT.email or "",
        "Bearer",
        "Basic ",
    )
    assert [word for word in private if word in text] == []


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", sorted(CALLS))
def test_no_refusal_of_any_call_tells_a_secret(
    zoom: ZoomWorld, chatty: str, caplog: pytest.LogCaptureFixture, name: str, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    rooms = ZoomRooms(zoom.api(api_url=f"{chatty}/{status}", oauth_url=f"{chatty}/oauth/token"), [FIRST])
    with pytest.raises(ProviderError) as caught:
        CALLS[name](rooms)
    assert caught.value.permanent is (status not in (429, 500))
    assert caplog.records, "the libraries below log, so there is something to look at"
    assert_discreet(told(caught.value, caplog))


@pytest.mark.parametrize("name", sorted(CALLS))
def test_no_call_that_meets_silence_tells_a_secret(
    zoom: ZoomWorld, caplog: pytest.LogCaptureFixture, chatty: str, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    closed = free_socket()
    address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    closed.close()
    rooms = ZoomRooms(zoom.api(api_url=f"{address}/v2", oauth_url=f"{chatty}/oauth/token"), [FIRST])
    with pytest.raises(ProviderError, match="no answer") as caught:
        CALLS[name](rooms)
    assert not caught.value.permanent
    assert_discreet(told(caught.value, caplog))


@pytest.mark.parametrize("effect", [None, Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT, Effect.LOST_ANSWER])
def test_no_way_of_getting_a_token_tells_a_secret(
    zoom: ZoomWorld, caplog: pytest.LogCaptureFixture, effect: Effect | None
) -> None:
    caplog.set_level(logging.DEBUG)
    if effect is not None:
        zoom.faults.order("zoom", effect, 1)
    api = zoom.api(client_secret=SECRET if effect else f"{SECRET}-wrong")
    with pytest.raises(ProviderError) as caught:
        api.granted_scopes(at=zoom.at)
    assert_discreet(told(caught.value, caplog) + repr(api))


def test_a_whole_session_leaves_no_secret_in_the_logs(zoom: ZoomWorld, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rooms = zoom.rooms()
    room = rooms.create(request_for(), at=zoom.at)
    entries = rooms.let_in(room, [MENTOR, STUDENT], at=zoom.at)
    address = rooms.opening_address(room, at=zoom.at)
    rooms.retire(room, at=zoom.at)
    logged = "".join(record.getMessage() for record in caplog.records)
    assert room.meeting_id in logged
    assert_discreet(logged)
    assert not any(link and link in logged for link in (address, *(entry.address for entry in entries)))
