"""A video platform in memory: a RoomProvider that forgets nothing, and fails when it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from mentoring.ports import ProviderError
from mentoring.presence import Observation, Source, Stay
from mentoring.rooms import Entry, Guest, Keeping, Kept, MadeRoom, Platform, Proof, Reading, RoomRequest, RoomRole

WANTED = {"recording": "off", "transcript": "off", "ai_notes": "off", "waiting_room": "on"}


class Fault(StrEnum):
    """What goes wrong with the next call."""

    DOWN = "down"
    """It does nothing and says so."""
    LOST_ANSWER = "lost_answer"
    """It does the work, and the answer never comes."""
    REFUSED = "refused"
    """It says no for good."""
    KILLED = "killed"
    """It does the work, and our process dies before it hears of it."""


class Killed(BaseException):
    """Our process is gone."""


@dataclass
class Hall:
    """One room as the platform keeps it. `settings` lacks what the platform does not tell."""

    request: RoomRequest
    settings: dict[str, str] = field(default_factory=lambda: dict(WANTED))
    guests: dict[int, Guest] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    gone: bool = False


class FakeRooms:
    """`platform` as it shall be called; `finds` says whether a lost room can be found again, as Zoom's can."""

    def __init__(self, platform: Platform = Platform.ZOOM, *, finds: bool = True) -> None:
        self.platform, self._finds = platform, finds
        self.halls: dict[str, Hall] = {}
        self.faults: list[Fault | None] = []
        """For the next calls, in order; None lets one pass."""
        self.by_hand: dict[str, str | None] = {}
        """Settings that somebody holds as they are; None: the platform does not tell them."""

    def create(self, request: RoomRequest, *, at: datetime) -> MadeRoom:  # noqa: ARG002 - as in all of these: the port's signature
        with self._asked("make a room", writes=True):
            meeting_id = f"hall-{len(self.halls) + 1}"
            self.halls[meeting_id] = Hall(request)
            return self._made(meeting_id)

    def find(self, request: RoomRequest, *, at: datetime) -> MadeRoom | None:  # noqa: ARG002
        with self._asked("find a room"):
            standing = (key for key, hall in self.halls.items() if not hall.gone)
            same = (key for key in standing if self.halls[key].request.effect_key == request.effect_key)
            found = next(same, None)
            return self._made(found) if found is not None and self._finds else None

    def prove(self, room: MadeRoom, *, at: datetime) -> Proof:
        with self._asked("read a room"):
            found = {**self._hall(room).settings, **self.by_hand}
            return Proof(tuple(Reading(name, value, found.get(name)) for name, value in WANTED.items()), read_at=at)

    def secure(self, room: MadeRoom, *, at: datetime) -> None:  # noqa: ARG002
        with self._asked("secure a room", writes=True):
            self._hall(room).settings.update(WANTED)

    def let_in(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> tuple[Entry, ...]:  # noqa: ARG002
        with self._asked("let somebody in", writes=True):
            self._hall(room).guests.update({guest.person_id: guest for guest in guests})
            return tuple(self._entry(room, guest) for guest in guests)

    def put_out(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> None:  # noqa: ARG002
        with self._asked("put somebody out", writes=True):
            for guest in guests:
                self._hall(room).guests.pop(guest.person_id, None)

    def opening_address(self, room: MadeRoom, *, at: datetime) -> str:  # noqa: ARG002
        with self._asked("open a room"):
            return f"{room.address}?opens"

    def observe(self, room: MadeRoom, *, since: datetime, at: datetime) -> Observation:
        with self._asked("look into a room"):
            hall = self._hall(room)
            stays = tuple(stay for stay in hall.stays if stay.left_at is None or stay.left_at > since)
            return Observation(any(s.left_at is None for s in stays), stays, read_at=at, kept=tuple(hall.kept))

    def recall(self, room: MadeRoom, runs: Sequence[str], *, since: datetime, at: datetime) -> tuple[Stay, ...] | None:  # noqa: ARG002
        with self._asked("read who was in a room"):
            over = [stay for stay in self.halls[room.meeting_id].stays if stay.left_at is None or stay.left_at > since]
            return tuple(replace(stay, source=Source.ZOOM_REPORT) for stay in over) or None

    def stop_keeping(self, room: MadeRoom, *, at: datetime) -> None:  # noqa: ARG002
        with self._asked("stop a recording", writes=True):
            self._stop_keeping(self.halls[room.meeting_id])

    def end(self, room: MadeRoom, *, at: datetime) -> None:
        with self._asked("end a call", writes=True):
            self._end(self.halls[room.meeting_id], at)

    def retire(self, room: MadeRoom, *, at: datetime) -> None:
        with self._asked("take a room away", writes=True):
            hall = self.halls[room.meeting_id]
            self._end(hall, at)
            hall.gone, hall.guests = True, {}

    def enters(self, room: MadeRoom, person_id: int, *, at: datetime) -> bool:
        """Whether this person gets in by themselves; if so, they are inside now."""
        hall = self.halls[room.meeting_id]
        if hall.gone or person_id not in hall.guests:
            return False
        guest = hall.guests[person_id]
        hall.stays.append(Stay(Source.ZOOM_WEBHOOK, (f"guest:{person_id}",), guest.shown_name, at))
        return True

    def leaves(self, room: MadeRoom, person_id: int, *, at: datetime) -> None:
        hall = self.halls[room.meeting_id]
        theirs = [s for s in hall.stays if s.identities == (f"guest:{person_id}",) and s.left_at is None]
        hall.stays = [replace(s, left_at=at) if s in theirs else s for s in hall.stays]

    def records(self, room: MadeRoom, keeping: Keeping, *, at: datetime) -> None:
        self.halls[room.meeting_id].kept.append(Kept(keeping, f"{room.meeting_id}-{keeping}", at, running=True))

    @property
    def standing(self) -> list[Hall]:
        return [hall for hall in self.halls.values() if not hall.gone]

    @contextmanager
    def _asked(self, tried: str, *, writes: bool = False) -> Iterator[None]:
        fault = self.faults.pop(0) if self.faults else None
        if fault is Fault.DOWN:
            raise ProviderError(tried, "it is down", permanent=False)
        if fault is Fault.REFUSED:
            raise ProviderError(tried, "it says no", permanent=True)
        yield
        if fault is Fault.LOST_ANSWER:
            raise ProviderError(tried, "no answer", permanent=False, ambiguous=writes)
        if fault is Fault.KILLED:
            raise Killed

    def _hall(self, room: MadeRoom) -> Hall:
        hall = self.halls.get(room.meeting_id)
        if hall is None or hall.gone:
            raise ProviderError("find the room", "there is no such room", permanent=True)
        return hall

    def _made(self, meeting_id: str) -> MadeRoom:
        host = self.halls[meeting_id].request.host
        return MadeRoom(self.platform, meeting_id, f"https://rooms.example/{meeting_id}", host)

    def _entry(self, room: MadeRoom, guest: Guest) -> Entry:
        opens = guest.role is RoomRole.MONITOR
        address = None if opens else f"{room.address}?guest={guest.person_id}"
        return Entry(guest.person_id, f"guest:{guest.person_id}", address, opens)

    def _end(self, hall: Hall, at: datetime) -> None:
        """What keeps a call ends with it."""
        hall.stays = [replace(s, left_at=at) if s.left_at is None else s for s in hall.stays]
        self._stop_keeping(hall)

    def _stop_keeping(self, hall: Hall) -> None:
        hall.kept = [replace(kept, running=False) for kept in hall.kept]
