"""`GET|POST /volunteer/{token}`: a volunteer's own page. They see what is left, sign the agreement and sign up for a
training, with or without Slack. The link is theirs alone and names nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.engagements import TrainingThen
from mentoring.acts.preferring import say_preferences
from mentoring.acts.training import (
    TrainingLine,
    join_training,
    leave_training,
    list_trainings,
    say_surveyed,
)
from mentoring.acts.training_hours import MeetingThen
from mentoring.acts.volunteering import show_volunteer, sign_agreement
from mentoring.errors import Refusal
from mentoring.links import Page
from mentoring.nominations import LANGUAGES
from mentoring.people import Person
from mentoring.preferences import NotOffered, Preferences, read_preferences
from mentoring.trainings import PlaceElsewhere, SeatState, TrainingFull
from mentoring.volunteers import InterviewFirst, NotAVolunteer, Standing
from web.context import WebContext
from web.languages import Language, spoken_by_staff, when
from web.links import opened
from web.pages import Pages, language_of

TOLD = frozenset(
    {
        "signed",
        "joined",
        "left",
        "saved",
        "not_offered",
        "surveyed",
        "unticked",
        "full",
        "elsewhere",
        "in_session",
        "interview_first",
        "too_late",
    }
)
"""What the page can say about the last thing that was done on it."""
_REFUSED: dict[type[Refusal], str] = {
    NotOffered: "not_offered",
    TrainingFull: "full",
    PlaceElsewhere: "elsewhere",
    TrainingThen: "in_session",
    MeetingThen: "in_session",
    InterviewFirst: "interview_first",
}


def register(app: FastAPI, context: WebContext, pages: Pages) -> None:
    @app.get("/volunteer/{token}")
    def show(token: str, request: Request, told: str = "") -> Response:
        standing = _standing(context, token)
        if standing is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        return _page(context, pages, request, standing, told if told in TOLD else "")

    @app.post("/volunteer/{token}")
    def act(
        token: str,
        request: Request,
        act: Annotated[str, Form()] = "",
        training: Annotated[str, Form()] = "",
        agreed: Annotated[str, Form()] = "",
        subjects: Annotated[list[str] | None, Form()] = None,
        days: Annotated[list[str] | None, Form()] = None,
        parts: Annotated[list[str] | None, Form()] = None,
        speaks: Annotated[str, Form()] = "",
    ) -> Response:
        standing = _standing(context, token)
        if standing is None:
            return pages.show("unknown", request, status=HTTPStatus.NOT_FOUND)
        if act not in _ACTS:
            return pages.show("refused", request, status=HTTPStatus.BAD_REQUEST)
        said = {"subjects": subjects or [], "days": days or [], "parts": parts or [], "speaks": [speaks]}
        told = _answered(_ACTS[act], _Asked(context, standing.person, _number(training), agreed == "yes", said))
        return RedirectResponse(f"/volunteer/{token}?told={told}", HTTPStatus.SEE_OTHER)


def _standing(context: WebContext, token: str) -> Standing | None:
    """None: forged, or of somebody who is no volunteer any more."""
    link = opened(context, Page.VOLUNTEER, token, numbers=1)
    if link is None:
        return None
    with context.store.look() as view:
        person = view.people.many(link.numbers).get(link.numbers[0])
    if person is None:
        return None
    try:
        return show_volunteer(context.store, actor=person, person_id=person.id, at=context.clock.now())
    except NotAVolunteer:
        return None


def _number(said: str) -> int:
    """0 names nothing."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 9 else 0


@dataclass(frozen=True)
class _Asked:
    """What a form of the page sends. Each act answers with what the page then says, or raises a Refusal."""

    context: WebContext
    person: Person
    training: int
    agreed: bool
    said: Mapping[str, Sequence[str]]

    def join(self) -> str:
        at, policy = self.context.clock.now(), self.context.policy
        own = self.person.id
        join_training(
            self.context.store, actor=self.person, person_id=own, training_id=self.training, at=at, policy=policy
        )
        return "joined"

    def leave(self) -> str:
        at, own = self.context.clock.now(), self.person.id
        leave_training(self.context.store, actor=self.person, person_id=own, training_id=self.training, at=at)
        return "left"

    def sign(self) -> str:
        if not self.agreed:
            return "unticked"
        at, policy = self.context.clock.now(), self.context.policy
        sign_agreement(self.context.store, person_id=self.person.id, at=at, policy=policy)
        return "signed"

    def prefer(self) -> str:
        at, own = self.context.clock.now(), self.person.id
        read = read_preferences(**self.said)
        say_preferences(self.context.store, actor=self.person, person_id=own, said=read, at=at)
        return "saved"

    def survey(self) -> str:
        at = self.context.clock.now()
        say_surveyed(self.context.store, training_id=self.training, person_id=self.person.id, at=at)
        return "surveyed"


_ACTS: dict[str, Callable[[_Asked], str]] = {
    "join": _Asked.join,
    "leave": _Asked.leave,
    "sign": _Asked.sign,
    "prefer": _Asked.prefer,
    "survey": _Asked.survey,
}


def _answered(act: Callable[[_Asked], str], asked: _Asked) -> str:
    try:
        return act(asked)
    except Refusal as refusal:
        return _REFUSED.get(type(refusal), "too_late")


def _page(context: WebContext, pages: Pages, request: Request, standing: Standing, told: str) -> Response:
    language = spoken_by_staff(language_of(standing.person, request).code)
    lines = list_trainings(context.store, actor=standing.person, at=context.clock.now())
    until = standing.person.clearance.background_check_until
    with context.store.look() as view:
        seats = view.trainings.seats_of(standing.person.id)
        said = view.preferences.of(standing.person.id)
    unasked = [s.training_id for s in seats if s.state is SeatState.COMPLETE and s.surveyed_at is None]
    return pages.show(
        "staff/volunteer",
        request,
        status=HTTPStatus.OK,
        language=language,
        told=told,
        steps=list(standing.steps),
        until=f"{language.day(until)}, {until.year}" if until is not None else "",
        trainings=[_shown(line, standing.person, language) for line in lines],
        surveys=unasked,
        home_languages=list(LANGUAGES.items()),
        typed=_typed(said),
    )


def _typed(said: Preferences) -> dict[str, list[str]]:
    return {
        "subjects": sorted(said.subjects),
        "days": [day.name for day in sorted(said.days)],
        "parts": sorted(said.parts),
        "speaks": sorted(said.speaks),
    }


def _shown(line: TrainingLine, person: Person, language: Language) -> dict[str, object]:
    return {
        "number": line.training.id,
        "starts": when(line.training.starts_at, line.training.zone, language),
        "mine": line.seat_of(person.id) is not None,
        "free": line.taken < line.training.seats,
    }
