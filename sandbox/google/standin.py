"""The stand-in itself: judges every request and every answer by Google's own discovery documents."""

from __future__ import annotations

import threading
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
from sandbox.google.asking import JSON, Asked
from sandbox.google.calendars import Calendars, Notice
from sandbox.google.conferences import Conferences, Visitor
from sandbox.google.discovery import Method, method_for
from sandbox.google.refusals import Refusal, exhausted, forbidden, unauthenticated
from sandbox.google.rooms import Rooms
from sandbox.google.spaces import Spaces
from sandbox.google.tokens import Grant, TokenDesk, TokenRefused

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class GoogleStandIn:
    """One Google Workspace domain, that of `organizer`, behind the token endpoint, Meet v2 and Calendar v3.

    Mount `app` under any prefix; that prefix is the base address of every API (`…/v2/spaces`, `…/calendar/v3/`) and
    of the token endpoint (`…/token`). `own_faults` names every answer of the stand-in that broke Google's own
    description; tests assert that it stays empty. `hang` is in real seconds. `meeting_id` is the id of a space
    without `spaces/`. Thread-safe.
    """

    def __init__(
        self,
        *,
        clock: MovableClock,
        calls: CallLog,
        faults: Faults,
        organizer: str,
        hang: float = 30.0,
        meet_base: str = "https://meet.google.com",
    ) -> None:
        self.spaces = Spaces(meet_base=meet_base)
        self.own_faults: list[str] = []
        self._clock, self._lock = clock, threading.Lock()
        self._desk = TokenDesk(clock=clock, organizer=organizer)
        self._calendars = Calendars()
        conferences = Conferences(self.spaces)
        self._rooms = Rooms(self.spaces, conferences)
        self._handlers = self.spaces.handlers() | conferences.handlers() | self._calendars.handlers()
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
        )

    def write_credentials(self, path: Path, *, token_uri: str) -> None:
        """Writes the key file of the stand-in's service account; its `token_uri` must reach this stand-in."""
        self._desk.write_credentials(path, token_uri=token_uri)

    def join(self, meeting_id: str, *, name: str, email: str | None = None) -> str:
        """Somebody opens the room's address; without `email` not signed in. Returns `in_meeting` or `knocking`.

        Raises UnknownMeeting.
        """
        with self._lock:
            return self._rooms.join(meeting_id, _visitor(name, email), self._clock.now())

    def leave(self, meeting_id: str, *, name: str, email: str | None = None) -> None:
        """Raises UnknownMeeting, NotInTheRoom."""
        with self._lock:
            self._rooms.leave(meeting_id, _visitor(name, email), self._clock.now())

    def record(self, meeting_id: str, what: str) -> None:
        """Somebody starts a `recording`, a `transcript` or `ai_notes` in the running call.

        Raises UnknownMeeting, NotInTheRoom, ValueError.
        """
        with self._lock:
            self._rooms.record(meeting_id, what, self._clock.now())

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
        method, path = method_for(request.method, request.path_params["path"])
        grant = self._admitted(method, request.headers.get("authorization", ""))
        query, content = method.read_query(request.query_params), method.read_body(body)
        handler = self._handlers.get(method.id)
        if handler is None:
            raise Refusal(501, "UNIMPLEMENTED", "notImplemented", f"This stand-in does not play {method.id}.")
        with self._lock:
            answer = handler(Asked(grant.subject, self._clock.now(), path, query, content, request.headers))
        return self._proven(method, answer)

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
    if effect is Effect.RATE_LIMIT:
        return exhausted("Quota exceeded for quota metric 'Requests' per minute per user.").response()
    return Refusal(500, "INTERNAL", "backendError", "Internal error encountered.").response()
