"""The door: who came when, and where they are sent on to. The room's address is only behind it (R087)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.ports import ProviderError
from mentoring.programs import Program
from mentoring.rooms import Entry
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.store import Door, SessionRoom, Store, Work


class DoorIsShut(StrEnum):
    """Why nobody is sent on."""

    UNKNOWN = "unknown"
    """Forged, broken or revoked: nothing is said about any session."""
    EARLY = "early"
    OVER = "over"
    CANCELLED = "cancelled"
    NO_ROOM = "no_room"
    """There is no room that is proven not to record."""
    PLATFORM_DOWN = "platform_down"


class NotLetIn(Refusal):
    """The door stays shut; `session` is known unless the door is unknown."""

    def __init__(self, why: DoorIsShut, session: Session | None = None, program: Program | None = None) -> None:
        super().__init__(why)
        self.why, self.session, self.program = why, session, program


@dataclass(frozen=True)
class _Doorway:
    door: Door
    session: Session
    program: Program
    person: Person
    room: SessionRoom | None
    entry: Entry | None


OpeningAddress = Callable[[SessionRoom], str]


def enter(store: Store, *, door_id: int | None, opening: OpeningAddress, at: datetime, policy: Policy) -> str:
    """Records who came and gives the address to send them on to; a refused visit is recorded too.

    `opening` asks the platform, in the moment, for the address of the one who opens the room. Raises NotLetIn.
    """
    with store.look() as view:
        doorway = _find(view, door_id)
    try:
        address, opened = _address(doorway, opening, at=at, policy=policy)
    except NotLetIn:
        _record(store, doorway, at=at, let_in=False, opened=False)
        raise
    _record(store, doorway, at=at, let_in=True, opened=opened)
    return address


def _find(view: Work, door_id: int | None) -> _Doorway:
    door = view.doors.get(door_id) if door_id is not None else None
    if door is None:
        raise NotLetIn(DoorIsShut.UNKNOWN)
    session = view.sessions.get(door.session_id)
    match = view.matches.many([session.match_id])[session.match_id]
    program, person = view.programs.get(match.program_id), view.people.get(door.person_id)
    return _Doorway(door, session, program, person, view.rooms.of(session.id), view.rooms.entry(session.id, person.id))


def _record(store: Store, doorway: _Doorway, *, at: datetime, let_in: bool, opened: bool) -> None:
    with store.begin() as work:
        work.doors.visit(doorway.door, at=at, let_in=let_in, opened=opened)


def _address(way: _Doorway, opening: OpeningAddress, *, at: datetime, policy: Policy) -> tuple[str, bool]:
    _check_open(way, at=at, policy=policy)
    if way.room is None or way.room.room is None or way.room.proven_at is None:
        raise NotLetIn(DoorIsShut.NO_ROOM, way.session, way.program)
    stands_in = way.entry is None and way.person.has(Role.MANAGER)
    if stands_in or (way.entry is not None and way.entry.opens_room):
        try:
            return opening(way.room), True
        except ProviderError as error:
            raise NotLetIn(DoorIsShut.PLATFORM_DOWN, way.session, way.program) from error
    personal = way.entry.address if way.entry is not None else None
    return personal or way.room.room.address, False


def _check_open(way: _Doorway, *, at: datetime, policy: Policy) -> None:
    session = way.session
    if session.state in {SessionState.CANCELLED, SessionState.STOPPED}:
        raise NotLetIn(DoorIsShut.CANCELLED, session, way.program)
    if way.door.revoked_at is not None:
        raise NotLetIn(DoorIsShut.UNKNOWN)
    if at < session.starts_at - policy.doors_open_ahead:
        raise NotLetIn(DoorIsShut.EARLY, session, way.program)
    if session.state not in NOT_OVER or not session.doors_open(at, policy):
        raise NotLetIn(DoorIsShut.OVER, session, way.program)
