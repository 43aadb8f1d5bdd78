"""Zoom calling in: what is believed, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.zoom import events
from mentoring.presence import LedgerEvent
from mentoring.rooms import Drift, Tripwire


class ZoomWebhook:
    """The functions of `events` with the secret that they need."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def verify(self, *, timestamp: str | None, signature: str | None, body: bytes, at: datetime) -> bool:
        return events.verify(secret=self._secret, timestamp=timestamp, signature=signature, body=body, at=at)

    def answer_validation(self, body: Mapping[str, Any]) -> Mapping[str, str] | None:
        """Zoom's check of our address; None when the event is something else, or asks for too much."""
        if body.get("event") != "endpoint.url_validation":
            return None
        payload = body.get("payload")
        return events.answer_validation(self._secret, payload if isinstance(payload, Mapping) else {})

    def parse(self, body: Mapping[str, Any]) -> LedgerEvent | None:
        """Raises ValueError on a malformed event."""
        return events.parse(dict(body))

    def tripwire(self, body: Mapping[str, Any]) -> Tripwire | None:
        """Raises ValueError on a malformed event."""
        return events.tripwire(dict(body))

    def drift(self, body: Mapping[str, Any]) -> Drift | None:
        """Raises ValueError on a malformed event."""
        return events.drift(dict(body))
