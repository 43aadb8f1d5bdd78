"""The sandbox's stand-ins of Slack and Zoom, in a process of their own, on the machine's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount

from benchmarks.processes import Part, questions
from benchmarks.serving import serving
from sandbox.calls import CallLog
from sandbox.clock import MovableClock
from sandbox.faults import Faults
from sandbox.slack.standin import SlackStandIn
from sandbox.zoom.standin import ZoomStandIn

BOT_TOKEN, SIGNING_SECRET = "xoxb-benchmark", "benchmark-signing-secret"
ZOOM_ACCOUNT, ZOOM_CLIENT, ZOOM_SECRET = "benchmark-account", "benchmark-client", "benchmark-secret"
ROOMS_OF_A_HOST = 100
"""Zoom lets a host make no more meetings a day."""
NOWHERE = "http://127.0.0.1:9"
"""Nobody presses a button or comes into a room here, so the stand-ins never call back."""


class MachineClock(MovableClock):
    """The time of the machine instead of a story's: the stand-in's answers are to be measured."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class Readers:
    """Members numbered from `first`: the question when each of them was written to, and what."""

    first: int
    count: int


def slack_id(number: int) -> str:
    return f"U{number:09d}"


def zoom_hosts(rooms: int) -> dict[str, int]:
    """As many licensed users as it takes to make so many rooms in one day."""
    count = -(-rooms // ROOMS_OF_A_HOST)
    return {f"zoom-{number}@mentoring.example.org": ROOMS_OF_A_HOST for number in range(count)}


def watched() -> dict[str, Any]:
    """What every stand-in of a process shares."""
    return {"clock": MachineClock(), "calls": CallLog(limit=1_000), "faults": Faults()}


def slack_stand_in(members: int, shared: Mapping[str, Any]) -> SlackStandIn:
    """Its rate limit is lifted."""
    slack = SlackStandIn(
        bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET, events_url=NOWHERE, own_url=NOWHERE, **shared
    )
    slack.limit_messages = False
    for number in range(1, members + 1):
        slack.add_user(slack_id(number), name=f"Member {number}", email=f"member-{number}@example.org")
    return slack


def zoom_stand_in(rooms: int, shared: Mapping[str, Any], *, dashboard: bool = False) -> ZoomStandIn:
    """With hosts for so many rooms."""
    return ZoomStandIn(
        account_id=ZOOM_ACCOUNT,
        client_id=ZOOM_CLIENT,
        client_secret=ZOOM_SECRET,
        webhook_secret="unused",  # noqa: S106
        webhook_url=NOWHERE,
        hosts=zoom_hosts(rooms),
        dashboard=dashboard,
        **shared,
    )


def stand_ins(line: Connection, members: int, rooms: int) -> None:
    """Says its address, and then answers each `Readers`: what the stand-in of Slack showed them."""
    shared = watched()
    slack, zoom = slack_stand_in(members, shared), zoom_stand_in(rooms, shared)
    with serving(Starlette(routes=[Mount("/slack", slack.app), Mount("/zoom", zoom.app)])) as address:
        line.send(address)
        for readers in questions(line):
            numbers = range(readers.first, readers.first + readers.count)
            line.send([slack.messages_for(slack_id(number)) for number in numbers])


def shown_to(part: Part, readers: Readers) -> list[list[Mapping[str, Any]]]:
    """For each reader the messages that they see, oldest first."""
    shown: list[list[Mapping[str, Any]]] = part.ask(readers)
    return shown
