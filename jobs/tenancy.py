"""A session as the tenant of its room: who comes in, and on which platform."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.means import Means
from mentoring.acts.answering import find_session
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.ports import ProviderError, RoomProvider
from mentoring.rooms import Guest, MadeRoom, Platform, RoomRole
from mentoring.sessions import Session
from mentoring.store import Store
from mentoring.stored import SessionRoom


class PlatformOff(ProviderError):
    """No settings for that platform."""

    def __init__(self, platform: Platform) -> None:
        super().__init__("use the platform", f"{platform} is not set up here", permanent=False)


@dataclass(frozen=True)
class Tenancy:
    """One session with its room, if there is one, and everybody who comes in: not a monitor whose door is shut."""

    session: Session
    match: Match
    room: SessionRoom | None
    guests: tuple[Guest, ...]

    @property
    def our_room(self) -> MadeRoom | None:
        """The room that we made; a teacher's own room is none of ours to touch."""
        made = self.room.room if self.room is not None else None
        return made if made is not None and made.platform is not Platform.EXTERNAL else None


def tenancy(store: Store, session_id: int) -> Tenancy:
    """Raises NoSuchSession."""
    with store.look() as view:
        session, match = find_session(view, session_id)
        people = view.people.many((session.monitor_id, match.mentor_id, *match.student_ids))
        door = view.doors.of(session.id, session.monitor_id)
        barred = door is not None and door.revoked_at is not None
        guests = (
            *([] if barred else [guest(people[session.monitor_id], RoomRole.MONITOR)]),
            guest(people[match.mentor_id], RoomRole.MENTOR),
            *(guest(people[student], RoomRole.STUDENT) for student in match.student_ids),
        )
        return Tenancy(session, match, view.rooms.of(session.id), guests)


def guest(person: Person, role: RoomRole) -> Guest:
    return Guest(person.id, role, person.public_name, person.email)


def provider_of(means: Means, platform: Platform) -> RoomProvider:
    """Raises PlatformOff."""
    if platform not in means.rooms:
        raise PlatformOff(platform)
    return means.rooms[platform]
