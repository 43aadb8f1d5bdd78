"""`GET|POST /family/{token}`: a guardian's own page, or that of a student of 18 or more. No address stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.answering import NoSuchSession, SessionIsOver
from mentoring.acts.family import (
    FamilySession,
    FamilyView,
    NoSuchLanguage,
    NoSuchTimeZone,
    answer_for_family,
    choose_wishes,
    family_view,
)
from mentoring.errors import Refusal
from mentoring.links import Page
from mentoring.permissions import NotYourMatch
from web.context import WebContext
from web.languages import ENGLISH, LANGUAGES, Language, spoken, when
from web.links import opened
from web.pages import Pages, language_of
from web.tongues import own_name, tongue
from web.zones import LIKELY, place, zones_by_region

PROBLEMS: Mapping[type[Refusal], str] = {
    NoSuchLanguage: "language",
    NoSuchTimeZone: "timezone",
    SessionIsOver: "over",
    NoSuchSession: "over",
    NotYourMatch: "over",
}
"""How the page calls what is refused."""
DONE = frozenset({"wishes", "cannot", "coming"})


@dataclass(frozen=True)
class _Said:
    """The form as it came."""

    do: str
    language: str
    timezone: str
    session: str
    child: str


def register(app: FastAPI, context: WebContext, pages: Pages) -> None:
    def view_of(token: str) -> FamilyView | None:
        link = opened(context, Page.FAMILY, token, numbers=1)
        return family_view(context.store, person_id=link.numbers[0], at=context.clock.now()) if link else None

    @app.get("/family/{token}")
    def show_family(token: str, request: Request, done: str = "") -> Response:
        view = view_of(token)
        if view is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        return _show(pages, request, view, done=done if done in DONE else "")

    @app.post("/family/{token}")
    def answer(
        token: str,
        request: Request,
        do: Annotated[str, Form()] = "",
        language: Annotated[str, Form()] = "",
        timezone: Annotated[str, Form()] = "",
        session: Annotated[str, Form()] = "",
        child: Annotated[str, Form()] = "",
    ) -> Response:
        view, said = view_of(token), _Said(do, language, timezone, session, child)
        if view is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        if do not in DONE:
            return pages.show("refused", request, status=HTTPStatus.BAD_REQUEST)
        try:
            _act(context, view.reader.id, said)
        except Refusal as refusal:
            return _show(pages, request, view, problem=PROBLEMS[type(refusal)])
        return RedirectResponse(f"/family/{token}?done={do}", HTTPStatus.SEE_OTHER)


def _act(context: WebContext, person_id: int, said: _Said) -> None:
    at = context.clock.now()
    if said.do == "wishes":
        choose_wishes(
            context.store,
            person_id=person_id,
            language=said.language,
            timezone=said.timezone,
            offered=frozenset(LANGUAGES),
            at=at,
        )
        return
    answer_for_family(
        context.store,
        person_id=person_id,
        session_id=_number(said.session),
        child_id=_number(said.child),
        coming=said.do == "coming",
        at=at,
    )


def _number(said: str) -> int:
    """0, which nothing has, for what is no number of ours."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def _show(pages: Pages, request: Request, view: FamilyView, *, done: str = "", problem: str = "") -> Response:
    reader = view.reader
    language = language_of(reader, request)
    return pages.show(
        "family",
        request,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        language=language,
        done=done,
        problem=problem,
        sessions=[_told(view, one, language) for one in view.sessions],
        chosen_language=reader.language if _foreign(reader.language) else language.code,
        languages=_languages(view, language),
        chosen_zone=reader.timezone or "",
        likely=LIKELY,
        regions=zones_by_region(language),
        place=lambda zone: place(zone, language),
    )


def _languages(view: FamilyView, language: Language) -> list[tuple[str, str]]:
    """Ours, and the one that the family speaks, should we not have it yet: choosing a zone must not lose it."""
    ours, theirs = [(one.code, own_name(one)) for one in LANGUAGES.values()], view.reader.language
    return [*ours, (theirs, tongue(theirs, language))] if _foreign(theirs) else ours


def _foreign(theirs: str) -> bool:
    """Not one of ours, in no spelling of its tag."""
    return spoken(theirs) is ENGLISH and theirs.split("-")[0].casefold() != ENGLISH.code


def _told(view: FamilyView, one: FamilySession, language: Language) -> dict[str, Any]:
    """In words, without an address and with nobody's full name but the adults' own."""
    line, reader = one.line, view.reader
    zone, session = reader.zone_or(line.program.zone), line.session
    return {
        "id": session.id,
        "child_id": one.child.id,
        "child": one.child.short_name if one.child.id != reader.id else "",
        "starts": when(session.starts_at, zone, language),
        "ends": when(session.ends_at, zone, language),
        "mentor": line.people[line.match.mentor_id].public_name,
        "monitor": line.people[session.monitor_id].public_name if session.monitor_id != reader.id else "",
        "coming": one.coming,
    }
