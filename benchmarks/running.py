"""Sessions that are going on: in Chaperone's database, and with everybody inside at the stand-ins."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import Engine, update

from benchmarks import chaperone
from benchmarks.gathering import Caller, Come
from benchmarks.population import MINUTES, Crowd, add_matches, add_people, add_program, add_sessions, name_of
from benchmarks.processes import Part
from benchmarks.rooms import THREADS, make_on, make_rooms, zoom_rooms
from benchmarks.standins import slack_id
from integrations.database import tables
from integrations.database.store import SqlStore
from integrations.google.meet import GoogleMeetRooms
from integrations.vault import SecretVault
from integrations.zoom import events
from mentoring.duties import DutyKind, PlannedDuty, session_subject
from mentoring.presence import LedgerEvent
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, RoomRole
from mentoring.sessions import SessionState
from sandbox.google.asking import user_of

STARTED = timedelta(minutes=5)
"""So long ago every session began: whoever is missing now is missed at once."""


@dataclass(frozen=True)
class Company:
    """The numbers of the people of one session; the manager is nobody else's."""

    manager: int
    mentor: int
    monitor: int
    student: int


@dataclass(frozen=True)
class Running:
    """One session: who is expected, how the room knows them, and who has come; the monitor is the first."""

    session_id: int
    company: Company
    room: MadeRoom
    entries: Sequence[Entry]
    callers: Sequence[Caller]

    @property
    def monitor(self) -> Caller:
        return self.callers[0]


def gather(
    place: Part, address: str, meet: GoogleMeetRooms, organizers: Sequence[str], size: int, *, told: Callable[[], None]
) -> tuple[Sequence[Running], Sequence[LedgerEvent]]:
    """So many sessions at Meet and as many at Zoom; and what Zoom's webhooks have told of who came."""
    rooms = [
        *make_on(meet, list(islice(cycle(organizers), size)), told=told),
        *make_rooms(address, size, told=told),
    ]
    running = [*_at_meet(rooms[:size]), *_at_zoom(address, rooms[size:], first=size)]
    bodies = place.ask(Come([caller for one in running for caller in one.callers]))
    parsed = (events.parse(json.loads(body)) for body in bodies)
    return running, [event for event in parsed if event is not None]


def write_down(engine: Engine, running: Sequence[Running], told: Sequence[LedgerEvent]) -> None:
    """As Chaperone would have it by now. Every session is to be looked at next, for the first time, just now."""
    now, crowd = datetime.now(UTC), _crowd(len(running))
    store = SqlStore(engine, SecretVault(chaperone.SECRET_KEY))
    with engine.execution_options(writes=True).begin() as conn:
        add_program(conn, today=now.date())
        add_people(conn, crowd, SecretVault(chaperone.SECRET_KEY), slack_id=slack_id)
        add_matches(conn, crowd, len(running), today=now.date())
        add_sessions(conn, crowd, [(one.session_id, now.date()) for one in running], SessionState.OPEN)
        begun = {"starts_at": now - STARTED, "ends_at": now - STARTED + timedelta(minutes=MINUTES)}
        conn.execute(update(tables.sessions).values(**begun))
        at_meet = [one.session_id for one in running if one.room.platform is Platform.GOOGLE_MEET]
        for table in (tables.sessions, tables.matches):
            conn.execute(update(table).where(table.c.id.in_(at_meet)).values(platform=Platform.GOOGLE_MEET))
    with store.begin() as work:
        for one in running:
            work.rooms.intend(one.session_id, f"session-{one.session_id}-room-1", at=now, host=one.room.host)
            work.rooms.made(one.session_id, one.room)
            work.rooms.proven(one.session_id, one.entries, at=now)
        work.ledger.add(told, at=now)
        work.duties.plan(PlannedDuty(session_subject(one.session_id), DutyKind.WATCH, now) for one in running)


def _crowd(sessions: int) -> Crowd:
    return Crowd.of(managers=sessions, mentors=sessions, proctors=sessions, students=sessions)


def _company(index: int, crowd: Crowd) -> Company:
    return Company(crowd.managers[index], crowd.mentors[index], crowd.proctors[index], crowd.students[index])


def _at_meet(rooms: Sequence[MadeRoom]) -> Sequence[Running]:
    crowd = _crowd(2 * len(rooms))
    return [_one_at_meet(index + 1, _company(index, crowd), room) for index, room in enumerate(rooms)]


def _one_at_meet(session_id: int, company: Company, room: MadeRoom) -> Running:
    people = {person: f"person-{person}@example.org" for person in (company.monitor, company.mentor, company.student)}
    return Running(
        session_id,
        company,
        room,
        [Entry(person, user_of(account)) for person, account in people.items()],
        [Caller(room, name_of(person), account) for person, account in people.items()],
    )


def _at_zoom(address: str, rooms: Sequence[MadeRoom], *, first: int) -> Sequence[Running]:
    """Their sessions follow those at Meet."""
    zoom, crowd, now = zoom_rooms(address, len(rooms)), _crowd(2 * len(rooms)), datetime.now(UTC)

    def let_in(index: int, room: MadeRoom) -> Running:
        company = _company(first + index, crowd)
        entries = zoom.let_in(room, _guests(company), at=now)
        links = {entry.person_id: entry.address or zoom.opening_address(room, at=now) for entry in entries}
        callers = [Caller(room, name_of(person), link) for person, link in links.items()]
        return Running(first + index + 1, company, room, entries, callers)

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return list(pool.map(let_in, range(len(rooms)), rooms))


def _guests(company: Company) -> Sequence[Guest]:
    roles = {
        company.monitor: RoomRole.MONITOR,
        company.mentor: RoomRole.MENTOR,
        company.student: RoomRole.STUDENT,
    }
    return [Guest(person, role, name_of(person), f"person-{person}@example.org") for person, role in roles.items()]
