"""Many numbers and many rows as one parameter: as many as there are, and each value as it was."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DataError

from mentoring.duties import DutyKind, DutyState, PlannedDuty, session_subject
from mentoring.stored import Deed
from tests.contract.database_fixtures import engine, postgres_engine
from tests.contract.program_fixtures import NOW, Office

__all__ = ["engine", "postgres_engine"]

MANY = 70_000
"""More than the parameters that a statement may have, on either database."""
TELL = PlannedDuty(session_subject(1), DutyKind.TELL, NOW)
TEXTS = ("", 'it\'s "so"', "a\\b\nc\td", "🎿 Grüße", "שלום يوسف", "%s :name {x} ?", "[1, null]", "null", "x" * 5000)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def test_numbers_beyond_every_limit_find_what_there_is(office: Office) -> None:
    session = office.first_session()
    with office.store.begin() as work:
        work.people.hold(range(MANY))
        assert len(work.people.many(range(MANY))) == len(work.people.all())
        assert session.id in work.sessions.many(range(MANY))
        work.duties.cancel_all([session_subject(number) for number in range(MANY)], set(DutyKind))
    assert {row.state for row in office.duties(session_subject(session.id))} == {DutyState.CANCELLED}


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 1000])
def test_few_numbers_and_many_find_alike(office: Office, count: int) -> None:
    with office.store.look() as view:
        known = {person.id for person in view.people.all()}
        assert set(view.people.many(range(1, count + 1))) == known & set(range(1, count + 1))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_as_it_was(office: Office, text: str) -> None:
    deed = Deed(NOW, None, "test", "session-1", text, text, text)
    with office.store.begin() as work:
        work.deeds.add(deed)
        assert work.deeds.of("session-1") == [deed]


def test_a_moment_of_any_zone_comes_back_as_that_moment(office: Office) -> None:
    far = datetime(2026, 11, 1, 1, 30, 0, 123456, timezone(timedelta(hours=-9, minutes=-30)))
    with office.store.begin() as work:
        work.duties.plan([PlannedDuty(session_subject(1), DutyKind.TELL, far, expires_at=far + timedelta(hours=1))])
    (row,) = office.duties(session_subject(1))
    assert (row.due_at, row.expires_at) == (far, far + timedelta(hours=1))


def test_of_one_duty_that_is_planned_twice_at_once_the_last_counts(office: Office) -> None:
    later = PlannedDuty(TELL.subject, TELL.kind, NOW + timedelta(hours=1))
    with office.store.begin() as work:
        work.duties.plan([TELL, later])
    assert [row.due_at for row in office.duties(TELL.subject)] == [later.due_at]


def test_a_naive_moment_is_refused(office: Office) -> None:
    with pytest.raises(ValueError, match="time zone"), office.store.begin() as work:
        work.duties.plan([PlannedDuty(TELL.subject, TELL.kind, NOW.replace(tzinfo=None))])
    assert list(office.duties(TELL.subject)) == []


def test_what_is_too_long_is_refused_and_not_cut_off(postgres_engine: Engine) -> None:
    office = Office(postgres_engine)
    with pytest.raises(DataError), office.store.begin() as work:
        work.duties.plan([PlannedDuty(TELL.subject, TELL.kind, NOW, "x" * 101)])
    assert list(office.duties(TELL.subject)) == []


def test_whoever_has_a_guardian_is_written_to_through_them(office: Office) -> None:
    """The database and the rule agree on every person."""
    with office.store.look() as view:
        people = {person.id: person for person in view.people.all()}
        guardians = view.people.guardians_of(people)
    assert {one: guardians.get(one, one) for one in people} == {
        one: person.written_to_through(people).id for one, person in people.items()
    }
    assert guardians == {office["amara"].id: office["grace"].id}
