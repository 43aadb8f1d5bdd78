"""One Chaperone in its town, on a clock that can be moved: what the demo, the story and the scenarios run on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests

from config.settings import Settings
from mentoring.acts.importing import Imported, take_in
from mentoring.people import Person
from mentoring.rooms import Platform
from mentoring.rosters import read_roster
from mentoring.store import Store
from sandbox.clock import MovableClock
from sandbox.servers import ThreadServer
from sandbox.state import state
from sandbox.town import SOON, Town, Waits
from sandbox.venues import Venue, venue_of
from service.assembly import Service, assemble

SAMPLE = Path(__file__).parent / "sample" / "program.csv"
START = datetime.fromisoformat("2026-10-26T08:00:00-04:00")
"""A Monday morning in Boston, six days before the clocks change."""
TRIES = 10


class DoorStaysShut(Exception):
    """Chaperone's own door did not send this person on; `status` is its HTTP answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The door stays shut (it answered {status}).")
        self.status = status


class NobodyOfThatName(LookupError):
    """The sandbox's program knows no such person."""


class Play:
    """`folder` keeps the database and the keys; a play that is built on the same folder goes on where it stood."""

    def __init__(
        self, folder: Path, *, port: int = 0, start: datetime = START, waits: Waits = SOON, **settings: Any
    ) -> None:
        self.clock = MovableClock(start)
        self._server = ThreadServer(port=port)
        self.url = self._server.url
        self.town = Town(clock=self.clock, app_url=self.url, folder=folder, waits=waits)
        self.town.start()
        self.settings: Settings = self.town.settings(**settings)
        self.service: Service = assemble(self.settings, self.clock)
        self.town.slack.wait_for(self.service.listeners.settle)
        self._moving = threading.RLock()

    @property
    def store(self) -> Store:
        return self.service.adapters.store

    def open(self, app: Any = None) -> None:
        """Starts listening; `app` wraps the service's own web, for the control routes of the demo."""
        self._server.start(app or self.service.web)
        self.service.begin()
        self.meet_everybody()

    def close(self) -> None:
        self._server.dismiss()
        self.town.stop()
        self._server.stop()
        self.service.close()

    def import_file(self, path: Path = SAMPLE) -> Imported:
        roster = read_roster(path.read_text(encoding="utf-8"))
        imported = take_in(self.store, roster, at=self.clock.now(), policy=self.settings.policy)
        self.meet_everybody()
        return imported

    def meet_everybody(self) -> None:
        """Everybody of the program who has a Slack account joins the stand-in's workspace."""
        with self.store.look() as view:
            people = view.people.all()
        for person in people:
            if person.slack_user_id is not None:
                self.town.slack.add_user(person.slack_user_id, name=person.name, email=person.email or "")

    def settle(self) -> int:
        """Does all that is due now."""
        with self._moving:
            return self.service.run_due()

    def move_to(self, target: datetime) -> int:
        """Moves the clock, stopping at every moment at which something falls due; how many duties were handled."""
        with self._moving:
            ran = self.service.run_due()
            while (due := self._next_due()) is not None and due <= target:
                self.clock.move_to(max(due, self.clock.now()))
                ran += self._do(due)
            self.clock.move_to(target)
            return ran + self.service.run_due()

    def _do(self, due: datetime) -> int:
        """The demo's own scheduler may be there first, and by what it does make something due in a lane that we have
        just left: nobody does it only where it stays so."""
        for _ in range(TRIES):
            handled = self.service.run_due()
            if handled or self._next_due() != due:
                return handled
        raise RuntimeError(f"Something is due at {due}, and nobody does it.")

    def advance(self, by: timedelta) -> int:
        return self.move_to(self.clock.now() + by)

    def _next_due(self) -> datetime | None:
        with self.store.look() as view:
            return view.duties.next_due()

    def person(self, said: str) -> Person:
        """By Slack user id, e-mail address, key or name. Raises NobodyOfThatName."""
        with self.store.look() as view:
            named = view.people.named(said)
            found = view.people.by_slack(said) or view.people.by_email(said) or view.people.by_key(said)
        if found is None and len(named) != 1:
            raise NobodyOfThatName(said)
        return found or named[0]

    def venue(self, meeting_id: str) -> Venue:
        """Raises LookupError."""
        adapters = self.service.adapters
        return venue_of(self.store, adapters.doors, adapters.pages, meeting_id, at=self.clock.now())

    def come(self, meeting_id: str, *, name: str, email: str | None, via: str) -> str:
        """Somebody comes to a meeting, through their door or by a bare link; where the platform leaves them:
        `in_meeting`, `waiting_room`, `knocking` or `refused`. Raises DoorStaysShut, LookupError."""
        venue, address = self.venue(meeting_id), None
        if via == "door":
            person = self.person(email or name)
            address, email = self.through_door(venue, person), person.email
            name = person.public_name
        if venue.platform is Platform.ZOOM:
            return str(self.town.zoom.join(meeting_id, name=name, email=email, address=address))
        if venue.platform is Platform.GOOGLE_MEET:
            return self.town.google.join(meeting_id, name=name, email=email)
        return "in_meeting"

    def through_door(self, venue: Venue, person: Person) -> str:
        """Knocks at the person's own door over HTTP; the address that it sends them on to. Raises DoorStaysShut."""
        way = venue.way(person)
        if way is None:
            raise DoorStaysShut(404)
        answer = requests.get(way, allow_redirects=False, timeout=60)
        if not answer.is_redirect:
            raise DoorStaysShut(answer.status_code)
        return answer.headers["Location"]

    def go(self, meeting_id: str, *, name: str, email: str | None) -> None:
        """Somebody leaves. Raises LookupError."""
        platform = self.venue(meeting_id).platform
        if platform is Platform.ZOOM:
            self.town.zoom.leave(meeting_id, name=name, email=email)
        elif platform is Platform.GOOGLE_MEET:
            self.town.google.leave(meeting_id, name=name, email=email)

    def record(self, meeting_id: str, what: str) -> None:
        """Somebody records. Raises LookupError."""
        platform = self.venue(meeting_id).platform
        if platform is Platform.ZOOM:
            self.town.zoom.record(meeting_id, what)
        elif platform is Platform.GOOGLE_MEET:
            self.town.google.record(meeting_id, what)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)

    def state(self) -> dict[str, Any]:
        return state(self.store, self.clock.now())


@contextmanager
def playing(folder: Path, **settings: Any) -> Iterator[Play]:
    """A play with the sample program, closed at the end."""
    play = Play(folder, **settings)
    play.open()
    try:
        play.import_file()
        yield play
    finally:
        play.close()
