"""The demo's one page: the clock, today's sessions, alerts and the last messages."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route

from sandbox.control import build_control
from sandbox.play import Play

PAGE = Path(__file__).parent / "page.html"


def with_control(play: Play) -> Starlette:
    """The service's own web, with the sandbox's page at `/` and its control calls under `/_sandbox`."""

    def show(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE.read_text(encoding="utf-8"))

    return Starlette(routes=[Route("/", show), Mount("/_sandbox", build_control(play)), Mount("/", play.service.web)])
