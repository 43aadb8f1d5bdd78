"""Zoom rooms: a scheduled meeting for each session, on the host whom the pool chose for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from integrations.zoom.attendance import stays
from integrations.zoom.client import ZoomApi
from integrations.zoom.demands import HOST_CHANGES, ROOM_SETTINGS, meeting_fields, read_host, read_room
from integrations.zoom.errors import NO_SUCH_MEETING, ZoomRefused, unreadable
from integrations.zoom.live import LiveList
from integrations.zoom.quota import DailyQuota
from mentoring.ports import ProviderError
from mentoring.presence import Observation, Stay
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, Proof, RoomRequest, RoomRole

_LONGEST_NAME = 64
_CANCELLED_AT_ONCE = 30
REPORTS_A_DAY, REPORTS_A_MINUTE = 10_000, 60
"""Zoom: reports are heavy calls, of which Pro has 30,000 a day and Business 60,000; the live list takes 50,000."""


class ZoomRooms:
    """RoomProvider for Zoom. `hosts`: the addresses of the licensed users of the pool.

    The monitor opens the room as its host. Mentor and students are registered, and each has a link of their own;
    whoever has no address, and every student, is registered under an alias of `alias_domain`, which takes no mail.
    """

    platform = Platform.ZOOM

    def __init__(self, api: ZoomApi, hosts: Sequence[str], *, alias_domain: str = "registrants.invalid") -> None:
        self._api, self._hosts, self._alias_domain = api, tuple(hosts), alias_domain
        self._live = LiveList(api)
        self._reports = DailyQuota(a_day=REPORTS_A_DAY, a_minute=REPORTS_A_MINUTE)

    def create(self, request: RoomRequest, *, at: datetime) -> MadeRoom:
        """Raises ProviderError: permanently when nobody chose a host, until the next UTC day when that host's budget
        is spent."""
        tried = "create a Zoom meeting"
        if request.host is None:
            raise ProviderError(tried, "no host was chosen for it", permanent=True)
        meeting = self._api.create_meeting(request.host, meeting_fields(request), starts_at=request.starts_at, at=at)
        return _made(tried, meeting, request.host, writes=True)

    def find(self, request: RoomRequest, *, at: datetime) -> MadeRoom | None:
        """Looks at the chosen host first: another may have been chosen by an earlier try."""
        for host in self._hosts_from(request.host):
            for meeting in self._api.scheduled_meetings(host, at=at):
                if meeting.get("agenda") == request.effect_key:
                    return _made("find a Zoom meeting", meeting, host, writes=False)
        return None

    def prove(self, room: MadeRoom, *, at: datetime) -> Proof:
        """The meeting's settings and those of its host as Zoom names it: only the latter forbid recording by hand.

        Fail-closed: whatever bears on recording, streaming, AI, chat, the waiting room, joining before the host,
        registration or breakout rooms must be read back, and what Zoom leaves out is a doubt. The few others, which
        `demands.MAY_BE_SILENT` names, may be left out; but no setting may be read back as something else.
        """
        meeting = self._api.meeting(room.meeting_id, at=at)
        host = _text("read a Zoom meeting", meeting, "host_id", writes=False)
        settings = self._api.host_settings(host, at=at)
        return Proof((*read_room(meeting), *read_host(settings)), read_at=at)

    def secure(self, room: MadeRoom, *, at: datetime) -> None:
        """One write of the host's budget, after the host's settings, which cost none. Zoom lets nobody set the AI
        Companion of a host here, and a password that is gone stays gone: links that were given out hang on it."""
        host = _host(room)
        self._api.change_host_settings(host, HOST_CHANGES, at=at)
        self._api.update_meeting(room.meeting_id, {"settings": dict(ROOM_SETTINGS)}, host=host, at=at)

    def let_in(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> tuple[Entry, ...]:
        """Who is registered already is not added again. Zoom: one person may be added three times a day."""
        known = self._registered(room, at)
        return tuple(self._entry(room, guest, known, at) for guest in guests)

    def put_out(self, room: MadeRoom, guests: Sequence[Guest], *, at: datetime) -> None:
        """Their registration is cancelled, and their link with it. A monitor has none: who opens a room asks for its
        address in the moment. Zoom cannot remove anybody from a running call."""
        try:
            known = self._registered(room, at)
            rows = [known[email] for guest in guests if (email := self._address(guest).casefold()) in known]
            for start in range(0, len(rows), _CANCELLED_AT_ONCE):
                self._api.cancel_registrants(room.meeting_id, rows[start : start + _CANCELLED_AT_ONCE], at=at)
        except ZoomRefused as refusal:
            if refusal.code != NO_SUCH_MEETING:
                raise

    def opening_address(self, room: MadeRoom, *, at: datetime) -> str:
        """Makes its holder host for two hours: for the monitor alone, and never stored."""
        meeting = self._api.meeting(room.meeting_id, at=at)
        return _text("get the start link of a Zoom meeting", meeting, "start_url", writes=False)

    def observe(self, room: MadeRoom, *, since: datetime, at: datetime) -> Observation:  # noqa: ARG002 - only webhooks tell of stays
        """Whether a call goes on; and who is in it, where the plan has that list and the day's quota allows."""
        meeting = self._api.meeting(room.meeting_id, at=at)
        if _text("observe a Zoom meeting", meeting, "status", writes=False) != "started":
            return Observation(live=False, stays=None, read_at=at)
        run = _text("observe a Zoom meeting", meeting, "uuid", writes=False)
        seats = self._live.seats(room.meeting_id, instance=run, host=_host(room), at=at)
        return Observation(live=True, stays=None, read_at=at, seats=seats)

    def recall(self, room: MadeRoom, runs: Sequence[str], *, since: datetime, at: datetime) -> tuple[Stay, ...] | None:
        """Zoom names a run by its uuid; without any, the meeting's own id means the latest one."""
        found: list[Stay] = []
        for run in runs or (room.meeting_id,):
            rows = self._rows_of(run, at)
            found += stays(rows, instance=run, host=_host(room), since=since)
        return tuple(sorted(found, key=lambda stay: (stay.joined_at, stay.connection))) or None

    def stop_keeping(self, room: MadeRoom, *, at: datetime) -> None:
        """Zoom: this reaches its cloud recordings only. It documents no code for a meeting that is not recorded, so
        after a refusal the meeting itself is asked: while it runs, it may be recorded still."""
        try:
            self._api.stop_recording(room.meeting_id, at=at)
        except ZoomRefused as refusal:
            if not refusal.permanent or refusal.forbidden or self._runs(room, at):
                raise

    def end(self, room: MadeRoom, *, at: datetime) -> None:
        """Zoom documents no code for a meeting that is not running, so after a refusal the meeting itself is asked."""
        try:
            self._api.end_meeting(room.meeting_id, at=at)
        except ZoomRefused as refusal:
            if not refusal.permanent or self._runs(room, at):
                raise

    def retire(self, room: MadeRoom, *, at: datetime) -> None:
        """Zoom deletes no running meeting, and may still be ending one: that error passes."""
        self.end(room, at=at)
        try:
            self._api.delete_meeting(room.meeting_id, at=at)
        except ZoomRefused as refusal:
            if refusal.code != NO_SUCH_MEETING:
                raise

    def _runs(self, room: MadeRoom, at: datetime) -> bool:
        try:
            meeting = self._api.meeting(room.meeting_id, at=at)
        except ZoomRefused as refusal:
            if refusal.code == NO_SUCH_MEETING:
                return False
            raise
        return _text("observe a Zoom meeting", meeting, "status", writes=False) == "started"

    def _rows_of(self, run: str, at: datetime) -> Sequence[Mapping[str, Any]]:
        """The report, or what Zoom remembers of the meeting where there is no report (yet) or none may be asked for."""
        if self._reports.take(at=at):
            try:
                rows = list(self._api.reported_participants(run, at=at))
            except ZoomRefused as refusal:
                if not refusal.permanent:
                    raise
                rows = []
            if rows:
                return rows
        try:
            return list(self._api.past_participants(run, at=at))
        except ZoomRefused as refusal:
            if refusal.code != NO_SUCH_MEETING:
                raise
            return []

    def _registered(self, room: MadeRoom, at: datetime) -> Mapping[str, Mapping[str, Any]]:
        return {str(row.get("email", "")).casefold(): row for row in self._api.registrants(room.meeting_id, at=at)}

    def _hosts_from(self, first: str | None) -> Iterator[str]:
        if first is not None:
            yield first
        yield from (host for host in self._hosts if host != first)

    def _entry(self, room: MadeRoom, guest: Guest, known: Mapping[str, Mapping[str, Any]], at: datetime) -> Entry:
        if guest.role is RoomRole.MONITOR:
            return Entry(guest.person_id, f"host:{_host(room)}".casefold(), opens_room=True)
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


def _host(room: MadeRoom) -> str:
    assert room.host is not None, "every room that we make has a host"
    return room.host


def _text(tried: str, answer: Mapping[str, Any], name: str, *, writes: bool) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise unreadable(tried, f"the answer holds no {name}", writes=writes)
    return value
