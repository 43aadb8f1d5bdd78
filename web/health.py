"""`GET /healthz`: this process answers. `GET /readyz`: it also does its work."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from fastapi import FastAPI
from starlette.responses import JSONResponse, Response

from web.context import WebContext

SILENT = timedelta(seconds=30)
"""A lane that has not ticked for this long stands still: it should tick every second."""


def register(app: FastAPI, context: WebContext) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return JSONResponse({"process": "ok"})

    @app.get("/readyz")
    def readyz() -> Response:
        at = context.clock.now()
        database = "ok" if context.store.reachable() else "unreachable"
        lanes = {lane: _lane(ticked, at) for lane, ticked in context.ticks().items()}
        ready = {database, *lanes.values()} == {"ok"}
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"ready": ready, "database": database, "lanes": lanes}, status)


def _lane(ticked: datetime | None, at: datetime) -> str:
    if ticked is None:
        return "has not ticked yet"
    return "ok" if at - ticked < SILENT else "stands still"
