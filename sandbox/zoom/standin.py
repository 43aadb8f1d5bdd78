"""Zoom on this machine: its API as an ASGI app, and people who come and go in its rooms."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from starlette.types import ASGIApp

from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.gate import Gate
from sandbox.zoom import drift, entrance
from sandbox.zoom.account import Account
from sandbox.zoom.api import Api
from sandbox.zoom.asking import Handler
from sandbox.zoom.attendance_calls import AttendanceCalls
from sandbox.zoom.description import DASHBOARD_SCOPE
from sandbox.zoom.keeping import Keeper
from sandbox.zoom.meeting_calls import MeetingCalls
from sandbox.zoom.meetings import Meeting
from sandbox.zoom.payloads import Body
from sandbox.zoom.people import LEFT, Connection, Happened, Outcome
from sandbox.zoom.rates import Rates
from sandbox.zoom.refusals import fault_answer
from sandbox.zoom.register import Register
from sandbox.zoom.settings import put
from sandbox.zoom.settings_calls import SettingsCalls
from sandbox.zoom.tripwires import bodies_of, of_keeping
from sandbox.zoom.webhooks import Courier, SignedEvent

_REPORT_DELAY = timedelta(minutes=15)
"""Zoom documents none; users tell of reports that come late."""


class ZoomStandIn:
    """A strict stand-in for one Zoom account.

    `hosts`: licensed users and how many meetings each may run at once. `dashboard`: whether the plan is Business or
    dearer. `report_delay`: from the end of a run to its report. `hang`: real seconds without an answer for a TIMEOUT
    or LOST_ANSWER fault; `answer_within`: those that the answer to a webhook may take. Webhooks are sent in the
    calling thread, after the state is settled and its lock is free, so the application may call the API back while it
    handles one.
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
        dashboard: bool = False,
        report_delay: timedelta = _REPORT_DELAY,
        hang: float = 30.0,
        answer_within: float = 3.0,
    ) -> None:
        self._clock, self._lock, self._rates = clock, threading.Lock(), Rates()
        self._account = Account(
            account_id=account_id, client_id=client_id, client_secret=client_secret, hosts=hosts, dashboard=dashboard
        )
        self._register = Register(join_base=join_base)
        self._courier = Courier(
            url=webhook_url, secret=webhook_secret, clock=clock, faults=faults, answer_within=answer_within
        )
        self._api = self._build_api(report_delay)
        self.app = _gated(self._api, clock=clock, calls=calls, faults=faults, hang=hang)

    def _build_api(self, report_delay: timedelta) -> Api:
        return Api(
            self._account,
            _handlers(self._account, self._register, report_delay),
            clock=self._clock,
            lock=self._lock,
            rates=self._rates,
            deliver=self._courier.deliver,
        )

    @property
    def own_faults(self) -> Sequence[str]:
        """Every answer of the stand-in that broke the description of Zoom's API; tests assert that it stays empty."""
        return self._api.own_faults

    @property
    def group_id(self) -> str:
        """Of the group that all hosts are in."""
        return self._account.group.id

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
            meeting, at = self._register.meeting(meeting_id), self._clock.now()
            visitor = entrance.recognise(meeting, name, email, address, at=at)
            if visitor is None or (entrance.would_start(meeting, visitor) and self._full(meeting)):
                return Outcome.REFUSED
            bodies = self._bodies(meeting, entrance.arrive(meeting, visitor, at=at))
            waits = any(one.visitor is visitor for one in meeting.room.waiting)
        self._courier.deliver(bodies)
        return Outcome.WAITING_ROOM if waits else Outcome.IN_MEETING

    def leave(self, meeting_id: int | str, *, name: str, email: str | None = None) -> None:
        """Whoever joined under this name or address leaves; nobody there by it is no error. Raises LookupError."""
        self._play(
            meeting_id,
            lambda meeting, at: meeting.room.depart(meeting.room.answering_to(name, email), LEFT, at=at),
        )

    def put_in_waiting_room(self, meeting_id: int | str, *, name: str) -> None:
        """The host sends somebody who is inside back to the waiting room. Raises LookupError."""
        self._play(meeting_id, lambda meeting, at: meeting.room.send_back(_inside(meeting, name), at=at))

    def open_breakout_room(self, meeting_id: int | str, *, name: str) -> None:
        """Somebody who is inside goes to a breakout room. Raises LookupError."""
        self._play(meeting_id, lambda meeting, at: meeting.room.set_apart(_inside(meeting, name), at=at))

    def close_breakout_rooms(self, meeting_id: int | str) -> None:
        """Everybody comes back, on new connections. Raises LookupError."""
        self._play(meeting_id, lambda meeting, at: meeting.room.bring_together(list(meeting.room.apart), at=at))

    def change_role(self, meeting_id: int | str, *, name: str, old: str = "attendee", new: str = "host") -> None:
        """Zoom gives somebody inside another role, of `host`, `co-host` and `attendee`. Raises LookupError."""
        self._play(
            meeting_id,
            lambda meeting, at: [meeting.room.change_role(one, old, new, at=at) for one in _inside(meeting, name)],
        )

    def record(self, meeting_id: int | str, what: str) -> None:
        """Somebody starts one of `Keeper`; raises LookupError for anything else. It runs until it is stopped, or the
        meeting is over."""
        if what not in {*Keeper}:
            raise LookupError(what)
        self._keep(meeting_id, lambda meeting, at: meeting.keepers.start(Keeper(what), at=at))

    def stop_recording(self, meeting_id: int | str, what: str = Keeper.RECORDING) -> None:
        """Somebody stops it by hand. Raises LookupError."""
        self._keep(meeting_id, lambda meeting, at: meeting.keepers.stop(Keeper(what), at=at))

    def set_host_setting(self, host: str, section: str, name: str, value: Any) -> None:
        """Changes a user setting as an administrator would in the portal; None makes Zoom silent about it."""
        with self._lock:
            user = self._account.host(host)
            old, new = put(user.settings, section, name, value)
            body = drift.of_user_settings(self._account, user, old, new, at=self._clock.now())
        self._courier.deliver([body])

    def set_group_setting(self, section: str, name: str, value: Any) -> None:
        """As `set_host_setting`, for the group of the hosts."""
        with self._lock:
            group = self._account.group
            old, new = put(group.settings, section, name, value)
            body = drift.of_group_settings(self._account, group, old, new, at=self._clock.now())
        self._courier.deliver([body])

    def set_lock(self, section: str, name: str, *, value: bool | None) -> None:
        """Locks or unlocks a setting for the group of the hosts; None makes Zoom silent about it."""
        with self._lock:
            group = self._account.group
            old, new = put(group.locks, section, name, value)
            body = drift.of_group_locks(self._account, group, old, new, at=self._clock.now())
        self._courier.deliver([body])

    def change_account(self, section: str, name: str, old: Any, new: Any, *, locks: bool = False) -> None:
        """An administrator changes a setting, or a lock, of the whole account: told by webhook, and read by nobody."""
        tell = drift.of_account_locks if locks else drift.of_account_settings
        body = tell(self._account, {section: {name: old}}, {section: {name: new}}, at=self._clock.now())
        self._courier.deliver([body])

    def set_licensed(self, host: str, *, licensed: bool) -> None:
        """A host without a licence registers nobody, and runs one meeting at a time."""
        with self._lock:
            self._account.host(host).licensed = licensed

    def set_active(self, host: str, *, active: bool) -> None:
        with self._lock:
            self._account.host(host).active = active

    def grant(self, scope: str) -> None:
        """Gives the app a scope; a token must be issued after it."""
        with self._lock:
            self._account.granted.add(scope)

    def ungrant(self, scope: str) -> None:
        """Takes a scope from the app, and from the tokens that have it."""
        with self._lock:
            self._account.granted.discard(scope)

    def set_dashboard(self, *, available: bool) -> None:
        """Changes the plan to Business, or back to Pro; a token must be issued after it."""
        with self._lock:
            self._account.dashboard = available
            change = self._account.granted.add if available else self._account.granted.discard
            change(DASHBOARD_SCOPE)

    def enforce_rates(self) -> None:
        """From now on calls are limited by the second and the day, as the plan says."""
        self._rates.enforced = True

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

    def send(self, body: Body) -> None:
        """Sends any event, signed like the others: for what this stand-in does not play by itself."""
        self._courier.deliver([body])

    def _play(self, meeting_id: int | str, act: Callable[[Meeting, datetime], list[Happened]]) -> None:
        with self._lock:
            meeting = self._register.meeting(meeting_id)
            bodies = self._bodies(meeting, act(meeting, self._clock.now()))
        self._courier.deliver(bodies)

    def _keep(self, meeting_id: int | str, act: Callable[[Meeting, datetime], Iterable[Any]]) -> None:
        with self._lock:
            meeting, at = self._register.meeting(meeting_id), self._clock.now()
            bodies = of_keeping(self._account.id, meeting, act(meeting, at), at=at)
        self._courier.deliver(bodies)

    def _bodies(self, meeting: Meeting, happened: Iterable[Happened]) -> list[Body]:
        return bodies_of(self._account.id, meeting, happened)

    def _full(self, meeting: Meeting) -> bool:
        return self._register.running_of(meeting.host) >= meeting.host.at_once


def _gated(api: Api, *, clock: MovableClock, calls: CallLog, faults: Faults, hang: float) -> ASGIApp:
    return Gate(
        api.app(),
        service="zoom",
        clock=clock,
        calls=calls,
        faults=faults,
        fault_answer=lambda effect: fault_answer(effect, at=clock.now()),
        hang=hang,
        login_path="/oauth/token",
    )


def _handlers(account: Account, register: Register, report_delay: timedelta) -> Mapping[str, Handler]:
    attendance = AttendanceCalls(account, register, report_delay=report_delay)
    meetings, settings = MeetingCalls(account, register), SettingsCalls(account)
    return {**meetings.handlers(), **settings.handlers(), **attendance.handlers()}


def _inside(meeting: Meeting, name: str) -> list[Connection]:
    return [one for one in meeting.room.answering_to(name) if one in meeting.room.inside]
