"""Slack calling in: signed requests reach the real Bolt app, and listeners may take their time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt import Ack, App
from slack_sdk.signature import SignatureVerifier

from tests.contract.slack_fixtures import SECRET
from tests.contract.slack_fixtures import House as Workspace
from tests.contract.slack_fixtures import house as workspace
from tests.contract.web_fixtures import House, house, sqlite_engine, zooms

__all__ = ["house", "sqlite_engine", "workspace", "zooms"]

HELP = urlencode({"command": "/mentoring", "text": "help", "user_id": "U1", "team_id": "T1"}).encode()
NAME = urlencode({"command": "/match", "text": "show José 🙂", "user_id": "U1", "team_id": "T1"}).encode()


@pytest.fixture
def slack(workspace: Workspace) -> App:
    """Bolt as it is, with Slack's stand-in to ask."""
    return App(client=workspace.client(), signing_secret=SECRET, token_verification_enabled=False)


@pytest.fixture
def with_slack(house: House, slack: App) -> Iterator[House]:
    with house.open(slack=slack):
        yield house


def signed(body: bytes) -> dict[str, str]:
    """Slack's headers. Bolt compares them with the real time, so they carry it."""
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature or "",
    }


def send(house: House, body: bytes, **headers: str) -> Any:
    return house.ask("POST", "/slack/events", data=body, headers={**signed(body), **headers})


def test_a_command_reaches_its_listener_and_its_answer_slack(with_slack: House, slack: App) -> None:
    @slack.command("/match")
    def answer(ack: Ack, command: dict[str, str]) -> None:
        ack(f"You said: {command['text']}")

    reply = send(with_slack, NAME)

    assert reply.status_code == 200
    assert reply.text == "You said: show José 🙂"


def test_a_request_that_slack_did_not_sign_reaches_nobody(with_slack: House, slack: App) -> None:
    reached: list[str] = []

    @slack.command("/mentoring")
    def listener(ack: Ack) -> None:
        reached.append("command")
        ack()

    forged = send(with_slack, HELP, **{"X-Slack-Signature": "v0=" + "0" * 64})
    unsigned = with_slack.ask("POST", "/slack/events", data=HELP)
    stale = send(with_slack, HELP, **{"X-Slack-Request-Timestamp": "1"})

    assert (forged.status_code, unsigned.status_code, stale.status_code) == (401, 401, 401)
    assert reached == []


def test_the_address_check_of_slack_is_answered(with_slack: House) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()

    reply = send(with_slack, body, **{"Content-Type": "application/json"})

    assert (reply.status_code, reply.json()) == (200, {"challenge": "3eZbrw1a"})


def test_a_listener_that_waits_does_not_hold_up_anybody_else(with_slack: House, slack: App) -> None:
    """Listeners call Slack and the database and wait for both; inside the event loop they would stop every door."""
    begun, released = threading.Event(), threading.Event()

    @slack.command("/mentoring")
    def slow(ack: Ack) -> None:
        begun.set()
        released.wait(10)
        ack("done")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(send, with_slack, HELP)
        assert begun.wait(5)
        meanwhile = with_slack.get("/healthz").status_code
        released.set()

    assert meanwhile == 200
    assert waiting.result().text == "done"


def test_a_body_that_is_no_text_is_refused(with_slack: House) -> None:
    assert with_slack.ask("POST", "/slack/events", data=b"\xff\xfe\x00").status_code == 400


def test_a_command_that_nobody_handles_is_not_found(with_slack: House) -> None:
    assert send(with_slack, HELP).status_code == 404


def test_without_slack_there_is_no_address_for_it(house: House) -> None:
    assert send(house, HELP).status_code == 404
