"""How Slack's stand-in calls the bot: signatures, repeats, lost and doubled deliveries. The receiver is real Bolt."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import requests
from starlette.responses import Response

from sandbox.faults import Effect
from sandbox.slack.hands import NothingSent
from sandbox.slack.sender import signed_headers
from sandbox.slack.workspace import NoSuchMember
from tests.contract.slack_fixtures import PAULA, SECRET, Bot, House, bot, house
from tests.patience import LONG

__all__ = ["bot", "house"]

BODY = json.dumps({"type": "url_verification", "challenge": "c-1"}).encode()


def delivered(bot: Bot, headers: dict[str, str], body: bytes = BODY) -> requests.Response:
    return requests.post(bot.url, data=body, headers={"Content-Type": "application/json", **headers}, timeout=LONG)


def test_bolt_takes_our_signature(bot: Bot) -> None:
    answer = delivered(bot, signed_headers(SECRET, BODY, at=time.time()))

    assert (answer.status_code, answer.json()) == (200, {"challenge": "c-1"})


def test_bolt_refuses_a_signature_made_with_another_secret(bot: Bot) -> None:
    assert delivered(bot, signed_headers("other", BODY, at=time.time())).status_code == 401


def test_bolt_refuses_a_signature_of_another_body(bot: Bot) -> None:
    assert delivered(bot, signed_headers(SECRET, BODY, at=time.time()), BODY + b" ").status_code == 401


@pytest.mark.parametrize("late", [400, -400])
def test_bolt_refuses_a_signature_from_another_time(bot: Bot, late: int) -> None:
    assert delivered(bot, signed_headers(SECRET, BODY, at=time.time() - late)).status_code == 401


def test_a_signature_follows_the_real_time_wherever_the_clock_of_the_sandbox_stands(house: House, bot: Bot) -> None:
    bot.app.event("message")(lambda say: say("Hello"))

    house.slack.message(PAULA, "hi")

    stamp = int(bot.requests[0][0]["x-slack-request-timestamp"])
    assert abs(stamp - time.time()) < 60
    assert json.loads(bot.requests[0][1])["event_time"] == int(house.clock.now().timestamp())


def test_an_event_that_failed_is_repeated_with_its_number_and_reason(house: House, bot: Bot) -> None:
    bot.app.event("message")(lambda say: say("Hello"))
    bot.answer_first_with(Response(status_code=500), Response(status_code=302, headers={"Location": "/"}))

    outcome = house.slack.message(PAULA, "hi")

    assert outcome["status"] == 200
    assert bot.retry_numbers() == [None, "1", "2"]
    assert bot.requests[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({body for _, body in bot.requests}) == 1
    assert [message["text"] for message in outcome["messages"]] == ["Hello"]


def test_slack_gives_up_after_three_repeats(house: House, bot: Bot) -> None:
    bot.answer_first_with(*(Response(status_code=500) for _ in range(9)))

    assert house.slack.message(PAULA, "hi")["status"] == 500
    assert bot.retry_numbers() == [None, "1", "2", "3"]


def test_an_unhandled_event_counts_as_failed(house: House, bot: Bot) -> None:
    assert house.slack.app_home_opened(PAULA)["status"] == 404
    assert len(bot.requests) == 4


def test_the_bot_can_decline_repeats(house: House, bot: Bot) -> None:
    bot.answer_first_with(Response(status_code=500, headers={"X-Slack-No-Retry": "1"}))

    house.slack.message(PAULA, "hi")

    assert bot.retry_numbers() == [None]


def test_a_bot_that_does_not_listen_gets_no_event_and_no_answer_comes_back(house: House) -> None:
    outcome = house.slack.message(PAULA, "hi")

    assert outcome == {"status": 0, "messages": [], "view": None}


def test_commands_and_presses_are_never_repeated(house: House, bot: Bot) -> None:
    bot.answer_first_with(Response(status_code=500), Response(status_code=500))

    outcome = house.slack.command(PAULA, "/session", "today")

    assert (outcome["status"], bot.retry_numbers()) == (500, [None])
    assert outcome["messages"][0]["text"] == '/session failed with the error "dispatch_failed"'


def test_the_last_command_can_arrive_a_second_time_byte_for_byte(house: House, bot: Bot) -> None:
    seen: list[str] = []

    @bot.app.command("/session")
    def session(ack: Any, body: Any) -> None:
        seen.append(body["trigger_id"])
        ack(f"Answer {len(seen)}")

    house.slack.command(PAULA, "/session", "today")
    again = house.slack.resend_last(PAULA)

    assert len(set(seen)) == 1
    assert bot.requests[0][1] == bot.requests[1][1]
    assert bot.retry_numbers() == [None, "1"]
    assert [message["text"] for message in again["messages"]] == ["Answer 2"]


def test_there_must_be_a_command_to_repeat(house: House) -> None:
    with pytest.raises(NothingSent, match="Paula Proctor"):
        house.slack.resend_last(PAULA)


def test_a_doubled_delivery_reaches_the_bot_twice_with_one_event_id(house: House, bot: Bot) -> None:
    bot.app.event("message")(lambda say: say("Hello"))
    house.faults.order("slack", Effect.DUPLICATE_WEBHOOKS, 1)

    house.slack.message(PAULA, "hi")
    house.slack.message(PAULA, "hi again")

    ids = [json.loads(body)["event_id"] for _, body in bot.requests]
    assert (len(ids), len(set(ids)), ids[0]) == (3, 2, ids[1])
    assert bot.retry_numbers() == [None, "1", None]


def test_a_lost_delivery_never_reaches_the_bot(house: House, bot: Bot) -> None:
    house.faults.order("slack", Effect.DROP_WEBHOOKS, 1)

    assert house.slack.message(PAULA, "hi")["status"] == 0
    assert bot.requests == []


def test_a_webhook_fault_spares_the_api(house: House) -> None:
    house.faults.order("slack", Effect.DROP_WEBHOOKS, 1)

    assert house.client().auth_test()["ok"]


def test_an_event_carries_what_bolt_needs_to_know_the_person(house: House, bot: Bot) -> None:
    seen: dict[str, Any] = {}
    bot.app.event("message")(lambda event, context: seen.update(event=event, context=dict(context)))

    house.slack.message("paula@example.org", "Who is my mentor?")

    assert seen["event"]["channel_type"] == "im"
    assert seen["event"]["text"] == "Who is my mentor?"
    assert seen["context"]["user_id"] == PAULA
    assert seen["context"]["channel_id"] == house.slack.open_dm(PAULA)


def test_a_stranger_has_no_hands(house: House) -> None:
    with pytest.raises(NoSuchMember, match="Nobody in the workspace"):
        house.slack.message("nobody@example.org", "hi")
