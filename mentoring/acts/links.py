"""Ending all links of one person, when a letter came into other hands; the new ones come with the next letter."""

from __future__ import annotations

from datetime import datetime

from mentoring.acts.telling import tell_people
from mentoring.links import Link, Page, check_alive, ended_from
from mentoring.people import VOLUNTEERS, Person
from mentoring.permissions import require_manager
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic


def follow(store: Store, link: Link, *, at: datetime) -> None:
    """Raises LinkIsOver."""
    with store.look() as view:
        check_alive(link, view.people.many([link.holder_id]).get(link.holder_id), at=at)


def end_links(store: Store, *, actor: Person, person_id: int, request: str, at: datetime) -> Person:
    """No page link that this person was ever sent opens anything any more; of a child it is the guardian, who is the
    value. They hear of it, with new ones to the page that is their own. Doors to sessions stay: they are shut with the
    session's own commands. Raises ManagersOnly."""
    require_manager(actor)
    with store.begin() as work:
        person = _holder(work, person_id)
        if not work.requests.claim(request, at=at):
            return person
        since = ended_from(at)
        work.people.end_links(person.id, since=since)
        before = person.links_since.isoformat() if person.links_since is not None else ""
        work.deeds.add(Deed(at, actor.id, "links.end", f"person-{person.id}", before, since.isoformat()))
        tell_people(work, [_new_links(person, at)])
        return person


def _holder(work: Work, person_id: int) -> Person:
    person = work.people.get(person_id)
    guardians = work.people.many([person.guardian_id]) if person.guardian_id is not None else {}
    return person.written_to_through(guardians)


def _new_links(person: Person, at: datetime) -> Tiding:
    """A family's page is in every letter to it anyway."""
    key = f"person-{person.id}/{Topic.NEW_LINKS}/{int(at.timestamp())}"
    page = (Page.VOLUNTEER, (person.id,)) if person.has(*VOLUNTEERS) else None
    return Tiding(key, Topic.NEW_LINKS, person.id, at, page=page)
