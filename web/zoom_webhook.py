"""`POST /zoom/webhook`: presence for the ledger, what is kept of a session, and settings that were changed by hand.

Zoom tries again only after 5xx or silence, never after 4xx. So 200 means committed or deliberately left out, 4xx that
sending it again would not help, and 503 that we failed and want it again. Zoom waits for 3 seconds.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mentoring.acts.noticing import drifted, take_down, tripped
from mentoring.presence import LedgerEvent
from mentoring.rooms import Drift, Tripwire
from web.context import WebContext, ZoomWebhook
from web.guards import log_broken
from web.intake import Intake
from web.meters import Meters

log = structlog.get_logger("web.zoom")
PROVEN_AGAIN = timedelta(hours=24)
"""Rooms of sessions that start later are proven again before they are used anyway."""


class Outcome(StrEnum):
    """What became of one call."""

    STORED = "stored"
    REPEATED = "repeated"
    """Zoom sends an event more than once: it is one row."""
    LEFT_OUT = "left_out"
    """An event of which nothing is to be kept."""
    VALIDATED = "validated"
    """The check of this address, which Zoom repeats every 72 hours."""
    NOT_GENUINE = "not_genuine"
    MALFORMED = "malformed"
    TOO_EARLY = "too_early"
    """It names a run of which no event has told yet of which meeting it is: Zoom keeps no order."""
    FAILED = "failed"


_STATUS: Mapping[Outcome, HTTPStatus] = {
    Outcome.NOT_GENUINE: HTTPStatus.UNAUTHORIZED,
    Outcome.MALFORMED: HTTPStatus.BAD_REQUEST,
    Outcome.TOO_EARLY: HTTPStatus.SERVICE_UNAVAILABLE,
    Outcome.FAILED: HTTPStatus.SERVICE_UNAVAILABLE,
}


def register(app: FastAPI, context: WebContext, zoom: ZoomWebhook, meters: Meters) -> None:
    desk = _Desk(context, zoom, meters)

    @app.post("/zoom/webhook")
    async def webhook(request: Request) -> Response:
        outcome, answer = await desk.take(request.headers, await request.body())
        meters.zoom_webhooks.labels(outcome).inc()
        status = _STATUS.get(outcome, HTTPStatus.OK)
        return JSONResponse(answer, status) if answer is not None else Response(status_code=status)


Told = LedgerEvent | Tripwire | Drift
Taken = tuple[Outcome, Mapping[str, str] | None]


class _Desk:
    """Where Zoom's calls are read."""

    def __init__(self, context: WebContext, zoom: ZoomWebhook, meters: Meters) -> None:
        self._store, self._clock, self._zoom, self._meters = context.store, context.clock, zoom, meters
        self._intake = Intake(self._take_down)

    async def take(self, headers: Headers, raw: bytes) -> Taken:
        """What became of the call, and what Zoom is told besides the status."""
        at = self._clock.now()
        timestamp, signature = headers.get("x-zm-request-timestamp"), headers.get("x-zm-signature")
        if not self._zoom.verify(timestamp=timestamp, signature=signature, body=raw, at=at):
            return Outcome.NOT_GENUINE, None
        try:
            body = _mapping(raw)
            if body.get("event") == "endpoint.url_validation":
                answer = self._zoom.answer_validation(body)
                return (Outcome.VALIDATED, answer) if answer is not None else (Outcome.MALFORMED, None)
            told = self._zoom.parse(body) or self._zoom.tripwire(body) or self._zoom.drift(body)
        except (ValueError, RecursionError):
            log.warning("zoom.malformed", size=len(raw))
            return Outcome.MALFORMED, None
        return (await self._keep(told) if told is not None else Outcome.LEFT_OUT), None

    async def _keep(self, told: Told) -> Outcome:
        try:
            if isinstance(told, LedgerEvent):
                return await self._keep_presence(told)
            if isinstance(told, Tripwire):
                return await asyncio.to_thread(self._trip, told)
            return await asyncio.to_thread(self._drift, told)
        except Exception as error:  # whatever it was, Zoom must send the event again
            log_broken("zoom.not_kept", error)
            return Outcome.FAILED

    async def _keep_presence(self, event: LedgerEvent) -> Outcome:
        if not await self._intake.put(_storable(event)):
            return Outcome.REPEATED
        self._meters.ledger_events.labels(event.happening).inc()
        return Outcome.STORED

    def _take_down(self, events: Sequence[LedgerEvent]) -> Sequence[bool]:
        return take_down(self._store, events, at=self._clock.now())

    def _trip(self, tripwire: Tripwire) -> Outcome:
        if tripped(self._store, tripwire, at=self._clock.now()):
            return Outcome.STORED
        log.warning("zoom.kept_elsewhere", keeping=tripwire.kept.keeping, meeting=tripwire.meeting_id or "unknown")
        return Outcome.LEFT_OUT if tripwire.meeting_id else Outcome.TOO_EARLY

    def _drift(self, drift: Drift) -> Outcome:
        rooms = drifted(self._store, drift, at=self._clock.now(), horizon=PROVEN_AGAIN)
        log.info("zoom.settings_changed", whole_account=drift.host is None, rooms=rooms)
        return Outcome.STORED


def _storable(event: LedgerEvent) -> LedgerEvent:
    """Half an emoji, or a NUL, is nothing that a database takes. The event matters more than what it calls somebody."""
    text = event.display_name.encode(errors="replace").decode().replace("\x00", "")
    return replace(event, display_name=text)


def _mapping(raw: bytes) -> Mapping[str, Any]:
    """Raises ValueError for what is no JSON object."""
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body
