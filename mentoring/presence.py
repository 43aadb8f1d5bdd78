"""Presence: who was in the room from when until when, from which source, and how sure we are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.rooms import Cast, Kept


class Source(StrEnum):
    """Where a stay was seen."""

    ZOOM_WEBHOOK = "zoom_webhook"
    ZOOM_LIVE = "zoom_live"
    """The list of who is in a running meeting, which some plans have."""
    ZOOM_REPORT = "zoom_report"
    """What Zoom tells after the end."""
    MEET_LIVE = "meet_live"
    """Who is in the call: the first entry and the last exit only."""
    MEET_RECORDS = "meet_records"
    """Every single stay, gaps included."""


@dataclass(frozen=True)
class Stay:
    """One unbroken stay in the room. `identities` are what the platform tells of the person, strongest first
    (`registrant:x7`, `email:a@b.org`, `users/1182`); a display name never proves anyone. `left_at` None: still in.
    """

    source: Source
    identities: tuple[str, ...]
    display_name: str
    joined_at: datetime
    left_at: datetime | None = None
    connection: str = ""
    """The platform's own name of this participant in this call, by which a manager can say who it is."""


@dataclass(frozen=True)
class Seat:
    """Somebody on a platform's list of who is in the room right now. Zoom's list names no registrant: who it is, the
    ledger knows by the connection."""

    instance: str
    connection: str
    display_name: str
    identities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observation:
    """What a platform says of one room at one moment.

    `live`: whether it says that a call is going on. `stays`: who is and was in the room, or None where the
    platform tells that only by webhook, so that the ledger must be read instead.
    """

    live: bool
    stays: tuple[Stay, ...] | None
    read_at: datetime
    seats: tuple[Seat, ...] | None = None
    """The platform's list of who is in the room at `read_at`; None where it has none, or was not asked."""
    kept: tuple[Kept, ...] = ()
    """What the platform says is being kept, or was, of the call."""
    unread_since: datetime | None = None
    """Since when, look after look, not all that may be kept could be read; `kept` is then what was told before. None:
    all was read, or the platform tells of it only by webhook."""


class Happening(StrEnum):
    """What a platform's event says of one participant."""

    JOINED = "joined"
    LEFT = "left"
    WAITING = "waiting"
    """In the waiting room: not attendance."""
    STOPPED_WAITING = "stopped_waiting"
    JOINED_BREAKOUT = "joined_breakout"
    """In a breakout room: with nobody of the main room, though still in the meeting."""
    LEFT_BREAKOUT = "left_breakout"
    MEETING_STARTED = "meeting_started"
    MEETING_ENDED = "meeting_ended"


@dataclass(frozen=True)
class LedgerEvent:
    """One event of the presence ledger, as it came in. `key` is unique: the same event twice is one row.

    `instance` is the platform's id of this run of the meeting; `connection` its id of this join, which changes
    on every rejoin; both are empty where an event concerns no participant. `at` is when it happened.
    """

    key: str
    meeting_id: str
    instance: str
    happening: Happening
    at: datetime
    connection: str = ""
    identities: tuple[str, ...] = ()
    display_name: str = ""
    source: Source = Source.ZOOM_WEBHOOK


LAG = timedelta(seconds=60)
"""How far a platform's list of who is in the room may be behind the room itself."""


def person_of(identities: Sequence[str], cast: Cast) -> int | None:
    """The person whom the strongest known identity names, or None: unidentified."""
    return next((cast[identity] for identity in identities if identity in cast), None)


def present_at(stays: Iterable[Stay], at: datetime) -> tuple[Stay, ...]:
    return tuple(s for s in stays if s.joined_at <= at and (s.left_at is None or s.left_at > at))


def stays_from(events: Iterable[LedgerEvent]) -> tuple[Stay, ...]:
    """The ledger as stays, in whatever order the events came and however often.

    A join and the next leave belong together when they share instance and connection. A leave whose join was lost is
    no stay; the end of a meeting closes what is still open in that instance.
    """
    once = {event.key: _apart(event) for event in events}
    known = sorted(once.values(), key=_order)
    ended = {event.instance: event.at for event in reversed(known) if event.happening is Happening.MEETING_ENDED}
    places: dict[tuple[str, str], list[LedgerEvent]] = {}
    for event in known:
        if event.happening in (Happening.JOINED, Happening.LEFT):
            places.setdefault((event.instance, event.connection), []).append(event)
    stays = (stay for place, theirs in places.items() for stay in _stays_at(theirs, ended.get(place[0])))
    return tuple(sorted(stays, key=lambda stay: (stay.joined_at, stay.identities)))


def _apart(event: LedgerEvent) -> LedgerEvent:
    """Whoever goes into a breakout room leaves this one."""
    return replace(event, happening=Happening.LEFT) if event.happening is Happening.JOINED_BREAKOUT else event


def _order(event: LedgerEvent) -> tuple[datetime, bool, str]:
    """In time; what begins and ends in the same second begins first."""
    return event.at, event.happening is Happening.LEFT, event.key


def _stays_at(events: Sequence[LedgerEvent], ended: datetime | None) -> Iterator[Stay]:
    """The stays of one connection, whose events are in order. Usually there is one: only where a list of who is inside
    had missed somebody for a moment, the same connection comes a second time."""
    named = next((event for event in events if event.identities), events[0])
    gone = [e.at for e in events if e.happening is Happening.LEFT and e.source is not Source.ZOOM_LIVE]
    joined = None
    for event in events:
        if event.happening is Happening.JOINED and joined is None and not _stale(event, gone, ended):
            joined = event
        elif event.happening is Happening.LEFT and joined is not None:
            yield _stay(joined, named, event.at)
            joined = None
    if joined is not None:
        yield _stay(joined, named, ended)


def _stale(joined: LedgerEvent, gone: Sequence[datetime], ended: datetime | None) -> bool:
    """A list that lags shows somebody for a while who has left, or a meeting that has ended."""
    if joined.source is not Source.ZOOM_LIVE:
        return False
    return any(left <= joined.at <= left + LAG for left in gone) or (ended is not None and joined.at >= ended)


def _stay(joined: LedgerEvent, named: LedgerEvent, left_at: datetime | None) -> Stay:
    return Stay(
        joined.source,
        named.identities,
        joined.display_name or named.display_name,
        joined.at,
        left_at,
        f"{joined.instance}#{joined.connection}",
    )


def nobody_after(stays: Iterable[Stay], at: datetime) -> tuple[Stay, ...]:
    """The platform says that no call is going on: whoever the ledger still shows inside has left by now."""
    return tuple(replace(stay, left_at=at) if stay.left_at is None else stay for stay in stays)


def missed(
    events: Iterable[LedgerEvent], seats: Sequence[Seat], *, meeting_id: str, read_at: datetime
) -> tuple[LedgerEvent, ...]:
    """What a list of who is in the room at `read_at` tells and the ledger does not know: events that were lost, or that
    are late. Once those come they say when it was, and `stays_from` is as if there had been no list."""
    inside = {stay.connection: stay for stay in present_at(stays_from(events), read_at)}
    listed = {f"{seat.instance}#{seat.connection}": seat for seat in seats}
    came = (seat for place, seat in listed.items() if place not in inside)
    left = (_seat(stay) for place, stay in inside.items() if place not in listed and stay.joined_at + LAG <= read_at)
    return (
        *(_seen(seat, Happening.JOINED, meeting_id, read_at) for seat in came),
        *(_seen(seat, Happening.LEFT, meeting_id, read_at) for seat in left),
    )


def _seat(stay: Stay) -> Seat:
    instance, _, connection = stay.connection.rpartition("#")
    return Seat(instance, connection, stay.display_name)


def _seen(seat: Seat, happening: Happening, meeting_id: str, read_at: datetime) -> LedgerEvent:
    return LedgerEvent(
        key=f"live/{seat.instance}/{seat.connection}/{happening}/{read_at.isoformat()}",
        meeting_id=meeting_id,
        instance=seat.instance,
        happening=happening,
        at=read_at,
        connection=seat.connection,
        identities=seat.identities,
        display_name=seat.display_name,
        source=Source.ZOOM_LIVE,
    )
