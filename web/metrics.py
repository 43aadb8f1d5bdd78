"""`GET /metrics`: for Prometheus."""

from __future__ import annotations

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from web.meters import Meters


def register(app: FastAPI, meters: Meters) -> None:
    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(meters.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
