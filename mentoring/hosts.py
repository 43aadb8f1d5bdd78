"""The pool of licensed Zoom hosts: who carries which meeting, within what each licence allows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Booking:
    """A session that needs a host from `since` until `until`, both in UTC and without margins. `host`: who carries its
    meeting already, or was chosen for it; None where nobody was yet."""

    session_id: int
    since: datetime
    until: datetime
    host: str | None = None
    settled: bool = False
    """Its meeting stays with that host, however long there is still to go: a training's, which takes a place all the
    same."""


@dataclass(frozen=True)
class Allotment:
    """Session -> host. `homeless`: sessions that no host can carry, by their start. `missing`: how many more meetings
    at once the pool would have to carry at the busiest moment."""

    hosts: Mapping[int, str]
    homeless: tuple[int, ...]
    missing: int


def allot(bookings: Iterable[Booking], hosts: Mapping[str, int], *, before: timedelta, after: timedelta) -> Allotment:
    """Gives every session a host, with margins for doors open early and meetings overrun, so that none carries more at
    once than its licence allows (`hosts`: host -> how many). Whose host is fixed keeps it, even where it has left the
    pool.

    In the order of their starts each session goes to the first host with a place, and a host is begun only when all
    those before it are full. Without fixed ones nobody is homeless while the pool is large enough, and the hosts are
    the fewest that do: the places in use never exceed the largest overlap, and the larger licences come first.
    """
    return _allot(_widened(bookings, before, after), hosts, movable=frozenset())


def rearranged(
    bookings: Iterable[Booking],
    hosts: Mapping[str, int],
    *,
    before: timedelta,
    after: timedelta,
    settled_until: datetime,
) -> Allotment:
    """The same where sessions that start after `settled_until` may be moved to another host; they keep theirs where
    they can. Of those nobody is homeless while the pool is large enough: whoever is placed already starts sooner, so
    that a place which is free at a session's start is free until its end."""
    known = list(bookings)
    movable = {b.session_id for b in known if b.since > settled_until and not b.settled}
    return _allot(_widened(known, before, after), hosts, movable=movable)


def largest_overlap(bookings: Iterable[Booking]) -> int:
    """How many go on at once at the busiest moment; one that ends when another starts does not count with it."""
    edges = [edge for b in bookings for edge in ((b.since, 1), (b.until, -1))]
    most = now = 0
    for _, step in sorted(edges):
        now += step
        most = max(most, now)
    return most


def _widened(bookings: Iterable[Booking], before: timedelta, after: timedelta) -> list[Booking]:
    wide = (replace(b, since=b.since - before, until=b.until + after) for b in bookings)
    return sorted(wide, key=lambda b: (b.since, b.session_id))


def _allot(bookings: Sequence[Booking], hosts: Mapping[str, int], *, movable: Collection[int]) -> Allotment:
    pool = [b for b in bookings if b.host is None or b.host in hosts]
    given = {b.session_id: b.host for b in bookings if b.host is not None and b.host not in hosts}
    used = {b.host for b in pool}
    order = sorted(hosts, key=lambda host: (host not in used, -hosts[host]))
    homeless: list[int] = []
    for cluster in _clusters(pool):
        placed = [b for b in cluster if b.host is not None and b.session_id not in movable]
        for booking in [b for b in cluster if b.host is None or b.session_id in movable]:
            choice = order if booking.host is None else [booking.host, *order]
            host = next((h for h in choice if _has_place(h, hosts[h], booking, placed)), None)
            if host is None:
                homeless.append(booking.session_id)
            else:
                placed.append(replace(booking, host=host))
        given |= {b.session_id: b.host for b in placed if b.host is not None}
    missing = max(0, largest_overlap(pool) - sum(hosts.values()))
    return Allotment(given, tuple(homeless), missing)


def _clusters(bookings: Sequence[Booking]) -> Iterable[list[Booking]]:
    """Bookings in the order of their starts, parted wherever no host is needed at all."""
    cluster, until = list[Booking](), None
    for booking in bookings:
        if until is not None and booking.since >= until:
            yield cluster
            cluster, until = [], None
        cluster.append(booking)
        until = booking.until if until is None else max(until, booking.until)
    if cluster:
        yield cluster


def _has_place(host: str, places: int, booking: Booking, placed: Iterable[Booking]) -> bool:
    meeting = (
        replace(b, since=max(b.since, booking.since), until=min(b.until, booking.until))
        for b in placed
        if b.host == host and b.since < booking.until and booking.since < b.until
    )
    return largest_overlap(meeting) < places
