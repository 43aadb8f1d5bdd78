"""Hosts given to sessions: only where there is a place, only while they may write, and never twice at once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.hosting import (
    WRITES_A_DAY,
    NoFreeHost,
    StoredBudget,
    WritesSpent,
    choose_host,
    hold_pool,
    pool_check,
    room_key,
)
from mentoring.duties import HOUSE, DutyKind
from mentoring.matches import Match
from mentoring.rooms import Platform
from mentoring.sessions import NOT_OVER, Session, SessionState
from tests.contract.database_fixtures import THREADS, all_at_once, engine, sqlite_engine
from tests.contract.jobs_fixtures import HALF_PAST_FOUR, HOUR, extra, meet_match, zoom_match
from tests.contract.program_fixtures import NOW, POLICY, Office, office

__all__ = ["engine", "office", "sqlite_engine"]

MINUTE, NOTHING = timedelta(minutes=1), timedelta()
ONE, TWO = "one@example.org", "two@example.org"
PAIR = {ONE: 1, TWO: 1}


@pytest.fixture
def match(office: Office) -> Match:
    return zoom_match(office)


def reserve(office: Office, session: Session, hosts: dict[str, int], *, at: datetime = NOW) -> str | None:
    """Chooses and writes it down, as provisioning does."""
    with office.store.begin() as work:
        host = choose_host(work, session, hosts, policy=POLICY, at=at)
        work.rooms.intend(session.id, room_key(work, session.id), at=at, host=host)
        return host


def spend(office: Office, host: str, writes: int, *, at: datetime = NOW) -> list[bool]:
    return [StoredBudget(office.store).spend(host, at=at) for _ in range(writes)]


def test_without_a_pool_nobody_is_chosen(office: Office, match: Match) -> None:
    assert reserve(office, office.sessions(match)[0], {}) is None


def test_sessions_that_overlap_have_a_host_each_and_one_that_does_not_needs_no_third(
    office: Office, match: Match
) -> None:
    first, second, later = extra(office, match, NOTHING, HOUR / 2, 3 * HOUR)
    assert [reserve(office, session, PAIR) for session in (first, second, later)] == [ONE, TWO, ONE]


@pytest.mark.parametrize(("apart", "host"), [(24, TWO), (25, ONE)])
def test_doors_open_early_and_meetings_overrun(office: Office, match: Match, apart: int, host: str) -> None:
    """A quarter of an hour before and ten minutes after: twenty-five minutes between two sessions of one host."""
    first, second = extra(office, match, NOTHING, HOUR + apart * MINUTE)
    assert reserve(office, first, PAIR) == ONE
    assert reserve(office, second, PAIR) == host


@pytest.mark.parametrize("apart", [24, 25])
def test_the_margins_count_alike_when_the_later_session_is_given_a_host_first(
    office: Office, match: Match, apart: int
) -> None:
    first, second = extra(office, match, NOTHING, HOUR + apart * MINUTE)
    assert reserve(office, second, PAIR) == ONE
    assert reserve(office, first, PAIR) == (ONE if apart == 25 else TWO)


def test_a_licence_for_two_meetings_carries_two(office: Office, match: Match) -> None:
    sessions = extra(office, match, NOTHING, NOTHING, NOTHING)
    assert [reserve(office, session, {ONE: 1, TWO: 2}) for session in sessions] == [TWO, TWO, ONE]


def test_what_is_called_off_frees_its_host(office: Office, match: Match) -> None:
    first, second = extra(office, match, NOTHING, NOTHING)
    assert reserve(office, first, {ONE: 1}) == ONE
    with office.store.begin() as work:
        work.sessions.move(first.id, NOT_OVER, SessionState.CANCELLED)
    assert reserve(office, second, {ONE: 1}) == ONE


def test_too_small_a_pool_is_refused_with_the_number_missing(office: Office, match: Match) -> None:
    sessions = extra(office, match, NOTHING, NOTHING, NOTHING, NOTHING)
    for session in sessions[:2]:
        reserve(office, session, PAIR)
    with pytest.raises(NoFreeHost, match="2 more are needed") as refused:
        reserve(office, sessions[2], PAIR)
    assert (refused.value.missing, refused.value.permanent) == (2, False)


def test_the_host_that_was_chosen_before_is_chosen_again(office: Office, match: Match) -> None:
    """A try that did not come back, or a place that was kept for it."""
    session, other = extra(office, match, NOTHING, NOTHING)
    with office.store.begin() as work:
        work.rooms.intend(session.id, room_key(work, session.id), at=NOW, host=TWO)
        assert choose_host(work, session, PAIR, policy=POLICY, at=NOW) == TWO
        work.rooms.intend(other.id, room_key(work, other.id), at=NOW, host=TWO)
        assert choose_host(work, session, PAIR, policy=POLICY, at=NOW) == ONE, "somebody else has it by now"


def test_a_host_whose_writes_are_spent_is_passed_over_until_midnight_utc(office: Office, match: Match) -> None:
    first, second = extra(office, match, NOTHING, 5 * HOUR)
    assert all(spend(office, ONE, WRITES_A_DAY))
    assert spend(office, ONE, 1) == [False]
    assert reserve(office, first, PAIR) == TWO
    assert reserve(office, second, PAIR, at=NOW + timedelta(days=1)) == ONE
    assert spend(office, ONE, 1, at=NOW + timedelta(days=1)) == [True]


def test_when_all_writes_are_spent_it_is_tried_again_at_midnight_utc(office: Office, match: Match) -> None:
    [session] = extra(office, match, NOTHING)
    spend(office, ONE, WRITES_A_DAY)
    with pytest.raises(WritesSpent) as refused:
        reserve(office, session, {ONE: 1})
    assert refused.value.retry_after is not None
    assert NOW + refused.value.retry_after == datetime(2026, 10, 27, tzinfo=UTC)
    assert not refused.value.permanent


def test_google_never_refuses_and_the_least_busy_organizer_is_chosen(office: Office) -> None:
    sessions = extra(office, meet_match(office), *[NOTHING] * 6)
    chosen = [reserve(office, session, {ONE: 1, TWO: 2}) for session in sessions]
    assert Counter(chosen) == {ONE: 2, TWO: 4}
    assert chosen[0] == ONE


def test_the_pools_of_the_platforms_do_not_meet(office: Office, match: Match) -> None:
    [zoom] = extra(office, match, NOTHING)
    [meet] = extra(office, office.active(office.draft("ben", "mia", "sam")), NOTHING)
    assert reserve(office, meet, {ONE: 1}) == ONE
    assert reserve(office, zoom, {ONE: 1}) == ONE


def test_of_many_workers_that_want_the_same_place_no_two_get_it(engine: Engine) -> None:
    """PostgreSQL would let each of them see it free."""
    office = Office(engine)
    sessions = extra(office, zoom_match(office), *[NOTHING] * THREADS)
    pool = {ONE: 1, TWO: 2}
    answers = all_at_once(lambda number: reserve(office, sessions[number], pool))
    assert Counter(a for a in answers if isinstance(a, str)) == pool
    assert sum(isinstance(answer, NoFreeHost) for answer in answers) == THREADS - 3, answers


def test_holding_the_pool_costs_no_host_a_write(office: Office) -> None:
    with office.store.begin() as work:
        hold_pool(work, Platform.ZOOM)
        hold_pool(work, Platform.ZOOM)
        assert work.host_writes.spent(NOW.date()) == {}


def test_many_who_miss_a_host_in_one_minute_ask_for_one_check_after_it() -> None:
    asked = {pool_check(HALF_PAST_FOUR + timedelta(seconds=n)) for n in range(60)}
    [check] = asked
    assert (check.subject, check.kind) == (HOUSE, DutyKind.CHECK_POOL)
    assert check.due_at == HALF_PAST_FOUR + MINUTE
