"""Zoom rooms: a scheduled meeting for each session, on a host of the pool who has a free place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from integrations.zoom.client import ZoomApi
from integrations.zoom.demands import meeting_fields, read_host, read_room
from integrations.zoom.errors import ZoomRefused, unreadable
from mentoring.ports import ProviderError
from mentoring.presence import Observation
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, Proof, RoomRequest, RoomRole

Busy = Callable[[datetime, datetime], Mapping[str, int]]
"""How many rooms each host already has between two moments."""

_NO_SUCH_MEETING = 3001
_LONGEST_NAME = 64


class ZoomRooms:
    """RoomProvider for Zoom. `hosts`: licensed users and how many meetings each may run at once.

    The monitor opens the room as its host. Mentor and students are registered, and each has a link of their own;
    whoever has no address, and every student, is registered under an alias of `alias_domain`, which takes no mail.
    """

    platform = Platform.ZOOM

    def __init__(
        self, api: ZoomApi, hosts: Mapping[str, int], busy: Busy, *, alias_domain: str = "registrants.invalid"
    ) -> None:
        self._api, self._hosts, self._busy, self._alias_domain = api, dict(hosts), busy, alias_domain

    def create(self, request: RoomRequest, *, at: datetime) -> MadeRoom:
        """Raises ProviderError, to be tried again, when no host has a free place at that time."""
        host = self._free_host(request)
        fields = meeting_fields(request)
        meeting = self._api.create_meeting(host, fields, starts_at=request.starts_at, at=at)
        return _made("create a Zoom meeting", meeting, host, writes=True)

    def find(self, request: RoomRequest, *, at: datetime) -> MadeRoom | None:
        for host in self._hosts:
            for meeting in self._api.scheduled_meetings(host, at=at):
                if meeting.get("agenda") == request.effect_key:
                    return _made("find a Zoom meeting", meeting, host, writes=False)
        return None

    def prove(self, room: MadeRoom, *, at: datetime) -> Proof:
        """The meeting's settings and those of its host as Zoom names it: only the latter forbid recording by hand."""
        meeting = self._api.meeting(room.meeting_id, at=at)
        host = _text("read a Zoom meeting", meeting, "host_id", writes=False)
        settings = self._api.host_settings(host, at=at)
        return Proof((*read_room(meeting), *read_host(settings)), read_at=at)

    def let_in(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> tuple[Entry, ...]:
        """Who is registered already is not added again. Zoom: one person may be added three times a day."""
        known = {str(row.get("email", "")).casefold(): row for row in self._api.registrants(room.meeting_id, at=at)}
        return tuple(self._entry(room, guest, known, at) for guest in guests)

    def opening_address(self, room: MadeRoom, *, at: datetime) -> str:
        """Makes its holder host for two hours: for the monitor alone, and never stored."""
        meeting = self._api.meeting(room.meeting_id, at=at)
        return _text("get the start link of a Zoom meeting", meeting, "start_url", writes=False)

    def observe(self, room: MadeRoom, *, since: datetime, at: datetime) -> Observation:  # noqa: ARG002 - only webhooks tell of stays
        meeting = self._api.meeting(room.meeting_id, at=at)
        status = _text("observe a Zoom meeting", meeting, "status", writes=False)
        return Observation(live=status == "started", stays=None, read_at=at)

    def end(self, room: MadeRoom, *, at: datetime) -> None:
        """Zoom documents no code for a meeting that is not running, so after a refusal the meeting itself is asked."""
        try:
            self._api.end_meeting(room.meeting_id, at=at)
        except ZoomRefused as refusal:
            if not refusal.permanent or self._runs(room, at):
                raise

    def _runs(self, room: MadeRoom, at: datetime) -> bool:
        try:
            return self.observe(room, since=at, at=at).live
        except ZoomRefused as refusal:
            if refusal.code == _NO_SUCH_MEETING:
                return False
            raise

    def _free_host(self, request: RoomRequest) -> str:
        busy = self._busy(request.starts_at, request.ends_at)
        for host, places in self._hosts.items():
            if busy.get(host, 0) < places:
                return host
        lacking = max(1, sum(busy.values()) + 1 - sum(self._hosts.values()))
        raise ProviderError(
            "create a Zoom meeting",
            f"all {len(self._hosts)} Zoom hosts are taken at that time; {lacking} more needed",
            permanent=False,
        )

    def _entry(self, room: MadeRoom, guest: Guest, known: Mapping[str, Mapping[str, Any]], at: datetime) -> Entry:
        if guest.role is RoomRole.MONITOR:
            assert room.host is not None, "every room that we make has a host"
            return Entry(guest.person_id, f"host:{room.host}".casefold(), opens_room=True)
        email = self._address(guest)
        row = known.get(email.casefold())
        if row is None:
            name = guest.shown_name[:_LONGEST_NAME]
            row = self._api.register(room.meeting_id, email=email, first_name=name, at=at)
        tried, key = "register a guest with Zoom", "registrant_id" if "registrant_id" in row else "id"
        identity = f"registrant:{_text(tried, row, key, writes=True)}"
        return Entry(guest.person_id, identity, address=_text(tried, row, "join_url", writes=True))

    def _address(self, guest: Guest) -> str:
        """A student's real address never reaches Zoom."""
        if guest.email and guest.role is not RoomRole.STUDENT:
            return guest.email
        return f"guest-{guest.person_id}@{self._alias_domain}"


def _made(tried: str, meeting: Mapping[str, Any], host: str, *, writes: bool) -> MadeRoom:
    meeting_id = meeting.get("id")
    if not isinstance(meeting_id, int):
        raise unreadable(tried, "the answer holds no meeting id", writes=writes)
    return MadeRoom(Platform.ZOOM, str(meeting_id), _text(tried, meeting, "join_url", writes=writes), host)


def _text(tried: str, answer: Mapping[str, Any], name: str, *, writes: bool) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise unreadable(tried, f"the answer holds no {name}", writes=writes)
    return value
