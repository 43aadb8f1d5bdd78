"""The door: who came when, and where they are sent on to. The room's address is only behind it (R087)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.acts.answering import check_not_over, find_session
from mentoring.acts.guarding import unguarded
from mentoring.acts.stepping_in import CHECK, check_is_over, note_stepping_in
from mentoring.acts.telling import tell_people
from mentoring.cover import BARRED, Cover
from mentoring.duties import company
from mentoring.errors import Refusal
from mentoring.matches import Match, MonitorKind
from mentoring.people import Person, Role
from mentoring.permissions import NotYourMatch
from mentoring.policy import Policy
from mentoring.ports import ProviderError
from mentoring.programs import Program
from mentoring.rooms import Entry
from mentoring.sessions import CALLED_OFF, NOT_OVER, Session, SessionState
from mentoring.store import Store, Work
from mentoring.stored import Door, SessionRoom
from mentoring.tidings import Tiding, Topic


class DoorIsShut(StrEnum):
    """Why nobody is sent on."""

    UNKNOWN = "unknown"
    """Forged, broken or revoked: nothing is said about any session."""
    EXPIRED = "expired"
    """Its session is long over: nothing is said about it, and nobody is written down."""
    REPLACED = "replaced"
    """Somebody else watches over this session now."""
    NOT_CLEARED = "not_cleared"
    """A mentor or a proctor who is not cleared on this day (R041, I9); the manager is told at once."""
    EARLY = "early"
    OVER = "over"
    UNGUARDED = "unguarded"
    """No student is let in while the session has no second adult who may be one (I3)."""
    RELIEVED = "relieved"
    """For a monitor who may not watch over the session any more."""
    CANCELLED = "cancelled"
    NO_ROOM = "no_room"
    """There is no room that is proven not to record; whoever watches over an open one is let in all the same."""
    PLATFORM_DOWN = "platform_down"


class NotLetIn(Refusal):
    """The door stays shut; `session` is known unless the door is unknown. `moved`: it is not at its weekly hour.
    `reader`: whose door it is, or a child's guardian."""

    def __init__(
        self,
        why: DoorIsShut,
        session: Session | None = None,
        program: Program | None = None,
        *,
        moved: bool = False,
        reader: Person | None = None,
    ) -> None:
        super().__init__(why)
        self.why, self.session, self.program, self.moved, self.reader = why, session, program, moved, reader


class NoDoor(Refusal):
    """A manager who is not of the session has no door to it until they step in."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


@dataclass(frozen=True)
class _Doorway:
    door: Door
    session: Session
    match: Match
    program: Program
    person: Person
    room: SessionRoom | None
    entry: Entry | None
    reader: Person
    """Who reads what the door says: of a child it is the guardian."""
    cover: Cover | None
    unguarded: bool

    def shut(self, why: DoorIsShut) -> NotLetIn:
        usual = self.match.slot.start_on(self.session.slot_day or self.session.day, self.program.zone)
        moved = self.session.starts_at != usual
        return NotLetIn(why, self.session, self.program, moved=moved, reader=self.reader)


OpeningAddress = Callable[[SessionRoom], str]


def enter(store: Store, *, door_id: int | None, opening: OpeningAddress, at: datetime, policy: Policy) -> str:
    """Records who came and gives the address to send them on to; a refused visit is recorded too.

    `opening` asks the platform, in the moment, for the address of the one who opens the room. Raises NotLetIn.
    """
    with store.look() as view:
        doorway = _find(view, door_id)
    if at >= doorway.session.ends_at + policy.doors_told_after:
        raise NotLetIn(DoorIsShut.EXPIRED)
    try:
        address, opened = _address(doorway, opening, at=at, policy=policy)
    except NotLetIn as refusal:
        _record(store, doorway, at=at, let_in=False, opened=False, why=refusal.why)
        raise
    _record(store, doorway, at=at, let_in=True, opened=opened)
    return address


def own_door(store: Store, *, actor: Person, session_id: int, at: datetime) -> Door:
    """The door that this person has to that session. Raises NoSuchSession, NotYourMatch, NoDoor, SessionIsOver."""
    with store.look() as view:
        session, _ = find_session(view, session_id)
        door = view.doors.of(session_id, actor.id)
    if door is None and actor.has(Role.MANAGER):
        raise NoDoor(session)
    if door is None:
        raise NotYourMatch
    check_not_over(session, at)
    if door.revoked_at is not None:
        raise NotYourMatch
    return door


def _find(view: Work, door_id: int | None) -> _Doorway:
    door = view.doors.get(door_id) if door_id is not None else None
    if door is None:
        raise NotLetIn(DoorIsShut.UNKNOWN)
    session = view.sessions.get(door.session_id)
    match = view.matches.many([session.match_id])[session.match_id]
    program, person = view.programs.get(match.program_id), view.people.get(door.person_id)
    room, entry = view.rooms.of(session.id), view.rooms.entry(session.id, person.id)
    guardians = view.people.many([person.guardian_id]) if person.guardian_id is not None else {}
    reader, cover = person.written_to_through(guardians), view.covers.of([session.id]).get(session.id)
    shut = unguarded(view, session, match, cover)
    return _Doorway(door, session, match, program, person, room, entry, reader, cover, shut)


def _record(
    store: Store, doorway: _Doorway, *, at: datetime, let_in: bool, opened: bool, why: DoorIsShut | None = None
) -> None:
    with store.begin() as work:
        work.doors.visit(doorway.door, at=at, let_in=let_in, opened=opened)
        if let_in and _steps_in(doorway):
            note_stepping_in(work, doorway.session, doorway.person, at=at)
        if why is DoorIsShut.NOT_CLEARED:
            tell_people(work, [_shut_out(doorway, at)])


def _shut_out(way: _Doorway, at: datetime) -> Tiding:
    """Once for each person and session. A proctor who is not let in is missing, and raises that alert in their time;
    this says why, and says it sooner."""
    session, match = way.session, way.match
    facts = {
        "session": session.id,
        "starts": session.starts_at.isoformat(),
        "missing": _missing(way, at),
        "watches": way.person.id == session.monitor_id,
    }
    key = f"session-{session.id}/{Topic.SHUT_OUT}/{way.person.id}"
    people = {"volunteer": way.person.id}
    return Tiding(key, Topic.SHUT_OUT, match.manager_id, at, match.id, people, facts, expires_at=session.ends_at)


def _missing(way: _Doorway, at: datetime) -> list[str]:
    """Of a manager only the check is asked for."""
    return [CHECK] if _steps_in(way) else list(way.person.clearance.missing(way.program.day(at)))


def _address(way: _Doorway, opening: OpeningAddress, *, at: datetime, policy: Policy) -> tuple[str, bool]:
    _check_open(way, at=at, policy=policy)
    if way.room is None or way.room.room is None:
        raise way.shut(DoorIsShut.NO_ROOM)
    if way.room.proven_at is None and not _looks_after_those_inside(way):
        raise way.shut(DoorIsShut.NO_ROOM)
    stands_in = way.entry is None and way.person.has(Role.MANAGER)
    if stands_in or (way.entry is not None and way.entry.opens_room):
        try:
            return opening(way.room), True
        except ProviderError as error:
            raise way.shut(DoorIsShut.PLATFORM_DOWN) from error
    personal = way.entry.address if way.entry is not None else None
    return personal or way.room.room.address, False


def _looks_after_those_inside(way: _Doorway) -> bool:
    """A room whose settings were changed while it is open has people in it: the second adult, or a manager in their
    place, must reach them all the same."""
    second_adult = way.person.id == company(way.session, way.match).monitor_id
    return way.session.state is SessionState.OPEN and (second_adult or _steps_in(way))


def _steps_in(way: _Doorway) -> bool:
    """A manager who is not of the session, at the door that they have made their own."""
    return way.person.has(Role.MANAGER) and way.person.id not in company(way.session, way.match).everybody


def _check_open(way: _Doorway, *, at: datetime, policy: Policy) -> None:
    session = way.session
    if session.state in CALLED_OFF:
        raise way.shut(DoorIsShut.CANCELLED)
    if way.cover is not None and way.cover.wanted and way.cover.why in BARRED and way.person.id == way.cover.lost_id:
        raise way.shut(DoorIsShut.RELIEVED)
    if way.door.revoked_at is not None and way.person.id not in company(session, way.match).everybody:
        raise way.shut(DoorIsShut.REPLACED)
    if way.door.revoked_at is not None:
        raise NotLetIn(DoorIsShut.UNKNOWN)
    if at < session.starts_at - policy.doors_open_ahead:
        raise way.shut(DoorIsShut.EARLY)
    if session.state not in NOT_OVER or not session.doors_open(at, policy):
        raise way.shut(DoorIsShut.OVER)
    _check_admissible(way, at=at)


def _check_admissible(way: _Doorway, *, at: datetime) -> None:
    """I3, and R041: a student only under somebody's eyes, a volunteer only while cleared."""
    if way.unguarded and way.person.id in way.match.student_ids:
        raise way.shut(DoorIsShut.UNGUARDED)
    if _steps_in(way) and check_is_over(way.person, way.program.day(at)):
        raise way.shut(DoorIsShut.NOT_CLEARED)
    if _comes_as_volunteer(way) and way.person.clearance.missing(way.program.day(at)):
        raise way.shut(DoorIsShut.NOT_CLEARED)


def _comes_as_volunteer(way: _Doorway) -> bool:
    """Guardians come by their own opt-in, teachers and other staff by their school, managers by their office."""
    as_proctor = way.person.id == way.session.monitor_id and way.session.monitor_kind is MonitorKind.PROCTOR
    return as_proctor or way.person.id == way.match.mentor_id
