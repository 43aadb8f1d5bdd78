"""Rooms: what we ask of a video platform, what it made, and the proof that it cannot record by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Platform(StrEnum):
    """Where a session meets (R031). `external` is the teacher's own room, which we never create (R003)."""

    GOOGLE_MEET = "google_meet"
    ZOOM = "zoom"
    EXTERNAL = "external"


class RoomRole(StrEnum):
    """What a guest may do in the room."""

    MONITOR = "monitor"
    """Opens the room, admits people, and can remove them."""
    MENTOR = "mentor"
    STUDENT = "student"


@dataclass(frozen=True)
class Guest:
    """One person who may enter. `shown_name` is what others in the room may read: for a student `Amara O.`."""

    person_id: int
    role: RoomRole
    shown_name: str
    email: str | None


@dataclass(frozen=True)
class RoomRequest:
    """A room to make. There is no recording field: every adapter turns recording, transcripts and notes off (R084).

    `effect_key` names this room for ever (`session-12-room-1`); `topic` is opaque and carries no name.
    Times are aware and in UTC.
    """

    effect_key: str
    topic: str
    starts_at: datetime
    ends_at: datetime
    host: str | None = None
    """The licensed Zoom user, or the Google organizer, that the pool chose for it."""


@dataclass(frozen=True)
class MadeRoom:
    """A room as the platform gave it. `meeting_id` has no slash; `host` is the account that owns it."""

    platform: Platform
    meeting_id: str
    address: str
    host: str | None = None


@dataclass(frozen=True)
class Entry:
    """How one guest enters and is known inside. `identity` is what presence will show, such as `registrant:x7`
    or `users/1182`; `address` is a personal address of the room where the platform gives one. The person who
    must open a Zoom room has no stored address: it is fetched in the moment (`opens_room`)."""

    person_id: int
    identity: str
    address: str | None = None
    opens_room: bool = False


@dataclass(frozen=True)
class Reading:
    """One setting read back from the platform. `found` is None where the platform did not say: unknown."""

    setting: str
    wanted: str
    found: str | None

    @property
    def holds(self) -> bool:
        return self.found == self.wanted


@dataclass(frozen=True)
class Proof:
    """All settings of a room as the platform itself reports them, read at one moment."""

    readings: tuple[Reading, ...]
    read_at: datetime

    @property
    def holds(self) -> bool:
        return bool(self.readings) and all(reading.holds for reading in self.readings)

    @property
    def doubts(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self.readings if not reading.holds)


class Keeping(StrEnum):
    """In what form something keeps what is said and shown in a room (R084)."""

    RECORDING = "recording"
    TRANSCRIPT = "transcript"
    AI_NOTES = "ai_notes"
    STREAM = "stream"


@dataclass(frozen=True)
class Kept:
    """Something keeps, or has kept, what must not be kept. `key` is the same however often the platform tells of it;
    `running`: it had not ended when the platform told of it. `since` is in UTC."""

    keeping: Keeping
    key: str
    since: datetime
    running: bool


@dataclass(frozen=True)
class Tripwire:
    """A platform's own event about something kept. Some events name only the meeting and some only its run: the other
    is then empty."""

    kept: Kept
    meeting_id: str
    instance: str


@dataclass(frozen=True)
class Drift:
    """A platform says that settings were changed by hand. `host` is the platform's id of the user whose they are; None:
    those of a group or of the whole account."""

    platform: Platform
    key: str
    host: str | None
    at: datetime


Cast = Mapping[str, int]
"""Identity as the platform shows it -> person: who the platform's participants are."""
