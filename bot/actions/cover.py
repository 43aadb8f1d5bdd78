"""«I can» and «I can't» of a stand-in, and a manager's «Ask Ruth» and «Cancel these sessions»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.answers import answered
from bot.commands.words import Reply
from bot.desk import Desk
from bot.identity import person_behind
from mentoring.acts.changing import cancel_session
from mentoring.acts.offering import ask_somebody, decline_cover, each, take_cover
from mentoring.acts.stepping_in import step_in
from mentoring.sessions import Session

TAKEN = "Thank you! You watch over {which} now. Your own door and your invitation are on their way."
DECLINED = "Thank you for telling me. I ask somebody else; if you can after all, press «I can»."
ASKED = "Asked, for {which}. The first who says yes gets it, and the message above changes then."
ASKED_ALREADY = "They were asked for that already; `/proctor who` shows how it stands."
STEPPED_IN = (
    "Thank you! You are the second adult of {which}. Come through your own door (`/session link`): students are let in "
    "when you are there. `/session step-back` takes it back."
)
CANCELLED = "Cancelled: {which}. Everybody is being told."
WHY = "nobody was found who could watch over it"


def register(app: App, desk: Desk) -> None:
    @app.action("cover_yes")
    def yes(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(text=answered(lambda: _take(desk, body["user"]["id"], action["value"])).text, replace_original=False)

    @app.action("cover_no")
    def no(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(text=answered(lambda: _decline(desk, body["user"]["id"], action["value"])).text, replace_original=False)

    @app.action(re.compile(r"^cover_ask_\d+$"))
    def ask(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(text=answered(lambda: _ask(desk, body["user"]["id"], action["value"])).text, replace_original=False)

    @app.action("cover_step_in")
    def come_oneself(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(text=answered(lambda: _step_in(desk, body["user"]["id"], action["value"])).text, replace_original=False)

    @app.action("cover_cancel")
    def cancel(ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(text=answered(lambda: _cancel(desk, body["user"]["id"], action["value"])).text, replace_original=False)


def _take(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    taken = take_cover(desk.store, actor=actor, offer_ids=_numbers(value), at=at, policy=desk.policy)
    return Reply(TAKEN.format(which=_which(taken)))


def _decline(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    decline_cover(desk.store, actor=actor, offer_ids=_numbers(value), at=at)
    return Reply(DECLINED)


def _ask(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    person_id, sessions = value.split("/")
    asked = ask_somebody(
        desk.store, actor=actor, session_ids=_numbers(sessions), person_id=int(person_id), at=at, policy=desk.policy
    )
    return Reply(ASKED.format(which=_which(asked)) if asked else ASKED_ALREADY)


def _step_in(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    taken = each(_numbers(value), lambda number: step_in(desk.store, actor=actor, session_id=number, at=at))
    return Reply(STEPPED_IN.format(which=_which(taken)))


def _cancel(desk: Desk, slack_user_id: str, value: str) -> Reply:
    actor, at = person_behind(desk, slack_user_id), desk.clock.now()
    cancelled = each(
        _numbers(value),
        lambda number: cancel_session(desk.store, actor=actor, session_id=number, why=WHY, at=at),
    )
    return Reply(CANCELLED.format(which=_which(cancelled)))


def _numbers(value: str) -> list[int]:
    return [int(number) for number in value.split(",")]


def _which(sessions: Sequence[Session]) -> str:
    word = "session" if len(sessions) == 1 else "sessions"
    return f"{word} {', '.join(str(session.id) for session in sessions)}"
