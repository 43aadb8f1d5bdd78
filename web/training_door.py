"""`GET /training/{token}`: the door to a training. One person, one training; the room's address is only behind it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mentoring.acts.training import NotLetIntoTraining, TrainingDoorIsShut, enter_training
from mentoring.links import Link, Page
from mentoring.people import Person
from mentoring.ports import ProviderError
from mentoring.trainings import Training
from web.context import WebContext
from web.door import somebody_comes
from web.languages import when
from web.links import opened
from web.pages import Pages, language_of

_STATUS = {
    TrainingDoorIsShut.UNKNOWN: HTTPStatus.NOT_FOUND,
    TrainingDoorIsShut.EARLY: HTTPStatus.FORBIDDEN,
    TrainingDoorIsShut.OVER: HTTPStatus.GONE,
    TrainingDoorIsShut.CANCELLED: HTTPStatus.GONE,
}
"""Of the other reasons it makes sense to come back in a minute."""
AGAIN_IN = 60


def register(app: FastAPI, context: WebContext, pages: Pages) -> None:
    @app.get("/training/{token}")
    def join(token: str, request: Request) -> Response:
        if not somebody_comes(request):
            return Response(status_code=HTTPStatus.NOT_ACCEPTABLE)
        link = opened(context, Page.TRAINING, token, numbers=2)
        try:
            if link is None:
                raise NotLetIntoTraining(TrainingDoorIsShut.UNKNOWN)
            address = enter_training(
                context.store,
                training_id=link.numbers[0],
                person_id=link.numbers[1],
                opening=lambda training: _opening_address(context, training),
                at=context.clock.now(),
                policy=context.policy,
            )
        except NotLetIntoTraining as refusal:
            return _shut(refusal, request, context, pages, reader=_reader(context, link))
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _opening_address(context: WebContext, training: Training) -> str:
    """Raises ProviderError."""
    assert training.room is not None  # the door is shut without a room
    provider = context.rooms.get(training.platform)
    if provider is None:
        raise ProviderError("open the room", "the platform is not set up here", permanent=True)
    return provider.opening_address(training.room, at=context.clock.now())


def _reader(context: WebContext, link: Link | None) -> Person | None:
    if link is None:
        return None
    with context.store.look() as view:
        return view.people.many([link.numbers[1]]).get(link.numbers[1])


def _shut(
    refusal: NotLetIntoTraining, request: Request, context: WebContext, pages: Pages, *, reader: Person | None
) -> Response:
    status, training = _STATUS.get(refusal.why), refusal.training
    language = language_of(reader, request)
    opens = None
    if training is not None and reader is not None:
        opens = when(training.starts_at - context.policy.doors_open_ahead, reader.zone_or(training.zone), language)
    return pages.show(
        "training_shut",
        request,
        status=status or HTTPStatus.SERVICE_UNAVAILABLE,
        language=language,
        again_in=AGAIN_IN if status is None else None,
        why=refusal.why,
        opens=opens,
    )
