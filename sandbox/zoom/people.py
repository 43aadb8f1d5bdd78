"""The people in one meeting: who waits, who is inside, and what happens when somebody comes or goes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count

HOST_ENDED = "Host ended the meeting."
LEFT = "left the meeting"
OTHER_DEVICE = "joined from another device"
_USER_IDS = count(16_778_240, 1_024)


class Outcome(StrEnum):
    """Where a joiner stands afterwards."""

    IN_MEETING = "in_meeting"
    WAITING_ROOM = "waiting_room"
    REFUSED = "refused"


@dataclass(frozen=True)
class Visitor:
    """Somebody at the entrance, as Zoom knows them: a host by start link, a registrant by personal link, or a guest.

    `answers_to` are the names and addresses under which the one who plays this person may speak of them.
    """

    name: str
    email: str = ""
    user_id: str = ""
    registrant_id: str | None = None
    answers_to: frozenset[str] = frozenset()

    @property
    def is_host(self) -> bool:
        return bool(self.user_id)


@dataclass
class Connection:
    """One join: `number` and `uuid` are new each time, as Zoom's `user_id` and `participant_uuid` are."""

    visitor: Visitor
    since: datetime
    number: str = field(default_factory=lambda: str(next(_USER_IDS)))
    uuid: str = field(default_factory=lambda: secrets.token_hex(16).upper())
    until: datetime | None = None


@dataclass(frozen=True)
class Happened:
    """One thing that Zoom tells by webhook. `connection` is None where it concerns the meeting as a whole."""

    event: str
    at: datetime
    instance: str
    started_at: datetime
    connection: Connection | None = None
    reason: str = ""


def _new_instance() -> str:
    """The least pleasant form that Zoom's ids of a run have: a slash first, and two in a row."""
    return f"/{secrets.token_hex(4)}//{secrets.token_hex(4)}=="


@dataclass
class Room:
    """The live side of a meeting. Every run has an `instance` of its own; `past` keeps the stays of each run."""

    instance: str = field(default_factory=_new_instance)
    started_at: datetime | None = None
    inside: list[Connection] = field(default_factory=list)
    waiting: list[Connection] = field(default_factory=list)
    past: dict[str, list[Connection]] = field(default_factory=dict)

    @property
    def running(self) -> bool:
        return self.started_at is not None

    @property
    def has_host(self) -> bool:
        return any(connection.visitor.is_host for connection in self.inside)

    def arrive(self, visitor: Visitor, *, waits: bool, at: datetime) -> list[Happened]:
        """Everybody but the host waits first where `waits`; a host who is inside always admits at once."""
        connection = Connection(visitor, at)
        if not waits or visitor.is_host:
            return [*self._enter(connection, at), *(self._admit_all(at) if visitor.is_host else ())]
        self.waiting.append(connection)
        happened = [self._told("meeting.participant_joined_waiting_room", at, connection)]
        return [*happened, *(self._admit_all(at) if self.has_host else ())]

    def depart(self, connections: Iterable[Connection], reason: str, *, at: datetime) -> list[Happened]:
        """The meeting goes on while anybody is inside, host or not."""
        was_running = self.running
        happened = [self._go(connection, reason, at) for connection in connections]
        if was_running and not self.inside:
            happened.append(self._close(at))
        return happened

    def end(self, *, at: datetime) -> list[Happened]:
        return self.depart([*self.waiting, *self.inside], HOST_ENDED, at=at)

    def answering_to(self, *names: str | None) -> list[Connection]:
        wanted = {name.casefold() for name in names if name}
        return [one for one in [*self.inside, *self.waiting] if one.visitor.answers_to & wanted]

    def _enter(self, connection: Connection, at: datetime) -> Iterator[Happened]:
        if not self.running:
            self.started_at, self.instance = at, _new_instance()
            yield self._told("meeting.started", at)
        entered = Connection(connection.visitor, at)
        self.inside.append(entered)
        self.past.setdefault(self.instance, []).append(entered)
        yield self._told("meeting.participant_joined", at, entered)

    def _admit_all(self, at: datetime) -> Iterator[Happened]:
        for connection in tuple(self.waiting):
            self.waiting.remove(connection)
            yield self._told("meeting.participant_admitted", at, connection)
            yield self._told("meeting.participant_left_waiting_room", at, connection)
            yield from self._enter(connection, at)

    def _go(self, connection: Connection, reason: str, at: datetime) -> Happened:
        connection.until = at
        if connection in self.waiting:
            self.waiting.remove(connection)
            return self._told("meeting.participant_left_waiting_room", at, connection)
        self.inside.remove(connection)
        return self._told("meeting.participant_left", at, connection, reason)

    def _close(self, at: datetime) -> Happened:
        ended = self._told("meeting.ended", at)
        self.started_at = None
        return ended

    def _told(self, event: str, at: datetime, connection: Connection | None = None, reason: str = "") -> Happened:
        return Happened(event, at, self.instance, self.started_at or at, connection, reason)
