"""How a page that is one person's own is opened."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from mentoring.acts.links import follow
from mentoring.links import Link, LinkIsOver, Page, issued_from
from web.context import WebContext
from web.pages import Pages


def opened(context: WebContext, page: Page, token: str, *, numbers: int | None = None) -> Link | None:
    """What that link says; `numbers`: about how many it must be. None: forged, broken, or of another page. Raises
    LinkIsOver."""
    link = context.pages.read(page, token)
    if link is None or (numbers is not None and len(link.numbers) != numbers):
        return None
    follow(context.store, link, at=context.clock.now())
    return link


def onward(context: WebContext, link: Link, page: Page, *numbers: int) -> str:
    """The path of another page about these numbers, for the holder of the one that `link` opens."""
    at = issued_from(link, page, at=context.clock.now())
    return urlsplit(context.pages.link(page, *numbers, holder_id=link.holder_id, at=at)).path


def register(app: FastAPI, pages: Pages) -> None:
    """A link that is over is told alike on every page, and says of nobody that they are known."""

    @app.exception_handler(LinkIsOver)
    async def say_it_is_over(request: Request, refusal: LinkIsOver) -> Response:  # noqa: ARG001 - it is always the same
        return pages.show("expired", request, status=HTTPStatus.GONE)
