"""What the stand-ins were asked: every API call, in the order of its answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request that a stand-in received. `status` is the HTTP status, 0 when no answer was given."""

    at: datetime
    service: str
    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    status: int

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


class CallLog:
    """Thread-safe and append-only; `limit` keeps a long-running demo small."""

    def __init__(self, *, limit: int = 50_000) -> None:
        self._calls: list[Call] = []
        self._limit = limit
        self._lock = threading.Lock()

    def add(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)
            del self._calls[: -self._limit]

    def of(self, service: str) -> list[Call]:
        with self._lock:
            return [call for call in self._calls if call.service == service]
