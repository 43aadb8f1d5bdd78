"""The people in one meeting: who waits, who is inside, and what happens when somebody comes or goes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import count

HOST_ENDED = "Host ended the meeting."
LEFT = "left the meeting"
OTHER_DEVICE = "joined from another device"
_TO_BREAKOUT_ROOM = "left the meeting to join breakout room"
_OUT_OF_BREAKOUT_ROOM = "leave breakout room to join main meeting"
BREAKOUT_ROOM = "breakout/1=="
"""The id of the one breakout room that a meeting has here."""
_USER_IDS = count(16_778_240, 1_024)


class Outcome(StrEnum):
    """Where a joiner stands afterwards."""

    IN_MEETING = "in_meeting"
    WAITING_ROOM = "waiting_room"
    REFUSED = "refused"


class Hold(StrEnum):
    """Why somebody who is not host has to wait."""

    NOT = ""
    WAITING_ROOM = "waiting_room"
    NO_HOST = "jbh_waiting"
    """There is no waiting room, and nobody may come before the host."""


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
    """One join: `number` and `uuid` are new each time, as Zoom's `user_id` and `participant_uuid` are. Between the
    meeting and its breakout rooms only the `uuid` stays the same."""

    visitor: Visitor
    since: datetime
    hold: Hold = Hold.NOT
    breakout: bool = False
    number: str = field(default_factory=lambda: str(next(_USER_IDS)))
    uuid: str = field(default_factory=lambda: secrets.token_hex(16).upper())
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Happened:
    """One thing that Zoom tells by webhook. `connection` is None where it concerns the meeting as a whole."""

    event: str
    at: datetime
    instance: str
    started_at: datetime
    connection: Connection | None = None
    reason: str = ""
    roles: tuple[str, str] | None = None


@dataclass
class Run:
    """What is known of one run of a meeting: every stay, and everybody who waited."""

    stays: list[Connection] = field(default_factory=list)
    waits: list[Connection] = field(default_factory=list)
    ended_at: datetime | None = None


def _new_instance() -> str:
    """The least pleasant form that Zoom's ids of a run have: a slash first, and two in a row."""
    return f"/{secrets.token_hex(4)}//{secrets.token_hex(4)}=="


@dataclass
class Room:
    """The live side of a meeting. Every run has an `instance` of its own; `runs` keeps what was of each."""

    instance: str = field(default_factory=_new_instance)
    started_at: datetime | None = None
    inside: list[Connection] = field(default_factory=list)
    waiting: list[Connection] = field(default_factory=list)
    apart: list[Connection] = field(default_factory=list)
    """Who is in a breakout room."""
    runs: dict[str, Run] = field(default_factory=dict)

    @property
    def running(self) -> bool:
        return self.started_at is not None

    @property
    def has_host(self) -> bool:
        return any(connection.visitor.is_host for connection in self.inside)

    @property
    def everybody(self) -> list[Connection]:
        return [*self.inside, *self.waiting, *self.apart]

    def arrive(self, visitor: Visitor, hold: Hold, *, at: datetime) -> list[Happened]:
        """Everybody but the host waits first where something holds back; a host inside always admits at once."""
        connection = Connection(visitor, at, hold)
        if not hold or visitor.is_host:
            return [*self._enter(connection, at), *(self._admit_all(at) if visitor.is_host else ())]
        return [*self._wait(connection, at), *(self._admit_all(at) if self.has_host else ())]

    def depart(self, connections: Iterable[Connection], reason: str, *, at: datetime) -> list[Happened]:
        """The meeting goes on while anybody is inside, host or not."""
        was_running = self.running
        happened = [self._go(connection, reason, at) for connection in connections]
        if was_running and not (self.inside or self.apart):
            happened.append(self._close(at))
        return happened

    def end(self, *, at: datetime) -> list[Happened]:
        return self.depart([*self.waiting, *self.apart, *self.inside], HOST_ENDED, at=at)

    def send_back(self, connections: Iterable[Connection], *, at: datetime) -> list[Happened]:
        """The host puts them into the waiting room. No document says that participant_left is sent as well."""
        happened = []
        for connection in connections:
            self._go(connection, "", at)
            waits = replace(connection, since=at, until=None, hold=Hold.WAITING_ROOM)
            self.waiting.append(waits)
            happened.append(self._told("meeting.participant_put_in_waiting_room", at, waits))
        return happened

    def set_apart(self, connections: Iterable[Connection], *, at: datetime) -> list[Happened]:
        """Into a breakout room. Zoom tells that they left, that they joined, and that they are in a breakout room."""
        happened = []
        for connection in connections:
            happened.append(self._go(connection, _TO_BREAKOUT_ROOM, at))
            breakout = Connection(connection.visitor, at, breakout=True, uuid=connection.uuid)
            self.apart.append(breakout)
            self.runs[self.instance].stays.append(breakout)
            happened.append(self._told("meeting.participant_joined", at, breakout))
            happened.append(self._told("meeting.participant_joined_breakout_room", at, breakout))
        return happened

    def bring_together(self, connections: Iterable[Connection], *, at: datetime) -> list[Happened]:
        """Back from a breakout room, with as many events."""
        happened = []
        for connection in connections:
            happened.append(
                self._told("meeting.participant_left_breakout_room", at, connection, "Leave breakout room.")
            )
            happened.append(self._go(connection, _OUT_OF_BREAKOUT_ROOM, at))
            happened.extend(self._enter(Connection(connection.visitor, at, uuid=connection.uuid), at))
        return happened

    def change_role(self, connection: Connection, old: str, new: str, *, at: datetime) -> Happened:
        event = "meeting.participant_role_changed"
        return Happened(event, at, self.instance, self.started_at or at, connection, roles=(old, new))

    def answering_to(self, *names: str | None) -> list[Connection]:
        wanted = {name.casefold() for name in names if name}
        return [one for one in self.everybody if one.visitor.answers_to & wanted]

    def _wait(self, connection: Connection, at: datetime) -> Iterator[Happened]:
        self.waiting.append(connection)
        joined = "joined_waiting_room" if connection.hold is Hold.WAITING_ROOM else "jbh_waiting"
        yield self._told(f"meeting.participant_{joined}", at, connection)

    def _enter(self, connection: Connection, at: datetime) -> Iterator[Happened]:
        if not self.running:
            self.started_at, self.instance = at, _new_instance()
            self.runs[self.instance] = Run()
            yield self._told("meeting.started", at)
        entered = Connection(connection.visitor, at, uuid=connection.uuid)
        self.inside.append(entered)
        self.runs[self.instance].stays.append(entered)
        yield self._told("meeting.participant_joined", at, entered)
        if not self.has_host:
            yield self._told("meeting.participant_jbh_joined", at, entered)

    def _admit_all(self, at: datetime) -> Iterator[Happened]:
        for connection in tuple(self.waiting):
            if connection.hold is Hold.WAITING_ROOM:
                yield self._told("meeting.participant_admitted", at, connection)
            yield self._stop_waiting(connection, at)
            yield from self._enter(connection, at)

    def _go(self, connection: Connection, reason: str, at: datetime) -> Happened:
        if connection in self.waiting:
            return self._stop_waiting(connection, at)
        connection.until, connection.reason = at, reason
        (self.apart if connection in self.apart else self.inside).remove(connection)
        return self._told("meeting.participant_left", at, connection, reason)

    def _stop_waiting(self, connection: Connection, at: datetime) -> Happened:
        self.waiting.remove(connection)
        connection.until = at
        if self.running:
            self.runs[self.instance].waits.append(connection)
        left = "left_waiting_room" if connection.hold is Hold.WAITING_ROOM else "jbh_waiting_left"
        return self._told(f"meeting.participant_{left}", at, connection)

    def _close(self, at: datetime) -> Happened:
        ended = self._told("meeting.ended", at)
        self.started_at, self.runs[self.instance].ended_at = None, at
        return ended

    def _told(self, event: str, at: datetime, connection: Connection | None = None, reason: str = "") -> Happened:
        return Happened(event, at, self.instance, self.started_at or at, connection, reason)
