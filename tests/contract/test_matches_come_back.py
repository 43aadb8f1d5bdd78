"""Matches of a file whose people may not meet: a new one is refused; one that stood comes back, and nobody comes to a
child by it who may not (I3, I9, R063)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import Engine

from integrations.database.store import SqlStore
from mentoring.acts.booking import SlotTaken
from mentoring.acts.doorway import DoorIsShut, NotLetIn, enter
from mentoring.acts.importing import Fate, Imported, RosterRefused, take_in
from mentoring.acts.matchmaking import confirm_match
from mentoring.cover import WhyCover
from mentoring.duties import DutyKind, session_subject
from mentoring.errors import Refusal
from mentoring.matches import GuardianNotOptedIn, NotCleared
from mentoring.people import Person
from mentoring.rooms import Entry, MadeRoom
from mentoring.rosters import read_roster
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.volunteers import NotYet
from tests.contract.database_fixtures import VAULT, engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY
from tests.unit.roster_fixtures import CLEARED, Cells, sheet

__all__ = ["engine", "sqlite_engine"]

STOOD: dict[str, str] = {"made_on": "2026-09-20"}
RUN_OUT: dict[str, str] = {"background_check_until": "2026-10-25"}
OWN_CHILD: dict[str, str] = {"monitor": "grace", "monitor_kind": "guardian"}
LATER: dict[str, dict[str, str]] = {"m-class": {"time": "15:30"}}
"""In the small program both matches have one mentor and one hour."""


class House:
    """An empty one, and what it makes of the small roster; `m-ils` is the match of Amara with Ana, watched by Ruth."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.store = engine, SqlStore(engine, VAULT)

    def take(self, changes: Mapping[str, Cells], *more: Cells) -> Imported:
        roster = read_roster(sheet({**LATER, **changes}, more=more))
        return take_in(self.store, roster, at=NOW, policy=POLICY)

    def refuses(self, changes: Mapping[str, Cells], *more: Cells) -> list[tuple[str, type[Refusal]]]:
        with pytest.raises(RosterRefused) as refused:
            self.take(changes, *more)
        return [(row.key, type(refusal)) for row, refusal in refused.value.refused]

    def person(self, key: str) -> Person:
        with self.store.look() as view:
            found = view.people.by_key(key)
        assert found is not None
        return found

    def sessions(self, key: str = "m-ils") -> list[Session]:
        with self.store.look() as view:
            match = view.matches.by_key(key)
            assert match is not None
            return list(view.sessions.of_match(match.id))

    def wanted(self) -> set[WhyCover | None]:
        """Why each session of the match wants cover; None for one that does not."""
        sessions = [session.id for session in self.sessions()]
        with self.store.look() as view:
            covers = view.covers.of(sessions)
        return {covers[one].why if one in covers and covers[one].wanted else None for one in sessions}

    def open(self) -> Session:
        """Its first session has begun, in a room that is proven."""
        session = self.sessions()[0]
        with self.store.begin() as work:
            work.sessions.move(session.id, NOT_OVER, SessionState.OPEN)
            work.rooms.intend(session.id, f"session-{session.id}-room-1", at=NOW)
            work.rooms.made(session.id, MadeRoom(session.platform, "98765", "https://rooms.example.org/98765"))
            opens = Entry(session.monitor_id, "host:host@example.org", opens_room=True)
            work.rooms.proven(session.id, [opens], at=NOW)
        return session

    def knock(self, key: str, session: Session) -> DoorIsShut | None:
        """Why they are not let in; None when they are."""
        with self.store.look() as view:
            door = view.doors.of(session.id, self.person(key).id)
        assert door is not None
        try:
            enter(
                self.store,
                door_id=door.id,
                opening=lambda _room: "https://rooms.example.org/98765?opens",
                at=session.starts_at,
                policy=POLICY,
            )
        except NotLetIn as shut:
            return shut.why
        return None


@pytest.fixture
def house(sqlite_engine: Engine) -> House:
    return House(sqlite_engine)


@pytest.fixture
def either(engine: Engine) -> House:
    return House(engine)


@pytest.mark.parametrize("lack", CLEARED)
@pytest.mark.parametrize("key", ["ana", "ruth"])
def test_a_new_match_with_an_uncleared_volunteer_is_refused(house: House, key: str, lack: str) -> None:
    """R041, I9. Ana mentors in both matches."""
    matches = ["m-ils", "m-class"] if key == "ana" else ["m-ils"]
    assert house.refuses({key: {lack: ""}}) == [(match, NotCleared) for match in matches]


def test_a_new_match_with_a_guardian_who_gave_no_word_is_refused(house: House) -> None:
    """R063."""
    assert house.refuses({"m-ils": OWN_CHILD}) == [("m-ils", GuardianNotOptedIn)]


def test_a_match_that_is_here_stays_and_wants_cover_when_a_file_takes_the_check_away(either: House) -> None:
    either.take({})
    done = either.take({"ruth": {"background_check_until": ""}})

    assert [row.fate for row in done.rows if row.key in ("ruth", "m-ils")] == [Fate.CHANGED, Fate.UNCHANGED]
    assert either.wanted() == {WhyCover.LAPSED}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ruth": RUN_OUT}, WhyCover.LAPSED),
        ({"ruth": dict.fromkeys(CLEARED, "")}, WhyCover.LAPSED),
        ({"m-ils": STOOD | OWN_CHILD}, WhyCover.OPTED_OUT),
        ({"ruth": {"roles": "staff"}}, WhyCover.LEFT),
    ],
)
def test_a_match_that_stood_comes_back_and_is_covered_at_once(
    either: House, changes: Mapping[str, Cells], why: WhyCover
) -> None:
    done = either.take({"m-ils": STOOD, **changes})

    assert next(row.fate for row in done.rows if row.key == "m-ils") is Fate.NEW
    assert either.wanted() == {why}
    with either.store.begin() as work:
        seeking = {duty.subject for duty in work.duties.take([DutyKind.SEEK_COVER], at=NOW, limit=99)}
    assert seeking == {session_subject(session.id) for session in either.sessions()}


def test_the_door_of_a_monitor_who_is_not_cleared_is_shut_and_no_child_is_let_in(house: House) -> None:
    house.take({"m-ils": STOOD, "ruth": RUN_OUT})
    session = house.open()

    assert house.knock("ruth", session) is DoorIsShut.RELIEVED
    assert house.knock("amara", session) is DoorIsShut.UNGUARDED


def test_so_is_that_of_a_mentor_who_is_not_cleared(house: House) -> None:
    house.take({"m-ils": STOOD, "m-class": LATER["m-class"] | STOOD, "ana": RUN_OUT})
    coming = [session for session in house.sessions() if session.starts_at <= NOW + POLICY.hold_ahead]
    session = house.open()

    assert {one.state for one in coming} == {SessionState.CANCELLED}
    assert house.knock("ana", session) is not None
    assert house.knock("amara", session) is not None


def test_who_is_cleared_and_was_is_let_in(house: House) -> None:
    house.take({"m-ils": STOOD})
    session = house.open()

    assert house.wanted() == {None}
    assert house.knock("ruth", session) is None


def test_a_proposal_that_stood_comes_back_and_nobody_confirms_it(house: House) -> None:
    proposed = STOOD | {"state": "proposed", "released_by": ""}
    house.take({"m-ils": proposed, "ruth": RUN_OUT})
    with house.store.look() as view:
        match = view.matches.by_key("m-ils")
    assert match is not None
    with pytest.raises(NotCleared):
        confirm_match(
            house.store,
            actor=house.person("dana"),
            match_id=match.id,
            starts_on=date(2026, 11, 2),
            request="r-1",
            at=NOW,
            policy=POLICY,
        )


def test_nothing_was_made_tomorrow(house: House) -> None:
    assert house.refuses({"m-ils": {"made_on": "2026-10-27"}}) == [("m-ils", NotYet)]


def test_that_a_match_stood_puts_nobody_into_two_rooms(house: House) -> None:
    twin = a_twin("m-twin")
    assert house.refuses({"m-ils": STOOD}, twin) == [("m-twin", SlotTaken)]


def test_nor_does_an_offer_unless_nobody_has_chosen_yet(house: House) -> None:
    first = STOOD | {"offer": "m-ils"}
    assert house.refuses({"m-ils": first}, a_twin("m-twin", offer="m-ils")) == [("m-twin", SlotTaken)]

    open_ = {"state": "proposed", "released_by": ""}
    house.take({"m-ils": {**first, **open_}}, a_twin("a-twin", offer="m-ils", **open_))

    with house.store.look() as view:
        options = [view.matches.by_key(key) for key in ("m-ils", "a-twin")]
    assert len({option.offer for option in options if option is not None}) == 1


def a_twin(key: str, **more: str) -> dict[str, str]:
    """Of the match of Amara, for Luis."""
    cells = {"record": "match", "key": key, "program": "ils", "mentor": "ana", "students": "luis", "monitor": "ruth"}
    when = {"weekday": "MO", "time": "16:30", "starts_on": "2026-10-05", "platform": "google_meet"}
    rest = {"monitor_kind": "proctor", "manager": "dana", "state": "active", "released_by": "dana"}
    return cells | when | rest | STOOD | more
