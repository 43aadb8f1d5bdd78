"""When a teacher cannot come, the manager reads at once who else of the school could: nobody is asked by a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.offering import ask_somebody, take_cover
from mentoring.acts.replying import answer_reminder
from mentoring.acts.seeking import seek
from mentoring.acts.standing_in import colleagues
from mentoring.alerts import Alert, AlertReason, AlertState
from mentoring.duties import DutyKind, session_subject
from mentoring.matches import MonitorKind
from mentoring.people import Person, Role
from mentoring.sessions import Session
from mentoring.stored import Answer
from tests.contract.database_fixtures import engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, TUESDAY, Office, person_row
from tests.unit.rule_fixtures import person

__all__ = ["engine", "sqlite_engine"]

HOUR = timedelta(hours=1)
STAFF = (
    person_row("carol", Role.TEACHER, school="Umana Academy"),
    person_row("olive", Role.STAFF, school="umana  academy"),
    person_row("tom", Role.TEACHER, school="Umana Academy"),
    person_row("una", Role.TEACHER),
    person_row("lat", Role.TEACHER, school="Latin Academy"),
)


class Class:
    """A session in carol's class, at a school where others work too."""

    def __init__(self, engine: Engine) -> None:
        self.office = Office(engine)
        self.office.add_people(*STAFF)
        self.store = self.office.store
        self.id = self.office.sessions(self.office.active(self.office.in_class()))[0].id

    @property
    def session(self) -> Session:
        return self.office.session(self.id)

    def cannot(self) -> None:
        answer_reminder(self.store, actor=self.office["carol"], session_id=self.id, answer=Answer.CANNOT, at=NOW)
        (due,) = {row.due_at for row in self.office.duties(session_subject(self.id), DutyKind.SEEK_COVER)}
        assert due == NOW, "at once"
        seek(self.store, session_ids=[self.id], at=NOW, policy=POLICY)

    def alert(self) -> Alert:
        with self.store.look() as view:
            return view.alerts.of_sessions([self.id])[self.id, AlertReason.NEEDS_COVER]

    def shown(self) -> list[str]:
        keys = {one.id: key for key, one in self.people().items()}
        return [keys[number] for number in self.alert().facts.candidates]

    def people(self) -> dict[str, Person]:
        with self.store.look() as view:
            return {one.key: one for one in view.people.all()}


@pytest.fixture
def room(sqlite_engine: Engine) -> Class:
    return Class(sqlite_engine)


def test_the_manager_reads_at_once_who_else_of_the_school_is_free(engine: Engine) -> None:
    room = Class(engine)
    room.cannot()
    assert room.alert().state is AlertState.RAISED
    assert room.shown() == ["olive", "tom", "una"], "of the school first, of no known school last, of another never"


def test_nobody_of_the_school_is_asked_by_a_rule(room: Class) -> None:
    room.cannot()
    for hours in (1, 2, 4):
        seek(room.store, session_ids=[room.id], at=NOW + hours * HOUR, policy=POLICY)
    with room.store.look() as view:
        assert view.offers.of([room.id])[room.id] == []
    assert room.shown() == ["olive", "tom", "una"]


def test_whoever_teaches_another_class_at_that_hour_is_not_named(room: Class) -> None:
    other = room.office.in_class(mentor="ben", student="mia", slot=TUESDAY)
    link, tom = "https://class.example.org/6a", room.office["tom"].id
    room.office.active(replace(other, monitor_id=tom, link=link))
    room.cannot()
    assert room.shown() == ["olive", "una"]


def test_whoever_watches_over_another_group_in_the_same_room_could(engine: Engine) -> None:
    """R017: the groups of one class meet in breakouts of one room."""
    room = Class(engine)
    other = room.office.in_class(mentor="ben", student="mia", slot=TUESDAY)
    room.office.active(replace(other, monitor_id=room.office["tom"].id))
    room.cannot()
    assert room.shown() == ["olive", "tom", "una"]


def test_whom_the_manager_asks_and_who_says_yes_watches_over_the_class(room: Class) -> None:
    room.cannot()
    dana, olive = room.office["dana"], room.office["olive"]
    ask_somebody(room.store, actor=dana, session_ids=[room.id], person_id=olive.id, at=NOW, policy=POLICY)
    with room.store.look() as view:
        (offer,) = view.offers.of([room.id])[room.id]
    take_cover(room.store, actor=olive, offer_ids=[offer.id], at=NOW, policy=POLICY)
    assert (room.session.monitor_id, room.session.monitor_kind) == (olive.id, MonitorKind.TEACHER)
    assert room.alert().state is AlertState.RESOLVED


def test_a_school_without_anybody_else_is_no_silent_gap(sqlite_engine: Engine) -> None:
    room = Class(sqlite_engine)
    room.office.add_people(*(person_row(row.key, Role.STAFF, school="Elsewhere") for row in STAFF[1:]))
    room.cannot()
    assert (room.alert().state, room.shown()) == (AlertState.RAISED, [])


@pytest.mark.parametrize(
    ("school", "found"),
    [("Umana", [1, 3, 2]), ("Latin", [4, 2]), (None, [1, 3, 4, 2]), ("🙂", [2]), ("", [2])],
)
def test_schools_are_told_apart_by_name_without_case_and_accents(school: str | None, found: Sequence[int]) -> None:
    staff = [
        person(1, Role.STAFF, school="UMANA"),
        person(2, Role.STAFF),
        person(3, Role.TEACHER, school="Umaná"),
        person(4, Role.TEACHER, school="Latin"),
    ]
    assert colleagues(staff, school) == found
