"""Zoom's API: the token endpoint and the part of `/v2` that the description has, judged by it call by call."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.clock import MovableClock
from sandbox.zoom.account import TOKEN_LIFE, Account, TokenRefusal
from sandbox.zoom.asking import Asked, Handler, Reply
from sandbox.zoom.description import NOTHING, OPERATIONS, Operation
from sandbox.zoom.fields import mistakes
from sandbox.zoom.payloads import Body
from sandbox.zoom.rates import Rates
from sandbox.zoom.refusals import Refusal, own_fault, unknown_endpoint, validation_failed

Deliver = Callable[[Iterable[Body]], None]


class Api:
    """`deliver` sends webhooks; it is called only after the answer went out.

    `own_faults` names every answer of the stand-in that broke the description.
    """

    def __init__(
        self,
        account: Account,
        handlers: Mapping[str, Handler],
        *,
        clock: MovableClock,
        lock: threading.Lock,
        rates: Rates,
        deliver: Deliver,
    ) -> None:
        self._account, self._handlers, self._clock, self._lock = account, handlers, clock, lock
        self._rates, self._deliver = rates, deliver
        self.own_faults: list[str] = []

    def app(self) -> Starlette:
        async def unknown(_: Request, __: Exception) -> Response:
            return unknown_endpoint().answer()

        routes = [
            Route(f"/v2{operation.path}", self._endpoint(name, operation), methods=[operation.verb])
            for name, operation in OPERATIONS.items()
        ]
        token = Route("/oauth/token", self._token, methods=["POST"])
        return Starlette(routes=[token, *routes], exception_handlers={404: unknown, 405: unknown})

    def _endpoint(self, name: str, operation: Operation) -> Callable[[Request], Any]:
        """Lets one call at a time at the state."""

        async def endpoint(request: Request) -> Response:
            raw = await request.body()
            try:
                with self._lock:
                    reply = self._handlers[name](self._admitted(operation, request, raw))
                    self._prove(name, operation, reply)
            except Refusal as refusal:
                return refusal.answer()
            return self._response(operation, reply)

        return endpoint

    def _admitted(self, operation: Operation, request: Request, raw: bytes) -> Asked:
        at = self._clock.now()
        self._account.check_bearer(request.headers.get("authorization"), operation.scope, at=at)
        self._rates.count(operation.rate, business=self._account.dashboard, at=at)
        query = _without(operation.echo, dict(request.query_params))
        body = {} if operation.body is None else _without(operation.echo, _parsed(raw))
        wrong = [*mistakes(operation.query, query), *mistakes(operation.body or NOTHING, body)]
        if wrong:
            raise validation_failed(wrong)
        return Asked(at, request.path_params, query, body)

    def _prove(self, name: str, operation: Operation, reply: Reply) -> None:
        wrong = [*mistakes(operation.answer, reply.answer)] if operation.answer else []
        if wrong or (reply.answer is None) is not (operation.answer is None):
            told = f"{name}: {wrong or 'an answer where none is described, or none where there should be one'}"
            self.own_faults.append(told)
            raise own_fault(told)

    def _response(self, operation: Operation, reply: Reply) -> Response:
        """The webhooks go out from a thread of their own: the caller may be the one who receives them."""
        task = BackgroundTask(self._deliver, reply.webhooks) if reply.webhooks else None
        if operation.answer is None:
            return Response(status_code=operation.status, background=task)
        return JSONResponse(reply.answer, operation.status, background=task)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        try:
            with self._lock:
                at = self._clock.now()
                token = self._account.issue_token(request.headers.get("authorization"), form, at=at)
        except TokenRefusal as refusal:
            return JSONResponse({"reason": refusal.reason, "error": refusal.error}, refusal.status)
        return JSONResponse(
            {
                "access_token": token.value,
                "token_type": "bearer",
                "expires_in": int(TOKEN_LIFE.total_seconds()),
                "scope": " ".join(sorted(token.scopes)),
                "api_url": str(request.url.replace(path=request.scope.get("root_path", ""), query="")),
            }
        )


def _without(echo: str, given: Any) -> Any:
    return {name: value for name, value in given.items() if name != echo} if isinstance(given, dict) else given


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError as error:
        raise validation_failed([{"field": "", "message": "The body is not JSON."}]) from error
