"""The entrance of a meeting: who somebody with a link is, and whether they come in, wait or are refused."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from sandbox.zoom.account import Host
from sandbox.zoom.meetings import Meeting, Registrant
from sandbox.zoom.people import OTHER_DEVICE, Connection, Happened, Hold, Visitor


def recognise(meeting: Meeting, name: str, email: str | None, address: str | None, *, at: datetime) -> Visitor | None:
    """Who that is; None for a spent or foreign ticket."""
    query = parse_qs(urlsplit(address or "").query)
    names = frozenset(word.casefold() for word in (name, email) if word)
    if "zak" in query:
        return _as_host(meeting.host, name, names) if meeting.opens_with(query["zak"][0], at=at) else None
    if "tk" in query:
        holder = meeting.holder_of(query["tk"][0])
        return _as_registrant(holder, names) if holder else None
    registrant = meeting.registrant_of(email)
    if registrant is not None and registrant.approved:
        return _as_registrant(registrant, names)
    return Visitor(name, answers_to=names)


def arrive(meeting: Meeting, visitor: Visitor, *, at: datetime) -> list[Happened]:
    """Zoom: where several devices are not allowed, the later one throws the earlier one out."""
    happened = meeting.room.arrive(visitor, holds_back(meeting), at=at)
    if meeting.settings["allow_multiple_devices"] or visitor.registrant_id is None:
        return happened
    return happened + meeting.room.depart(_earlier(meeting, visitor), OTHER_DEVICE, at=at)


def would_start(meeting: Meeting, visitor: Visitor) -> bool:
    return not meeting.room.running and (visitor.is_host or not holds_back(meeting))


def holds_back(meeting: Meeting) -> Hold:
    """What those who are not host wait for."""
    if meeting.settings["waiting_room"]:
        return Hold.WAITING_ROOM
    may_start = meeting.room.running or meeting.settings["join_before_host"]
    return Hold.NOT if may_start else Hold.NO_HOST


def _earlier(meeting: Meeting, visitor: Visitor) -> list[Connection]:
    theirs = [one for one in meeting.room.everybody if one.visitor.registrant_id == visitor.registrant_id]
    return sorted(theirs, key=lambda one: int(one.number))[:-1]


def _as_host(host: Host, name: str, names: frozenset[str]) -> Visitor:
    return Visitor(name, email=host.email, user_id=host.id, answers_to=names)


def _as_registrant(registrant: Registrant, names: frozenset[str]) -> Visitor:
    """Inside, a registrant bears the name that was registered."""
    known = names | {registrant.name.casefold(), registrant.email.casefold()}
    return Visitor(registrant.name, email=registrant.email, registrant_id=registrant.id, answers_to=known)
