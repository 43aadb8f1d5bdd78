"""Whom a duty about a session concerns, who reads what is meant for them, and their door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentoring.acts.looking import SessionLine, session_lines
from mentoring.duties import Duty
from mentoring.people import Person
from mentoring.store import Store
from mentoring.stored import Door


@dataclass(frozen=True)
class Reader:
    """Who reads a message about a session: the person themselves, or the guardian of a child."""

    person: Person
    child: Person | None = None


@dataclass(frozen=True)
class Recipient:
    """Of one duty. `door` None: there never was one."""

    duty: Duty
    line: SessionLine
    person: Person
    reader: Reader
    door: Door | None
    children: Sequence[tuple[Person, Door]] = ()
    """Of a guardian who takes part themselves: whose doors they have besides their own."""

    @property
    def of_family(self) -> bool:
        """It is told to a family: to a student, or to the guardian of one."""
        return self.reader.child is not None or self.person.id in self.line.match.student_ids


def recipients(store: Store, duties: Sequence[Duty]) -> Sequence[Recipient]:
    """Of each of these duties, all of which are about a session and a person, as they stand now."""
    with store.look() as view:
        sessions = view.sessions.many({duty.subject.id for duty in duties})
        lines = {line.session.id: line for line in session_lines(view, list(sessions.values()))}
        people = view.people.many({duty.person_id for duty in duties if duty.person_id is not None})
        guardians = {person.guardian_id for person in people.values() if person.guardian_id is not None}
        people |= view.people.many(guardians)
        doors = view.doors.many(lines)
    found = []
    for duty in duties:
        person, line = people[duty.person_id or 0], lines[duty.subject.id]
        reader = person.written_to_through(people)
        child = person if reader is not person else None
        door, children = doors.get((line.session.id, person.id)), line.children_of(reader, doors)
        found.append(Recipient(duty, line, person, Reader(reader, child), door, children))
    return found
