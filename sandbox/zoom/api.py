"""Zoom's API: the token endpoint and the part of `/v2` that the application may use."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import MovableClock
from sandbox.zoom.account import SCOPES, TOKEN_LIFE, Account, TokenRefusal
from sandbox.zoom.meetings import Meeting, utc_text
from sandbox.zoom.people import Connection, Happened
from sandbox.zoom.refusals import Refusal, no_meeting, no_registration, not_running, unknown_endpoint, validation_failed
from sandbox.zoom.register import NoSuchMeeting, Register
from sandbox.zoom.schema import ADD_REGISTRANT, CHANGE_STATUS, CREATE_MEETING, UPDATE_MEETING, check

Tell = Callable[[Meeting, list[Happened]], None]
Handler = Callable[[Request, Any], Response]
LARGEST_PAGE = 300


def build_api(
    account: Account, register: Register, *, clock: MovableClock, lock: threading.Lock, tell: Tell
) -> Starlette:
    """`tell` sends webhooks; the API calls it only after it has answered."""
    return _Api(account, register, clock=clock, lock=lock, tell=tell).app()


class _Api:
    def __init__(
        self, account: Account, register: Register, *, clock: MovableClock, lock: threading.Lock, tell: Tell
    ) -> None:
        self._account, self._register, self._clock, self._lock, self._tell = account, register, clock, lock, tell

    def app(self) -> Starlette:
        async def unknown(_: Request, __: Exception) -> Response:
            return unknown_endpoint().answer()

        routes = [Route("/oauth/token", self._token, methods=["POST"]), *self._routes()]
        return Starlette(routes=routes, exception_handlers={404: unknown, 405: unknown})

    def _routes(self) -> list[Route]:
        table: Sequence[tuple[str, str, Handler]] = (
            ("POST", "/users/{user}/meetings", self._create),
            ("GET", "/users/{user}/meetings", self._list),
            ("GET", "/users/{user}/settings", self._settings),
            ("GET", "/meetings/{id}", self._read),
            ("PATCH", "/meetings/{id}", self._update),
            ("DELETE", "/meetings/{id}", self._delete),
            ("PUT", "/meetings/{id}/status", self._change_status),
            ("POST", "/meetings/{id}/registrants", self._register_guest),
            ("GET", "/meetings/{id}/registrants", self._list_registrants),
            ("GET", "/past_meetings/{uuid}/participants", self._past_participants),
        )
        return [Route(f"/v2{path}", self._guarded(handler), methods=[method]) for method, path, handler in table]

    def _guarded(self, handler: Handler) -> Callable[[Request], Any]:
        """Checks the token, reads the body, and lets one call at a time at the state."""

        async def endpoint(request: Request) -> Response:
            raw = await request.body()
            try:
                with self._lock:
                    self._account.check_bearer(request.headers.get("authorization"), at=self._clock.now())
                    return handler(request, _parsed(raw))
            except Refusal as refusal:
                return refusal.answer()

        return endpoint

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        try:
            with self._lock:
                at = self._clock.now()
                token = self._account.issue_token(request.headers.get("authorization"), form, at=at)
        except TokenRefusal as refusal:
            return JSONResponse({"reason": refusal.reason, "error": refusal.error}, refusal.status)
        return JSONResponse(
            {
                "access_token": token,
                "token_type": "bearer",
                "expires_in": int(TOKEN_LIFE.total_seconds()),
                "scope": SCOPES,
                "api_url": str(request.url.replace(path=request.scope.get("root_path", ""), query="")),
            }
        )

    def _create(self, request: Request, body: Any) -> Response:
        host, at = self._account.host(request.path_params["user"]), self._clock.now()
        wanted = check(CREATE_MEETING, body)
        host.spend_write(at=at)
        return JSONResponse(self._register.add(host, wanted, at=at).detail(at=at), 201)

    def _list(self, request: Request, _: Any) -> Response:
        kind = request.query_params.get("type", "scheduled")
        if kind != "scheduled":
            raise validation_failed([{"field": "type", "message": "Invalid field."}])
        meetings = self._register.of(self._account.host(request.path_params["user"]))
        return _page(request, "meetings", [meeting.summary() for meeting in meetings])

    def _settings(self, request: Request, _: Any) -> Response:
        return JSONResponse(self._account.host(request.path_params["user"]).settings)

    def _read(self, request: Request, _: Any) -> Response:
        return JSONResponse(self._meeting(request).detail(at=self._clock.now()))

    def _update(self, request: Request, body: Any) -> Response:
        meeting = self._meeting(request)
        wanted = check(UPDATE_MEETING, body)
        meeting.host.spend_write(at=self._clock.now())
        meeting.change(wanted)
        return Response(status_code=204)

    def _delete(self, request: Request, _: Any) -> Response:
        meeting = self._meeting(request)
        happened = meeting.room.end(at=self._clock.now())
        self._register.remove(meeting)
        return self._answer_then_tell(meeting, happened)

    def _change_status(self, request: Request, body: Any) -> Response:
        meeting = self._meeting(request)
        check(CHANGE_STATUS, body, required=("action",))
        if not meeting.room.running:
            raise not_running()
        return self._answer_then_tell(meeting, meeting.room.end(at=self._clock.now()))

    def _register_guest(self, request: Request, body: Any) -> Response:
        meeting, at = self._meeting(request), self._clock.now()
        if meeting.settings["approval_type"] == 2:
            raise no_registration()
        registrant = meeting.register(check(ADD_REGISTRANT, body, required=("email", "first_name")), at=at)
        answer = {"id": meeting.id, "registrant_id": registrant.id, "topic": meeting.fields["topic"]}
        if registrant.approved:
            answer["join_url"] = meeting.personal_link(registrant)
        return JSONResponse(answer, 201)

    def _list_registrants(self, request: Request, _: Any) -> Response:
        meeting, status = self._meeting(request), request.query_params.get("status", "approved")
        rows = [meeting.registrant_row(registrant) for registrant in meeting.registrants]
        return _page(request, "registrants", [row for row in rows if row["status"] == status])

    def _past_participants(self, request: Request, _: Any) -> Response:
        """The id comes quoted twice, and the server took one layer off. One person alone leaves no row."""
        instance = unquote(request.path_params["uuid"])
        stays = self._register.stays_of(instance)
        if len({stay.visitor for stay in stays}) < 2:
            raise no_meeting(instance)
        with_registrant = "registrant_id" in request.query_params.get("include_fields", "")
        return _page(request, "participants", [_past_row(stay, with_registrant=with_registrant) for stay in stays])

    def _answer_then_tell(self, meeting: Meeting, happened: list[Happened]) -> Response:
        """The webhooks go out from a thread of their own: the caller may be the one who receives them."""
        return Response(status_code=204, background=BackgroundTask(self._tell, meeting, happened))

    def _meeting(self, request: Request) -> Meeting:
        meeting_id = request.path_params["id"]
        try:
            return self._register.meeting(meeting_id)
        except NoSuchMeeting as error:
            raise no_meeting(meeting_id) from error


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError as error:
        raise validation_failed([{"field": "", "message": "The body is not JSON."}]) from error


def _page(request: Request, name: str, rows: Sequence[Mapping[str, Any]]) -> Response:
    try:
        size = int(request.query_params.get("page_size", 30))
        start = int(request.query_params.get("next_page_token") or 0)
    except ValueError as error:
        raise validation_failed([{"field": "next_page_token", "message": "Invalid field."}]) from error
    if not 1 <= size <= LARGEST_PAGE:
        raise validation_failed([{"field": "page_size", "message": "Invalid field."}])
    end = start + size
    token = str(end) if end < len(rows) else ""
    page = {"page_size": size, "total_records": len(rows), "next_page_token": token}
    return JSONResponse({**page, name: rows[start:end]})


def _past_row(stay: Connection, *, with_registrant: bool) -> dict[str, Any]:
    until = stay.until or stay.since
    row = {
        "id": stay.visitor.user_id,
        "user_id": stay.number,
        "name": stay.visitor.name,
        "user_email": stay.visitor.email,
        "join_time": utc_text(stay.since),
        "leave_time": utc_text(until),
        "duration": int((until - stay.since).total_seconds()),
        "status": "in_meeting",
    }
    return {**row, "registrant_id": stay.visitor.registrant_id or ""} if with_registrant else row
