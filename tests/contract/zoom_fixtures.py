"""A whole Zoom for a test: the stand-in and a receiver of its webhooks, served by uvicorn on one free port."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from integrations.zoom.client import ZoomApi
from integrations.zoom.events import answer_validation, parse, verify
from integrations.zoom.rooms import ZoomRooms
from integrations.zoom.tempo import Stopwatch
from mentoring.presence import LedgerEvent
from mentoring.rooms import Guest, MadeRoom, RoomRequest, RoomRole
from sandbox.calls import Call, CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.zoom.standin import ZoomStandIn
from tests.patience import LONG

START = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
ACCOUNT, CLIENT, SECRET, WEBHOOK_SECRET = "acc-1", "client-1", "client-secret-1", "hook-secret-1"
HOSTS = {"room1@program.example": 1, "room2@program.example": 2}
FIRST, SECOND = HOSTS
HASTE, HANG = 2.0, 2.5
"""Real seconds after which somebody in haste gives up, and after which a silent Zoom hangs up on them."""

MONITOR = Guest(1, RoomRole.MONITOR, "Pat Proctor", "pat@volunteers.example")
MENTOR = Guest(2, RoomRole.MENTOR, "Max Mentor", "max@volunteers.example")
STUDENT = Guest(3, RoomRole.STUDENT, "Amara O.", "amara@family.example")


def request_for(
    key: str = "session-12-room-1", *, starts_at: datetime = START + timedelta(days=1), host: str | None = FIRST
) -> RoomRequest:
    return RoomRequest(key, "Session 12", starts_at, starts_at + timedelta(minutes=45), host)


class Budget:
    """A WriteBudget in memory: `limit` writes for each host and day."""

    def __init__(self, limit: int = 1_000) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self.spent: Counter[tuple[str, date]] = Counter()

    def spend(self, host: str, *, at: datetime) -> bool:
        with self._lock:
            if self.spent[host, at.date()] >= self._limit:
                return False
            self.spent[host, at.date()] += 1
            return True


class Waits:
    """How long our own client has waited for its turns; no second of that really passes."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def stopwatch(self) -> Stopwatch:
        return Stopwatch(now=lambda: sum(self.seconds), sleep=self.seconds.append)


class Inbox:
    """What the application's webhook address does: checks the signature, answers the check, keeps the event.

    It answers with `status`, and not before `gate` is open.
    """

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self.bodies: list[dict[str, Any]] = []
        self.status = 204
        self.gate = threading.Event()
        self.gate.set()

    async def receive(self, request: Request) -> Response:
        raw, headers = await request.body(), request.headers
        genuine = verify(
            secret=WEBHOOK_SECRET,
            timestamp=headers.get("x-zm-request-timestamp"),
            signature=headers.get("x-zm-signature"),
            body=raw,
            at=self._clock.now(),
        )
        if not genuine:
            return Response(status_code=401)
        body = json.loads(raw)
        if body["event"] == "endpoint.url_validation":
            answer = answer_validation(WEBHOOK_SECRET, body["payload"])
            return JSONResponse(answer) if answer else Response(status_code=400)
        await asyncio.to_thread(self.gate.wait, LONG)
        if self.status == 204:
            self.bodies.append(body)
        return Response(status_code=self.status)

    @property
    def events(self) -> list[str]:
        return [body["event"] for body in self.bodies]

    @property
    def ledger(self) -> list[LedgerEvent]:
        return [event for event in map(parse, self.bodies) if event is not None]


@dataclass
class ZoomWorld:
    """Everything that one test needs; `base` is where the stand-in is mounted."""

    clock: MovableClock
    calls: CallLog
    faults: Faults
    standin: ZoomStandIn
    inbox: Inbox
    base: str
    budget: Budget = field(default_factory=Budget)
    waits: Waits = field(default_factory=Waits)

    def api(self, **changed: Any) -> ZoomApi:
        settings: dict[str, Any] = {
            "account_id": ACCOUNT,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "budget": self.budget,
            "api_url": f"{self.base}/v2",
            "oauth_url": f"{self.base}/oauth/token",
            "timeout": LONG,
            "stopwatch": self.waits.stopwatch(),
        }
        return ZoomApi(**{**settings, **changed})

    def rooms(self, **changed: Any) -> ZoomRooms:
        return ZoomRooms(self.api(**changed), list(HOSTS), alias_domain="guests.invalid")

    def stopwatch(self) -> Stopwatch:
        """Whoever sleeps by it moves the clock of the whole world, and the stand-in's seconds with it."""
        return Stopwatch(
            now=lambda: self.clock.now().timestamp(), sleep=lambda s: self.clock.advance(timedelta(seconds=s))
        )

    @property
    def at(self) -> datetime:
        return self.clock.now()

    def room(self) -> MadeRoom:
        return self.rooms().create(request_for(), at=self.at)

    def calls_to(self, method: str, ending: str) -> list[Call]:
        return [call for call in self.calls.of("zoom") if call.method == method and call.path.endswith(ending)]

    def bearer(self) -> dict[str, str]:
        form = {"grant_type": "account_credentials", "account_id": ACCOUNT}
        answer = requests.post(f"{self.base}/oauth/token", data=form, auth=(CLIENT, SECRET), timeout=LONG)
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def raw(self, method: str, path: str, **more: Any) -> requests.Response:
        """A call past our own client, with a fresh token."""
        return requests.request(method, f"{self.base}/v2{path}", headers=self.bearer(), timeout=LONG, **more)


def wait_until(happened: Callable[[], bool], *, seconds: float = LONG) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.01)


def in_threads(count: int, work: Callable[[], Any]) -> Sequence[Any]:
    """Runs the same work in many threads that start at once; gives what each returned or raised."""
    barrier, results = threading.Barrier(count), []

    def one() -> None:
        barrier.wait()
        try:
            results.append(work())
        except Exception as error:  # the test looks at what each thread met
            results.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def free_socket() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serves an app over real HTTP and gives its address."""
    listener = free_socket()
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
        listener.close()


@contextmanager
def zoom_stage() -> Iterator[Callable[..., ZoomWorld]]:
    """One server for many tests. Each gets a world under a path of its own, where no other's late webhook arrives.

    `dashboard=True`: the account's plan has the live list of participants. `hang`: real seconds that a silent Zoom
    keeps its callers.
    """
    app, worlds = Starlette(), list[ZoomWorld]()

    def new_world(*, dashboard: bool = False, hang: float = 0) -> ZoomWorld:
        worlds.append(_world(app, address, f"/{len(worlds)}", dashboard=dashboard, hang=hang))
        return worlds[-1]

    with served(app) as address:
        yield new_world
    assert [fault for world in worlds for fault in world.standin.own_faults] == [], "the stand-in answers as Zoom would"


def _world(stage: Starlette, address: str, path: str, *, dashboard: bool, hang: float) -> ZoomWorld:
    """Stand-in and receiver share one server, as in the demo: one that waits for the other would be seen."""
    clock, calls, faults = MovableClock(START), CallLog(), Faults()
    inbox = Inbox(clock)
    standin = ZoomStandIn(
        clock=clock,
        calls=calls,
        faults=faults,
        account_id=ACCOUNT,
        client_id=CLIENT,
        client_secret=SECRET,
        webhook_secret=WEBHOOK_SECRET,
        webhook_url=f"{address}{path}/zoom/webhook",
        hosts=HOSTS,
        dashboard=dashboard,
        hang=hang,
    )
    hook = Route("/zoom/webhook", inbox.receive, methods=["POST"])
    stage.mount(path, Starlette(routes=[hook, Mount("/platforms/zoom", standin.app)]))
    return ZoomWorld(clock, calls, faults, standin, inbox, f"{address}{path}/platforms/zoom")


@pytest.fixture(scope="module")
def stage() -> Iterator[Callable[..., ZoomWorld]]:
    with zoom_stage() as new_world:
        yield new_world


@pytest.fixture
def zoom(stage: Callable[..., ZoomWorld]) -> Iterator[ZoomWorld]:
    """A world whose stand-in answered as Zoom's own description says."""
    world = stage()
    yield world
    assert world.standin.own_faults == []
