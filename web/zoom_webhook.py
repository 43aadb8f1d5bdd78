"""`POST /zoom/webhook`: presence as it happens, kept in the ledger.

Zoom tries again only after 5xx or silence, never after 4xx. So 200 means stored or deliberately left out, 4xx that
sending it again would not help, and 503 that we failed and want it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mentoring.duties import DutyKind, session_subject
from mentoring.presence import LedgerEvent
from mentoring.store import Store
from web.context import WebContext, ZoomWebhook
from web.guards import log_broken
from web.meters import Meters

log = structlog.get_logger("web.zoom")


class Outcome(StrEnum):
    """What became of one call."""

    STORED = "stored"
    REPEATED = "repeated"
    """Zoom sends an event more than once: it is one row."""
    LEFT_OUT = "left_out"
    """An event that says nothing of presence."""
    VALIDATED = "validated"
    """The check of this address, which Zoom repeats every 72 hours."""
    NOT_GENUINE = "not_genuine"
    MALFORMED = "malformed"
    FAILED = "failed"


_STATUS: Mapping[Outcome, HTTPStatus] = {
    Outcome.NOT_GENUINE: HTTPStatus.UNAUTHORIZED,
    Outcome.MALFORMED: HTTPStatus.BAD_REQUEST,
    Outcome.FAILED: HTTPStatus.SERVICE_UNAVAILABLE,
}


def register(app: FastAPI, context: WebContext, zoom: ZoomWebhook, meters: Meters) -> None:
    desk = _Desk(context, zoom, meters)

    @app.post("/zoom/webhook")
    async def webhook(request: Request) -> Response:
        raw = await request.body()
        outcome, answer = await run_in_threadpool(desk.take, request.headers, raw)
        meters.zoom_webhooks.labels(outcome).inc()
        status = _STATUS.get(outcome, HTTPStatus.OK)
        return JSONResponse(answer, status) if answer is not None else Response(status_code=status)


Taken = tuple[Outcome, Mapping[str, str] | None]


class _Desk:
    """Where Zoom's calls are read."""

    def __init__(self, context: WebContext, zoom: ZoomWebhook, meters: Meters) -> None:
        self._store, self._clock, self._zoom, self._meters = context.store, context.clock, zoom, meters

    def take(self, headers: Headers, raw: bytes) -> Taken:
        """What became of the call, and what Zoom is told besides the status."""
        at = self._clock.now()
        timestamp, signature = headers.get("x-zm-request-timestamp"), headers.get("x-zm-signature")
        if not self._zoom.verify(timestamp=timestamp, signature=signature, body=raw, at=at):
            return Outcome.NOT_GENUINE, None
        try:
            return self._read(_mapping(raw), at)
        except ValueError:
            log.warning("zoom.malformed", size=len(raw))
            return Outcome.MALFORMED, None

    def _read(self, body: Mapping[str, Any], at: datetime) -> Taken:
        if body.get("event") == "endpoint.url_validation":
            answer = self._zoom.answer_validation(body)
            return (Outcome.VALIDATED, answer) if answer is not None else (Outcome.MALFORMED, None)
        event = self._zoom.parse(body)
        if event is None:
            return Outcome.LEFT_OUT, None
        return self._keep(event, at), None

    def _keep(self, event: LedgerEvent, at: datetime) -> Outcome:
        try:
            new = keep(self._store, _storable(event), at=at)
        except Exception as error:  # whatever it was, Zoom must send the event again
            log_broken("zoom.not_kept", error)
            return Outcome.FAILED
        if not new:
            return Outcome.REPEATED
        self._meters.ledger_events.labels(event.happening).inc()
        return Outcome.STORED


def _storable(event: LedgerEvent) -> LedgerEvent:
    """Half an emoji, or a NUL, is nothing that a database takes. The event matters more than what it calls somebody."""
    text = event.display_name.encode(errors="replace").decode().replace("\x00", "")
    return replace(event, display_name=text)


def keep(store: Store, event: LedgerEvent, *, at: datetime) -> bool:
    """Writes the event down, whether or not its meeting is known yet, and has the judge look at its session at
    once. False when it was there already."""
    with store.begin() as work:
        if not work.ledger.add([event], at=at):
            return False
        room = work.rooms.by_meeting(event.meeting_id)
        if room is not None:
            work.duties.hasten([session_subject(room.session_id)], DutyKind.WATCH, at=at)
        return True


def _mapping(raw: bytes) -> Mapping[str, Any]:
    """Raises ValueError for what is no JSON object."""
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body
