"""Sessions and rooms, on both databases: moved from state to state, and addresses sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from mentoring.hosts import Booking
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
    with pytest.raises(ValueError, match="without a time zone"), office.store.begin() as work:
        work.sessions.add({match: [PlannedSession(FIRST_DAY + timedelta(days=1), naive, naive + HOUR)]})


def test_a_match_has_one_session_a_day(office: Office, match: Match, session: Session) -> None:
    again = PlannedSession(session.day, session.starts_at + 2 * HOUR, session.ends_at + 2 * HOUR)
    with pytest.raises(IntegrityError), office.store.begin() as work:
        work.sessions.add({match: [again]})


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


# A changed session


def change(office: Office, old: Session, **changes: object) -> bool:
    with office.store.begin() as work:
        return work.sessions.change(old, replace(old, **changes))  # type: ignore[arg-type] # the fields vary


def test_a_changed_session_is_planned_anew_under_its_next_version(office: Office, session: Session) -> None:
    with office.store.begin() as work:
        work.sessions.move(session.id, AHEAD, SessionState.READY)
    later, sam = timedelta(days=1), office["sam"].id
    assert change(
        office,
        session,
        day=session.day + later,
        starts_at=session.starts_at + later,
        ends_at=session.ends_at + later,
        monitor_id=sam,
        platform=Platform.ZOOM,
    )
    changed = office.session(session.id)
    assert (changed.version, changed.state) == (2, SessionState.PLANNED)
    assert (changed.day, changed.starts_at) == (session.day + later, session.starts_at + later)
    assert (changed.monitor_id, changed.platform) == (sam, Platform.ZOOM)


def test_a_moved_session_still_stands_for_its_day_in_the_week(office: Office, match: Match, session: Session) -> None:
    """Otherwise the nightly sweep would plan a second one in its place."""
    before = office.sessions(match)
    assert change(office, session, day=session.day + timedelta(days=1))
    assert office.session(session.id).slot_day == session.day
    with office.store.look() as view:
        assert view.sessions.days_of([match.id])[match.id] == {one.day for one in before}
    assert change(office, office.session(session.id), day=session.day)
    assert office.session(session.id).day == session.day


def test_a_change_of_what_somebody_else_has_changed_meanwhile_is_refused(office: Office, session: Session) -> None:
    assert change(office, session, platform=Platform.ZOOM)
    assert not change(office, session, monitor_id=office["sam"].id)
    assert office.session(session.id).monitor_id == session.monitor_id
    assert change(office, office.session(session.id), monitor_id=office["sam"].id)
    assert office.session(session.id).version == 3


def test_of_many_who_change_a_session_at_once_one_does(office: Office, session: Session) -> None:
    answers = all_at_once(lambda number: change(office, session, starts_at=session.starts_at - number * HOUR))
    assert sorted(answers) == [False] * (THREADS - 1) + [True]
    assert office.session(session.id).version == 2


@pytest.mark.parametrize("state", [SessionState.HELD, SessionState.MISSED, SessionState.CANCELLED])
def test_a_session_that_is_over_is_not_changed(office: Office, session: Session, state: SessionState) -> None:
    with office.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, state)
    assert not change(office, office.session(session.id), platform=Platform.ZOOM)
    assert office.session(session.id).state is state


# Bookings


def bookings(office: Office, since: datetime, until: datetime, platform: Platform) -> list[Booking]:
    with office.store.look() as view:
        return list(view.sessions.bookings(since, until, platform))


def test_bookings_are_the_sessions_of_a_platform_that_touch_a_stretch(office: Office, session: Session) -> None:
    start, meet = session.starts_at, Platform.GOOGLE_MEET
    mine = [Booking(session.id, start, session.ends_at)]
    second = timedelta(seconds=1)
    assert bookings(office, start, start + HOUR, meet) == bookings(office, start - HOUR, start + second, meet) == mine
    assert bookings(office, start - HOUR, start, meet) == bookings(office, start + HOUR, start + 2 * HOUR, meet) == []
    assert bookings(office, start, start + HOUR, Platform.ZOOM) == []


def test_a_booking_names_the_host_that_was_chosen_before_there_is_a_room(office: Office, session: Session) -> None:
    with office.store.begin() as work:
        work.rooms.intend(session.id, "session-1-room-1", at=NOW, host="room1@example.org")
    found = bookings(office, session.starts_at, session.ends_at, Platform.GOOGLE_MEET)
    assert [booking.host for booking in found] == ["room1@example.org"]
    with office.store.begin() as work:
        work.rooms.rehost(session.id, "room2@example.org")
        standing = work.rooms.of(session.id)
    assert standing is not None
    assert standing.host == "room2@example.org"


def test_what_is_over_is_no_booking_and_comes_in_the_order_of_the_starts(office: Office, match: Match) -> None:
    first, second, *_ = office.sessions(match)
    found = bookings(office, first.starts_at, second.ends_at, Platform.GOOGLE_MEET)
    assert [booking.session_id for booking in found] == [first.id, second.id]
    with office.store.begin() as work:
        work.sessions.move(first.id, NOT_OVER, SessionState.CANCELLED)
    found = bookings(office, first.starts_at, second.ends_at, Platform.GOOGLE_MEET)
    assert [booking.session_id for booking in found] == [second.id]


def test_sessions_that_are_watched_are_counted_by_platform(office: Office, session: Session) -> None:
    ahead, after, second = timedelta(minutes=15), timedelta(minutes=10), timedelta(seconds=1)

    def running(at: datetime) -> dict[Platform, int]:
        with office.store.look() as view:
            return dict(view.sessions.running(at, ahead=ahead, after=after))

    first, last = session.starts_at - ahead, session.ends_at + after
    assert running(first) == running(session.starts_at) == running(last - second) == {Platform.GOOGLE_MEET: 1}
    assert running(first - second) == running(last) == {}
    with office.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, SessionState.STOPPED)
    assert running(session.starts_at) == {}


# Retired rooms


def test_a_session_without_a_room_has_none_to_retire(office: Office, session: Session) -> None:
    with office.store.begin() as work:
        assert work.rooms.retire([session.id], at=NOW) == {}
        assert (work.rooms.generations(session.id), work.rooms.retired(session.id, 1)) == (0, None)


def test_a_retired_room_is_kept_by_its_generation_and_nobody_has_an_entry_any_more(
    office: Office, session: Session
) -> None:
    make(office, session)
    with office.store.begin() as work:
        work.rooms.admit(session.id, [Entry(office["luis"].id, "registrant:x7")])
        assert work.rooms.retire([session.id], at=NOW) == {session.id: 1}
        retired = work.rooms.retired(session.id, 1)
        assert (work.rooms.of(session.id), work.rooms.by_meeting("98765")) == (None, None)
        assert work.rooms.entries([session.id]) == {session.id: []}
    assert retired is not None
    assert (retired.effect_key, retired.platform, retired.room) == (
        f"session-{session.id}-room-1",
        Platform.ZOOM,
        ZOOM,
    )


def test_the_next_room_has_the_next_generation(office: Office, session: Session) -> None:
    make(office, session)
    with office.store.begin() as work:
        work.rooms.retire([session.id], at=NOW)
        work.rooms.intend(session.id, f"session-{session.id}-room-2", at=NOW)
        standing = work.rooms.of(session.id)
        assert work.rooms.retire([session.id], at=NOW + HOUR) == {session.id: 2}
        assert work.rooms.generations(session.id) == 2
    assert standing is not None
    assert standing.generation == 2


def test_a_room_that_was_never_answered_for_is_retired_on_the_platform_it_was_asked_of(
    office: Office, session: Session
) -> None:
    """Its session may be on another one a moment later, and then nothing else would tell."""
    with office.store.begin() as work:
        work.rooms.intend(session.id, "session-1-room-1", at=NOW)
        work.rooms.retire([session.id], at=NOW)
        work.sessions.change(session, replace(session, platform=Platform.ZOOM))
        lost = work.rooms.retired(session.id, 1)
    assert lost is not None
    assert (lost.platform, lost.room) == (Platform.GOOGLE_MEET, None)


def test_who_is_put_out_has_no_entry_and_the_others_keep_theirs(office: Office, session: Session) -> None:
    make(office, session)
    luis, ruth = office.ids("luis", "ruth")
    with office.store.begin() as work:
        work.rooms.admit(session.id, [Entry(luis, "registrant:1"), Entry(ruth, "host:1", opens_room=True)])
        work.rooms.expel(session.id, ruth)
        work.rooms.expel(session.id, 4711)
        assert work.rooms.entry(session.id, ruth) is None
        assert work.rooms.entry(session.id, luis) == Entry(luis, "registrant:1")


def test_the_address_of_a_room_is_sealed(office: Office, session: Session) -> None:
    make(office, session)
    with office.engine.connect() as conn:
        kept = conn.exec_driver_sql("SELECT sealed_address FROM rooms").scalar_one()
    assert "zoom" not in kept
    with office.store.begin() as work:
        work.rooms.retire([session.id], at=NOW)
    with office.engine.connect() as conn:
        kept = conn.exec_driver_sql("SELECT sealed_address FROM retired_rooms").scalar_one()
    assert "zoom" not in kept
