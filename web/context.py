"""What the web works with: everything from outside comes in through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from slack_bolt import App

from mentoring.policy import Policy
from mentoring.ports import Clock, NameLikeness, RoomProvider
from mentoring.presence import LedgerEvent
from mentoring.rooms import Drift, Platform, Tripwire
from mentoring.store import DoorKeys, FormKeys, PageKeys, Store


class ZoomWebhook(Protocol):
    """Reads what Zoom sends. The readers of a body raise ValueError where it is not of a documented form."""

    def verify(self, *, timestamp: str | None, signature: str | None, body: bytes, at: datetime) -> bool:
        """Whether Zoom signed these very bytes lately."""
        ...

    def answer_validation(self, body: Mapping[str, Any]) -> Mapping[str, str] | None:
        """The answer to the whole body of an `endpoint.url_validation`; None for a token that we do not sign."""
        ...

    def parse(self, body: Mapping[str, Any]) -> LedgerEvent | None:
        """None for an event that the ledger does not keep."""
        ...

    def tripwire(self, body: Mapping[str, Any]) -> Tripwire | None:
        """None for an event that tells of nothing kept."""
        ...

    def drift(self, body: Mapping[str, Any]) -> Drift | None:
        """None for an event that tells of no changed settings."""
        ...


@dataclass(frozen=True)
class WebContext:
    """`rooms` has the platforms that are switched on; `slack` and `zoom` are None where they are not configured,
    and then have no route. `ticks` gives each lane's last tick, None before its first."""

    store: Store
    clock: Clock
    policy: Policy
    doors: DoorKeys
    pages: PageKeys
    forms: FormKeys
    names: NameLikeness
    rooms: Mapping[Platform, RoomProvider]
    slack: App | None
    zoom: ZoomWebhook | None
    ticks: Callable[[], Mapping[str, datetime | None]]
