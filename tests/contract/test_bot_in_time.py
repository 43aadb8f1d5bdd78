"""Slack waits three seconds: whoever needs longer says so in time, and the answer follows once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from slack_bolt import Ack, Respond

from bot.commands.words import Reply
from bot.in_time import ONE_MOMENT, SOON, answer_in_time
from tests.contract.bot_fixtures import DANA, Office, office
from tests.contract.slack_fixtures import PAULA, Bot, House, bot, house, wait_for
from tests.contract.test_bot_forms import FILLED
from tests.patience import LONG

__all__ = ["bot", "house", "office"]

ANSWER = Reply(
    "You have 3 sessions.", ({"type": "section", "text": {"type": "mrkdwn", "text": "You have *3* sessions."}},)
)

SLACK_WAITS = 3.0


def listen(bot: Bot, find: Callable[[], Reply], *, soon: float) -> None:
    @bot.app.command("/session")
    def run(ack: Ack, respond: Respond) -> None:
        answer_in_time(find, ack, respond, soon=soon)


def read(house: House) -> list[str]:
    return [message["text"] for message in house.slack.messages_for(PAULA)]


def test_what_is_found_at_once_is_the_answer_itself(house: House, bot: Bot) -> None:
    listen(bot, lambda: ANSWER, soon=60)
    outcome = house.slack.command(PAULA, "/session", "today")
    assert outcome["status"] == 200
    assert read(house) == ["You have 3 sessions."]


def test_what_takes_longer_is_said_to_and_follows(house: House, bot: Bot) -> None:
    def find() -> Reply:
        wait_for(lambda: read(house) == [ONE_MOMENT])
        return ANSWER

    listen(bot, find, soon=0)
    outcome = house.slack.command(PAULA, "/session", "today")
    assert outcome["status"] == 200
    assert read(house) == [ONE_MOMENT, "You have 3 sessions."]
    assert house.slack.messages_for(PAULA)[1]["blocks"][0]["text"]["text"] == "You have *3* sessions."


def test_there_is_time_left_for_the_way() -> None:
    assert SOON < SLACK_WAITS


def test_while_the_database_is_busy_a_command_says_so_and_is_answered_afterwards(office: Office) -> None:
    office.releases_match()
    with ThreadPoolExecutor(1) as elsewhere:
        with office.play.store.begin():
            told = elsewhere.submit(office.types, DANA, "/session", "cancel 1")
            wait_for(lambda: ONE_MOMENT in office.reads(DANA)[-1])
        assert "Cancelled" in told.result(timeout=LONG)
    assert "Cancelled" in office.reads(DANA)[-1]


def test_a_form_that_is_answered_after_slacks_three_seconds_was_not_for_nobody(office: Office) -> None:
    """Bolt would say so, while the listener goes on and the match is made."""
    office.types(DANA, "/match", "")
    with ThreadPoolExecutor(1) as elsewhere:
        with office.play.store.begin():
            done = elsewhere.submit(office.submits, DANA, **FILLED)
            Event().wait(SLACK_WAITS + 0.2)
        assert done.result(timeout=LONG)["status"] == 200
    assert len(office.matches()) == 1
