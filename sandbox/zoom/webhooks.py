"""Sends signed events to the application, as Zoom does: in order, at least once, and not for ever."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from sandbox.clock import MovableClock
from sandbox.faults import WEBHOOK_EFFECTS, Effect, Faults
from sandbox.zoom.payloads import envelope


@dataclass(frozen=True)
class SignedEvent:
    """One event as it goes over the wire; a retry is the same bytes with the same, older timestamp."""

    body: bytes
    headers: Mapping[str, str]

    @property
    def event(self) -> str:
        return str(json.loads(self.body)["event"])


def digest(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


class Courier:
    """Delivers in the calling thread. `answer_within` is in real seconds; Zoom itself waits three."""

    def __init__(
        self, *, url: str, secret: str, clock: MovableClock, faults: Faults, answer_within: float = 3.0
    ) -> None:
        self._url, self._secret, self._clock, self._faults, self._within = url, secret, clock, faults, answer_within
        self._lock = threading.Lock()
        self._undelivered: list[SignedEvent] = []

    @property
    def undelivered(self) -> tuple[SignedEvent, ...]:
        with self._lock:
            return tuple(self._undelivered)

    def deliver(self, bodies: Iterable[Mapping[str, Any]]) -> None:
        for body in bodies:
            effect = self._faults.take("zoom", WEBHOOK_EFFECTS)
            if effect is Effect.DROP_WEBHOOKS:
                continue
            signed = self._sign(body)
            for _ in range(2 if effect is Effect.DUPLICATE_WEBHOOKS else 1):
                self._try(signed)

    def retry_undelivered(self) -> None:
        """Sends again what failed, oldest first; what fails once more is kept once more."""
        with self._lock:
            waiting, self._undelivered = self._undelivered, []
        for signed in waiting:
            self._try(signed)

    def validate_endpoint(self) -> bool:
        """Zoom's check of the address: it must answer the token hashed with the shared secret."""
        token = secrets.token_urlsafe(16)
        signed = self._sign(envelope("endpoint.url_validation", {"plainToken": token}, at=self._clock.now()))
        response = self._post(signed)
        if response is None or response.status_code != 200:
            return False
        wanted = {"plainToken": token, "encryptedToken": digest(self._secret, token.encode())}
        return bool(response.json() == wanted)

    def _sign(self, body: Mapping[str, Any]) -> SignedEvent:
        raw = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "x-zm-request-timestamp": timestamp,
            "x-zm-signature": f"v0={digest(self._secret, f'v0:{timestamp}:'.encode() + raw)}",
            "x-zm-request-id": str(uuid.uuid4()),
            "x-zm-trackingid": f"WEB_{uuid.uuid4().hex}",
        }
        return SignedEvent(raw, headers)

    def _try(self, signed: SignedEvent) -> None:
        """Zoom retries after 5xx or no answer only: what the application refuses with 3xx or 4xx is gone for good."""
        response = self._post(signed)
        if response is None or response.status_code >= 500:
            with self._lock:
                self._undelivered.append(signed)

    def _post(self, signed: SignedEvent) -> requests.Response | None:
        with requests.Session() as session:
            session.trust_env = False
            try:
                return session.post(
                    self._url,
                    data=signed.body,
                    headers=signed.headers,
                    timeout=self._within,
                    allow_redirects=False,
                )
            except requests.RequestException:
                return None
