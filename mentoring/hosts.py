"""The pool of licensed Zoom hosts: who carries which meeting, within what each licence allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Booking:
    """A session that needs a host from `since` until `until`, both in UTC and without margins. `host`: who carries its
    meeting already, or was chosen for it; None where nobody was yet."""

    session_id: int
    since: datetime
    until: datetime
    host: str | None = None
