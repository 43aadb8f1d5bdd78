"""Zoom hosts and Google organizers given to sessions, from the bookings that stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from mentoring.duties import HOUSE, DutyKind, PlannedDuty
from mentoring.hosts import Booking, allot
from mentoring.policy import Policy
from mentoring.ports import ProviderError
from mentoring.rooms import Platform
from mentoring.sessions import Session
from mentoring.store import Store, Work

WRITES_A_DAY = 100
"""Zoom: meetings created and updated for each host and UTC day."""
ROOMS_OF_ONE_ORGANIZER = 45
"""Rooms that can be watched at the full rate, with four reads for each look (who is there, and three lists of things
kept) and three looks in a minute, within the 600 reads a minute that Google grants one account."""
_A_MINUTE = timedelta(minutes=1)


class NoFreeHost(ProviderError):
    """Every licensed host is taken at that time. `missing`: how many more would do."""

    def __init__(self, missing: int) -> None:
        more = f"{missing} more {'is' if missing == 1 else 'are'} needed"
        super().__init__("find a host", f"every host is taken at that time; {more}", permanent=False)
        self.missing = missing


class WritesSpent(ProviderError):
    """Every host with a place left has had its day's writes; at midnight UTC they have more."""

    def __init__(self, at: datetime) -> None:
        midnight = datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        said = f"every free host has had its {WRITES_A_DAY} writes of this UTC day"
        super().__init__("find a host", said, permanent=False, retry_after=midnight - at)


def choose_host(work: Work, session: Session, hosts: Mapping[str, int], *, policy: Policy, at: datetime) -> str | None:
    """Whose room it is to be, for the caller to write down in the same transaction; None where the platform has no
    pool. A host that was chosen for it before is chosen again while there is a place. Raises NoFreeHost, WritesSpent.
    """
    wanted = Booking(session.id, session.starts_at, session.ends_at)
    return host_for(work, wanted, session.platform, hosts, policy=policy, at=at)


def host_for(
    work: Work, wanted: Booking, platform: Platform, hosts: Mapping[str, int], *, policy: Policy, at: datetime
) -> str | None:
    """The same for any booking: of a session that stands already, or of a meeting that is still to be planned."""
    if not hosts:
        return None
    hold_pool(work, platform)
    # Margins on both sides of both meetings.
    margins = policy.host_margin_before + policy.host_margin_after
    near = bookings(work, wanted.since - margins, wanted.until + margins, platform)
    if platform is Platform.GOOGLE_MEET:
        return _least_busy([b for b in near if b.session_id != wanted.session_id], hosts)
    spent = work.host_writes.spent(at.astimezone(UTC).date())
    rested = {host: places for host, places in hosts.items() if spent.get(host, 0) < WRITES_A_DAY}
    return _licensed(near, wanted, hosts, rested, policy=policy, at=at)


def bookings(work: Work, since: datetime, until: datetime, platform: Platform) -> Sequence[Booking]:
    """Everything that takes a host of that platform in that time: sessions and trainings."""
    found = (*work.sessions.bookings(since, until, platform), *work.trainings.bookings(since, until, platform))
    return sorted(found, key=lambda booking: booking.since)


def _licensed(
    near: Sequence[Booking],
    wanted: Booking,
    hosts: Mapping[str, int],
    rested: Mapping[str, int],
    *,
    policy: Policy,
    at: datetime,
) -> str:
    """A host of those who are `rested`: whose writes of the day are not spent."""
    carry = partial(allot, before=policy.host_margin_before, after=policy.host_margin_after)
    taken = [b for b in near if b.host is not None and b.session_id != wanted.session_id]
    held = {b.host for b in near if b.session_id == wanted.session_id}
    for among in ({host: places for host, places in rested.items() if host in held}, rested):
        host = carry([*taken, wanted], among).hosts.get(wanted.session_id)
        if host is not None:
            return host
    if wanted.session_id in carry([*taken, wanted], hosts).hosts:
        raise WritesSpent(at)
    others = [b for b in near if b.session_id != wanted.session_id]
    raise NoFreeHost(max(1, carry([*others, wanted], hosts).missing))


def _least_busy(bookings: Sequence[Booking], organizers: Mapping[str, int]) -> str:
    """Google refuses no call for the number of rooms: an organizer's places only say how well they can be watched."""
    busy = [booking.host for booking in bookings]
    return min(organizers, key=lambda organizer: busy.count(organizer) / organizers[organizer])


def hold_pool(work: Work, platform: Platform) -> None:
    """Until this transaction ends, nobody else gives a host of this platform away: PostgreSQL lets two transactions
    see the same free place. The row of the pool itself is what they wait for; its count means nothing."""
    work.host_writes.spend(f"pool:{platform}", date.min, limit=1)


def room_key(work: Work, session_id: int) -> str:
    """`session-12-room-1`: the effect key of the session's next room; a retired room is never taken up again."""
    return f"session-{session_id}-room-{work.rooms.generations(session_id) + 1}"


def pool_check(at: datetime) -> PlannedDuty:
    """The pool is held against the whole horizon, within a minute; once a minute is enough."""
    soon = (at + _A_MINUTE).replace(second=0, microsecond=0)
    return PlannedDuty(HOUSE, DutyKind.CHECK_POOL, soon, soon.isoformat())


class StoredBudget:
    """A WriteBudget that is kept in the database, so that a restart forgets nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def spend(self, host: str, *, at: datetime) -> bool:
        with self._store.begin() as work:
            return work.host_writes.spend(host, at.astimezone(UTC).date(), limit=WRITES_A_DAY)
