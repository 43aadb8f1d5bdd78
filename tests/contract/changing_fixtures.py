"""One session of the small program, and a manager who changes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from mentoring.acts.changing import cancel_session, move_session, replace_monitor, switch_platform
from mentoring.alerts import AlertReason, AlertState
from mentoring.duties import DutyKind, DutyState, Subject, session_subject
from mentoring.matches import MonitorKind
from mentoring.people import Person
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.rosters import PersonRow
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.stored import Door
from tests.contract.program_fixtures import NOW, POLICY, Office, office

__all__ = ["desk", "office"]

WEDNESDAY = datetime(2026, 10, 28, 20, 30, tzinfo=UTC)
"""4:30 PM in New York, the day after the first session."""
ONCE = {DutyKind.TELL, DutyKind.RETIRE_ROOM, DutyKind.WITHDRAW}
"""Duties of a change itself, and not of a version of the session."""


class Desk:
    """One session of `ana` with `luis`, watched over by `ruth`, and Dana, who changes it."""

    def __init__(self, office: Office) -> None:
        self.office, self.store = office, office.store
        self.id = office.first_session().id

    @property
    def session(self) -> Session:
        return self.office.session(self.id)

    @property
    def subject(self) -> Subject:
        return session_subject(self.id)

    def move(self, to: datetime = WEDNESDAY, *, by: str = "dana", at: datetime = NOW) -> Session:
        return move_session(self.store, actor=self.office[by], session_id=self.id, starts_at=to, at=at, policy=POLICY)

    def switch(self, to: Platform = Platform.ZOOM, *, by: str = "dana", at: datetime = NOW) -> Session:
        return switch_platform(self.store, actor=self.office[by], session_id=self.id, platform=to, at=at, policy=POLICY)

    def hand_over(
        self, to: str = "sam", kind: MonitorKind = MonitorKind.PROCTOR, *, by: str = "dana", at: datetime = NOW
    ) -> Session:
        return replace_monitor(
            self.store,
            actor=self.office[by],
            session_id=self.id,
            monitor_id=self.person(to).id,
            kind=kind,
            at=at,
            policy=POLICY,
        )

    def cancel(self, *, by: str = "dana", why: str = "", at: datetime = NOW) -> Session:
        return cancel_session(self.store, actor=self.office[by], session_id=self.id, why=why, at=at)

    def has_room(self, state: SessionState = SessionState.READY) -> None:
        with self.store.begin() as work:
            work.rooms.intend(self.id, f"session-{self.id}-room-1", at=NOW)
            work.rooms.made(self.id, MadeRoom(Platform.GOOGLE_MEET, "abc", "https://meet.example.org/abc"))
            entries = [Entry(person.id, f"users/{key}") for key in ("ana", "ruth") if (person := self.office[key])]
            work.rooms.proven(self.id, entries, at=NOW)
            work.sessions.move(self.id, NOT_OVER, state)

    def add_people(self, *rows: PersonRow) -> None:
        with self.store.begin() as work:
            for row in rows:
                work.people.save(row)

    def person(self, key: str) -> Person:
        with self.store.look() as view:
            person = view.people.by_key(key)
        assert person is not None
        return person

    def names(self) -> dict[int, str]:
        with self.store.look() as view:
            return {person.id: person.key for person in view.people.all()}

    def waiting(self, *kinds: DutyKind) -> dict[tuple[str, str], datetime]:
        """Duties that will be done: kind and occurrence -> when."""
        rows = self.office.duties(self.subject, *kinds)
        return {(row.kind, row.occurrence): row.due_at for row in rows if row.state == DutyState.WAITING}

    def doors(self) -> dict[str, Door]:
        names = self.names()
        with self.store.look() as view:
            return {names[person]: door for (_, person), door in view.doors.many([self.id]).items()}

    def told(self) -> set[tuple[str, str]]:
        names = self.names()
        return {(topic, names[person]) for topic, person in self.office.told(self.session)}

    def alert(self, reason: AlertReason) -> AlertState:
        with self.store.look() as view:
            return view.alerts.of_sessions([self.id])[self.id, reason].state

    def state(self) -> tuple[object, ...]:
        """All that a refused change must leave alone."""
        with self.store.look() as view:
            deeds = view.deeds.of(f"session-{self.id}")
        return self.session, self.doors(), self.office.duties(self.subject), self.office.told(self.session), deeds

    @contextmanager
    def left_alone(self) -> Iterator[None]:
        """Whatever is tried inside leaves nothing behind."""
        before = self.state()
        yield
        assert self.state() == before


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def sessions_of(desk: Desk) -> list[Session]:
    with desk.store.look() as view:
        return list(view.sessions.of_match(desk.session.match_id))
