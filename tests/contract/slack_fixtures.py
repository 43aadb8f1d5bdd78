"""Slack's stand-in, and a bot built on the real Bolt, each served over real HTTP on a port of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request
from slack_bolt import App
from slack_bolt.adapter.fastapi import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp

from bot.listeners import Listeners
from sandbox.calls import Call, CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.slack.standin import SlackStandIn
from tests.patience import LONG

TOKEN = "xoxb-sandbox-1"
SECRET = "signing-secret"
NOW = datetime(2026, 11, 3, 21, 30, tzinfo=UTC)
PAULA, RAY = "U0000PAULA", "U00000RAY"

__all__ = ["NOW", "PAULA", "RAY", "SECRET", "TOKEN", "Bot", "House", "bot", "house", "wait_for"]


def wait_for(condition: Callable[[], bool], *, seconds: float = LONG) -> None:
    """Fails when the condition does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        threading.Event().wait(0.005)


def free_port() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def served(app: ASGIApp, listener: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1, date_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    wait_for(lambda: server.started)
    yield
    server.should_exit = True
    thread.join()
    listener.close()


@dataclass
class House:
    """The stand-in at work under a prefix, and what surrounds it. Nobody listens at `events` unless a bot is there."""

    slack: SlackStandIn
    clock: MovableClock
    calls: CallLog
    faults: Faults
    events: socket.socket
    api_url: str

    def client(self, token: str = TOKEN) -> WebClient:
        return WebClient(token=token, base_url=self.api_url, retry_handlers=[], timeout=LONG)

    def called(self, count: int) -> list[Call]:
        """The calls on record, once there are that many: a call is put on record after its answer went out."""
        wait_for(lambda: len(self.calls.of("slack")) >= count)
        return self.calls.of("slack")


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    clock, calls, faults = MovableClock(NOW), CallLog(), Faults()
    own, events = free_port(), free_port()
    slack = SlackStandIn(
        clock=clock,
        calls=calls,
        faults=faults,
        bot_token=TOKEN,
        signing_secret=SECRET,
        events_url=f"{address(events)}/slack/events",
        own_url=f"{address(own)}/_slack",
        hang=0,
        retry_delays=(0, 0, 0),
    )
    slack.add_user(PAULA, name="Paula Proctor", email="paula@example.org")
    slack.add_user(RAY, name="Ray Mentor", email="ray@example.org", tz="Europe/Berlin")
    with served(Starlette(routes=[Mount("/_slack", slack.app)]), own):
        yield House(slack, clock, calls, faults, events, f"{address(own)}/_slack/api/")
    events.close()


@dataclass
class Bot:
    """A real Bolt app; `requests` keeps the headers and the raw body of everything that reached it."""

    app: App
    url: str
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def answer_first_with(self, *answers: Response) -> None:
        """Plain HTTP answers that are given before Bolt is asked again."""
        self.answers = list(answers)

    def retry_numbers(self) -> list[str | None]:
        return [headers.get("x-slack-retry-num") for headers, _ in self.requests]


@pytest.fixture
def bot(house: House) -> Iterator[Bot]:
    listeners = Listeners()
    house.slack.wait_for(listeners.settle)
    app = App(
        client=house.client(), signing_secret=SECRET, token_verification_enabled=False, listener_executor=listeners
    )
    bot = Bot(app, f"{address(house.events)}/slack/events")
    handler = SlackRequestHandler(app)
    web = FastAPI()

    @web.post("/slack/events")
    async def events(request: Request) -> Any:
        bot.requests.append((dict(request.headers), await request.body()))
        return bot.answers.pop(0) if bot.answers else await handler.handle(request)

    with served(web, house.events):
        yield bot
