"""Sessions and rooms, on both databases: moved from state to state, and addresses sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, StatementError

from mentoring.matches import Match
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.sessions import AHEAD, NOT_OVER, PlannedSession, Session, SessionState
from tests.contract.database_fixtures import THREADS, all_at_once, engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, Office

__all__ = ["engine"]

HOUR = timedelta(hours=1)
ZOOM = MadeRoom(Platform.ZOOM, "98765", "https://zoom.example.org/j/98765", "host-1")


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def match(office: Office) -> Match:
    return office.active()


@pytest.fixture
def session(office: Office, match: Match) -> Session:
    return office.sessions(match)[0]


def test_a_session_keeps_its_moment_in_utc_and_its_day_on_the_wall(session: Session) -> None:
    assert session.starts_at == datetime(2026, 10, 27, 20, 30, tzinfo=UTC)
    assert session.starts_at.tzinfo is UTC
    assert (session.day, session.ends_at - session.starts_at) == (FIRST_DAY, HOUR)


def test_a_moment_without_a_zone_is_not_stored(office: Office, match: Match) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a time zone"), office.store.begin() as work:
        work.sessions.add(match, [PlannedSession(FIRST_DAY + timedelta(days=1), naive, naive + HOUR)])


def test_a_match_has_one_session_a_day(office: Office, match: Match, session: Session) -> None:
    again = PlannedSession(session.day, session.starts_at + 2 * HOUR, session.ends_at + 2 * HOUR)
    with pytest.raises(IntegrityError), office.store.begin() as work:
        work.sessions.add(match, [again])


def test_a_session_moves_only_from_where_it_is_thought_to_be(office: Office, session: Session) -> None:
    with office.store.begin() as work:
        assert not work.sessions.move(session.id, {SessionState.READY}, SessionState.OPEN)
        assert work.sessions.move(session.id, AHEAD, SessionState.READY)
        assert not work.sessions.move(4711, AHEAD, SessionState.READY)
    assert office.session(session.id).state is SessionState.READY


def test_of_many_who_move_a_session_at_once_one_does(office: Office, session: Session) -> None:
    def move(_number: int) -> bool:
        with office.store.begin() as work:
            return work.sessions.move(session.id, {SessionState.PLANNED}, SessionState.READY)

    assert sorted(all_at_once(move)) == [False] * (THREADS - 1) + [True]


def test_sessions_between_two_moments_start_in_them(office: Office, session: Session) -> None:
    start = session.starts_at

    def found(since: timedelta, until: timedelta, who: str | None = None) -> list[int]:
        person = office[who].id if who else None
        with office.store.look() as view:
            return [s.id for s in view.sessions.between(start + since, start + until, person_id=person)]

    nothing, second = timedelta(), timedelta(seconds=1)
    assert found(nothing, second) == [session.id]
    assert found(-second, nothing) == found(second, HOUR) == []
    for who in ("ana", "ruth", "luis", "dana"):
        assert found(nothing, second, who) == [session.id]
    for who in ("marcus", "ben", "grace"):
        assert found(nothing, second, who) == []


def test_nothing_asked_for_is_nothing_found(office: Office) -> None:
    with office.store.look() as view:
        for many in (view.people.many, view.matches.many, view.sessions.many, view.rooms.many, view.rooms.entries):
            assert not many([])


# Rooms


def make(office: Office, session: Session, room: MadeRoom = ZOOM) -> None:
    with office.store.begin() as work:
        work.rooms.intend(session.id, f"session-{session.id}-room-1", at=NOW)
        work.rooms.made(session.id, room)


def test_a_room_that_was_set_out_for_is_known_before_it_is_made(office: Office, session: Session) -> None:
    with office.store.begin() as work:
        assert work.rooms.of(session.id) is None
        work.rooms.intend(session.id, "session-1-room-1", at=NOW)
        intended = work.rooms.of(session.id)
    assert intended is not None
    assert (intended.room, intended.attempted_at, intended.proven_at) == (None, NOW, None)


def test_a_room_comes_back_as_it_was_made_and_is_found_by_its_meeting(office: Office, session: Session) -> None:
    make(office, session)
    with office.store.look() as view:
        found = view.rooms.of(session.id)
        assert found == view.rooms.by_meeting("98765") == view.rooms.many([session.id])[session.id]
        assert view.rooms.by_meeting("11111") is None
    assert found is not None
    assert found.room == ZOOM


def test_two_sessions_never_share_a_meeting(office: Office, match: Match) -> None:
    first, second = office.sessions(match)[:2]
    make(office, first)
    with pytest.raises(IntegrityError):
        make(office, second)


def test_a_proof_is_noted_and_taken_back(office: Office, session: Session) -> None:
    make(office, session)
    entry = Entry(office["luis"].id, "registrant:x7", "https://zoom.example.org/w/1?tk=x7")
    with office.store.begin() as work:
        work.rooms.proven(session.id, [entry], at=NOW)
        proven = work.rooms.of(session.id)
        work.rooms.unproven(session.id)
        doubted = work.rooms.of(session.id)
        work.rooms.ended(session.id, at=NOW + HOUR)
        ended = work.rooms.of(session.id)
        assert work.rooms.entry(session.id, entry.person_id) == entry
    assert proven is not None
    assert doubted is not None
    assert ended is not None
    assert (proven.proven_at, doubted.proven_at, ended.ended_at) == (NOW, None, NOW + HOUR)


def test_who_is_admitted_again_is_known_by_the_newest_entry_only(office: Office, session: Session) -> None:
    make(office, session)
    luis, ruth = office.ids("luis", "ruth")
    with office.store.begin() as work:
        work.rooms.admit(session.id, [])
        work.rooms.admit(session.id, [Entry(luis, "registrant:old"), Entry(ruth, "host:1", opens_room=True)])
        work.rooms.admit(session.id, [Entry(luis, "registrant:new")])
        entries = {entry.person_id: entry for entry in work.rooms.entries([session.id])[session.id]}
    assert entries == {luis: Entry(luis, "registrant:new"), ruth: Entry(ruth, "host:1", opens_room=True)}


def test_a_host_is_busy_with_rooms_that_overlap_and_are_not_over(office: Office, session: Session) -> None:
    make(office, session)

    def busy(since: timedelta, until: timedelta) -> dict[str, int]:
        with office.store.look() as view:
            return dict(view.sessions.hosts_busy(session.starts_at + since, session.starts_at + until))

    assert busy(timedelta(), HOUR) == busy(-HOUR, timedelta(seconds=1)) == {"host-1": 1}
    assert busy(-HOUR, timedelta()) == busy(HOUR, 2 * HOUR) == {}
    with office.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, SessionState.CANCELLED)
    assert busy(timedelta(), HOUR) == {}


def test_the_address_of_a_room_is_sealed(office: Office, session: Session) -> None:
    make(office, session)
    with office.engine.connect() as conn:
        kept = conn.exec_driver_sql("SELECT sealed_address FROM rooms").scalar_one()
    assert "zoom" not in kept
