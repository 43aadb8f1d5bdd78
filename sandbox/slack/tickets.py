"""What Slack hands out for a short time: trigger ids, response URLs, and the right to post once more."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import MovableClock
from sandbox.slack.refusals import SlackRefusal


class TriggerIds:
    """A trigger id opens one form, once, within `seconds` of real time: it belongs to the network, not the clock."""

    KEPT = 5_000

    def __init__(self) -> None:
        self.seconds = 3.0
        self._issued: dict[str, tuple[str, float]] = {}
        self._spent: set[str] = set()

    def issue(self, user_id: str) -> str:
        trigger_id = f"{time.time_ns()}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = (user_id, time.monotonic())
        if len(self._issued) > self.KEPT:
            oldest = next(iter(self._issued))
            del self._issued[oldest]
            self._spent.discard(oldest)
        return trigger_id

    def spend(self, trigger_id: str) -> str:
        """The user who may now see a form."""
        if trigger_id not in self._issued:
            raise SlackRefusal("invalid_trigger_id")
        if trigger_id in self._spent:
            raise SlackRefusal("exchanged_trigger_id")
        user_id, issued = self._issued[trigger_id]
        if time.monotonic() - issued > self.seconds:
            raise SlackRefusal("expired_trigger_id")
        self._spent.add(trigger_id)
        return user_id


@dataclass
class ResponseUrl:
    """Lets the bot answer one interaction. `ts` is the message it began from, if it began from one."""

    user_id: str
    ts: str | None
    until: datetime
    uses_left: int = 5


class ResponseUrls:
    """Slack: a response URL may be used five times within 30 minutes."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, user_id: str, *, ts: str | None = None) -> str:
        key = secrets.token_hex(12)
        self._issued[key] = ResponseUrl(user_id, ts, self._clock.now() + timedelta(minutes=30))
        return key

    def use(self, key: str) -> ResponseUrl:
        url = self._issued.get(key)
        if url is None or self._clock.now() >= url.until:
            raise SlackRefusal("expired_url")
        if url.uses_left == 0:
            raise SlackRefusal("used_url")
        url.uses_left -= 1
        return url


class PostLimit:
    """Slack: chat.postMessage allows about one message per second and channel, with short bursts."""

    BURST = 5.0
    PER_SECOND = 1.0

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, channel: str) -> None:
        now = self._clock.now()
        left, since = self._left.get(channel, (self.BURST, now))
        left = min(self.BURST, left + (now - since).total_seconds() * self.PER_SECOND)
        if left < 1:
            raise SlackRefusal("rate_limited")
        self._left[channel] = (left - 1, now)
