"""The gate in front of every stand-in's API: it keeps the log of calls and lets ordered faults happen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.calls import Call, CallLog
from sandbox.clock import MovableClock
from sandbox.faults import ANSWERED, API_EFFECTS, REFUSALS, Effect, Faults

FaultAnswer = Callable[[Effect], Response]


class Gate:
    """ASGI middleware. `fault_answer` gives the platform's own answer to a fault of ANSWERED; `hang`: real seconds
    after which a silent platform hangs up; `login_path` is where tokens are had, which suffers no fault of REFUSALS."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        service: str,
        clock: MovableClock,
        calls: CallLog,
        faults: Faults,
        fault_answer: FaultAnswer,
        hang: float = 30.0,
        login_path: str | None = None,
    ) -> None:
        self.app, self.service, self.clock, self.calls = app, service, clock, calls
        self.faults, self.fault_answer, self.hang, self.login_path = faults, fault_answer, hang, login_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await Request(scope, receive).body()

        def note(status: int) -> None:
            self.calls.add(self._call(scope, body, status))

        effect = self._fault(scope)
        if effect is Effect.DROPPED:
            note(0)
            await _drop(receive)
        else:
            await self._answer(effect, scope, receive, body, _Noting(send, note))

    def _fault(self, scope: Scope) -> Effect | None:
        for_token = self.login_path is not None and scope["path"].endswith(self.login_path)
        among = API_EFFECTS - REFUSALS if for_token else API_EFFECTS
        return self.faults.take(self.service, among, verb=scope["method"], path=scope["path"])

    async def _answer(self, effect: Effect | None, scope: Scope, receive: Receive, body: bytes, send: _Noting) -> None:
        if effect is None:
            await self.app(scope, _replay(body), send)
        elif effect in ANSWERED:
            await self.fault_answer(effect)(scope, _replay(body), send)
        else:
            if effect is Effect.LOST_ANSWER:
                await self.app(scope, _replay(body), _lost)
            send.note(0)
            await asyncio.sleep(self.hang)
            await _drop(receive)

    def _call(self, scope: Scope, body: bytes, status: int) -> Call:
        return Call(
            at=self.clock.now(),
            service=self.service,
            method=scope["method"],
            path=scope["path"],
            query=dict(QueryParams(scope["query_string"])),
            body=_readable(body),
            status=status,
        )


class _Noting:
    """Writes the call down before its answer goes out, so that whoever got the answer finds it in the log."""

    def __init__(self, send: Send, note: Callable[[int], None]) -> None:
        self._send, self.note = send, note

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.note(message["status"])
        await self._send(message)


async def _drop(receive: Receive) -> None:
    """ASGI has no word for it. uvicorn's `receive` belongs to the exchange that holds the connection, and once that is
    seen to be closed, uvicorn misses no answer."""
    cast(Any, receive).__self__.transport.abort()
    await receive()


async def _lost(_message: Message) -> None:
    """Where an answer goes that never arrives."""


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _readable(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
