"""`/checklist/{token}`: the first-day checklist of a mentor without Slack (R113-R124)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.first_day import Progress, own_checklist, tick_items
from mentoring.acts.matchmaking import NoSuchMatch
from mentoring.checklists import NoSuchItem, Stage
from mentoring.links import Page
from mentoring.people import Person
from mentoring.permissions import NotYourMatch
from web.context import WebContext
from web.links import opened
from web.pages import Pages, language_of


def register(app: FastAPI, context: WebContext, pages: Pages) -> None:
    @app.get("/checklist/{token}")
    def checklist(token: str, request: Request) -> Response:
        found = _own(token, context)
        if found is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        progress, mentor = found
        language = language_of(mentor, request)
        stages = [(stage, progress.of(stage)) for stage in Stage]
        return pages.show(
            "checklist", request, status=HTTPStatus.OK, language=language, stages=stages, done=progress.done
        )

    @app.post("/checklist/{token}")
    def tick(token: str, request: Request, done: Annotated[list[str] | None, Form()] = None) -> Response:
        found = _own(token, context)
        if found is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        progress, person = found
        try:
            tick_items(context.store, actor=person, match_id=progress.match.id, done=done or [], at=context.clock.now())
        except NoSuchItem:
            return pages.show("refused", request, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return RedirectResponse(f"/checklist/{token}", HTTPStatus.SEE_OTHER)


def _own(token: str, context: WebContext) -> tuple[Progress, Person] | None:
    """None for a link that is forged, or of somebody who does not mentor this match any more."""
    link = opened(context, Page.CHECKLIST, token, numbers=2)
    if link is None:
        return None
    try:
        with context.store.look() as view:
            return own_checklist(view, match_id=link.numbers[0], person_id=link.numbers[1])
    except (NoSuchMatch, NotYourMatch):
        return None
