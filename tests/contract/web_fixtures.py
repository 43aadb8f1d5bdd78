"""The web over real HTTP, with a real store, the real Zoom adapter and one session that meets on Zoom."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import pytest
import requests
from sqlalchemy import Engine

from integrations.likeness import FuzzyNames
from integrations.vault import SignedDoorKeys, SignedFormKeys, SignedPageKeys
from integrations.zoom.webhook import ZoomWebhook
from mentoring.links import Page
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, RoomRequest, RoomRole
from mentoring.sessions import Session, SessionState
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import POLICY, Office
from tests.contract.zoom_fixtures import HOSTS, WEBHOOK_SECRET, ZoomWorld, served, zoom_stage
from web.app import build_web
from web.context import WebContext

__all__ = ["House", "house", "participant_event", "sqlite_engine", "zooms"]

SESSION_DAY = date(2026, 11, 24)
PERSONAL = re.compile(r"\b(dana|marcus|ana|ruth|amara|grace|example)\b|\w@\w", re.IGNORECASE)
"""Every name and every address in the small program."""


class House:
    """The web and what stands behind it. Its clock is the one of Zoom's stand-in."""

    def __init__(self, office: Office, zoom: ZoomWorld) -> None:
        self.office, self.zoom, self.clock, self.store = office, zoom, zoom.clock, office.store
        self.ticks: dict[str, datetime | None] = {}
        self.keys = SignedDoorKeys("a secret key for the tests", public_url="https://doors.invalid")
        self.page_keys = SignedPageKeys("a secret key for the tests", public_url="https://doors.invalid")
        self.context = WebContext(
            store=self.store,
            clock=self.clock,
            policy=POLICY,
            doors=self.keys,
            pages=self.page_keys,
            forms=SignedFormKeys("a secret key for the tests"),
            names=FuzzyNames(),
            rooms={Platform.ZOOM: zoom.rooms()},
            slack=None,
            zoom=ZoomWebhook(WEBHOOK_SECRET),
            ticks=lambda: self.ticks,
        )
        self.url = ""

    @contextmanager
    def open(self, **changed: Any) -> Iterator[House]:
        """Serves the web, built with other parts where these are given."""
        before = self.url
        with served(build_web(replace(self.context, **changed))) as self.url:
            yield self
        self.url = before

    @cached_property
    def session(self) -> Session:
        """Tuesday, Nov 24, 4:30 PM in New York, the day after the clock starts; it has no room yet."""
        draft = self.office.draft(student="amara", platform=Platform.ZOOM, starts_on=SESSION_DAY)
        return self.office.sessions(self.office.active(draft, at=self.clock.now()))[0]

    def make_room(self) -> MadeRoom:
        """A real room on the stand-in, and everybody let in."""
        provider, session = self.zoom.rooms(), self.session
        key, host = f"session-{session.id}-room-1", next(iter(HOSTS))
        asked = RoomRequest(key, "Session", session.starts_at, session.ends_at, host)
        room = provider.create(asked, at=self.clock.now())
        roles = {"ruth": RoomRole.MONITOR, "ana": RoomRole.MENTOR, "amara": RoomRole.STUDENT}
        guests = [Guest(self.office[k].id, role, k.title(), f"{k}@example.org") for k, role in roles.items()]
        self.hand_out(session, room, provider.let_in(room, guests, at=self.clock.now()))
        return room

    def hand_out(self, session: Session, room: MadeRoom, entries: Sequence[Entry] = ()) -> None:
        with self.store.begin() as work:
            work.rooms.intend(session.id, f"session-{session.id}-room-1", at=self.clock.now())
            work.rooms.made(session.id, room)
            work.rooms.proven(session.id, entries, at=self.clock.now())
            work.sessions.move(session.id, {SessionState.PLANNED}, SessionState.READY)

    def move(self, state: SessionState) -> None:
        with self.store.begin() as work:
            work.sessions.move(self.session.id, set(SessionState), state)

    def move_session(self, by: timedelta) -> None:
        """To another time than that of its weekly slot."""
        old = self.session
        moved = replace(old, starts_at=old.starts_at + by, ends_at=old.ends_at + by)
        with self.store.begin() as work:
            assert work.sessions.change(old, moved)

    def door(self, key: str, session: Session | None = None) -> str:
        """The path of that person's door."""
        of = session or self.session
        with self.store.begin() as work:
            work.doors.add({of.id: [self.office[key].id]})
            door = work.doors.of(of.id, self.office[key].id)
        assert door is not None
        return self.keys.link(door).removeprefix("https://doors.invalid")

    def own(self, page: str, key: str, *numbers: int) -> str:
        """The path of a page that is that person's own, about these numbers."""
        at, holder = self.clock.now(), self.office[key].id
        return self.page_keys.link(Page(page), *numbers, holder_id=holder, at=at).removeprefix("https://doors.invalid")

    def entry(self, key: str) -> Entry:
        with self.store.look() as view:
            entry = view.rooms.entry(self.session.id, self.office[key].id)
        assert entry is not None
        return entry

    def visits(self) -> list[tuple[str, bool, bool]]:
        """Who came to the session's doors, whether they were let in, and whether as the one who opens the room."""
        with self.store.look() as view:
            names = {person.id: person.key for person in view.people.all()}
            visits = view.doors.visits([self.session.id])[self.session.id]
        return [(names[visit.person_id], visit.let_in, visit.opened) for visit in visits]

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """One request, which follows no redirect."""
        return requests.request(method, self.url + path, timeout=10, allow_redirects=False, **more)

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.ask("GET", path, headers=headers)

    def signed(self, body: bytes, *, at: datetime | None = None, secret: str = WEBHOOK_SECRET) -> dict[str, str]:
        """The headers that Zoom sends with these bytes."""
        stamp = str(int((at or self.clock.now()).timestamp()))
        digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {"x-zm-request-timestamp": stamp, "x-zm-signature": f"v0={digest}"}

    def hook(self, body: bytes, headers: dict[str, str]) -> requests.Response:
        return self.ask("POST", "/zoom/webhook", data=body, headers=headers)

    def tell(self, event: Any) -> requests.Response:
        """Sends an event as Zoom does."""
        body = json.dumps(event).encode()
        return self.hook(body, self.signed(body))

    def wire(self, request: bytes) -> str:
        """What comes back for these bytes, until the server hangs up: for what no client library would send."""
        host, port = self.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as wire:
            wire.sendall(request)
            answer = b""
            while more := wire.recv(65536):
                answer += more
        return answer.decode()


@pytest.fixture(scope="module")
def zooms() -> Iterator[Callable[[], ZoomWorld]]:
    with zoom_stage() as new_world:
        yield new_world


@pytest.fixture
def house(sqlite_engine: Engine, zooms: Callable[[], ZoomWorld]) -> Iterator[House]:
    with House(Office(sqlite_engine), zooms()).open() as house:
        yield house


def participant_event(what: str, meeting_id: str, at: datetime, **participant: str) -> dict[str, Any]:
    """`what` is `joined` or `left`; `at` is when it happened."""
    moment = {"joined": "join_time", "left": "leave_time"}[what]
    person = {"user_id": "16778240", "user_name": "Ana", "registrant_id": "reg-1", **participant}
    person[moment] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    meeting = {"id": meeting_id, "uuid": "run+1==", "host_id": "host-1", "participant": person}
    return {
        "event": f"meeting.participant_{what}",
        "event_ts": int(at.timestamp() * 1000),
        "payload": {"account_id": "acc-1", "object": meeting},
    }
