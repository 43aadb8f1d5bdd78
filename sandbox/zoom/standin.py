"""Zoom on this machine: its API as an ASGI app, and people who come and go in its rooms."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.types import ASGIApp

from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.gate import Gate
from sandbox.zoom.account import Account, Host
from sandbox.zoom.api import build_api
from sandbox.zoom.meetings import Meeting, Registrant
from sandbox.zoom.payloads import of_meeting, of_memory
from sandbox.zoom.people import LEFT, OTHER_DEVICE, Connection, Happened, Outcome, Visitor
from sandbox.zoom.refusals import fault_answer
from sandbox.zoom.register import Register
from sandbox.zoom.webhooks import Courier, SignedEvent


class ZoomStandIn:
    """A strict stand-in for one Zoom account.

    `hosts`: licensed users and how many meetings each may run at once. `hang`: real seconds without an answer
    for a TIMEOUT or LOST_ANSWER fault. Webhooks are sent in the calling thread, after the state is settled and
    its lock is free, so the application may call the API back while it handles one.
    """

    def __init__(
        self,
        *,
        clock: MovableClock,
        calls: CallLog,
        faults: Faults,
        account_id: str,
        client_id: str,
        client_secret: str,
        webhook_secret: str,
        webhook_url: str,
        hosts: Mapping[str, int],
        join_base: str = "https://zoom.us",
        hang: float = 30.0,
    ) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._account = Account(account_id=account_id, client_id=client_id, client_secret=client_secret, hosts=hosts)
        self._register = Register(join_base=join_base)
        self._courier = Courier(url=webhook_url, secret=webhook_secret, clock=clock, faults=faults)
        api = build_api(self._account, self._register, clock=clock, lock=self._lock, tell=self._tell)
        self.app: ASGIApp = Gate(
            api, service="zoom", clock=clock, calls=calls, faults=faults, fault_answer=fault_answer, hang=hang
        )

    def join(
        self, meeting_id: int | str, *, name: str, email: str | None = None, address: str | None = None
    ) -> Outcome:
        """Somebody opens a link. A `zak` in it makes them host, a `tk` the registrant whose link it is.

        Without either, a registrant's `email` is recognised (the registration page gives the same person the
        same link); everybody else is an unknown guest, who waits and is admitted like the others, as somebody
        who was handed another's link would be. Refused are spent or foreign tickets, and a meeting that would be
        one more than its host may run at once. Raises LookupError when there is no such meeting.
        """
        with self._lock:
            meeting = self._register.meeting(meeting_id)
            visitor = self._recognise(meeting, name, email, address)
            if visitor is None or self._one_too_many(meeting, visitor):
                return Outcome.REFUSED
            happened = self._arrive(meeting, visitor)
            waits = any(one.visitor is visitor for one in meeting.room.waiting)
        self._tell(meeting, happened)
        return Outcome.WAITING_ROOM if waits else Outcome.IN_MEETING

    def leave(self, meeting_id: int | str, *, name: str, email: str | None = None) -> None:
        """Whoever joined under this name or address leaves; nobody there by it is no error. Raises LookupError."""
        with self._lock:
            meeting = self._register.meeting(meeting_id)
            leaving = meeting.room.answering_to(name, email)
            happened = meeting.room.depart(leaving, LEFT, at=self._clock.now())
        self._tell(meeting, happened)

    def record(self, meeting_id: int | str, what: str) -> None:
        """Somebody starts a `recording`, a `transcript` or `ai_notes`; raises LookupError for anything else."""
        with self._lock:
            meeting = self._register.meeting(meeting_id)
            body = of_memory(self._account.id, meeting, what, at=self._clock.now())
        self._courier.deliver([body])

    def set_host_setting(self, host: str, section: str, name: str, value: Any) -> None:
        """Changes a user setting as an administrator would in the portal; None makes Zoom silent about it."""
        with self._lock:
            settings = self._account.host(host).settings[section]
            settings.pop(name, None)
            if value is not None:
                settings[name] = value

    def revoke_tokens(self) -> None:
        """Every token given out so far stops working, as when the app's secret is regenerated."""
        with self._lock:
            self._account.revoke_tokens()

    @property
    def undelivered(self) -> tuple[SignedEvent, ...]:
        return self._courier.undelivered

    def retry_undelivered(self) -> None:
        self._courier.retry_undelivered()

    def validate_endpoint(self) -> bool:
        return self._courier.validate_endpoint()

    def _tell(self, meeting: Meeting, happened: list[Happened]) -> None:
        self._courier.deliver([of_meeting(self._account.id, meeting, one) for one in happened])

    def _recognise(self, meeting: Meeting, name: str, email: str | None, address: str | None) -> Visitor | None:
        query = parse_qs(urlsplit(address or "").query)
        names = frozenset(word.casefold() for word in (name, email) if word)
        if "zak" in query:
            opens = meeting.opens_with(query["zak"][0], at=self._clock.now())
            return _as_host(meeting.host, name, names) if opens else None
        if "tk" in query:
            holder = meeting.holder_of(query["tk"][0])
            return _as_registrant(holder, names) if holder else None
        registrant = meeting.registrant_of(email)
        return _as_registrant(registrant, names) if registrant else Visitor(name, answers_to=names)

    def _one_too_many(self, meeting: Meeting, visitor: Visitor) -> bool:
        starts = not meeting.room.running and (visitor.is_host or not _holds_back(meeting))
        return starts and self._register.running_of(meeting.host) >= meeting.host.at_once

    def _arrive(self, meeting: Meeting, visitor: Visitor) -> list[Happened]:
        at, room = self._clock.now(), meeting.room
        happened = room.arrive(visitor, waits=_holds_back(meeting), at=at)
        if meeting.settings["allow_multiple_devices"] or visitor.registrant_id is None:
            return happened
        return happened + room.depart(self._earlier(meeting, visitor), OTHER_DEVICE, at=at)

    def _earlier(self, meeting: Meeting, visitor: Visitor) -> list[Connection]:
        everybody = [*meeting.room.inside, *meeting.room.waiting]
        return [one for one in everybody if one.visitor.registrant_id == visitor.registrant_id][:-1]


def _holds_back(meeting: Meeting) -> bool:
    """Whether those who are not host wait first: in the waiting room, or for a host to start the meeting."""
    may_start = meeting.room.running or meeting.settings["join_before_host"]
    return meeting.settings["waiting_room"] or not may_start


def _as_host(host: Host, name: str, names: frozenset[str]) -> Visitor:
    return Visitor(name, email=host.email, user_id=host.id, answers_to=names)


def _as_registrant(registrant: Registrant, names: frozenset[str]) -> Visitor:
    """Inside, a registrant bears the name that was registered."""
    known = names | {registrant.name.casefold(), registrant.email.casefold()}
    return Visitor(registrant.name, email=registrant.email, registrant_id=registrant.id, answers_to=known)
