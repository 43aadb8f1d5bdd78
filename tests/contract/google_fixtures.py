"""Google's stand-in behind a real server on this machine, and its clients."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from google.oauth2 import service_account
from googleapiclient.discovery import build
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from integrations.google.calendar import GoogleCalendarInviter
from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from integrations.google.wire import SharedToken, authorized_http
from mentoring.ports import Invitation
from mentoring.rooms import Guest, MadeRoom, RoomRequest, RoomRole
from sandbox.calls import Call, CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Effect, Faults
from sandbox.google import GoogleStandIn
from tests.patience import LONG

ORGANIZER, SECOND = "rooms@district.example", "rooms2@district.example"
ADMIN = "admin@district.example"
START = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)
MEET = "https://www.googleapis.com/auth/meetings.space.created"
MEET_READ = "https://www.googleapis.com/auth/meetings.space.readonly"
CALENDAR = "https://www.googleapis.com/auth/calendar.events.owned"

MONITOR = Guest(1, RoomRole.MONITOR, "Priya Nair", "priya@volunteers.example")
MENTOR = Guest(2, RoomRole.MENTOR, "Sam Okafor", "sam@company.example")
STUDENT = Guest(3, RoomRole.STUDENT, "Amara O.", "amara@school.example")

Access = Literal["RESTRICTED", "TRUSTED"]

_contacted: set[str] = set()


def _notice_hosts(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        _contacted.add(str(args[0]))
    elif event == "socket.connect" and isinstance(args[1], tuple):
        _contacted.add(str(args[1][0]))


sys.addaudithook(_notice_hosts)


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The base address of `app` on a free port; nothing but loopback may be contacted while it runs."""
    _contacted.clear()
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
        listener.close()
    assert _contacted <= {"127.0.0.1"}, f"contacted {_contacted}"


class Settling:
    """ASGI middleware that knows when every request is over: the gate logs a call after its answer has left."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._open, self._changed = app, 0, threading.Condition()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._count(1)
        try:
            await self._app(scope, receive, send)
        finally:
            self._count(-1)

    def wait(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._open == 0, timeout=LONG)

    def _count(self, by: int) -> None:
        with self._changed:
            self._open += by
            self._changed.notify_all()


@dataclass
class Google:
    """The stand-in with everything around it. `api_url` is what CHAPERONE_GOOGLE_API_URL would hold."""

    settling: Settling
    standin: GoogleStandIn
    clock: MovableClock
    log: CallLog
    faults: Faults
    api_url: str
    credentials_file: Path
    _signed_in: dict[float, GoogleServices] = field(default_factory=dict)

    def services(self, *, organizer: str = ORGANIZER, timeout: float = LONG) -> GoogleServices:
        """The key is read once for each timeout."""
        first = self._signed_in.get(timeout) or GoogleServices(
            credentials_file=self.credentials_file, organizer=organizer, api_url=self.api_url, timeout=timeout
        )
        self._signed_in[timeout] = first
        return first.acting_as(organizer)

    def rooms(self, *organizers: str, timeout: float = LONG, access: Access = "RESTRICTED") -> GoogleMeetRooms:
        names = organizers or (ORGANIZER,)
        return GoogleMeetRooms({n: self.services(organizer=n, timeout=timeout) for n in names}, access=access)

    def inviter(self) -> GoogleCalendarInviter:
        return GoogleCalendarInviter(self.services())

    def client(self, api: str, version: str, *scopes: str, subject: str | None = ORGANIZER) -> Any:
        """Google's own client with scopes and a subject of the test's choice."""
        account = service_account.Credentials.from_service_account_file(  # type: ignore[no-untyped-call]  # half typed
            str(self.credentials_file), scopes=scopes, subject=subject
        )
        endpoint = f"{self.api_url}/calendar/v3/" if api == "calendar" else f"{self.api_url}/"
        return build(
            api,
            version,
            http=authorized_http(SharedToken(account, timeout=LONG), timeout=LONG),
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": endpoint},
        )

    def meet(self, *scopes: str, subject: str | None = ORGANIZER) -> Any:
        return self.client("meet", "v2", *(scopes or (MEET,)), subject=subject)

    def calendar(self, *scopes: str) -> Any:
        return self.client("calendar", "v3", *(scopes or (CALENDAR,)))

    def calls(self, method: str = "", ending: str = "") -> list[Call]:
        self.settling.wait()
        return [c for c in self.log.of("google") if c.method.startswith(method) and c.path.endswith(ending)]

    def order(self, effect: Effect, times: int = 1, *, path: str = "") -> None:
        self.faults.order("google", effect, times, path=path)

    def pass_time(self, **units: float) -> datetime:
        self.clock.advance(timedelta(**units))
        return self.clock.now()

    def enter(self, room: MadeRoom, guest: Guest) -> str:
        return self.standin.join(room.meeting_id, name=guest.shown_name, email=guest.email)

    def leave(self, room: MadeRoom, guest: Guest) -> None:
        self.standin.leave(room.meeting_id, name=guest.shown_name, email=guest.email)


@contextmanager
def running_google(folder: Path, *, hang: float = 0, quotas: bool = False) -> Iterator[Google]:
    """A stand-in mounted under /google, whose own answers must all have been right in the end."""
    clock, log, faults = MovableClock(START), CallLog(), Faults()
    standin = GoogleStandIn(
        clock=clock,
        calls=log,
        faults=faults,
        organizer=ORGANIZER,
        more_organizers=[SECOND],
        admin=ADMIN,
        quotas=quotas,
        hang=hang,
    )
    settling = Settling(standin.app)
    with serving(Starlette(routes=[Mount("/google", app=settling)])) as base:
        key_file = folder / "google.json"
        standin.write_credentials(key_file, token_uri=f"{base}/google/token")
        yield Google(settling, standin, clock, log, faults, f"{base}/google", key_file)
    assert standin.own_faults == []


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Google]:
    with running_google(tmp_path) as google:
        yield google


@pytest.fixture
def rooms(google: Google) -> GoogleMeetRooms:
    return google.rooms()


def request_for(session: int = 12, host: str | None = None) -> RoomRequest:
    return RoomRequest(f"session-{session}-room-1", f"Session {session}", START, START + timedelta(minutes=45), host)


def invitation(**changes: Any) -> Invitation:
    values = {
        "effect_key": "session-12-person-2",
        "sequence": 0,
        "email": "sam@company.example",
        "name": "Sam Okafor",
        "title": "Mentoring session",
        "body": "Your session on Monday.",
        "door": "https://chaperone.example/join/abc123",
        "starts_at": START,
        "ends_at": START + timedelta(minutes=45),
        "timezone": "America/New_York",
    }
    return Invitation(**{**values, **changes})
