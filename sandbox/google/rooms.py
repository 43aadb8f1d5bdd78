"""What people do at and in the rooms of the stand-in: knock, enter, leave, record."""

from __future__ import annotations

from datetime import datetime

from sandbox.google.artifacts import ARTIFACTS, Artifact
from sandbox.google.asking import opaque
from sandbox.google.conferences import Conferences, Record, Visitor
from sandbox.google.spaces import Space, Spaces

IN_MEETING = "in_meeting"
KNOCKING = "knocking"


class UnknownMeeting(LookupError):
    """No space has this id."""


class NotInTheRoom(LookupError):
    """Nobody of that name or address is in the room or at its door, or no call is going on."""


class Rooms:
    """Lets people in as Meet would.

    RESTRICTED: the owner and the members go straight in, others knock. TRUSTED: so do accounts of the owner's
    domain. OPEN: everybody does. In real life a host decides about each who knocks; here a host (the owner or a
    co-host) who is inside admits everybody at once, except who was taken off the list of members: they wait for
    `admit`. With `hosts_admit` False everybody does.
    """

    def __init__(self, spaces: Spaces, conferences: Conferences) -> None:
        self.hosts_admit = True
        self._spaces, self._conferences = spaces, conferences
        self._knocking: dict[str, list[Visitor]] = {}

    def join(self, meeting_id: str, visitor: Visitor, at: datetime) -> str:
        """Returns `in_meeting` or `knocking`. Raises UnknownMeeting."""
        space = self._space(meeting_id)
        self._stop_knocking(space, visitor)
        if not _goes_straight_in(space, visitor) and not self._admitted_at_once(space, visitor):
            self._knocking[space.id].append(visitor)
            return KNOCKING
        self._conferences.enter(space, visitor, at)
        for waiting in [*self._knocking[space.id]]:
            if self._admitted_at_once(space, waiting):
                self._let_in(space, waiting, at)
        return IN_MEETING

    def admit(self, meeting_id: str, visitor: Visitor, at: datetime) -> None:
        """A host lets in who knocks. Raises UnknownMeeting, NotInTheRoom when no host is inside or nobody knocks."""
        space = self._space(meeting_id)
        waiting = next((other for other in self._knocking.get(space.id, []) if _same(other, visitor)), None)
        if waiting is None or not self._host_inside(space):
            raise NotInTheRoom(f"{visitor.name} does not knock, or no host is there to hear it.")
        self._let_in(space, waiting, at)

    def leave(self, meeting_id: str, visitor: Visitor, at: datetime) -> None:
        """Ends the newest visit, or the knocking. Raises UnknownMeeting, NotInTheRoom."""
        space = self._space(meeting_id)
        record = self._conferences.live(space)
        visits = [v for p, v in record.inside() if _same(p.visitor, visitor)] if record else []
        if record and visits:
            visits[-1].end = at
            if not any(record.inside()):
                self._conferences.end(record, at)
            return
        waiting = self._knocking.get(space.id, [])
        if not any(_same(other, visitor) for other in waiting):
            raise NotInTheRoom(f"{visitor.name} is not in the room.")
        self._knocking[space.id] = [other for other in waiting if not _same(other, visitor)]

    def record(self, meeting_id: str, what: str, at: datetime) -> None:
        """Somebody presses record, or turns on a transcript or AI notes. Raises UnknownMeeting, NotInTheRoom, and
        ValueError for anything but `recording`, `transcript` and `ai_notes`."""
        kind, record = _kind(what), self._live(meeting_id)
        made = record.artifacts[kind]
        made.append(Artifact(opaque(what, record.id, len(made)), kind, at))

    def stop_recording(self, meeting_id: str, what: str, at: datetime) -> None:
        """Somebody stops what `record` started; that nothing runs is no error. Raises as `record` does."""
        kind, record = _kind(what), self._live(meeting_id)
        for artifact in record.artifacts[kind]:
            artifact.end = artifact.end or at

    def _live(self, meeting_id: str) -> Record:
        record = self._conferences.live(self._space(meeting_id))
        if record is None:
            raise NotInTheRoom("No call is going on in this room.")
        return record

    def _space(self, meeting_id: str) -> Space:
        space = next((space for space in self._spaces if space.id == meeting_id), None)
        if space is None:
            raise UnknownMeeting(f"There is no meeting {meeting_id!r}.")
        return space

    def _let_in(self, space: Space, visitor: Visitor, at: datetime) -> None:
        self._knocking[space.id].remove(visitor)
        self._conferences.enter(space, visitor, at)

    def _stop_knocking(self, space: Space, visitor: Visitor) -> None:
        """An account knocks once however often it tries; of anonymous visitors nobody can tell who is who."""
        waiting = self._knocking.get(space.id, [])
        self._knocking[space.id] = [other for other in waiting if not visitor.email or other.email != visitor.email]

    def _admitted_at_once(self, space: Space, visitor: Visitor) -> bool:
        return self.hosts_admit and visitor.email not in space.removed and self._host_inside(space)

    def _host_inside(self, space: Space) -> bool:
        record = self._conferences.live(space)
        return record is not None and any(space.hosted_by(p.visitor.email) for p, _ in record.inside())


def _kind(what: str) -> str:
    if what not in ARTIFACTS:
        raise ValueError(f"Meet cannot start {what!r}; it knows {', '.join(ARTIFACTS)}.")
    return ARTIFACTS[what]


def _goes_straight_in(space: Space, visitor: Visitor) -> bool:
    access = space.config["accessType"]
    if access == "OPEN" or (visitor.email and space.invites(visitor.email)):
        return True
    domain = "@" + space.owner.partition("@")[2]
    return access == "TRUSTED" and bool(visitor.email and visitor.email.endswith(domain))


def _same(one: Visitor, other: Visitor) -> bool:
    return one.email == other.email if one.email or other.email else one.name == other.name
