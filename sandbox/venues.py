"""Rooms that somebody can come to, of sessions and of trainings, each with people's own ways in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mentoring.links import Page
from mentoring.people import Person
from mentoring.rooms import Platform
from mentoring.store import DoorKeys, PageKeys, Store


@dataclass(frozen=True)
class Venue:
    """`way`: the address of a person's own door; None: they have none."""

    platform: Platform
    way: Callable[[Person], str | None]


def venue_of(store: Store, doors: DoorKeys, pages: PageKeys, meeting_id: str, *, at: datetime) -> Venue:
    """Raises LookupError."""
    with store.look() as view:
        room, training = view.rooms.by_meeting(meeting_id), view.trainings.by_meeting(meeting_id)
        if room is not None:
            session = view.sessions.get(room.session_id)
            return Venue(session.platform, lambda person: _door(store, doors, session.id, person))
    if training is None:
        raise LookupError(f"There is no meeting {meeting_id}.")
    return Venue(
        training.platform, lambda person: pages.link(Page.TRAINING, training.id, person.id, holder_id=person.id, at=at)
    )


def _door(store: Store, doors: DoorKeys, session_id: int, person: Person) -> str | None:
    with store.look() as view:
        door = view.doors.of(session_id, person.id)
    return doors.link(door) if door is not None else None
