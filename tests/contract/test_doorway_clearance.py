"""The door asks for clearance on the day: whoever lost it meanwhile is not let in, and a manager knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, update

from integrations.database.tables import people
from mentoring.acts.doorway import DoorIsShut, NotLetIn, enter
from mentoring.matches import MatchDraft, MonitorKind
from mentoring.people import Clearance, Person, Role
from mentoring.policy import Policy
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.stored import SessionRoom
from mentoring.tidings import Tiding, Topic
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, Office

__all__ = ["sqlite_engine"]

LAPSED = [
    pytest.param(replace(CLEARED, interviewed_on=None), id="no interview"),
    pytest.param(replace(CLEARED, trained_on=None), id="no training"),
    pytest.param(replace(CLEARED, agreement_on=None), id="no agreement"),
    pytest.param(replace(CLEARED, background_check_until=None), id="no background check"),
    pytest.param(replace(CLEARED, background_check_until=date(2026, 10, 26)), id="a check until the day before"),
]


class Entrance(Office):
    """A session that is going on, with a proven room."""

    def start(self, draft: MatchDraft | None = None) -> Session:
        session = self.first_session(draft)
        with self.store.begin() as work:
            work.sessions.move(session.id, NOT_OVER, SessionState.OPEN)
            work.rooms.intend(session.id, f"session-{session.id}-room-1", at=NOW)
            work.rooms.made(session.id, MadeRoom(session.platform, "98765", "https://rooms.example.org/98765"))
            opens = Entry(session.monitor_id, "host:host@example.org", opens_room=True)
            work.rooms.proven(session.id, [opens], at=NOW)
        return session

    def lose(self, key: str, clearance: Clearance) -> Person:
        """As time, or a manager, takes it away after the match was made."""
        with self.engine.begin() as conn:
            conn.execute(update(people).where(people.c.key == key).values(**vars(clearance)))
        return self[key]

    def knock(self, key: str, session: Session) -> str:
        with self.store.look() as view:
            door = view.doors.of(session.id, self[key].id)
        assert door is not None
        opening = _opening
        return enter(self.store, door_id=door.id, opening=opening, at=session.starts_at, policy=Policy())

    def told(self, topic: Topic = Topic.SHUT_OUT) -> list[Tiding]:  # type: ignore[override]  # of tidings here
        with self.store.look() as view:
            return [tiding for tiding in view.tidings.many(range(1, 50)).values() if tiding.topic is topic]


def _opening(room: SessionRoom) -> str:
    return "https://rooms.example.org/98765?opens"


@pytest.fixture
def entrance(sqlite_engine: Engine) -> Entrance:
    return Entrance(sqlite_engine)


@pytest.mark.parametrize("clearance", LAPSED)
@pytest.mark.parametrize("key", ["ana", "ruth"], ids=["mentor", "proctor"])
def test_an_uncleared_volunteer_opens_no_door_and_the_manager_hears_why(
    entrance: Entrance, key: str, clearance: Clearance
) -> None:
    session = entrance.start()
    entrance.lose(key, clearance)
    for _ in range(3):
        with pytest.raises(NotLetIn) as shut:
            entrance.knock(key, session)
    assert shut.value.why is DoorIsShut.NOT_CLEARED
    (told,) = entrance.told()
    assert (told.reader_id, told.people) == (entrance["dana"].id, {"volunteer": entrance[key].id})
    assert (told.facts["watches"], told.facts["session"]) == (key == "ruth", session.id)
    assert told.facts["missing"] == list(clearance.missing(session.day))
    with entrance.store.look() as view:
        assert [visit.let_in for visit in view.doors.visits([session.id])[session.id]] == [False] * 3


def test_the_last_day_of_a_check_is_still_good(entrance: Entrance) -> None:
    session = entrance.start()
    entrance.lose("ruth", replace(CLEARED, background_check_until=session.day))
    assert entrance.knock("ruth", session).endswith("?opens")
    assert not entrance.told()


def test_a_guardian_who_opted_in_needs_none_of_it(entrance: Entrance) -> None:
    draft = entrance.draft(student="amara", monitor="grace", monitor_kind=MonitorKind.GUARDIAN)
    session = entrance.start(draft)
    assert entrance["grace"].clearance == Clearance()
    assert entrance.knock("grace", session).endswith("?opens")
    assert entrance.knock("amara", session)


def test_a_teacher_needs_none_of_it_but_the_mentor_in_class_does(entrance: Entrance) -> None:
    session = entrance.start(entrance.in_class())
    assert session.platform is Platform.EXTERNAL
    assert entrance.knock("carol", session)
    assert entrance.knock("ana", session)
    entrance.lose("ana", Clearance())
    with pytest.raises(NotLetIn):
        entrance.knock("ana", session)


def test_a_manager_who_steps_in_is_let_in(entrance: Entrance) -> None:
    session = entrance.start()
    with entrance.store.begin() as work:
        work.doors.add({session.id: entrance.ids("dana")})
    assert entrance["dana"].has(Role.MANAGER)
    assert entrance.knock("dana", session)


def test_too_early_or_too_late_it_says_that_instead(entrance: Entrance) -> None:
    session = entrance.start()
    entrance.lose("ruth", Clearance())
    with entrance.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, SessionState.CANCELLED)
    with pytest.raises(NotLetIn) as shut:
        entrance.knock("ruth", session)
    assert shut.value.why is DoorIsShut.CANCELLED
    assert not entrance.told()
