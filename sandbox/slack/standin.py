"""The stand-in of Slack: its HTTP face, its workspace, and the people who use the bot."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from email.utils import format_datetime
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.manifest import SCOPES
from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Effect, Faults
from sandbox.gate import Gate
from sandbox.slack.answers import use_response_url
from sandbox.slack.arguments import read_arguments
from sandbox.slack.fields import Given
from sandbox.slack.hands import Hands, Outcome, Patience
from sandbox.slack.identity import BOT_USER_ID
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.sender import Sender
from sandbox.slack.tickets import ResponseUrls, TriggerIds
from sandbox.slack.web_api import WebApi
from sandbox.slack.workspace import Member, Workspace

_FAULT_CODES = {
    Effect.RATE_LIMIT: "rate_limited",
    Effect.DAILY_LIMIT: "message_limit_exceeded",
    Effect.UNAUTHORIZED: "invalid_auth",
    Effect.FORBIDDEN: "access_denied",
    Effect.NOT_FOUND: "channel_not_found",
    Effect.CONFLICT: "hash_conflict",
}


class SlackStandIn:
    """`app` serves `api/{method}` and `response/{id}` wherever it is mounted; `own_url` is that place as the bot
    reaches it, and `events_url` the bot's own `POST /slack/events`. `hang`, `retry_delays` and `answer_within` (Slack:
    three) are real seconds."""

    def __init__(
        self,
        *,
        clock: MovableClock,
        calls: CallLog,
        faults: Faults,
        bot_token: str,
        signing_secret: str,
        events_url: str,
        own_url: str,
        hang: float = 30.0,
        retry_delays: Sequence[float] = (0, 60, 300),
        answer_within: float = 3.0,
        patience: Patience = Patience(),  # noqa: B008 - frozen
    ) -> None:
        self.workspace = Workspace(clock)
        self.triggers = TriggerIds()
        self._response_urls = ResponseUrls(clock)
        self._api = WebApi(self.workspace, self.triggers, bot_token=bot_token)
        self._hands = Hands(
            self.workspace,
            Sender(
                events_url=events_url,
                signing_secret=signing_secret,
                faults=faults,
                retry_delays=retry_delays,
                answer_within=answer_within,
            ),
            triggers=self.triggers,
            response_urls=self._response_urls,
            response_address=lambda key: f"{own_url.rstrip('/')}/response/{key}",
            patience=patience,
        )
        self.scopes: frozenset[str] = frozenset(SCOPES)
        """What the token was granted, as every answer tells."""
        self.app: ASGIApp = Gate(
            self._routes(),
            service="slack",
            clock=clock,
            calls=calls,
            faults=faults,
            fault_answer=fault_answer,
            hang=hang,
        )

    def wait_for(self, settle: Callable[[], None]) -> None:
        """The bot in this process tells by `settle`, which blocks, when it has done all that it was asked."""
        self._hands.patience = Patience(settle=settle)

    @property
    def limit_messages(self) -> bool:
        """Whether chat.postMessage is limited per channel as Slack limits it; a benchmark may lift the limit."""
        return self._api.limit_messages

    @limit_messages.setter
    def limit_messages(self, limited: bool) -> None:
        self._api.limit_messages = limited

    def add_user(self, user_id: str, *, name: str, email: str, tz: str = "America/New_York") -> None:
        self.workspace.add(Member(user_id, name, email, tz))

    def open_dm(self, user: str) -> str:
        """The channel of the person's direct conversation with the bot. A user is an id or an e-mail address
        everywhere; an unknown one raises NoSuchMember."""
        return self.workspace.conversation_with(self.workspace.member(user)).channel

    def messages_for(self, user: str) -> list[dict[str, Any]]:
        """What the bot has put before that person, oldest first, ephemeral replies too; not what they wrote."""
        with self.workspace.changed:
            messages = self.workspace.conversation_with(self.workspace.member(user)).messages.values()
            return [message.as_seen() for message in messages if message.author == BOT_USER_ID]

    def home_for(self, user: str) -> dict[str, Any] | None:
        """The person's App Home as published, or None."""
        home = self.workspace.homes.get(self.workspace.member(user).id)
        return home.view if home else None

    def view_for(self, user: str) -> dict[str, Any] | None:
        """The form that the person has open, or None."""
        return self.workspace.forms.get(self.workspace.member(user).id)

    def command(self, user: str, command: str, text: str) -> Outcome:
        """Types a slash command; see Hands for the outcome of this and the next methods."""
        return self._hands.command(user, command, text)

    def resend_last(self, user: str) -> Outcome:
        """Delivers the person's last command a second time."""
        return self._hands.resend_last(user)

    def message(self, user: str, text: str) -> Outcome:
        """Writes to the bot directly."""
        return self._hands.message(user, text)

    def app_home_opened(self, user: str) -> Outcome:
        return self._hands.app_home_opened(user)

    def action(self, user: str, action_id: str, value: Given | None = None) -> Outcome:
        """Presses the newest matching element. Raises NothingToPress, or NotOffered for a strange value."""
        return self._hands.action(user, action_id, value)

    def submit(self, user: str, values: Mapping[str, Given]) -> Outcome:
        """Fills in and submits the open form. Raises NoFormOpen, NoSuchField or NotOffered."""
        return self._hands.submit(user, values)

    def _routes(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/{method}", self._serve_api, methods=["GET", "POST"]),
                Route("/response/{key}", self._serve_response_url, methods=["POST"]),
            ]
        )

    async def _serve_api(self, request: Request) -> Response:
        body = await request.body()
        answer = _answered(lambda: self._api_answer(request, body))
        answer.headers["x-oauth-scopes"] = ",".join(sorted(self.scopes))
        answer.headers["date"] = format_datetime(self.workspace.clock.now(), usegmt=True)
        return answer

    def _api_answer(self, request: Request, body: bytes) -> dict[str, Any]:
        arguments = read_arguments(
            query=request.url.query, content_type=request.headers.get("content-type", ""), body=body
        )
        return self._api.call(request.path_params["method"], arguments, bearer=_bearer(request.headers))

    async def _serve_response_url(self, request: Request) -> Response:
        """Slack answers 404 for a response URL that is spent and 400 for a message that it cannot take."""
        body = await request.body()
        try:
            url = self._response_urls.use(request.path_params["key"])
        except SlackRefusal as refusal:
            return JSONResponse(refusal.as_json(), status_code=404)
        try:
            use_response_url(self.workspace, url, _json_object(body))
        except SlackRefusal as refusal:
            return JSONResponse(refusal.as_json(), status_code=400)
        return JSONResponse({"ok": True})


def fault_answer(effect: Effect) -> Response:
    """Slack's own way of failing: 500, 429 with the seconds to wait, and otherwise 200 with a word for it."""
    if effect is Effect.ERROR:
        return JSONResponse({"ok": False, "error": "internal_error"}, status_code=500)
    return _refused(SlackRefusal(_FAULT_CODES[effect]))


def _answered(answer: Callable[[], dict[str, Any]]) -> Response:
    try:
        return JSONResponse(answer())
    except SlackRefusal as refusal:
        return _refused(refusal)


def _refused(refusal: SlackRefusal) -> Response:
    headers = {"Retry-After": "1"} if refusal.status == 429 else None
    return JSONResponse(refusal.as_json(), status_code=refusal.status, headers=headers)


def _bearer(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        raise SlackRefusal("invalid_payload") from None
    if not isinstance(found, dict):
        raise SlackRefusal("invalid_payload")
    return found
