"""Gathering the evidence on running sessions: the rooms, who may be whom in them, and what the ledger holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentoring.coverage import Evidence
from mentoring.duties import Company, company
from mentoring.matches import Match
from mentoring.presence import LedgerEvent, Observation, Stay, nobody_after, person_of, stays_from
from mentoring.rooms import Cast, Entry
from mentoring.sessions import Session
from mentoring.store import SessionRoom, Visit, Work

HOST = "host:"
"""An identity that a Zoom room shows for whoever opened it: the door knows who that was."""


@dataclass(frozen=True)
class Case:
    """One session with everything that bears on who is in its room."""

    session: Session
    match: Match
    room: SessionRoom | None
    entries: Sequence[Entry]
    visits: Sequence[Visit]
    events: Sequence[LedgerEvent]
    manager_ids: frozenset[int]

    @property
    def company(self) -> Company:
        return company(self.session, self.match)

    def may_monitor(self, person_id: int) -> bool:
        """The session's own monitor, or any manager who steps in (P2), but never somebody who is mentor or student
        here: the monitor is a second adult (I2)."""
        approved = person_id == self.session.monitor_id or person_id in self.manager_ids
        return approved and person_id not in {self.match.mentor_id, *self.match.student_ids}

    @property
    def came(self) -> frozenset[int]:
        """Mentor and students whom their door has sent on."""
        expected = {self.match.mentor_id, *self.match.student_ids}
        return frozenset(visit.person_id for visit in self.visits if visit.let_in and visit.person_id in expected)

    @property
    def cast(self) -> Cast:
        cast = {entry.identity: entry.person_id for entry in self.entries}
        openers = [visit.person_id for visit in self.visits if visit.opened]
        if openers:
            cast |= {identity: openers[-1] for identity in cast if identity.startswith(HOST)}
        return cast

    def evidence(self, observation: Observation | None) -> Evidence:
        """What the platform said just now, or None when it could not be asked."""
        if observation is None:
            return self._evidence(self.ledger_stays, readable=False, live=False)
        stays = observation.stays
        if stays is None:
            stays = self.ledger_stays if observation.live else nobody_after(self.ledger_stays, observation.read_at)
        return self._evidence(stays, readable=True, live=observation.live)

    def _evidence(self, stays: tuple[Stay, ...], *, readable: bool, live: bool) -> Evidence:
        cast = self.cast
        seen = {person_of(stay.identities, cast) for stay in stays}
        monitors = frozenset(person for person in seen if person is not None and self.may_monitor(person))
        return Evidence(stays, cast, monitors, readable=readable, live=live)

    @property
    def ledger_stays(self) -> tuple[Stay, ...]:
        return stays_from(self.events)


def gather(view: Work, session_ids: Sequence[int]) -> Mapping[int, Case]:
    """The cases of these sessions, in as many queries as there are kinds of evidence."""
    sessions = view.sessions.many(session_ids)
    matches = view.matches.many({session.match_id for session in sessions.values()})
    rooms = view.rooms.many(session_ids)
    entries, visits = view.rooms.entries(session_ids), view.doors.visits(session_ids)
    meetings = {room.room.meeting_id for room in rooms.values() if room.room is not None}
    events = view.ledger.of(meetings)
    managers = view.people.manager_ids()
    return {
        session.id: Case(
            session,
            matches[session.match_id],
            rooms.get(session.id),
            entries[session.id],
            visits[session.id],
            _events_of(rooms.get(session.id), events),
            managers,
        )
        for session in sessions.values()
    }


def _events_of(room: SessionRoom | None, events: Mapping[str, Sequence[LedgerEvent]]) -> Sequence[LedgerEvent]:
    return () if room is None or room.room is None else events.get(room.room.meeting_id, ())
