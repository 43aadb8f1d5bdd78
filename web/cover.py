"""`GET|POST /cover/{token}`: a stand-in without Slack says whether they can. Looking at the page answers nothing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import Response

from mentoring.acts.offering import decline_cover, take_cover
from mentoring.cover import Offer
from mentoring.errors import Refusal
from mentoring.links import Page
from mentoring.people import Person
from web.context import WebContext
from web.languages import when
from web.links import opened
from web.pages import Pages, language_of


def register(app: FastAPI, context: WebContext, pages: Pages) -> None:
    @app.get("/cover/{token}")
    def look(token: str, request: Request) -> Response:
        found = _asked(context, token)
        if found is None:
            return pages.show("not_found", request, status=HTTPStatus.NOT_FOUND)
        person, offers = found
        language = language_of(person, request)
        with context.store.look() as view:
            sessions = view.sessions.many([offer.session_id for offer in offers])
            matches = view.matches.many({session.match_id for session in sessions.values()})
            programs = {program.id: program for program in view.programs.all()}
        zone = programs[next(iter(matches.values())).program_id].zone
        starts = [when(offer.starts_at, person.zone_or(zone), language) for offer in offers]
        return pages.show("cover", request, status=HTTPStatus.OK, language=language, starts=starts)

    @app.post("/cover/{token}")
    def answer(token: str, request: Request, answer: Annotated[str, Form(max_length=10)] = "") -> Response:
        found = _asked(context, token)
        if found is None or answer not in {"yes", "no"}:
            return pages.show("not_found", request, status=HTTPStatus.NOT_FOUND)
        outcome = _answer(context, *found, yes=answer == "yes")
        language = language_of(found[0], request)
        return pages.show("cover_answered", request, status=HTTPStatus.OK, language=language, outcome=outcome)


def _asked(context: WebContext, token: str) -> tuple[Person, list[Offer]] | None:
    """Who is asked, and for what; None: forged, or of nothing that was ever asked."""
    link = opened(context, Page.COVER, token)
    with context.store.look() as view:
        offers = [*view.offers.many(link.numbers if link is not None else ()).values()]
        return (view.people.get(offers[0].person_id), offers) if offers else None


def _answer(context: WebContext, person: Person, offers: list[Offer], *, yes: bool) -> str:
    ids, at = [offer.id for offer in offers], context.clock.now()
    try:
        if not yes:
            decline_cover(context.store, actor=person, offer_ids=ids, at=at)
            return "declined"
        take_cover(context.store, actor=person, offer_ids=ids, at=at, policy=context.policy)
    except Refusal:
        return "over"
    return "taken"
