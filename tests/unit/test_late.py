"""An answer comes in time or in two parts, and each part once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any, cast

import pytest
from slack_bolt import Ack, Respond

from bot.blocks.layout import section
from bot.commands.words import Reply
from bot.late import UNDER_WAY, reply_in_time

DONE = Reply("Snow day.", (section("Snow day."),))
LONG, NONE = 60.0, 0.0
"""Seconds of patience: more than any of these answers takes, and less."""


class Conversation:
    """What Slack hears: the answer that it waits for, and what is said afterwards."""

    def __init__(self) -> None:
        self.in_time: list[str] = []
        self.afterwards: list[str] = []
        self.answered = Event()

    def hears(self, answer: Callable[[], Reply], *, patience: float) -> None:
        reply_in_time(cast(Ack, self._ack), cast(Respond, self._respond), answer, patience=patience)

    def _ack(self, text: str, **_said: Any) -> None:
        self.in_time.append(text)
        self.answered.set()

    def _respond(self, text: str, **_said: Any) -> None:
        self.afterwards.append(text)


def test_what_is_done_in_time_is_the_only_answer() -> None:
    slack = Conversation()
    slack.hears(lambda: DONE, patience=LONG)
    assert (slack.in_time, slack.afterwards) == (["Snow day."], [])


def test_what_takes_longer_is_said_to_be_under_way_and_told_when_it_is_done() -> None:
    slack = Conversation()

    def slowly() -> Reply:
        assert slack.answered.wait(timeout=30)
        return DONE

    slack.hears(slowly, patience=NONE)
    assert (slack.in_time, slack.afterwards) == ([UNDER_WAY], ["Snow day."])


def test_what_breaks_in_time_is_not_said_to_be_under_way() -> None:
    slack = Conversation()

    def broken() -> Reply:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        slack.hears(broken, patience=LONG)
    assert not slack.answered.wait(timeout=0)
