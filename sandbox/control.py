"""The control calls under `/_sandbox/`: JSON in and out, so that a script can play a whole day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandbox.clock import ClockWouldGoBack
from sandbox.faults import Effect
from sandbox.play import DoorStaysShut, Play
from sandbox.slack.answers import AnswerRefused
from sandbox.slack.fields import NoSuchField, NotOffered
from sandbox.slack.hands import NoFormOpen, NothingSent
from sandbox.slack.pressing import NothingToPress
from sandbox.slack.workspace import NoSuchMember

LONGEST = timedelta(days=400)


class Asked(BaseModel):
    """Unknown fields are refused: a typing error must not look like a success."""

    model_config = ConfigDict(extra="forbid")


class ClockMove(Asked):
    advance: float | None = Field(default=None, ge=0, le=LONGEST.total_seconds())
    to: datetime | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> ClockMove:
        if (self.advance is None) == (self.to is None):
            raise ValueError("give either «advance» in seconds, or «to» as a time with its offset")
        if self.to is not None and self.to.tzinfo is None:
            raise ValueError("«to» needs an offset, such as 2026-10-26T16:30:00-04:00")
        return self


class Command(Asked):
    user: str
    command: str
    text: str = ""


class Said(Asked):
    user: str
    text: str


class Press(Asked):
    user: str
    action_id: str
    value: str | list[str] | None = None


class Submission(Asked):
    user: str
    values: dict[str, str | list[str] | None]


class Coming(Asked):
    email: str | None = None
    name: str
    via: Literal["door", "link"] = "door"


class Going(Asked):
    email: str | None = None
    name: str


class Recording(Asked):
    what: Literal["recording", "local_recording", "transcript", "ai_notes", "stream", "live_stream"]


class Fault(Asked):
    service: Literal["slack", "zoom", "google", "mail"]
    effect: Effect
    times: int = Field(ge=0, le=100_000)
    verb: str = ""
    path: str = ""


def build_control(play: Play) -> FastAPI:
    """Mounted under `/_sandbox`. Every call that changes something returns when all that falls due is done."""
    app = FastAPI(title="Chaperone's sandbox", docs_url=None, redoc_url=None)
    _register_clock(app, play)
    _register_slack(app, play)
    _register_meetings(app, play)
    _register_looks(app, play)
    _register_errors(app)
    return app


def _register_clock(app: FastAPI, play: Play) -> None:
    @app.post("/clock")
    def move(asked: ClockMove) -> dict[str, Any]:
        target = asked.to or play.clock.now() + timedelta(seconds=asked.advance or 0)
        if target < play.clock.now():
            raise ClockWouldGoBack(f"It is already {play.clock.now().isoformat()}; time only moves forward.")
        if target - play.clock.now() > LONGEST:
            raise ValueError("The clock moves by 400 days at the most.")
        return {"ran": play.move_to(target), "now": play.clock.now().isoformat()}

    @app.post("/faults")
    def order(asked: Fault) -> dict[str, Any]:
        play.town.faults.order(asked.service, asked.effect, asked.times, verb=asked.verb, path=asked.path)
        return {"service": asked.service, "effect": asked.effect, "times": asked.times}


def _register_slack(app: FastAPI, play: Play) -> None:
    slack = play.town.slack

    def seen(act: Callable[[], Any]) -> dict[str, Any]:
        outcome = dict(act())
        play.settle()
        return outcome

    @app.post("/slack/command")
    def command(asked: Command) -> dict[str, Any]:
        return seen(lambda: slack.command(asked.user, asked.command, asked.text))

    @app.post("/slack/message")
    def message(asked: Said) -> dict[str, Any]:
        return seen(lambda: slack.message(asked.user, asked.text))

    @app.post("/slack/action")
    def action(asked: Press) -> dict[str, Any]:
        return seen(lambda: slack.action(asked.user, asked.action_id, asked.value))

    @app.post("/slack/submit")
    def submit(asked: Submission) -> dict[str, Any]:
        return seen(lambda: slack.submit(asked.user, {k: v for k, v in asked.values.items() if v is not None}))

    @app.get("/slack/messages")
    def messages(user: str) -> list[dict[str, Any]]:
        return slack.messages_for(user)

    @app.get("/slack/home")
    def home(user: str) -> dict[str, Any]:
        slack.app_home_opened(user)
        return slack.home_for(user) or {}


def _register_meetings(app: FastAPI, play: Play) -> None:
    @app.post("/meetings/{meeting_id}/join")
    def join(meeting_id: str, asked: Coming) -> dict[str, Any]:
        place = play.come(meeting_id, name=asked.name, email=asked.email, via=asked.via)
        play.settle()
        return {"status": place}

    @app.post("/meetings/{meeting_id}/leave")
    def leave(meeting_id: str, asked: Going) -> dict[str, Any]:
        play.go(meeting_id, name=asked.name, email=asked.email)
        play.settle()
        return {"status": "left"}

    @app.post("/meetings/{meeting_id}/record")
    def record(meeting_id: str, asked: Recording) -> dict[str, Any]:
        play.record(meeting_id, asked.what)
        play.settle()
        return {"status": "recording", "what": asked.what}


def _register_looks(app: FastAPI, play: Play) -> None:
    @app.get("/state")
    def state() -> dict[str, Any]:
        return play.state()

    @app.get("/calls")
    def calls(service: Literal["slack", "zoom", "google", "mail"]) -> list[dict[str, Any]]:
        return [call.as_json() for call in play.town.calls.of(service)]

    @app.get("/mail")
    def mail() -> list[dict[str, Any]]:
        return play.town.mail.letters()


_NOT_FOUND = (LookupError,)
_NOT_NOW = (ClockWouldGoBack, DoorStaysShut, NothingToPress, NoFormOpen, NothingSent, NoSuchField, NotOffered)


def _register_errors(app: FastAPI) -> None:
    """What a script got wrong, in one sentence."""

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({"error": "; ".join(_complaint(one) for one in error.errors())}, status_code=422)

    for kind in (*_NOT_NOW, NoSuchMember, AnswerRefused, LookupError, ValueError):
        app.add_exception_handler(kind, _told)


def _complaint(one: Mapping[str, Any]) -> str:
    """What is wrong with one field, or with the body as a whole."""
    if one["type"] == "json_invalid":
        return f"The body is no JSON: {one['ctx']['error']}"
    field = ".".join(str(part) for part in one["loc"][1:])
    said = str(one["msg"]).removeprefix("Value error, ")
    return f"{field}: {said}" if field else said


def _told(_request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, (NoSuchMember, *_NOT_FOUND)) and not isinstance(error, _NOT_NOW):
        status = 404
    else:
        status = 409 if isinstance(error, _NOT_NOW) else 502 if isinstance(error, AnswerRefused) else 422
    return JSONResponse({"error": str(error) or type(error).__name__}, status_code=status)
