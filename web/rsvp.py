"""`/rsvp/{token}`: a page of one's own on which somebody says whether they agree to a match (R053), and afterwards, if
it must be, that they want to leave it (R074)."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.asking import ASKING, everybody_of, first_meeting, shown_to
from mentoring.acts.consenting import answer_match, own_part
from mentoring.acts.ending import leave_match
from mentoring.acts.matchmaking import NoSuchMatch, StartInThePast, StartOutsideProgram
from mentoring.consents import LONGEST_REASON, Choice, Consent, ReasonMissing, ReasonTooLong, StartNotPicked, sides_of
from mentoring.errors import Refusal
from mentoring.links import Page, check_question
from mentoring.matches import RELEASED, Match
from mentoring.people import Person
from mentoring.permissions import NotYourMatch
from web.context import WebContext
from web.languages import when
from web.links import opened
from web.pages import Pages, language_of


class NothingSaid(Refusal):
    """Neither yes nor no."""


FIELDS = {
    NothingSaid: "nothing_said",
    StartNotPicked: "start_missing",
    StartInThePast: "start_past",
    StartOutsideProgram: "start_outside",
    ReasonTooLong: "reason_long",
    ReasonMissing: "reason_missing",
}
"""What is said beside the field; of everything else, that it cannot be now."""


def register(app: FastAPI, context: WebContext, pages: Pages) -> None:
    @app.get("/rsvp/{token}")
    def rsvp(token: str, request: Request) -> Response:
        return _page(token, request, context, pages)

    @app.post("/rsvp/{token}")
    def answer(
        token: str,
        request: Request,
        say: Annotated[str, Form(max_length=16)] = "",
        why: Annotated[str, Form(max_length=10 * LONGEST_REASON)] = "",
        starts_on: Annotated[str, Form(max_length=32)] = "",
    ) -> Response:
        part = _part(token, context)
        if part is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        match, person, _ = part
        try:
            _act(context, match, person, say, why, starts_on)
        except Refusal as refusal:
            wrong = FIELDS.get(type(refusal), "not_now")
            return _page(token, request, context, pages, wrong=wrong, typed=(say, why, starts_on))
        return RedirectResponse(f"/rsvp/{token}", HTTPStatus.SEE_OTHER)


def _act(context: WebContext, match: Match, person: Person, say: str, why: str, starts_on: str) -> None:
    at, policy = context.clock.now(), context.policy
    if say == "leave":
        leave_match(context.store, actor=person, match_id=match.id, why=why, at=at, policy=policy)
        return
    if say not in set(Choice):
        raise NothingSaid
    day = _day(starts_on, match)
    answer_match(
        context.store,
        actor=person,
        match_id=match.id,
        choice=Choice(say),
        why=why,
        starts_on=day,
        at=at,
        policy=policy,
    )


def _day(said: str, match: Match) -> date | None:
    """Raises StartNotPicked for what is no day."""
    try:
        return date.fromisoformat(said.strip()) if said.strip() else None
    except ValueError:
        raise StartNotPicked(match) from None


def _part(token: str, context: WebContext) -> tuple[Match, Person, Consent | None] | None:
    """None for a link that is forged, or of somebody who has no part in the match any more. Raises LinkIsOver."""
    link = opened(context, Page.RSVP, token, numbers=2)
    if link is None:
        return None
    try:
        with context.store.look() as view:
            match, person, consent = own_part(view, match_id=link.numbers[0], person_id=link.numbers[1])
    except (NoSuchMatch, NotYourMatch):
        return None
    if consent is not None and consent.choice is None and match.state in ASKING:
        check_question(link, at=context.clock.now())
    return match, person, consent


def _page(
    token: str,
    request: Request,
    context: WebContext,
    pages: Pages,
    *,
    wrong: str = "",
    typed: tuple[str, str, str] = ("", "", ""),
) -> Response:
    part = _part(token, context)
    if part is None:
        return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
    match, person, consent = part
    language = language_of(person, request)
    with context.store.look() as view:
        program, people = view.programs.get(match.program_id), everybody_of(view, match)
        left = any(leaving.person_id == person.id for leaving in view.leavings.of(match.id))
    parts, zone = shown_to(match, people, person.id), person.zone_or(program.zone)
    first = when(first_meeting(match, program, at=context.clock.now()), zone, language)
    starts_on = typed[2] or (match.starts_on.isoformat() if match.starts_on is not None else "")
    return pages.show(
        "rsvp",
        request,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        language=language,
        sides=sides_of(match, people)[person.id],
        mentor=people[match.mentor_id].public_name,
        monitor=people[match.monitor_id].public_name,
        manager=people[match.manager_id].public_name,
        students=[people[who].public_name for name, who in parts.items() if name.startswith("student_")],
        first=first,
        minutes=match.slot.minutes,
        first_day=first.day if match.starts_on is not None else "",
        starts_on=starts_on,
        open=match.state in ASKING and consent is not None,
        going=match.state in RELEASED,
        said=consent.choice if consent is not None else None,
        choosing=typed[0] or (consent.choice if consent is not None and consent.choice else ""),
        why=typed[1] or (consent.why if consent is not None else ""),
        left=left,
        wrong=wrong,
        longest=LONGEST_REASON,
    )
