"""The stand-in itself: judges every request and every answer by Google's own discovery documents."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Effect, Faults
from sandbox.gate import Gate
from sandbox.google.accounts import Accounts
from sandbox.google.asking import JSON, Asked
from sandbox.google.calendars import Calendars, Notice
from sandbox.google.conferences import Conferences, Visitor
from sandbox.google.discovery import Method, method_for
from sandbox.google.policies import ROOT_UNIT, Policies
from sandbox.google.quotas import Quotas
from sandbox.google.refusals import Refusal, exhausted, forbidden, not_found, unauthenticated
from sandbox.google.rooms import Rooms
from sandbox.google.spaces import Spaces
from sandbox.google.tokens import Grant, TokenDesk, TokenRefused

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class GoogleStandIn:
    """One Google Workspace domain, that of `organizer`, behind the token endpoint and five APIs: Meet v2, Calendar v3,
    Directory v1, People v1 and Cloud Identity v1.

    Mount `app` under any prefix; that prefix is the base address of every API (`…/v2/spaces`, `…/calendar/v3/`) and
    of the token endpoint (`…/token`). `admin` is the address of the super administrator; None: there is none to ask.
    `tells_member_user` amends Google's own description of a member. `quotas`: Google's limits are enforced.
    `hang` is in real seconds. `meeting_id` is the id of a space without `spaces/`. Thread-safe.

    `own_faults` names every answer of the stand-in that broke Google's own description; tests assert that it stays
    empty. `rooms.hosts_admit` False: whoever knocks waits for `admit`.
    """

    def __init__(
        self,
        *,
        clock: MovableClock,
        calls: CallLog,
        faults: Faults,
        organizer: str,
        more_organizers: Collection[str] = (),
        admin: str | None = None,
        tells_member_user: bool = False,
        quotas: bool = False,
        hang: float = 30.0,
        meet_base: str = "https://meet.google.com",
    ) -> None:
        people = [email for email in (organizer, *more_organizers, admin) if email]
        domains = frozenset(email.partition("@")[2] for email in people)
        self.spaces = Spaces(meet_base=meet_base, tells_member_user=tells_member_user)
        self.quotas = Quotas(enforced=quotas)
        self.own_faults: list[str] = []
        self._clock, self._lock = clock, threading.Lock()
        self._desk = TokenDesk(clock=clock, domains=domains)
        self._accounts = Accounts(domains=domains, admin=admin)
        for email in people:
            self._accounts.enrol(email, email.partition("@")[0])
        self._calendars, self._policies = Calendars(), Policies(self._accounts)
        conferences = Conferences(self.spaces)
        self.rooms = Rooms(self.spaces, conferences)
        desks = (self.spaces, conferences, self._calendars, self._accounts, self._policies)
        self._handlers = {name: handler for desk in desks for name, handler in desk.handlers().items()}
        routes = [
            Route("/token", self._token, methods=["POST"]),
            Route("/{path:path}", self._api, methods=[*VERBS]),
        ]
        self.app = Gate(
            Starlette(routes=routes),
            service="google",
            clock=clock,
            calls=calls,
            faults=faults,
            fault_answer=_fault_answer,
            hang=hang,
            login_path="/token",
        )

    def write_credentials(self, path: Path, *, token_uri: str) -> None:
        """Writes the key file of the stand-in's service account; its `token_uri` must reach this stand-in."""
        self._desk.write_credentials(path, token_uri=token_uri)

    def join(self, meeting_id: str, *, name: str, email: str | None = None) -> str:
        """Somebody opens the room's address; without `email` not signed in. Returns `in_meeting` or `knocking`.

        Raises UnknownMeeting.
        """
        with self._lock:
            if email:
                self._accounts.enrol(email.lower(), name)
            return self.rooms.join(meeting_id, _visitor(name, email), self._clock.now())

    def admit(self, meeting_id: str, *, name: str, email: str | None = None) -> None:
        """A host who is inside lets in somebody who knocks. Raises UnknownMeeting, NotInTheRoom."""
        with self._lock:
            self.rooms.admit(meeting_id, _visitor(name, email), self._clock.now())

    def leave(self, meeting_id: str, *, name: str, email: str | None = None) -> None:
        """Raises UnknownMeeting, NotInTheRoom."""
        with self._lock:
            self.rooms.leave(meeting_id, _visitor(name, email), self._clock.now())

    def record(self, meeting_id: str, what: str) -> None:
        """Somebody starts a `recording`, a `transcript` or `ai_notes` in the running call.

        Raises UnknownMeeting, NotInTheRoom, ValueError.
        """
        with self._lock:
            self.rooms.record(meeting_id, what, self._clock.now())

    def stop_recording(self, meeting_id: str, what: str) -> None:
        """Somebody stops what `record` started. Its file is there ten minutes after its end.

        Raises UnknownMeeting, NotInTheRoom, ValueError.
        """
        with self._lock:
            self.rooms.stop_recording(meeting_id, what, self._clock.now())

    def enrol(self, email: str, name: str) -> None:
        """An account of the organizer's own domain, which the Directory knows before it first joins."""
        with self._lock:
            self._accounts.enrol(email.lower(), name)

    def share(self, email: str, name: str, *, fields: Collection[str] = ("emailAddresses", "names")) -> None:
        """This account, of whatever domain, lets People tell these fields of it; with none it is unknown again."""
        with self._lock:
            self._accounts.share(email.lower(), name, fields)

    def set_policy(self, name: str, value: Mapping[str, Any] | None, *, unit: str = ROOT_UNIT, group: str = "") -> None:
        """The administrator decides on a setting such as `meet.video_recording`, for a unit or a group.

        None: Google tells nothing of this setting at all.
        """
        with self._lock:
            if value is None:
                self._policies.forget(name)
            else:
                self._policies.decide(name, value, unit=unit, group=group)

    def withdraw(self, scope: str, *, subject: str | None = None) -> None:
        """The administrator takes a delegated scope back, from one subject or from all: no new token carries it."""
        with self._lock:
            self._desk.withdraw(scope, subject)

    def delegate(self, scope: str, *, subject: str | None = None) -> None:
        """Takes the same withdrawal back."""
        with self._lock:
            self._desk.delegate(scope, subject)

    def reads_per_minute(self, user: str | None = None) -> dict[datetime, int]:
        """How often this account, or all together, read Meet, by the beginning of each minute that was not quiet."""
        with self._lock:
            return self.quotas.reads_per_minute(user)

    def events_for(self, email: str) -> list[JSON]:
        """The calendar events to which this address is invited and which are not cancelled."""
        with self._lock:
            return self._calendars.events_for(email)

    @property
    def notices(self) -> list[Notice]:
        """The mails that Calendar sent to guests, oldest first."""
        with self._lock:
            return [*self._calendars.notices]

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        try:
            with self._lock:
                return JSONResponse(self._desk.exchange(form))
        except TokenRefused as refused:
            return JSONResponse(refused.answer, status_code=refused.code)

    async def _api(self, request: Request) -> Response:
        body = await request.body()
        try:
            answer = self._answer(request, body)
        except Refusal as refusal:
            return refusal.response()
        return Response(status_code=204) if answer is None else JSONResponse(answer)

    def _answer(self, request: Request, body: bytes) -> JSON | None:
        method, path = self._method(request)
        grant = self._admitted(method, request.headers.get("authorization", ""))
        query, content = method.read_query(request.query_params), method.read_body(body)
        handler = self._handlers.get(method.id)
        if handler is None:
            raise Refusal(501, "UNIMPLEMENTED", "notImplemented", f"This stand-in does not play {method.id}.")
        with self._lock:
            at = self._clock.now()
            self.quotas.count(method.id, method.verb, subject=grant.subject, at=at)
            answer = handler(Asked(grant.subject, at, path, query, content, request.headers))
        return self._proven(method, answer)

    def _method(self, request: Request) -> tuple[Method, dict[str, str]]:
        amended = self.spaces.tells_member_user
        return method_for(request.method, request.path_params["path"], tells_member_user=amended)

    def _admitted(self, method: Method, authorization: str) -> Grant:
        grant = self._desk.grant_of(authorization)
        if grant is None:
            raise unauthenticated()
        if not grant.scopes & method.scopes:
            raise forbidden("Request had insufficient authentication scopes.", reason="insufficientPermissions")
        return grant

    def _proven(self, method: Method, answer: Any) -> JSON | None:
        if faults := [*method.answer_faults(answer)]:
            self.own_faults += faults
            raise Refusal(500, "INTERNAL", "standInFault", f"The stand-in's own answer is wrong: {' '.join(faults)}")
        result: JSON | None = answer
        return result


def _visitor(name: str, email: str | None) -> Visitor:
    return Visitor(name, email.lower() if email else None)


def _fault_answer(effect: Effect) -> Response:
    answers = {
        Effect.RATE_LIMIT: exhausted("Quota exceeded for quota metric 'Requests' per minute per user."),
        Effect.DAILY_LIMIT: forbidden("Daily Limit Exceeded.", reason="dailyLimitExceeded"),
        Effect.UNAUTHORIZED: unauthenticated(),
        Effect.FORBIDDEN: forbidden("The caller does not have permission."),
        Effect.NOT_FOUND: not_found(),
        Effect.CONFLICT: Refusal(409, "ALREADY_EXISTS", "duplicate", "The requested identifier already exists."),
    }
    internal = Refusal(500, "INTERNAL", "backendError", "Internal error encountered.")
    return answers.get(effect, internal).response()
