"""How often running Meet sessions are looked at: as often as wanted, and never more than Google allows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.pace import MINUTE, READS_OF_ALL, READS_OF_ONE, SLOWEST, pace
from mentoring.policy import Policy

POLICY = Policy()


@given(st.integers(0, 20_000), st.integers(1, 100))
def test_no_organizer_and_no_project_reads_more_than_google_allows(rooms: int, organizers: int) -> None:
    looks_a_minute = MINUTE / pace(rooms, organizers, POLICY)
    fullest = -(-rooms // organizers)
    assert fullest * looks_a_minute <= READS_OF_ONE * 1.000001
    assert rooms * looks_a_minute <= READS_OF_ALL * 1.000001


@given(st.integers(0, 20_000), st.integers(0, 100))
def test_it_is_no_slower_than_it_must_be(rooms: int, organizers: int) -> None:
    every = pace(rooms, organizers, POLICY)
    fullest = -(-rooms // max(organizers, 1))
    must = {POLICY.watch_every, MINUTE * fullest / READS_OF_ONE, MINUTE * rooms / READS_OF_ALL}
    assert every in must
    assert every >= POLICY.watch_every


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(1, 50))
def test_more_rooms_are_never_looked_at_more_often(some: int, more: int, organizers: int) -> None:
    assert pace(some, organizers, POLICY) <= pace(some + more, organizers, POLICY)


@pytest.mark.parametrize(
    ("rooms", "organizers", "seconds"),
    [(0, 0, 30), (1, 1, 30), (270, 1, 30), (540, 1, 60), (541, 1, pytest.approx(60.111, abs=0.01)), (540, 2, 30)],
)
def test_an_organizer_can_carry_540_rooms_before_two_minutes_are_in_danger(
    rooms: int, organizers: int, seconds: float
) -> None:
    every = pace(rooms, organizers, POLICY)
    assert every.total_seconds() == seconds
    assert (every > SLOWEST) is (rooms > 540 * max(organizers, 1))


def test_a_program_that_looks_more_seldom_is_left_to_it() -> None:
    assert pace(10, 1, Policy(watch_every=timedelta(minutes=5))) == timedelta(minutes=5)
