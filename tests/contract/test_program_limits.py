"""What everybody in a program carries: less than a person's own limit, more than what is usual."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.booking import SlotTaken, TimeTaken
from mentoring.acts.changing import move_session
from mentoring.acts.limiting import set_limit, set_program_limit
from mentoring.limits import (
    MOST,
    NOTHING_SET,
    Carried,
    LimitKind,
    LimitOutOfRange,
    Limits,
    OwnLimits,
    TooManyHours,
    TooManyMatches,
    limits_of,
)
from mentoring.matches import MatchDraft
from mentoring.permissions import ManagersOnly
from mentoring.programs import Program
from mentoring.slots import Slot, Weekday
from tests.contract.database_fixtures import all_at_once, engine, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office, office

__all__ = ["engine", "office", "postgres_engine", "sqlite_engine"]

WEDNESDAY, FIVE_THIRTY = Slot(Weekday.WE, time(16, 30)), Slot(Weekday.TU, time(17, 30))
USUAL = Limits(POLICY.most_matches, POLICY.most_weekly, POLICY.least_gap)


def limit(
    office: Office, kind: LimitKind, value: int | None, program: Program | None = None, by: str = "dana"
) -> Limits:
    return set_program_limit(
        office.store,
        actor=office[by],
        program=program or office.program,
        kind=kind,
        value=value,
        at=NOW,
        policy=POLICY,
    )


def own(office: Office, key: str, kind: LimitKind, value: int | None) -> Limits:
    return set_limit(
        office.store, actor=office["dana"], person=office[key], kind=kind, value=value, at=NOW, policy=POLICY
    )


def second(office: Office, slot: Slot = WEDNESDAY) -> MatchDraft:
    return office.draft(student="mia", monitor="sam", slot=slot)


def test_what_is_set_for_a_person_goes_before_the_program_and_that_before_what_is_usual() -> None:
    person, program = OwnLimits(matches=7), OwnLimits(matches=3, hours=4)
    assert limits_of(NOTHING_SET, NOTHING_SET, POLICY) == USUAL
    assert limits_of(person, program, POLICY) == Limits(7, timedelta(hours=4), USUAL.gap)


def test_a_gap_of_nothing_that_is_set_is_a_gap_of_nothing() -> None:
    assert limits_of(OwnLimits(gap=0), OwnLimits(gap=30), POLICY).gap == timedelta(0)


def test_between_two_programs_the_longer_pause_is_kept_whichever_was_there_first() -> None:
    carried = Carried({2: OwnLimits(gap=5)}, {10: OwnLimits(gap=30)}, POLICY)
    assert carried.gap(1, 10, 11) == carried.gap(1, 11, 10) == timedelta(minutes=30)
    assert carried.gap(2, 10, 11) == timedelta(minutes=5)
    assert carried.gap(1, 11, 11) == USUAL.gap


def test_a_programs_matches_are_counted_against_its_limit_until_it_is_taken_back(engine: Engine) -> None:
    office = Office(engine)
    office.create(office.draft())
    assert limit(office, LimitKind.MATCHES, 1).matches == 1
    with pytest.raises(TooManyMatches) as refused:
        office.create(second(office))
    assert (refused.value.person.key, refused.value.limit) == ("ana", 1)
    assert limit(office, LimitKind.MATCHES, None).matches == POLICY.most_matches
    assert office.create(second(office))
    with office.store.look() as view:
        deeds = view.deeds.of(f"program-{office.program.id}")
    assert [(deed.action, deed.before, deed.after) for deed in deeds] == [
        ("limit.matches", "usual", "1"),
        ("limit.matches", "1", "usual"),
    ]


def test_said_again_it_is_noted_once(office: Office) -> None:
    limit(office, LimitKind.HOURS, 3)
    limit(office, LimitKind.HOURS, 3)
    assert office.deeds(f"program-{office.program.id}") == ["limit.hours"]


def test_two_limits_that_are_set_at_once_both_stand(postgres_engine: Engine) -> None:
    """On PostgreSQL, which lets both write."""
    office = Office(postgres_engine)
    set_to = {LimitKind.MATCHES: 3, LimitKind.HOURS: 4, LimitKind.GAP: 20}
    kinds = list(set_to)
    all_at_once(lambda number: limit(office, kinds[number % 3], set_to[kinds[number % 3]]))
    with office.store.look() as view:
        assert view.limits.of_programs() == {office.program.id: OwnLimits(3, 4, 20)}


def test_a_person_may_carry_more_than_their_program_says(office: Office) -> None:
    office.create(office.draft())
    limit(office, LimitKind.MATCHES, 1)
    assert own(office, "ana", LimitKind.MATCHES, 2).matches == 2
    assert office.create(second(office))


def test_another_program_is_not_touched(office: Office) -> None:
    limit(office, LimitKind.MATCHES, 1, office.school)
    office.create(office.draft())
    assert office.create(second(office))


def test_the_hours_of_a_week_are_those_of_the_program(office: Office) -> None:
    limit(office, LimitKind.HOURS, 1)
    office.create(office.draft())
    with pytest.raises(TooManyHours):
        office.create(second(office))


def test_the_pause_of_a_program_is_kept_beside_matches_of_another_one(office: Office) -> None:
    evening = office.add_program("evening")
    limit(office, LimitKind.GAP, 15, evening)
    office.active(office.draft())
    late = office.draft(student="mia", monitor="sam", slot=FIVE_THIRTY, program_id=evening.id)
    with pytest.raises(SlotTaken) as refused:
        office.create(late)
    assert (refused.value.person.key, refused.value.gap) == ("ana", timedelta(minutes=15))
    own(office, "ana", LimitKind.GAP, 0)
    assert office.create(late)


def test_a_session_is_not_moved_into_the_pause_of_its_program(office: Office) -> None:
    office.active()
    other = office.sessions(office.active(second(office)))[0]
    limit(office, LimitKind.GAP, 30)
    for hour, minute in ((21, 45), (19, 15)):
        with pytest.raises(TimeTaken):
            move_session(
                office.store,
                actor=office["dana"],
                session_id=other.id,
                starts_at=datetime(2026, 10, 27, hour, minute, tzinfo=UTC),
                at=NOW,
                policy=POLICY,
            )


def test_what_is_told_of_a_person_is_what_holds_in_their_only_program(office: Office) -> None:
    limit(office, LimitKind.MATCHES, 4)
    assert own(office, "ana", LimitKind.HOURS, 3) == Limits(20, timedelta(hours=3), USUAL.gap)
    office.create(office.draft())
    assert own(office, "ana", LimitKind.HOURS, 2) == Limits(4, timedelta(hours=2), USUAL.gap)


@pytest.mark.parametrize("kind", LimitKind)
def test_a_programs_limits_have_the_same_bounds(office: Office, kind: LimitKind) -> None:
    for value in (MOST[kind] + 1, -1):
        with pytest.raises(LimitOutOfRange):
            limit(office, kind, value)
    assert office.deeds(f"program-{office.program.id}") == []


def test_only_a_manager_sets_them(office: Office) -> None:
    with pytest.raises(ManagersOnly):
        limit(office, LimitKind.MATCHES, 30, by="ana")
