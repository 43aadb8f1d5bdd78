"""The door: who is sent on, where to, and what is written down about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from integrations.vault import SignedDoorKeys
from mentoring.acts.answering import SessionIsOver
from mentoring.acts.doorway import DoorIsShut, NoDoor, NotLetIn, enter, own_door
from mentoring.errors import Refusal
from mentoring.permissions import NotYourMatch
from mentoring.policy import Policy
from mentoring.ports import ProviderError
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.stored import Door, SessionRoom, Visit
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import NOW, Office

__all__ = ["sqlite_engine"]

KEYS = SignedDoorKeys("a secret key for the tests", public_url="https://mentoring.example.org/")
ROOM = MadeRoom(Platform.ZOOM, "98765", "https://zoom.example.org/j/98765", "host@example.org")
OPENING = "https://zoom.example.org/s/98765?zak=abc"
PERSONAL = "https://zoom.example.org/w/98765?tk=luis"


class Entrance(Office):
    """An open session with a proven room, in front of whose doors people stand."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.of = self.first_session()
        self.asked: list[SessionRoom] = []
        with self.store.begin() as work:
            work.sessions.move(self.of.id, NOT_OVER, SessionState.OPEN)
            work.rooms.intend(self.of.id, "session-1-room-1", at=NOW)
            work.rooms.made(self.of.id, ROOM)
            entries = (
                Entry(self["ruth"].id, "host:host@example.org", opens_room=True),
                Entry(self["luis"].id, "registrant:luis", PERSONAL),
                Entry(self["ana"].id, "users/ana"),
            )
            work.rooms.proven(self.of.id, entries, at=NOW)
            work.doors.add({self.of.id: self.ids("dana", "mia")})

    def door(self, key: str) -> Door:
        with self.store.look() as view:
            door = view.doors.of(self.of.id, self[key].id)
        assert door is not None
        return door

    def opening(self, room: SessionRoom) -> str:
        self.asked.append(room)
        return OPENING

    def knock(self, key: str, *, at: datetime | None = None) -> str:
        at = at or self.of.starts_at
        return enter(self.store, door_id=self.door(key).id, opening=self.opening, at=at, policy=Policy())

    def sent_away(self, key: str, *, at: datetime | None = None) -> NotLetIn:
        with pytest.raises(NotLetIn) as shut:
            self.knock(key, at=at)
        return shut.value

    @property
    def visits(self) -> list[Visit]:
        with self.store.look() as view:
            return list(view.doors.visits([self.of.id])[self.of.id])


@pytest.fixture
def entrance(sqlite_engine: Engine) -> Entrance:
    return Entrance(sqlite_engine)


@pytest.mark.parametrize(
    ("who", "address"),
    [("ana", ROOM.address), ("luis", PERSONAL), ("ruth", OPENING), ("dana", OPENING), ("mia", ROOM.address)],
    ids=["mentor", "student with an own address", "monitor", "manager who stands in", "guest without an entry"],
)
def test_everybody_is_sent_where_they_belong(entrance: Entrance, who: str, address: str) -> None:
    assert entrance.knock(who) == address
    opened = address == OPENING
    assert entrance.visits == [Visit(entrance[who].id, entrance.of.starts_at, let_in=True, opened=opened)]


def test_the_opening_address_is_asked_for_in_the_moment_and_by_nobody_else(entrance: Entrance) -> None:
    entrance.knock("ana")
    assert entrance.asked == []
    entrance.knock("ruth")
    assert [room.room for room in entrance.asked] == [ROOM]


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (timedelta(minutes=-15, seconds=-1), DoorIsShut.EARLY),
        (timedelta(hours=1), DoorIsShut.OVER),
        (timedelta(days=1), DoorIsShut.OVER),
    ],
)
def test_a_door_works_only_around_the_session(entrance: Entrance, moment: timedelta, why: DoorIsShut) -> None:
    shut = entrance.sent_away("ana", at=entrance.of.starts_at + moment)
    assert (shut.why, shut.session) == (why, entrance.session(entrance.of.id))
    assert [(visit.let_in, visit.opened) for visit in entrance.visits] == [(False, False)]


@pytest.mark.parametrize("moment", [timedelta(minutes=-15), timedelta(minutes=59, seconds=59)])
def test_a_door_opens_a_quarter_before_and_until_the_end(entrance: Entrance, moment: timedelta) -> None:
    assert entrance.knock("ana", at=entrance.of.starts_at + moment) == ROOM.address


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (SessionState.CANCELLED, DoorIsShut.CANCELLED),
        (SessionState.STOPPED, DoorIsShut.CANCELLED),
        (SessionState.HELD, DoorIsShut.OVER),
        (SessionState.MISSED, DoorIsShut.OVER),
    ],
)
def test_nobody_comes_into_a_session_that_is_over(entrance: Entrance, state: SessionState, why: DoorIsShut) -> None:
    with entrance.store.begin() as work:
        work.sessions.move(entrance.of.id, NOT_OVER, state)
    assert entrance.sent_away("luis").why is why
    assert len(entrance.visits) == 1


def test_behind_a_revoked_door_nothing_is_said_about_any_session(entrance: Entrance) -> None:
    with entrance.store.begin() as work:
        work.doors.revoke(entrance.of.id, at=NOW)
    shut = entrance.sent_away("ana")
    assert (shut.why, shut.session, shut.program) == (DoorIsShut.UNKNOWN, None, None)
    assert [visit.let_in for visit in entrance.visits] == [False]


def test_a_monitor_who_was_replaced_is_told_so_whatever_the_hour(entrance: Entrance) -> None:
    with entrance.store.begin() as work:
        work.doors.revoke(entrance.of.id, at=NOW, person_id=entrance["mia"].id)
    for moment in (-timedelta(days=1), timedelta(0), timedelta(hours=2)):
        assert entrance.sent_away("mia", at=entrance.of.starts_at + moment).why is DoorIsShut.REPLACED


def test_a_replaced_monitor_of_a_cancelled_session_hears_that_it_is_cancelled(entrance: Entrance) -> None:
    with entrance.store.begin() as work:
        work.doors.revoke(entrance.of.id, at=NOW, person_id=entrance["mia"].id)
        work.sessions.move(entrance.of.id, NOT_OVER, SessionState.CANCELLED)
    assert entrance.sent_away("mia").why is DoorIsShut.CANCELLED


@pytest.mark.parametrize("hours", [0, 1, 24])
def test_a_door_knows_whether_its_session_is_at_its_weekly_hour(entrance: Entrance, hours: int) -> None:
    of = other_session(entrance)
    later = replace(of, starts_at=of.starts_at + timedelta(hours=hours), ends_at=of.ends_at + timedelta(hours=hours))
    with entrance.store.begin() as work:
        assert work.sessions.change(of, later)
    entrance.of = of

    assert entrance.sent_away("ana", at=NOW).moved == (hours > 0)
    assert entrance.sent_away("ana", at=later.ends_at).moved == (hours > 0)


# One's own door


def test_everybody_of_the_session_finds_their_own_door(entrance: Entrance) -> None:
    for key in ("ana", "ruth", "luis"):
        found = own_door(entrance.store, actor=entrance[key], session_id=entrance.of.id, at=NOW)
        assert found == entrance.door(key)


@pytest.mark.parametrize(("key", "refusal"), [("ben", NotYourMatch), ("sam", NotYourMatch), ("marcus", NoDoor)])
def test_who_has_no_door_is_told_why(entrance: Entrance, key: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        own_door(entrance.store, actor=entrance[key], session_id=entrance.of.id, at=NOW)


def test_a_manager_who_has_stepped_in_finds_their_door(entrance: Entrance) -> None:
    found = own_door(entrance.store, actor=entrance["dana"], session_id=entrance.of.id, at=NOW)
    assert found == entrance.door("dana")


def test_a_session_that_is_over_has_no_door_to_give(entrance: Entrance) -> None:
    with pytest.raises(SessionIsOver):
        own_door(entrance.store, actor=entrance["ana"], session_id=entrance.of.id, at=entrance.of.ends_at)


@pytest.mark.parametrize("door_id", [None, 4711])
def test_a_door_that_is_none_leads_nowhere(entrance: Entrance, door_id: int | None) -> None:
    with pytest.raises(NotLetIn) as shut:
        enter(entrance.store, door_id=door_id, opening=entrance.opening, at=entrance.of.starts_at, policy=Policy())
    assert (shut.value.why, shut.value.session) == (DoorIsShut.UNKNOWN, None)
    assert entrance.visits == []


@pytest.mark.parametrize("state", [SessionState.PLANNED, SessionState.READY])
def test_a_room_that_is_not_proven_is_not_handed_out_to_anybody(entrance: Entrance, state: SessionState) -> None:
    with entrance.store.begin() as work:
        work.sessions.move(entrance.of.id, NOT_OVER, state)
        work.rooms.unproven(entrance.of.id)
    for who in ("ana", "ruth", "luis", "dana"):
        assert entrance.sent_away(who).why is DoorIsShut.NO_ROOM
    assert entrance.asked == []
    assert [visit.let_in for visit in entrance.visits] == [False] * 4


def test_a_room_that_drifted_while_it_is_open_lets_in_only_those_who_look_after_whoever_is_inside(
    entrance: Entrance,
) -> None:
    with entrance.store.begin() as work:
        work.rooms.unproven(entrance.of.id)
    for who in ("ana", "luis", "mia"):
        assert entrance.sent_away(who).why is DoorIsShut.NO_ROOM
    assert [entrance.knock(who) for who in ("ruth", "dana")] == [OPENING, OPENING]


def test_a_session_without_a_room_has_nothing_behind_its_door(entrance: Entrance) -> None:
    entrance.of = other_session(entrance)
    assert entrance.sent_away("ana").why is DoorIsShut.NO_ROOM


def other_session(entrance: Entrance) -> Session:
    with entrance.store.look() as view:
        return view.sessions.of_match(entrance.of.match_id)[1]


def test_a_platform_that_is_down_keeps_the_monitor_out_but_not_the_others(entrance: Entrance) -> None:
    def down(_room: SessionRoom) -> str:
        raise ProviderError("open the room", "HTTP 503", permanent=False)

    with pytest.raises(NotLetIn) as shut:
        enter(
            entrance.store,
            door_id=entrance.door("ruth").id,
            opening=down,
            at=entrance.of.starts_at,
            policy=Policy(),
        )
    assert shut.value.why is DoorIsShut.PLATFORM_DOWN
    assert [(visit.let_in, visit.opened) for visit in entrance.visits] == [(False, False)]
    assert entrance.knock("luis") == PERSONAL


# The keys


@given(st.integers(1, 2**31))
def test_a_door_link_carries_the_number_of_the_door_and_nothing_else(door_id: int) -> None:
    link = KEYS.link(Door(door_id, 1, 2))
    start, token = link.rsplit("/", 1)
    assert start == "https://mentoring.example.org/join"
    assert KEYS.read(token) == door_id


@given(st.text(max_size=60))
def test_a_made_up_token_opens_nothing(token: str) -> None:
    assert KEYS.read(token) is None


@given(st.integers(1, 10_000), st.data())
def test_a_token_with_any_character_changed_opens_nothing_else(door_id: int, data: st.DataObject) -> None:
    token = KEYS.link(Door(door_id, 1, 2)).rsplit("/", 1)[1]
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("abcXYZ019-_."))
    assert KEYS.read(token[:place] + other + token[place + 1 :]) in (None, door_id)


def test_a_token_signed_with_another_key_opens_nothing() -> None:
    others = SignedDoorKeys("another secret key", public_url="https://mentoring.example.org")
    assert KEYS.read(others.link(Door(1, 1, 2)).rsplit("/", 1)[1]) is None
