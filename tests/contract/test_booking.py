"""Nobody is in two rooms at once, and nobody carries more than they can, whatever takes their time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.booking import SlotTaken, TimeTaken
from mentoring.acts.changing import move_session, replace_monitor
from mentoring.acts.limiting import set_limit
from mentoring.errors import Refusal
from mentoring.limits import MOST, LimitKind, LimitOutOfRange, TooManyHours, TooManyMatches
from mentoring.matches import Match, MatchState, MonitorKind
from mentoring.permissions import ManagersOnly
from mentoring.sessions import Session
from mentoring.slots import Slot, Weekday
from tests.contract.database_fixtures import all_at_once, engine, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office, office

__all__ = ["engine", "office", "postgres_engine", "sqlite_engine"]

WEDNESDAY = Slot(Weekday.WE, time(16, 30))
FIVE_THIRTY = Slot(Weekday.TU, time(17, 30))


def limit(office: Office, key: str, kind: LimitKind, value: int | None, *, by: str = "dana") -> None:
    set_limit(office.store, actor=office[by], person=office[key], kind=kind, value=value, at=NOW, policy=POLICY)


def move(office: Office, session: Session, to: datetime) -> Session:
    return move_session(office.store, actor=office["dana"], session_id=session.id, starts_at=to, at=NOW, policy=POLICY)


def stand_in(office: Office, session: Session, key: str) -> Session:
    return replace_monitor(
        office.store,
        actor=office["dana"],
        session_id=session.id,
        monitor_id=office[key].id,
        kind=MonitorKind.PROCTOR,
        at=NOW,
        policy=POLICY,
    )


def refused(act: Callable[[], object], refusal: type[Refusal]) -> Refusal:
    with pytest.raises(refusal) as raised:
        act()
    return raised.value


# Sessions out of their week's hour


def test_no_match_is_made_over_a_session_that_was_moved(office: Office) -> None:
    first = office.sessions(office.active())[0]
    move(office, first, datetime(2026, 10, 28, 20, 30, tzinfo=UTC))

    taken = refused(lambda: office.create(office.draft(student="mia", monitor="sam", slot=WEDNESDAY)), TimeTaken)
    assert isinstance(taken, TimeTaken)
    assert (taken.person.key, taken.other.id) == ("ana", first.id)


def test_no_match_is_made_over_a_session_that_its_monitor_stands_in_for(office: Office) -> None:
    first = office.sessions(office.active())[0]
    stand_in(office, first, "sam")
    assert refused(lambda: office.create(office.draft(mentor="ben", student="mia", monitor="sam")), TimeTaken)


def test_a_proposal_that_was_overtaken_is_not_released(office: Office) -> None:
    going = office.active()
    waiting = office.confirm(office.create(office.draft(student="mia", monitor="sam", slot=WEDNESDAY)))
    move(office, office.sessions(going)[0], datetime(2026, 10, 28, 20, 30, tzinfo=UTC))

    assert refused(lambda: office.release(waiting), TimeTaken)
    with office.store.look() as view:
        assert view.matches.many([waiting.id])[waiting.id].state is MatchState.CONFIRMED


def test_the_monitor_of_before_is_free_again(office: Office) -> None:
    first = office.sessions(office.active())[0]
    stand_in(office, first, "sam")
    assert office.active(office.draft(mentor="ben", student="mia", monitor="ruth", slot=WEDNESDAY))


def test_a_manager_is_not_busy_with_the_sessions_that_they_manage(office: Office) -> None:
    office.active()
    busy = office["dana"].id
    with office.store.look() as view:
        assert busy not in {person for match in view.matches.holding([busy]) for person in match.busy_ids}


# Limits


def test_more_matches_than_the_limit_are_refused_by_name(office: Office) -> None:
    limit(office, "ana", LimitKind.MATCHES, 1)
    office.create(office.draft())
    refusal = refused(lambda: office.create(office.draft(student="mia", monitor="sam", slot=WEDNESDAY)), TooManyMatches)
    assert isinstance(refusal, TooManyMatches)
    assert (refusal.person.key, refusal.limit) == ("ana", 1)


def test_a_manager_raises_a_persons_own_limit_and_takes_it_back(office: Office) -> None:
    limit(office, "ana", LimitKind.MATCHES, 1)
    office.create(office.draft())
    limit(office, "ana", LimitKind.MATCHES, 2)
    assert office.create(office.draft(student="mia", monitor="sam", slot=WEDNESDAY))
    limit(office, "ana", LimitKind.MATCHES, None)
    ana = office["ana"].id
    assert office.deeds(f"person-{ana}") == ["limit.matches"] * 3


def test_the_hours_of_a_week_are_counted(office: Office) -> None:
    limit(office, "ruth", LimitKind.HOURS, 2)
    office.create(office.draft(slot=Slot(Weekday.TU, time(16, 30), 90)))
    assert refused(lambda: office.create(office.draft(mentor="ben", student="mia", slot=WEDNESDAY)), TooManyHours)
    assert office.create(office.draft(mentor="ben", student="mia", slot=Slot(Weekday.WE, time(16, 30), 30)))


def test_a_teacher_watches_over_as_many_as_there_are(office: Office) -> None:
    limit(office, "carol", LimitKind.MATCHES, 1)
    office.create(office.in_class())
    assert office.create(office.in_class(mentor="ben", student="mia", slot=WEDNESDAY))


def test_who_stands_in_has_hours_that_week_too(office: Office) -> None:
    limit(office, "sam", LimitKind.HOURS, 1)
    going = office.active()
    office.active(office.draft(mentor="ben", student="mia", monitor="sam", slot=WEDNESDAY))
    assert refused(lambda: stand_in(office, office.sessions(going)[0], "sam"), TooManyHours)


def test_a_gap_is_kept_on_both_sides(office: Office) -> None:
    limit(office, "ruth", LimitKind.GAP, 15)
    office.create(office.draft())
    refusal = refused(lambda: office.create(office.draft(mentor="ben", student="mia", slot=FIVE_THIRTY)), SlotTaken)
    assert isinstance(refusal, SlotTaken)
    assert (refusal.person.key, refusal.gap) == ("ruth", timedelta(minutes=15))
    before = Slot(Weekday.TU, time(15, 20))
    assert refused(lambda: office.create(office.draft(mentor="ben", student="mia", slot=before)), SlotTaken)
    assert office.create(office.draft(mentor="ben", student="mia", slot=Slot(Weekday.TU, time(17, 45))))


def test_back_to_back_is_fine_without_one(office: Office) -> None:
    office.create(office.draft())
    assert office.create(office.draft(mentor="ben", student="mia", slot=FIVE_THIRTY))


def test_a_session_is_not_moved_into_a_gap(office: Office) -> None:
    office.active()
    other = office.active(office.draft(student="mia", monitor="sam", slot=WEDNESDAY))
    limit(office, "ana", LimitKind.GAP, 30)
    session = office.sessions(other)[0]
    refusal = refused(lambda: move(office, session, datetime(2026, 10, 27, 21, 45, tzinfo=UTC)), TimeTaken)
    assert isinstance(refusal, TimeTaken)
    assert refusal.gap == timedelta(minutes=30)
    assert move(office, session, datetime(2026, 10, 27, 22, tzinfo=UTC))


def test_a_lowered_limit_leaves_what_somebody_has(office: Office) -> None:
    going = office.active()
    office.active(office.draft(student="mia", monitor="sam", slot=WEDNESDAY))
    limit(office, "ana", LimitKind.MATCHES, 1)
    assert move(office, office.sessions(going)[0], datetime(2026, 10, 29, 20, 30, tzinfo=UTC))


@pytest.mark.parametrize(("kind", "value"), [(kind, MOST[kind] + 1) for kind in LimitKind])
def test_limits_have_bounds(office: Office, kind: LimitKind, value: int) -> None:
    assert refused(lambda: limit(office, "ana", kind, value), LimitOutOfRange)
    assert refused(lambda: limit(office, "ana", kind, -1), LimitOutOfRange)


def test_only_a_manager_sets_them(office: Office) -> None:
    assert refused(lambda: limit(office, "ana", LimitKind.MATCHES, 30, by="ana"), ManagersOnly)
    assert office.deeds(f"person-{office['ana'].id}") == []


# At once


def test_who_is_asked_for_twice_at_once_is_given_once(postgres_engine: Engine) -> None:
    """A match is released while a session is moved into its hour."""
    office = Office(postgres_engine)
    going = office.active()
    waiting = office.confirm(office.create(office.draft(student="mia", monitor="sam", slot=WEDNESDAY)))
    session, to = office.sessions(going)[0], datetime(2026, 10, 28, 20, 30, tzinfo=UTC)

    def act(number: int) -> Match | Session:
        return office.release(waiting) if number % 2 else move(office, session, to)

    found = all_at_once(act)
    moved = office.session(session.id).starts_at == to
    released = any(isinstance(one, Match) for one in found)
    assert moved != released
