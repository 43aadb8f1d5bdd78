"""The outside watchdog: a service that calls somebody when our pings stop (such as healthchecks.io)."""

from __future__ import annotations

import requests

from mentoring.ports import ProviderError


class HttpHeartbeat:
    """Pings an address that must not be known to others: it never stands in an error."""

    def __init__(self, url: str, *, timeout: float) -> None:
        self._url, self._timeout = url, timeout

    def beat(self) -> None:
        """Raises ProviderError."""
        try:
            answer = requests.get(self._url, timeout=self._timeout)
        except requests.RequestException as error:
            raise ProviderError("ping the heartbeat", type(error).__name__, permanent=False) from None
        if not answer.ok:
            raise ProviderError("ping the heartbeat", f"it answered {answer.status_code}", permanent=False)
