"""One set of words for three platforms: the fake, Google Meet and Zoom, the last two over real HTTP."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from integrations.google.directory import GoogleDirectory
from integrations.google.meet import GoogleMeetRooms
from integrations.google.session import GoogleServices
from integrations.zoom.events import tripwire
from integrations.zoom.rooms import ZoomRooms
from mentoring.ports import RoomProvider
from mentoring.presence import Observation, Stay, stays_from
from mentoring.rooms import Entry, Guest, Keeping, Kept, MadeRoom, RoomRequest, RoomRole
from sandbox.clock import MovableClock
from sandbox.faults import API_EFFECTS, Effect
from tests.contract import google_fixtures, zoom_fixtures
from tests.contract.google_fixtures import Google
from tests.contract.zoom_fixtures import ZoomWorld
from tests.fakes.rooms import FakeRooms, Fault
from tests.patience import LONG

MONITOR = Guest(1, RoomRole.MONITOR, "Pat Proctor", "pat@volunteers.example")
MENTOR = Guest(2, RoomRole.MENTOR, "Max Mentor", "max@volunteers.example")
STUDENT = Guest(3, RoomRole.STUDENT, "Amara O.", "amara@family.example")
EVERYBODY = (MONITOR, MENTOR, STUDENT)
LONG_ENOUGH = timedelta(minutes=20)
"""After so long every platform has its record of a call that is over."""


class World(ABC):
    """A platform, what people do in its rooms, and what goes wrong. `rooms` is what is under test."""

    host: ClassVar[str]
    finds: ClassVar[bool] = True
    """Whether the platform can find the room of an unanswered `create` again."""
    verbs: ClassVar[dict[str, str]]
    """What each write of the port sends first: the answer to that may be lost."""

    def __init__(self, rooms: RoomProvider, clock: MovableClock) -> None:
        self.rooms, self._clock = rooms, clock
        self.began = clock.now()
        self._entries: dict[int, Entry] = {}

    @property
    def at(self) -> datetime:
        return self._clock.now()

    def wait(self, length: timedelta = timedelta(seconds=30)) -> None:
        self._clock.advance(length)

    def request(self, number: int = 1) -> RoomRequest:
        starts_at = self.began + timedelta(minutes=15)
        key = f"session-{number}-room-1"
        return RoomRequest(key, f"Session {number}", starts_at, starts_at + timedelta(minutes=45), self.host)

    def room(self) -> MadeRoom:
        return self.rooms.create(self.request(), at=self.at)

    def let_in(self, room: MadeRoom, guests: Sequence[Guest] = EVERYBODY) -> tuple[Entry, ...]:
        entries = self.rooms.let_in(room, guests, at=self.at)
        self._entries.update({entry.person_id: entry for entry in entries})
        return entries

    def come(self, room: MadeRoom, *guests: Guest) -> list[bool]:
        """Each with the means of their newest entry; whether that brings them in."""
        return [self._comes(room, guest, self._entries[guest.person_id]) for guest in guests]

    def meet(self, room: MadeRoom) -> None:
        """Everybody is let in and inside."""
        self.let_in(room)
        assert self.come(room, *EVERYBODY) == [True, True, True]
        self.wait()

    def observe(self, room: MadeRoom) -> Observation:
        return self.rooms.observe(room, since=self.began, at=self.at)

    def recall(self, room: MadeRoom) -> tuple[Stay, ...] | None:
        return self.rooms.recall(room, self._runs(room), since=self.began, at=self.at)

    @abstractmethod
    def people(self, stays: Sequence[Stay]) -> set[int]:
        """Who of those that were let in the identities of these stays name."""

    @abstractmethod
    def leave(self, room: MadeRoom, guest: Guest) -> None: ...

    @abstractmethod
    def stays(self, room: MadeRoom) -> Sequence[Stay]:
        """Who is and was inside, from where this platform tells it."""

    @abstractmethod
    def kept(self, room: MadeRoom) -> Sequence[Kept]:
        """What is kept, from where this platform tells it."""

    @abstractmethod
    def record(self, room: MadeRoom) -> None:
        """Somebody inside presses the button."""

    @abstractmethod
    def change_by_hand(self, room: MadeRoom) -> str:
        """Somebody lets the room record by itself; the setting as `prove` names it."""

    @abstractmethod
    def fall_silent(self, room: MadeRoom) -> str:
        """The platform no longer tells of a setting; which, as `prove` names it."""

    @abstractmethod
    def known_guests(self, room: MadeRoom) -> int:
        """So many the platform itself has on its list."""

    @abstractmethod
    def go_down(self) -> None: ...

    @abstractmethod
    def lose_the_answer_of(self, write: str) -> None: ...

    @abstractmethod
    def _comes(self, room: MadeRoom, guest: Guest, entry: Entry) -> bool: ...

    @abstractmethod
    def _runs(self, room: MadeRoom) -> Sequence[str]: ...


class FakeWorld(World):
    host = "room@program.example"
    verbs: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        self.fake = FakeRooms()
        super().__init__(self.fake, MovableClock(zoom_fixtures.START))

    def people(self, stays: Sequence[Stay]) -> set[int]:
        return _named(self._entries.values(), stays)

    def leave(self, room: MadeRoom, guest: Guest) -> None:
        self.fake.leaves(room, guest.person_id, at=self.at)

    def stays(self, room: MadeRoom) -> Sequence[Stay]:
        return self.observe(room).stays or ()

    def kept(self, room: MadeRoom) -> Sequence[Kept]:
        return self.observe(room).kept

    def record(self, room: MadeRoom) -> None:
        self.fake.records(room, Keeping.RECORDING, at=self.at)

    def change_by_hand(self, room: MadeRoom) -> str:
        self.fake.halls[room.meeting_id].settings["recording"] = "on"
        return "recording"

    def fall_silent(self, room: MadeRoom) -> str:  # noqa: ARG002 - it is silent about all of them
        self.fake.by_hand["recording"] = None
        return "recording"

    def known_guests(self, room: MadeRoom) -> int:
        return len(self.fake.halls[room.meeting_id].guests)

    def go_down(self) -> None:
        self.fake.faults = [Fault.DOWN] * 10

    def lose_the_answer_of(self, write: str) -> None:  # noqa: ARG002 - each write is one call
        self.fake.faults = [Fault.LOST_ANSWER]

    def _comes(self, room: MadeRoom, guest: Guest, entry: Entry) -> bool:  # noqa: ARG002
        return self.fake.enters(room, guest.person_id, at=self.at)

    def _runs(self, room: MadeRoom) -> Sequence[str]:  # noqa: ARG002
        return ()


class GoogleWorld(World):
    host = google_fixtures.ORGANIZER
    finds = False
    verbs: ClassVar[dict[str, str]] = {
        "create": "POST",
        "secure": "PATCH",
        "let_in": "POST",
        "put_out": "DELETE",
        "end": "POST",
        "retire": "PATCH",
    }

    def __init__(self, google: Google, *, organizer: GoogleServices, admin: GoogleServices) -> None:
        """The stand-in may have served other worlds: their faults are over, and their rooms concern nobody."""
        super().__init__(GoogleMeetRooms({self.host: organizer}), google.clock)
        self.google, self._directory = google, GoogleDirectory(admin)
        google.standin.spaces.unlicensed, google.standin.spaces.creates_per_minute = set(), None
        for effect in API_EFFECTS:
            google.order(effect, 0)
        for guest in EVERYBODY:
            google.standin.share(guest.email or "", guest.shown_name)

    def people(self, stays: Sequence[Stay]) -> set[int]:
        """Meet shows an account, and the directory whose it is."""
        addresses = {self._directory.address_of(stay.identities[0], at=self.at) for stay in stays if stay.identities}
        return {
            entry.person_id for entry in self._entries.values() if entry.identity.removeprefix("email:") in addresses
        }

    def leave(self, room: MadeRoom, guest: Guest) -> None:
        self.google.leave(room, guest)

    def stays(self, room: MadeRoom) -> Sequence[Stay]:
        return self.observe(room).stays or ()

    def kept(self, room: MadeRoom) -> Sequence[Kept]:
        return self.observe(room).kept

    def record(self, room: MadeRoom) -> None:
        self.google.standin.record(room.meeting_id, "recording")

    def change_by_hand(self, room: MadeRoom) -> str:
        setting = "artifactConfig.recordingConfig.autoRecordingGeneration"
        self.google.meet().spaces().patch(
            name=f"spaces/{room.meeting_id}",
            updateMask=f"config.{setting}",
            body={"config": {"artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"}}}},
        ).execute()
        return setting

    def fall_silent(self, room: MadeRoom) -> str:  # noqa: ARG002 - what the edition lacks no room shows
        self.google.standin.spaces.unlicensed = {"artifactConfig.recordingConfig"}
        return "artifactConfig.recordingConfig.autoRecordingGeneration"

    def known_guests(self, room: MadeRoom) -> int:
        return next(len(space.members) for space in self.google.standin.spaces if space.id == room.meeting_id)

    def go_down(self) -> None:
        self.google.order(Effect.ERROR, 1_000)

    def lose_the_answer_of(self, write: str) -> None:
        self.google.faults.order("google", Effect.LOST_ANSWER, 1, verb=self.verbs[write], path="/v2/")

    def _comes(self, room: MadeRoom, guest: Guest, entry: Entry) -> bool:  # noqa: ARG002 - all have the room's address
        return self.google.enter(room, guest) == "in_meeting"

    def _runs(self, room: MadeRoom) -> Sequence[str]:  # noqa: ARG002 - Meet finds the calls of a room by itself
        return ()


class ZoomRoomWorld(World):
    """Zoom tells of people and of recordings by webhook: what the inbox got is the ledger."""

    host = zoom_fixtures.FIRST
    verbs: ClassVar[dict[str, str]] = {
        "create": "POST",
        "secure": "PATCH",
        "let_in": "POST",
        "put_out": "PUT",
        "end": "PUT",
        "retire": "PUT",
    }

    def __init__(self, zoom: ZoomWorld) -> None:
        super().__init__(ZoomRooms(zoom.api(timeout=LONG), [self.host]), zoom.clock)
        self.zoom = zoom

    def people(self, stays: Sequence[Stay]) -> set[int]:
        return _named(self._entries.values(), stays)

    def leave(self, room: MadeRoom, guest: Guest) -> None:
        self.zoom.standin.leave(room.meeting_id, name=guest.shown_name)

    def stays(self, room: MadeRoom) -> Sequence[Stay]:
        return stays_from(event for event in self.zoom.inbox.ledger if event.meeting_id == room.meeting_id)

    def kept(self, room: MadeRoom) -> Sequence[Kept]:
        told = [wire for wire in map(tripwire, self.zoom.inbox.bodies) if wire is not None]
        return [*{wire.kept.key: wire.kept for wire in told if wire.meeting_id == room.meeting_id}.values()]

    def record(self, room: MadeRoom) -> None:
        """Somebody must have allowed it first."""
        self.zoom.standin.set_host_setting(self.host, "recording", "cloud_recording", value=True)
        self.zoom.standin.record(room.meeting_id, "recording")

    def change_by_hand(self, room: MadeRoom) -> str:
        answer = self.zoom.raw("PATCH", f"/meetings/{room.meeting_id}", json={"settings": {"auto_recording": "cloud"}})
        assert answer.status_code == 204, answer.text
        return "meeting.settings.auto_recording"

    def fall_silent(self, room: MadeRoom) -> str:  # noqa: ARG002 - it is silent of the host of all rooms
        self.zoom.standin.set_host_setting(self.host, "recording", "cloud_recording", value=None)
        return "host.recording.cloud_recording"

    def known_guests(self, room: MadeRoom) -> int:
        return len([*self.zoom.api().registrants(room.meeting_id, at=self.at)])

    def go_down(self) -> None:
        self.zoom.faults.order("zoom", Effect.ERROR, 1_000)

    def lose_the_answer_of(self, write: str) -> None:
        self.zoom.faults.order("zoom", Effect.LOST_ANSWER, 1, verb=self.verbs[write], path="/v2/")

    def _comes(self, room: MadeRoom, guest: Guest, entry: Entry) -> bool:
        address = self.rooms.opening_address(room, at=self.at) if entry.opens_room else entry.address
        try:
            return self.zoom.standin.join(room.meeting_id, name=guest.shown_name, address=address) == "in_meeting"
        except LookupError:
            return False

    def _runs(self, room: MadeRoom) -> Sequence[str]:
        return sorted({event.instance for event in self.zoom.inbox.ledger if event.meeting_id == room.meeting_id})


def _named(entries: Iterable[Entry], stays: Sequence[Stay]) -> set[int]:
    shown = {identity for stay in stays for identity in stay.identities}
    return {entry.person_id for entry in entries if entry.identity in shown}
