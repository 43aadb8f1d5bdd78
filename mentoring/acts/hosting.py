"""Zoom hosts and Google organizers given to sessions, from the bookings that stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from mentoring.policy import Policy
from mentoring.ports import ProviderError
from mentoring.sessions import Session
from mentoring.store import Store, Work

WRITES_A_DAY = 100
"""Zoom: meetings created and updated for each host and UTC day."""


class NoFreeHost(ProviderError):
    """Every licensed host is taken at that time. `missing`: how many more would do."""

    def __init__(self, missing: int) -> None:
        more = f"{missing} more {'is' if missing == 1 else 'are'} needed"
        super().__init__("find a host", f"every host is taken at that time; {more}", permanent=False)
        self.missing = missing


def choose_host(
    work: Work,
    session: Session,
    hosts: Mapping[str, int],
    *,
    policy: Policy,
    at: datetime,  # noqa: ARG001
) -> str | None:
    """Whose room it is to be; None where the platform has no pool. Raises NoFreeHost."""
    if not hosts:
        return None
    since, until = session.starts_at - policy.host_margin_before, session.ends_at + policy.host_margin_after
    bookings = [b for b in work.sessions.bookings(since, until, session.platform) if b.session_id != session.id]
    for host, places in hosts.items():
        if sum(booking.host == host for booking in bookings) < places:
            return host
    raise NoFreeHost(1)


ROOMS_OF_ONE_ORGANIZER = 70
"""Rooms that can be watched at the full rate within the 600 reads a minute that Google grants one account."""


class StoredBudget:
    """A WriteBudget that is kept in the database, so that a restart forgets nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def spend(self, host: str, *, at: datetime) -> bool:
        with self._store.begin() as work:
            return work.host_writes.spend(host, at.date(), limit=WRITES_A_DAY)
