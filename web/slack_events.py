"""`POST /slack/events`: events, commands and buttons, handed to Bolt, which checks their signature."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response


def register(app: FastAPI, slack: App) -> None:
    @app.post("/slack/events")
    async def events(request: Request) -> Response:
        try:
            asked = to_bolt_request(request, await request.body())
        except UnicodeDecodeError:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        # Bolt's own handler would run its listeners, which wait for Slack, inside the event loop.
        return to_starlette_response(await run_in_threadpool(slack.dispatch, asked))
