"""`GET|POST /write/{token}`: a family, a teacher or a mentor without Slack answers here. Nobody sees an address."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.relaying import Correspondent, find_correspondent, write_message
from mentoring.errors import Refusal
from mentoring.links import Page
from mentoring.matches import NoGuardianToWriteTo, NotCleared
from mentoring.relay import (
    LONGEST,
    MessageTooLong,
    NobodyToReach,
    NotACorrespondent,
    NothingWritten,
    RelayNotOpen,
    RelayState,
    WroteEnoughToday,
)
from web.context import WebContext
from web.languages import LANGUAGES
from web.links import opened
from web.pages import Pages, language_of
from web.tongues import own_name

PROBLEMS: Mapping[type[Refusal], str] = {
    NothingWritten: "empty",
    MessageTooLong: "too_long",
    WroteEnoughToday: "enough",
    RelayNotOpen: "closed",
    NotCleared: "closed",
    NotACorrespondent: "closed",
    NobodyToReach: "unreachable",
    NoGuardianToWriteTo: "unreachable",
}
"""How the page calls what is refused; a text that was typed is never thrown away."""
LONGEST_NONCE = 64


@dataclass(frozen=True)
class _Page:
    """One request to the page of one person."""

    token: str
    request: Request
    who: Correspondent


def register(app: FastAPI, context: WebContext, pages: Pages) -> None:
    def page_of(token: str, request: Request) -> _Page | None:
        link = opened(context, Page.WRITE, token, numbers=3)
        if link is None:
            return None
        match_id, person_id, other_id = link.numbers
        who = find_correspondent(context.store, match_id=match_id, person_id=person_id, other_id=other_id)
        return _Page(token, request, who) if who is not None else None

    @app.get("/write/{token}")
    def show_form(token: str, request: Request, done: str = "") -> Response:
        page = page_of(token, request)
        if page is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        return _show(pages, page, done=done if done in {"sent", "held"} else "")

    @app.post("/write/{token}")
    def write(
        token: str,
        request: Request,
        text: Annotated[str, Form()] = "",
        language: Annotated[str, Form()] = "",
        once: Annotated[str, Form()] = "",
    ) -> Response:
        page = page_of(token, request)
        if page is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        return _write(context, pages, page, text, language, once)


def _write(context: WebContext, pages: Pages, page: _Page, text: str, language: str, once: str) -> Response:
    who = page.who
    request = f"write:{who.match_id}:{who.person.id}:{once[:LONGEST_NONCE] or secrets.token_urlsafe()}"
    try:
        done = write_message(
            context.store,
            actor=who.person,
            match_id=who.match_id,
            to_id=who.other.id,
            text=text,
            language=language if language in LANGUAGES else "",
            request=request,
            at=context.clock.now(),
            policy=context.policy,
        )
    except Refusal as refusal:
        return _show(pages, page, problem=PROBLEMS.get(type(refusal), "closed"), text=text[: 4 * LONGEST])
    outcome = "held" if done.message.state is RelayState.HELD else "sent"
    return RedirectResponse(f"/write/{page.token}?done={outcome}", HTTPStatus.SEE_OTHER)


def _show(pages: Pages, page: _Page, *, done: str = "", problem: str = "", text: str = "") -> Response:
    who, language = page.who, language_of(page.who.person, page.request)
    return pages.show(
        "write",
        page.request,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        language=language,
        to_mentor=who.to_mentor,
        other=who.other.public_name,
        students=[student.public_name for student in who.students],
        own=any(student.id == who.person.id for student in who.students),
        manager=who.manager.public_name,
        in_class=who.in_class,
        languages=[(one.code, own_name(one)) for one in LANGUAGES.values()],
        written_in=language.code,
        longest=LONGEST,
        once=secrets.token_urlsafe(12),
        done=done,
        problem=problem,
        text=text,
    )
