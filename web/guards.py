"""What stands around every route: private headers, one page for what breaks, and a limit on bodies."""

from __future__ import annotations

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mentoring.errors import whereabouts
from web.pages import Pages

LARGEST_BODY = 1024 * 1024
"""Bytes. Far above anything that Slack or Zoom sends."""

log = structlog.get_logger("web")


class PrivateHeaders:
    """No answer is kept, indexed, framed, sniffed or named to another site."""

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        self._app = app
        self._headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-Robots-Tag": "noindex, nofollow",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_private)


class OneErrorPage:
    """The one handler of what nobody foresaw: a page without detail, and a log line without what people sent.

    It stands before Starlette's own handler, which would hand the error on to the server's log, message and all.
    """

    def __init__(self, app: ASGIApp, *, pages: Pages) -> None:
        self._app, self._pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            log.info("web.caller_left", route=_route(scope))
        except Exception as error:
            log_broken("web.broke", error, route=_route(scope))
            page = self._pages.show("broken", Request(scope), status=500)
            await page(scope, receive, send)


def log_broken(event: str, error: Exception, **about: str) -> None:
    """Says what broke and where, never the error's own words: a database error repeats the values it was given."""
    log.error(event, error=type(error).__name__, where=whereabouts(error), **about)


def _route(scope: Scope) -> str:
    """The name of the route's function: the path itself may hold a door's token."""
    return getattr(scope.get("endpoint"), "__name__", "unknown")


class SmallBodies:
    """Refuses bodies over the limit, by what they announce and by what they are."""

    def __init__(self, app: ASGIApp, *, pages: Pages) -> None:
        self._app, self._pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and int(Headers(scope=scope).get("content-length", "0")) > LARGEST_BODY:
            page = self._pages.show("refused", Request(scope), status=413)
            await page(scope, receive, send)
            return
        came = 0

        async def receive_limited() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > LARGEST_BODY:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_limited, send)
