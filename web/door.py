"""`GET /join/{token}`: the door. One person, one session; the room's address is only behind it (R087)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.doorway import DoorIsShut, NotLetIn, enter
from mentoring.ports import ProviderError
from mentoring.rooms import Platform
from mentoring.stored import SessionRoom
from web.context import WebContext
from web.languages import Language, When, when
from web.meters import Meters
from web.pages import Pages, language_of


@dataclass(frozen=True)
class _Notice:
    """How a shut door answers. `again_in`: seconds after which coming back makes sense."""

    status: HTTPStatus
    again_in: int | None = None


_NOTICES: Mapping[DoorIsShut, _Notice] = {
    DoorIsShut.UNKNOWN: _Notice(HTTPStatus.NOT_FOUND),
    DoorIsShut.EXPIRED: _Notice(HTTPStatus.GONE),
    DoorIsShut.REPLACED: _Notice(HTTPStatus.GONE),
    DoorIsShut.NOT_CLEARED: _Notice(HTTPStatus.FORBIDDEN),
    DoorIsShut.EARLY: _Notice(HTTPStatus.FORBIDDEN),
    DoorIsShut.OVER: _Notice(HTTPStatus.GONE),
    DoorIsShut.UNGUARDED: _Notice(HTTPStatus.SERVICE_UNAVAILABLE, again_in=120),
    DoorIsShut.RELIEVED: _Notice(HTTPStatus.GONE),
    DoorIsShut.CANCELLED: _Notice(HTTPStatus.GONE),
    DoorIsShut.NO_ROOM: _Notice(HTTPStatus.SERVICE_UNAVAILABLE, again_in=120),
    DoorIsShut.PLATFORM_DOWN: _Notice(HTTPStatus.SERVICE_UNAVAILABLE, again_in=30),
}


def register(app: FastAPI, context: WebContext, pages: Pages, meters: Meters) -> None:
    @app.get("/join/{token}")
    def join(token: str, request: Request) -> Response:
        if not somebody_comes(request):
            return Response(status_code=HTTPStatus.NOT_ACCEPTABLE)
        try:
            address = enter(
                context.store,
                door_id=context.doors.read(token),
                opening=lambda room: _opening_address(context, room),
                at=context.clock.now(),
                policy=context.policy,
            )
        except NotLetIn as refusal:
            meters.door_visits.labels(refusal.why).inc()
            return _shut(refusal, request, context, pages)
        meters.door_visits.labels("let_in").inc()
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    @app.head("/join/{token}")
    def look(token: str) -> Response:  # noqa: ARG001 - whoever only looks learns nothing, not even of a wrong token
        """Mail programs look at links before a person does: nobody has come, and nobody is sent on."""
        return Response()


def somebody_comes(request: Request) -> bool:
    """Programs that look at links ahead of a person are no visitors and are not sent on, where they say so themselves:
    they fetch ahead (`Sec-Purpose`), or they take no page. Whoever is sent on is always written down."""
    ahead = "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", "")).casefold()
    accepted = request.headers.get("accept", "*/*").casefold()
    return not ahead and any(kind in accepted for kind in ("text/html", "text/*", "*/*"))


def _opening_address(context: WebContext, room: SessionRoom) -> str:
    """A teacher's own room opens under its one address. Raises ProviderError."""
    made = room.room
    assert made is not None  # the doorway asks only for a room that is made and proven
    if made.platform is Platform.EXTERNAL:
        return made.address
    provider = context.rooms.get(made.platform)
    if provider is None:
        raise ProviderError("open the room", "the platform is not set up here", permanent=True)
    return provider.opening_address(made, at=context.clock.now())


def _shut(refusal: NotLetIn, request: Request, context: WebContext, pages: Pages) -> Response:
    """In the language of the letters that brought the link, where the link is a true one."""
    notice = _NOTICES[refusal.why]
    language = language_of(refusal.reader, request)
    facts: dict[str, Any] = {"moved": refusal.moved, **_times(refusal, language, context)}
    return pages.show(refusal.why, request, status=notice.status, again_in=notice.again_in, language=language, **facts)


def _times(refusal: NotLetIn, language: Language, context: WebContext) -> dict[str, When]:
    """When the session begins, and when its door opens, in the zone of whoever reads it."""
    session, program, reader = refusal.session, refusal.program, refusal.reader
    if session is None or program is None or reader is None:
        return {}
    zone = reader.zone_or(program.zone)
    opens_at = session.starts_at - context.policy.doors_open_ahead
    return {
        "starts": when(session.starts_at, zone, language),
        "opens": when(opens_at, zone, language),
    }
