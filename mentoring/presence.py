"""Presence: who was in the room from when until when, from which source, and how sure we are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mentoring.rooms import Cast


class Source(StrEnum):
    """Where a stay was seen."""

    ZOOM_WEBHOOK = "zoom_webhook"
    MEET_RECORDS = "meet_records"


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


@dataclass(frozen=True)
class Observation:
    """What a platform says of one room at one moment.

    `live`: whether it says that a call is going on. `stays`: who is and was in the room, or None where the
    platform tells that only by webhook, so that the ledger must be read instead.
    """

    live: bool
    stays: tuple[Stay, ...] | None
    read_at: datetime


class Happening(StrEnum):
    """What a platform's event says of one participant."""

    JOINED = "joined"
    LEFT = "left"
    WAITING = "waiting"
    """In the waiting room: not attendance."""
    STOPPED_WAITING = "stopped_waiting"
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


def person_of(identities: Sequence[str], cast: Cast) -> int | None:
    """The person whom the strongest known identity names, or None: unidentified."""
    return next((cast[identity] for identity in identities if identity in cast), None)


def present_at(stays: Iterable[Stay], at: datetime) -> tuple[Stay, ...]:
    return tuple(s for s in stays if s.joined_at <= at and (s.left_at is None or s.left_at > at))


def stays_from(events: Iterable[LedgerEvent], *, source: Source) -> tuple[Stay, ...]:
    """The ledger as stays, in whatever order the events came and however often.

    A join and a leave belong together when they share instance and connection. A leave whose join was lost is
    no stay; the end of a meeting closes what is still open in that instance.
    """
    known = sorted({event.key: event for event in events}.values(), key=lambda event: (event.at, event.key))
    ended = {instance: e.at for (instance, _), e in _first_by_connection(known, Happening.MEETING_ENDED).items()}
    left = {place: e.at for place, e in _first_by_connection(known, Happening.LEFT).items()}
    stays = (
        Stay(source, e.identities, e.display_name, e.at, left.get(place, ended.get(e.instance)))
        for place, e in _first_by_connection(known, Happening.JOINED).items()
    )
    return tuple(sorted(stays, key=lambda stay: (stay.joined_at, stay.identities)))


def _first_by_connection(events: Sequence[LedgerEvent], happening: Happening) -> dict[tuple[str, str], LedgerEvent]:
    """The first of `events`, which are in order, for every instance and connection."""
    return {(e.instance, e.connection): e for e in reversed(events) if e.happening is happening}


def nobody_after(stays: Iterable[Stay], at: datetime) -> tuple[Stay, ...]:
    """The platform says that no call is going on: whoever the ledger still shows inside has left by now."""
    return tuple(replace(stay, left_at=at) if stay.left_at is None else stay for stay in stays)
