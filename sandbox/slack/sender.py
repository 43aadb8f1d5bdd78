"""Slack calling the bot: signed requests over real HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests

from sandbox.faults import WEBHOOK_EFFECTS, Effect, Faults


def signed_headers(secret: str, body: bytes, *, at: float) -> dict[str, str]:
    """Slack's v0 signature of the raw body. `at` is in epoch seconds of the real wall clock: a signature guards the
    network, where receivers compare it with their own time, so the movable clock has no say here."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


@dataclass(frozen=True)
class Parcel:
    """One request, not yet signed: it may be sent more than once, byte for byte."""

    body: bytes
    content_type: str


def form_parcel(fields: Mapping[str, str]) -> Parcel:
    return Parcel(urlencode(fields).encode(), "application/x-www-form-urlencoded")


def interaction_parcel(payload: Mapping[str, Any]) -> Parcel:
    """Slack sends interactions as JSON inside of one form field."""
    return form_parcel({"payload": json.dumps(payload)})


def event_parcel(event: Mapping[str, Any]) -> Parcel:
    return Parcel(json.dumps(event).encode(), "application/json")


@dataclass(frozen=True)
class Reply:
    """What the bot answered. `status` 0: nothing came back. `problem` is Slack's retry reason, or empty."""

    status: int
    text: str = ""
    problem: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def as_json(self) -> dict[str, Any] | None:
        """The object in the body; None when the body is empty or plain text."""
        try:
            found = json.loads(self.text)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


NEVER_SENT = Reply(status=0)


class Sender:
    """Signs and sends. `retry_delays` are the real seconds before each repeat of an event that went unanswered
    (Slack: at once, after a minute, after five), `answer_within` those that an answer may take (Slack: three)."""

    def __init__(
        self,
        *,
        events_url: str,
        signing_secret: str,
        faults: Faults,
        retry_delays: Sequence[float],
        answer_within: float,
    ) -> None:
        self._events_url, self._signing_secret = events_url, signing_secret
        self._faults, self._retry_delays, self._within = faults, retry_delays, answer_within

    def send(self, parcel: Parcel) -> Reply:
        """Sends once, unless a fault was ordered that loses it or sends it twice; the first reply counts."""
        effect = self._faults.take("slack", WEBHOOK_EFFECTS)
        if effect is Effect.DROP_WEBHOOKS:
            return NEVER_SENT
        reply = self._post(parcel)
        if effect is Effect.DUPLICATE_WEBHOOKS:
            self.send_again(parcel, number=1, reason="http_timeout")
        return reply

    def send_again(self, parcel: Parcel, *, number: int, reason: str) -> Reply:
        """The very same bytes with a fresh signature, marked as a repeat."""
        return self._post(parcel, {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason})

    def send_event(self, parcel: Parcel) -> Reply:
        """Events alone are repeated by Slack, up to three times, unless the bot answers `X-Slack-No-Retry: 1`."""
        reply = self.send(parcel)
        for number, delay in enumerate(self._retry_delays, start=1):
            if not reply.problem or reply.headers.get("X-Slack-No-Retry") == "1":
                break
            time.sleep(delay)
            reply = self.send_again(parcel, number=number, reason=reply.problem)
        return reply

    def _post(self, parcel: Parcel, extra: Mapping[str, str] | None = None) -> Reply:
        headers = {
            "Content-Type": parcel.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **signed_headers(self._signing_secret, parcel.body, at=time.time()),
            **(extra or {}),
        }
        try:
            with requests.Session() as session:
                session.trust_env = False  # a proxy of the machine must not stand between the stand-in and the bot
                answer = session.post(
                    self._events_url, data=parcel.body, headers=headers, timeout=self._within, allow_redirects=False
                )
        except requests.Timeout:
            return Reply(status=0, problem="http_timeout")
        except requests.ConnectionError:
            return Reply(status=0, problem="connection_failed")
        problem = "" if answer.ok and not answer.is_redirect else "http_error"
        return Reply(answer.status_code, answer.text, problem, answer.headers)
