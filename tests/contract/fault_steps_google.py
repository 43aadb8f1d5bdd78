"""Every call that we make of Google, each request of it by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from integrations.google.calendar import GoogleCalendarInviter
from integrations.google.directory import GoogleDirectory
from integrations.google.errors import asking
from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from mentoring.ports import Invitation, ProviderError
from mentoring.rooms import MadeRoom, RoomRole
from tests.contract.fault_steps import AT_THE_TOKEN, Step
from tests.contract.google_fixtures import ADMIN, MENTOR, MONITOR, ORGANIZER, STUDENT, Google, invitation, request_for
from tests.patience import LONG

_NUMBERS = count(1)
_OUTSIDER = "users/1182"


@dataclass(frozen=True)
class Clients:
    """One organizer and the administrator, with their tokens."""

    organizer: GoogleServices
    admin: GoogleServices

    @classmethod
    def of(cls, google: Google, *, timeout: float = LONG) -> Clients:
        return cls(google.services(timeout=timeout), google.services(organizer=ADMIN, timeout=timeout))

    def signed_in(self, *, at: datetime) -> bool:
        """Asks every client something, so that no later call needs a token; False when the answer took too long."""
        try:
            with asking("sign in", at=at):
                self.organizer.meet.conferenceRecords().list().execute()
                self.organizer.calendar.events().list(calendarId="primary").execute()
                GoogleDirectory(self.admin).address_of(_OUTSIDER, at=at)
        except ProviderError:
            return False
        return True


@dataclass
class Scene:
    """A room with the mentor let in, and an invitation that nobody has had yet."""

    google: Google
    clients: Clients
    room: MadeRoom
    invitation: Invitation

    @property
    def rooms(self) -> GoogleMeetRooms:
        """A new one each time, which has seen nothing yet."""
        return GoogleMeetRooms({ORGANIZER: self.clients.organizer})

    @property
    def directory(self) -> GoogleDirectory:
        return GoogleDirectory(self.clients.admin)

    @property
    def inviter(self) -> GoogleCalendarInviter:
        return GoogleCalendarInviter(self.clients.organizer)

    @property
    def at(self) -> datetime:
        return self.google.clock.now()

    @property
    def newer(self) -> Invitation:
        return replace(self.invitation, sequence=1, title="Mentoring session, moved")


def made(google: Google, clients: Clients) -> Scene:
    number, at = next(_NUMBERS), google.clock.now()
    rooms = GoogleMeetRooms({ORGANIZER: clients.organizer})
    room = rooms.create(request_for(number), at=at)
    rooms.let_in(room, [MENTOR], at=at)
    return Scene(google, clients, room, invitation(effect_key=f"session-{number}-person-2"))


def running(google: Google, clients: Clients) -> Scene:
    scene = made(google, clients)
    google.enter(scene.room, MENTOR)
    return scene


def over(google: Google, clients: Clients) -> Scene:
    scene = running(google, clients)
    google.pass_time(minutes=5)
    scene.rooms.end(scene.room, at=scene.at)
    google.pass_time(minutes=5)
    return scene


def invited(google: Google, clients: Clients) -> Scene:
    scene = made(google, clients)
    scene.inviter.send(scene.invitation, at=scene.at)
    return scene


def unsigned(google: Google, clients: Clients) -> Scene:
    """Nobody has asked for a token yet."""
    return replace(made(google, clients), clients=Clients.of(google))


Prepare = Callable[[Google, Clients], Scene]
Steps = Sequence[Step[Scene]]
_COHOST = replace(MENTOR, role=RoomRole.MONITOR)

OF_A_ROOM: Steps = (
    Step("create", lambda s: s.rooms.create(request_for(), at=s.at), "POST", "/v2/spaces", writes=True),
    Step("prove", lambda s: s.rooms.prove(s.room, at=s.at), "GET", "/v2/spaces/"),
    Step("secure", lambda s: s.rooms.secure(s.room, at=s.at), "PATCH", "/v2/spaces/", writes=True),
    Step("let_in: list", lambda s: s.rooms.let_in(s.room, [STUDENT], at=s.at), "GET", "/members"),
    Step("let_in: add", lambda s: s.rooms.let_in(s.room, [MONITOR], at=s.at), "POST", "/members", writes=True),
    Step("let_in: role", lambda s: s.rooms.let_in(s.room, [_COHOST], at=s.at), "PATCH", "/members/", writes=True),
    Step("put_out: list", lambda s: s.rooms.put_out(s.room, [MENTOR], at=s.at), "GET", "/members"),
    Step("put_out: remove", lambda s: s.rooms.put_out(s.room, [MENTOR], at=s.at), "DELETE", "/members/", writes=True),
)
OF_A_CALL: Steps = (
    Step("observe: calls", lambda s: s.rooms.observe(s.room, since=s.at, at=s.at), "GET", "/v2/conferenceRecords"),
    Step("observe: who", lambda s: s.rooms.observe(s.room, since=s.at, at=s.at), "GET", "/participants"),
    Step("observe: kept", lambda s: s.rooms.observe(s.room, since=s.at, at=s.at), "GET", "/recordings"),
    Step("end", lambda s: s.rooms.end(s.room, at=s.at), "POST", ":endActiveConference", writes=True),
    Step("retire: close", lambda s: s.rooms.retire(s.room, at=s.at), "PATCH", "/v2/spaces/", writes=True),
    Step("retire: list", lambda s: s.rooms.retire(s.room, at=s.at), "GET", "/members"),
    Step("retire: remove", lambda s: s.rooms.retire(s.room, at=s.at), "DELETE", "/members/", writes=True),
    Step("retire: end", lambda s: s.rooms.retire(s.room, at=s.at), "POST", ":endActiveConference", writes=True),
)
AFTER_A_CALL: Steps = (
    Step("recall: calls", lambda s: _recall(s), "GET", "/v2/conferenceRecords"),
    Step("recall: who", lambda s: _recall(s), "GET", "/participants"),
    Step("recall: stays", lambda s: _recall(s), "GET", "/participantSessions"),
)
OF_A_PERSON: Steps = (
    Step("address_of: directory", lambda s: s.directory.address_of(_OUTSIDER, at=s.at), "GET", "/admin/directory/"),
    Step("address_of: people", lambda s: s.directory.address_of(_OUTSIDER, at=s.at), "GET", "/v1/people/"),
)
OF_THE_CALENDAR: Steps = (
    Step("send: insert", lambda s: s.inviter.send(s.invitation, at=s.at), "POST", "/events", writes=True),
    Step("send: read", lambda s: s.inviter.send(s.newer, at=s.at), "GET", "/events/", writes=True),
    Step("send: update", lambda s: s.inviter.send(s.newer, at=s.at), "PUT", "/events/", writes=True),
    Step("withdraw", lambda s: s.inviter.withdraw(s.invitation, at=s.at), "DELETE", "/events/", writes=True),
)
SIGNING_IN: Steps = (
    Step("token", lambda s: s.rooms.prove(s.room, at=s.at), "POST", "/token", meets=AT_THE_TOKEN),
    Step("token: for a write", lambda s: s.rooms.end(s.room, at=s.at), "POST", "/token", meets=AT_THE_TOKEN),
)
PREPARED: Sequence[tuple[Prepare, Steps]] = (
    (made, OF_A_ROOM),
    (running, OF_A_CALL),
    (over, AFTER_A_CALL),
    (made, OF_A_PERSON),
    (invited, OF_THE_CALENDAR),
    (unsigned, SIGNING_IN),
)
STEPS: Mapping[str, tuple[Prepare, Step[Scene]]] = {
    step.name: (prepare, step) for prepare, steps in PREPARED for step in steps
}

WITHOUT_A_CALL = ("find", "opening_address", "stop_keeping")


def without_a_call(scene: Scene) -> Iterator[object]:
    """What Meet is not asked for, because it has no such call or we know the answer."""
    yield scene.rooms.find(request_for(), at=scene.at)
    yield scene.rooms.opening_address(scene.room, at=scene.at)
    scene.rooms.stop_keeping(scene.room, at=scene.at)
    yield scene.directory.address_of("email:sam@company.example", at=scene.at)


def _recall(scene: Scene) -> object:
    return scene.rooms.recall(scene.room, (), since=scene.at - timedelta(hours=1), at=scene.at)
