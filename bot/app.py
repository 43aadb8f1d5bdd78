"""Builds the Bolt app and registers its listeners."""

from __future__ import annotations

import logging
import re
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltResponse, Respond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.actions import alerts, concerns, cover, nominations, relay, reminders
from bot.actions import matches as match_actions
from bot.answers import answer_command
from bot.commands import (
    calendar,
    clearance,
    contact,
    history,
    limits,
    links,
    match,
    match_life,
    mentoring,
    plan,
    proctor,
    reassign,
    report,
    session,
    session_day,
    status,
    training,
    volunteers,
)
from bot.commands import concerns as concern_words
from bot.commands import nominations as nominating
from bot.commands.words import Act, do_word
from bot.desk import Desk
from bot.home import home
from bot.late import reply_in_time
from bot.listeners import Listeners
from bot.modals import concern, family
from bot.modals import match as match_modal
from bot.modals import nomination as nomination_modal
from bot.modals import notes as notes_modal
from bot.modals import preferences as preferences_modal
from bot.modals import volunteer as volunteer_modal
from bot.requests import event_key
from mentoring.errors import whereabouts

log = structlog.get_logger("bot")
COMMANDS: dict[str, dict[str, Act]] = {
    "/match": match.ACTS | match_life.ACTS | reassign.ACTS | contact.MATCH_ACTS | plan.ACTS,
    "/session": session.ACTS | session_day.ACTS,
    "/proctor": proctor.ACTS,
    "/mentoring": mentoring.ACTS
    | status.ACTS
    | calendar.ACTS
    | report.ACTS
    | limits.ACTS
    | links.ACTS
    | clearance.ACTS
    | volunteers.ACTS
    | training.ACTS
    | nominating.ACTS
    | contact.MENTORING_ACTS
    | concern_words.ACTS
    | history.ACTS,
    "/concern": {},
}
ALWAYS_A_FORM: dict[str, Act] = {"/concern": concern.open_form}
"""Commands that open a form whatever is typed after them. `/concern help` may be a call for help."""
LONGEST = 60
"""Seconds that a listener may take until it acknowledges."""
NOT_YET = (
    "I read commands, not sentences: `/mentoring help` shows what I can do. Your Partnerships Manager is glad to help."
)


def build_app(
    desk: Desk, *, token: str, signing_secret: str, api_url: str, listeners: Listeners, timeout: int = 10
) -> App:
    """Nothing is asked of Slack here, nor before a listener is called, so that neither depends on it. The SDK's own
    retries are off: they post a second time after a broken connection."""
    client = WebClient(base_url=api_url, timeout=timeout, retry_handlers=[])

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    app = App(
        client=client, signing_secret=signing_secret, authorize=authorize, logger=_quiet(), listener_executor=listeners
    )
    for command, acts in COMMANDS.items():
        _register_command(app, desk, command, acts)
    match_modal.register(app, desk)
    volunteer_modal.register(app, desk)
    nomination_modal.register(app, desk)
    preferences_modal.register(app, desk)
    family.register(app, desk)
    concern.register(app, desk)
    concerns.register(app, desk)
    notes_modal.register(app, desk)
    nominations.register(app, desk)
    alerts.register(app, desk)
    match_actions.register(app, desk)
    reminders.register(app, desk)
    cover.register(app, desk)
    relay.register(app, desk)
    home.register(app, desk)
    _register_the_rest(app, desk)
    _wait_for_late_listeners(app)
    return app


def _register_command(app: App, desk: Desk, command: str, acts: dict[str, Act]) -> None:
    act = ALWAYS_A_FORM.get(command) or partial(do_word, command, acts)

    @app.command(command)
    def run(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        reply_in_time(ack, respond, lambda: answer_command(desk, act, body, client))


def _register_the_rest(app: App, desk: Desk) -> None:
    @app.event({"type": "message", "channel_type": "im"})
    def talk(event: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        if "bot_id" in event or "subtype" in event:
            return
        with desk.store.begin() as work:
            first = work.requests.claim(event_key(body), at=desk.clock.now())
        if first:
            client.chat_postMessage(channel=event["channel"], text=NOT_YET)

    @app.action(re.compile(r"^(open_door(_\d+)?|alert_door|open_page)$"))
    def follow_link(ack: Ack) -> None:
        ack()

    @app.event(re.compile(r".*"))
    def nothing_to_do() -> None:
        """Slack takes an unanswered event for a failed delivery, and sends it again."""

    @app.error
    def broke(error: Exception) -> BoltResponse:
        log.error("listener.broke", error=type(error).__name__, where=whereabouts(error))
        return BoltResponse(status=500, body="")


def _wait_for_late_listeners(app: App) -> None:
    """Bolt would say after three seconds that nobody listens, while the listener goes on. By then Slack has told the
    person that it failed; the late answer at least is the true one. Bolt has a setting for this of functions only."""
    for listener in app._listeners:
        listener.ack_timeout = LONGEST


def _quiet() -> logging.Logger:
    """Bolt's own log lines carry request bodies at DEBUG."""
    logger = logging.getLogger("chaperone.bolt")
    logger.setLevel(logging.WARNING)
    return logger
