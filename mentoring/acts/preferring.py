"""A volunteer, or a manager for them, says what they can help with and when (R033, R040)."""

from __future__ import annotations

from datetime import datetime

from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.preferences import Preferences
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.volunteers import check_volunteer


def say_preferences(store: Store, *, actor: Person, person_id: int, said: Preferences, at: datetime) -> Preferences:
    """In place of what they said before; matches that stand are not touched. Others than the volunteer need to be
    managers. Raises ManagersOnly, NotAVolunteer."""
    if actor.id != person_id:
        require_manager(actor)
    with store.begin() as work:
        work.people.hold([person_id])
        check_volunteer(work.people.get(person_id))
        note_preferences(work, person_id, said, actor_id=actor.id, at=at)
        return said


def note_preferences(work: Work, person_id: int, said: Preferences, *, actor_id: int, at: datetime) -> None:
    """Within the caller's transaction. Said again, it changes nothing."""
    before = work.preferences.of(person_id)
    if said == before:
        return
    work.preferences.put(person_id, said)
    was, now = told(before), told(said)
    work.deeds.add(Deed(at, actor_id, "volunteer.preferences", f"person-{person_id}", was, now))


def told(said: Preferences) -> str:
    """For the audit log: «math, reading; MO TU; evening; es»."""
    days = " ".join(day.name for day in sorted(said.days))
    parts = (", ".join(sorted(said.subjects)), days, ", ".join(sorted(said.parts)), ", ".join(sorted(said.speaks)))
    return "; ".join(part or "-" for part in parts)


def show_preferences(store: Store, *, actor: Person, person_id: int) -> Preferences:
    """Raises ManagersOnly, NotAVolunteer."""
    if actor.id != person_id:
        require_manager(actor)
    with store.look() as view:
        check_volunteer(view.people.get(person_id))
        return view.preferences.of(person_id)
