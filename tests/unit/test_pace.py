"""How often running Meet sessions are looked at: as often as wanted, and never more than Google allows."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from integrations.google.quota import ReadBudget, allowance_for
from mentoring.pace import MINUTE, READS_OF_ALL, READS_OF_ONE, SLOWEST, SOONEST, pace, rounds_a_minute
from mentoring.policy import Policy

POLICY = Policy()
START = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)
LISTED_FOR = timedelta(seconds=5)


class Watch:
    """One organizer's rooms, all of which began together. Each is looked at again after `pace`, or after some of it
    from `soonest` on; a look that finds no read left is made as soon as there is one again."""

    def __init__(self, rooms: int, organizers: int, soonest: float, random: Random) -> None:
        self.every = pace(rooms * organizers, organizers, POLICY)
        self._budget, self._soonest, self._random = ReadBudget(allowance_for(organizers)), soonest, random
        self._rooms, self._listed_at = [f"room-{n}" for n in range(rooms)], START - LISTED_FOR

    def longest_gap(self, until: datetime) -> timedelta:
        """In which one and the same room was not looked at."""
        looked = dict.fromkeys(self._rooms, START)
        gaps = [timedelta(0)]
        for room, at in self._looks(until):
            gaps.append(at - looked[room])
            looked[room] = at
        return max(*gaps, *(until - at for at in looked.values()))

    def _looks(self, until: datetime) -> Iterator[tuple[str, datetime]]:
        due = [(START, room) for room in self._rooms]
        while due and due[0][0] <= until:
            at, room = due[0]
            wait = self._look(room, at)
            if wait is None:
                yield room, at
            heapq.heapreplace(due, (at + (wait or self.every * self._random.uniform(self._soonest, 1)), room))

    def _look(self, room: str, at: datetime) -> timedelta | None:
        """None: seen; else how long to wait."""
        if at - self._listed_at >= LISTED_FOR:
            wait = self._budget.spend(at=at)
            if wait is not None:
                return wait
            self._listed_at = at
            self._budget.expect(self._rooms, at=at)
        wait = self._budget.spend(at=at)
        if wait is None:
            self._budget.looked(room, at=at)
            self._budget.spend_on_tripwires(room, at=at)
        return wait


@settings(max_examples=20)
@given(
    rooms=st.integers(1, 600),
    organizers=st.integers(1, 8),
    soonest=st.sampled_from([SOONEST, 1.0]),
    random=st.randoms(use_true_random=False),
)
@example(rooms=500, organizers=1, soonest=1.0, random=Random(1))
def test_every_room_is_looked_at_as_often_as_it_says(
    rooms: int, organizers: int, soonest: float, random: Random
) -> None:
    """In step or not, and whatever is read of things kept besides."""
    watch = Watch(-(-rooms // organizers), organizers, soonest, random)
    assert watch.longest_gap(START + 3 * watch.every) <= watch.every


@given(st.integers(0, 20_000), st.integers(1, 100))
def test_no_organizer_and_no_project_reads_more_than_google_allows(rooms: int, organizers: int) -> None:
    """However the rounds fall: a minute holds whole ones, and a look may come a tenth sooner."""
    rounds = rounds_a_minute(pace(rooms, organizers, POLICY))
    minutes = max(pace(rooms, organizers, POLICY) * SOONEST / MINUTE, 1)
    fullest = -(-rooms // organizers)
    assert fullest * rounds <= READS_OF_ONE * minutes
    assert rooms * rounds <= READS_OF_ALL * minutes


@given(st.integers(0, 20_000), st.integers(0, 100))
def test_it_is_no_slower_than_it_must_be(rooms: int, organizers: int) -> None:
    """A second sooner, and one round more falls into the minute than Google allows."""
    every = pace(rooms, organizers, POLICY)
    fullest = -(-rooms // max(organizers, 1))
    rounds = rounds_a_minute(every - timedelta(seconds=1))
    assert every == POLICY.watch_every or fullest * rounds > READS_OF_ONE or rooms * rounds > READS_OF_ALL


@given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(1, 50))
def test_more_rooms_are_never_looked_at_more_often(some: int, more: int, organizers: int) -> None:
    assert pace(some, organizers, POLICY) <= pace(some + more, organizers, POLICY)


@pytest.mark.parametrize(
    ("rooms", "organizers", "seconds"),
    [
        *[(0, 0, 25), (1, 1, 25), (170, 1, 25), (171, 1, 34), (255, 1, 34), (256, 1, 67), (510, 1, 67), (511, 1, 134)],
        *[(510, 2, 34), (510, 3, 25), (1_700, 10, 25), (1_701, 20, 34), (5_101, 100, 134)],
    ],
)
def test_an_organizer_can_carry_255_rooms_before_two_minutes_are_in_danger(
    rooms: int, organizers: int, seconds: int
) -> None:
    every = pace(rooms, organizers, POLICY)
    assert every == timedelta(seconds=seconds)
    assert (every > SLOWEST) is (rooms > min(255 * max(organizers, 1), 2_550))


@pytest.mark.parametrize(("seconds", "rounds"), [(20, 4), (25, 3), (30, 3), (34, 2), (67, 1), (300, 1)])
def test_rounds_are_counted_as_if_each_came_as_soon_as_it_may(seconds: int, rounds: int) -> None:
    assert rounds_a_minute(timedelta(seconds=seconds)) == rounds


def test_a_program_that_looks_more_seldom_is_left_to_it() -> None:
    assert pace(10, 1, Policy(watch_every=timedelta(minutes=5))) == timedelta(minutes=5)
