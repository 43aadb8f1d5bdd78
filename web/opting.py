"""`GET|POST /optin/{token}`: a guardian says that they watch over their child themselves, or takes it back (R063)."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.opting import OptInView, give_word, take_word_back, view_word
from mentoring.errors import Refusal
from mentoring.links import Page, check_question
from mentoring.people import HowGiven
from web.context import WebContext
from web.links import opened
from web.pages import Pages, language_of


def register(app: FastAPI, context: WebContext, pages: Pages) -> None:
    @app.get("/optin/{token}")
    def look(token: str, request: Request) -> Response:
        found = _find(context, token)
        if found is None:
            return pages.show("not_found", request, status=HTTPStatus.NOT_FOUND)
        language = language_of(found.guardian, request)
        since = language.day(found.since) if found.since is not None else None
        child = found.child.public_name
        return pages.show("optin", request, status=HTTPStatus.OK, language=language, child=child, since=since)

    @app.post("/optin/{token}")
    def answer(token: str, request: Request, answer: Annotated[str, Form(max_length=10)] = "") -> Response:
        found = _find(context, token)
        if found is None or answer not in {"yes", "no"}:
            return pages.show("not_found", request, status=HTTPStatus.NOT_FOUND)
        _answer(context, found, yes=answer == "yes")
        return RedirectResponse(request.url.path, HTTPStatus.SEE_OTHER)


def _find(context: WebContext, token: str) -> OptInView | None:
    link = opened(context, Page.OPT_IN, token, numbers=2)
    if link is None:
        return None
    guardian_id, child_id = link.numbers
    found = view_word(context.store, guardian_id=guardian_id, child_id=child_id, on=_today(context))
    if found is not None and not found.answered:
        check_question(link, at=context.clock.now())
    return found


def _answer(context: WebContext, found: OptInView, *, yes: bool) -> None:
    """Pressed twice, the page says how it stands."""
    at, today, store, policy = context.clock.now(), _today(context), context.store, context.policy
    guardian, child = found.guardian, found.child.id
    try:
        if yes:
            give_word(
                store,
                actor=guardian,
                guardian_id=guardian.id,
                child_id=child,
                on=today,
                how=HowGiven.PAGE,
                at=at,
                policy=policy,
            )
        else:
            take_word_back(
                store, actor=guardian, guardian_id=guardian.id, child_id=child, on=today, at=at, policy=policy
            )
    except Refusal:
        return


def _today(context: WebContext) -> date:
    """In the programs' wall time; where they differ, the earliest."""
    at = context.clock.now()
    with context.store.look() as view:
        return min((program.day(at) for program in view.programs.all()), default=at.date())
