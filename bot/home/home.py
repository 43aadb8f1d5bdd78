"""The Home tab: today's sessions and the next ones."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.blocks.layout import actions, button, context, header, section
from bot.blocks.sessions import session_blocks
from bot.desk import Desk
from bot.identity import NotInTheProgram, person_behind
from bot.sentences import sentence
from mentoring.acts.looking import sessions_on
from mentoring.people import Person

DAYS = 7


def register(app: App, desk: Desk) -> None:
    @app.event("app_home_opened")
    def open_home(event: dict[str, Any], client: WebClient) -> None:
        """Slack sends this for the Messages tab too."""
        if event.get("tab") == "home":
            client.views_publish(user_id=event["user"], view=home(desk, event["user"]))


def home(desk: Desk, slack_user_id: str) -> dict[str, Any]:
    try:
        person = person_behind(desk, slack_user_id)
    except NotInTheProgram as refusal:
        return {"type": "home", "blocks": [section(sentence(refusal))]}
    return {"type": "home", "blocks": _blocks(desk, person)}


def _blocks(desk: Desk, person: Person) -> list[Any]:
    found = sessions_on(desk.store, actor=person, day=desk.today(), days=DAYS)
    told = session_blocks(found, person) or [section("Nothing is planned in the next 7 days.")]
    speak_up = actions([button("concern_raise", "Raise a concern", "home")])
    return [header("The next 7 days"), *told, speak_up, context("`/mentoring help` tells what else I can do.")]
