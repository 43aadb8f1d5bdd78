"""Gathering the evidence on running sessions: the rooms, who may be whom in them, and what the ledger holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mentoring.acts.stepping_in import check_is_over
from mentoring.cover import BARRED, Cover
from mentoring.coverage import Evidence
from mentoring.duties import Company, company
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.presence import (
    LedgerEvent,
    Observation,
    Stay,
    missed,
    nobody_after,
    person_of,
    present_at,
    stays_from,
)
from mentoring.rooms import Cast, Entry
from mentoring.sessions import Session
from mentoring.store import Work
from mentoring.stored import SessionRoom, Visit

HOST = "host:"
"""An identity that a Zoom room shows for whoever opened it: the door knows who that was."""
EMAIL = "email:"
"""Who is signed in, where the platform tells it."""
RECOGNISED = "connection:"
"""Whom a manager has recognised: in this call only."""
LATELY = timedelta(minutes=10)
"""Whoever went through their door so lately and is not seen inside may be somebody whom we cannot identify."""


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
    addresses: Mapping[str, int] = field(default_factory=dict)
    """The e-mail addresses of the adults who may be there; a student's address proves nobody on Zoom."""
    learned: Mapping[str, int] = field(default_factory=dict)
    """Accounts that we have come to know."""
    recognised: Mapping[str, int] = field(default_factory=dict)
    """Connections of this call whom a manager has recognised."""
    barred: frozenset[int] = frozenset()
    """Who may not watch over it: the named monitor, where that was found and nobody has taken it yet, and managers
    whose background check has run out."""

    @property
    def company(self) -> Company:
        return company(self.session, self.match)

    def may_monitor(self, person_id: int) -> bool:
        """The session's own monitor, or any manager who steps in (P2), but never somebody who is mentor or student
        here: the monitor is a second adult (I2)."""
        approved = person_id == self.session.monitor_id or person_id in self.manager_ids
        return approved and person_id not in {*self.barred, self.match.mentor_id, *self.match.student_ids}

    @property
    def came(self) -> frozenset[int]:
        """Mentor and students whom their door has sent on."""
        expected = {self.match.mentor_id, *self.match.student_ids}
        return frozenset(visit.person_id for visit in self.visits if visit.let_in and visit.person_id in expected)

    def likely(self, at: datetime, stays: Iterable[Stay] | None = None) -> tuple[int, ...]:
        """Everybody who may be a stranger in the room, likeliest first: who came to their door lately, the last one
        first, and then whoever else the session expects. `stays`: who is and was in the room; those of the ledger
        unless told."""
        expected = self.company.everybody
        lately = [visit.person_id for visit in reversed(self.visits) if visit.let_in and visit.at >= at - LATELY]
        monitor_first = (self.session.monitor_id, *expected)
        seen, cast = self._marked(self.ledger_stays if stays is None else stays), self.cast
        strangers = [stay for stay in present_at(seen, at) if person_of(stay.identities, cast) is None]
        return tuple(
            person
            for person in dict.fromkeys((*lately, *monitor_first))
            if person in self._welcome
            and (not strangers or any(not self._beside(person, stranger, seen) for stranger in strangers))
        )

    def rules_out(self, person_id: int, connection: str) -> bool:
        """Whether the ledger saw this person, by an identity of their own, in the room together with that connection:
        nobody is there twice."""
        seen = self.ledger_stays
        return any(self._beside(person_id, stay, seen) for stay in seen if stay.connection == connection)

    def _beside(self, person_id: int, stay: Stay, stays: Iterable[Stay]) -> bool:
        """Somebody on two devices under one account is not beside themselves."""
        others = (other for other in stays if other is not stay and _together(stay, other))
        return any(
            (proof := self._proof(other)) is not None and self.cast[proof] == person_id and proof not in stay.identities
            for other in others
        )

    def _proof(self, stay: Stay) -> str | None:
        """The identity that names this person without anybody's word for it."""
        named = (identity for identity in stay.identities if identity in self.cast)
        return next((identity for identity in named if not identity.startswith(RECOGNISED)), None)

    @property
    def _welcome(self) -> frozenset[int]:
        """Nobody else has business here, however well they are known."""
        return frozenset(self.company.everybody) | self.manager_ids

    def knowing(self, learned: Mapping[str, int]) -> Case:
        """The same case, where of these accounts it is known whose they are."""
        ours = {account: person for account, person in learned.items() if person in self._welcome}
        return replace(self, learned={**self.learned, **ours})

    @property
    def cast(self) -> Cast:
        """Where two sources know one identity, what was agreed for this room goes first."""
        entries = {entry.identity: entry.person_id for entry in self.entries}
        openers = [visit.person_id for visit in self.visits if visit.opened]
        if openers:
            entries |= {identity: openers[-1] for identity in entries if identity.startswith(HOST)}
        recognised = {f"{RECOGNISED}{connection}": person for connection, person in self.recognised.items()}
        return {**recognised, **self.learned, **self.addresses, **entries}

    def told_by(self, observation: Observation | None) -> tuple[LedgerEvent, ...]:
        """What the platform's list of who is in the room adds to the ledger."""
        if observation is None or observation.seats is None or self.room is None or self.room.room is None:
            return ()
        return missed(self.events, observation.seats, meeting_id=self.room.room.meeting_id, read_at=observation.read_at)

    def evidence(self, observation: Observation | None) -> Evidence:
        """What the platform said just now, or None when it could not be asked."""
        if observation is None:
            return self._evidence(self.ledger_stays, readable=False, live=False)
        stays = observation.stays
        if stays is None:
            stays = self.ledger_stays if observation.live else nobody_after(self.ledger_stays, observation.read_at)
        return self._evidence(stays, readable=True, live=observation.live)

    def _evidence(self, stays: Iterable[Stay], *, readable: bool, live: bool) -> Evidence:
        cast, marked = self.cast, self._marked(stays)
        seen = {person_of(stay.identities, cast) for stay in marked}
        monitors = frozenset(person for person in seen if person is not None and self.may_monitor(person))
        return Evidence(marked, cast, monitors, readable=readable, live=live)

    def _marked(self, stays: Iterable[Stay]) -> tuple[Stay, ...]:
        seen = tuple(stays)
        return tuple(self._mark(stay, seen) if stay.connection in self.recognised else stay for stay in seen)

    def _mark(self, stay: Stay, stays: Sequence[Stay]) -> Stay:
        """Recognising somebody is the weakest proof: it counts where the platform itself tells nothing better. Whoever
        is there by an identity of their own was recognised wrongly, and what was learned of it proves nothing."""
        person = self.recognised[stay.connection]
        if self._beside(person, stay, stays):
            return replace(stay, identities=tuple(i for i in stay.identities if self.learned.get(i) != person))
        return replace(stay, identities=(*stay.identities, f"{RECOGNISED}{stay.connection}"))

    @property
    def ledger_stays(self) -> tuple[Stay, ...]:
        return stays_from(self.events)


def _together(one: Stay, other: Stay) -> bool:
    """Half-open: whoever leaves in the second in which the other comes was not there with them."""
    came, later = sorted((one, other), key=lambda stay: stay.joined_at)
    return came.left_at is None or later.joined_at < came.left_at


def gather(view: Work, session_ids: Sequence[int]) -> Mapping[int, Case]:
    """The cases of these sessions, in as many queries as there are kinds of evidence."""
    sessions = view.sessions.many(session_ids)
    matches = view.matches.many({session.match_id for session in sessions.values()})
    rooms = view.rooms.many(session_ids)
    entries, visits = view.rooms.entries(session_ids), view.doors.visits(session_ids)
    meetings = {room.room.meeting_id for room in rooms.values() if room.room is not None}
    events = view.ledger.of(meetings)
    parties = {session.id: company(session, matches[session.match_id]) for session in sessions.values()}
    managers = view.people.manager_ids()
    adults = {adult for party in parties.values() for adult in (party.mentor_id, party.monitor_id)} | managers
    people = view.people.many(adults)
    learned = view.identities.known(adults.union(*(party.student_ids for party in parties.values())))
    recognised, covers = view.recognitions.of(session_ids), view.covers.of(session_ids)
    return {
        session.id: Case(
            session,
            matches[session.match_id],
            rooms.get(session.id),
            entries[session.id],
            visits[session.id],
            _events_of(rooms.get(session.id), events),
            managers,
            _addresses(people, {party.mentor_id, party.monitor_id, *managers}),
            recognised=recognised[session.id],
            barred=_barred(session, covers.get(session.id), [people[manager] for manager in managers]),
        ).knowing(learned)
        for session, party in ((session, parties[session.id]) for session in sessions.values())
    }


def _barred(session: Session, cover: Cover | None, managers: Iterable[Person]) -> frozenset[int]:
    lost = {cover.lost_id} if cover is not None and cover.wanted and cover.why in BARRED else set()
    return frozenset(lost | {manager.id for manager in managers if check_is_over(manager, session.day)})


def _addresses(people: Mapping[int, Person], adults: Collection[int]) -> Mapping[str, int]:
    return {f"{EMAIL}{email.casefold()}": person for person in adults if (email := people[person].email)}


def _events_of(room: SessionRoom | None, events: Mapping[str, Sequence[LedgerEvent]]) -> Sequence[LedgerEvent]:
    return () if room is None or room.room is None else events.get(room.room.meeting_id, ())
