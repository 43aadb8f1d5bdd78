"""The reads that Meet grants an organizer each minute: never exceeded, and spent on the most urgent first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.google.quota import READS_OF_ACCOUNT, TRIPWIRES, ReadBudget, allowance_for
from mentoring.acts.hosting import ROOMS_OF_ONE_ORGANIZER
from mentoring.pace import MINUTE, SOONEST, pace
from mentoring.policy import Policy

START = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)
LEFT_FOR_LISTINGS = 8
"""Of the two rounds to come."""
FULL = ROOMS_OF_ONE_ORGANIZER
KINDS = ("presence", "tripwires", "afterwards")


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def ask(budget: ReadBudget, kind: str, call: str, at: datetime) -> int:
    """How many reads were granted."""
    if kind == "tripwires":
        return TRIPWIRES if budget.spend_on_tripwires(call, at=at) else 0
    wait = budget.spend(at=at) if kind == "presence" else budget.spend_spare(at=at)
    assert wait is None or wait > timedelta(0)
    return int(wait is None)


def fullest_minute(reads: Sequence[datetime]) -> int:
    return max((sum(start <= other < start + MINUTE for other in reads) for start in reads), default=0)


class Hall:
    """An organizer's running rooms, each looked at once a round as the watcher does it. A look costs `reads`."""

    def __init__(self, rooms: int) -> None:
        self.budget, self.rooms = ReadBudget(READS_OF_ACCOUNT), [f"room-{n}" for n in range(rooms)]
        self.round = pace(rooms, 1, Policy())
        self.refused = 0
        self.tripwires: dict[str, list[datetime]] = defaultdict(list)

    def look(self, at: datetime, *, reads: int = 1) -> None:
        self.refused += self.budget.spend(at=at) is not None
        self.budget.expect(self.rooms, at=at)
        for room in self.rooms:
            self.refused += sum(self.budget.spend(at=at) is not None for _ in range(reads))
            self.budget.looked(room, at=at)
            if self.budget.spend_on_tripwires(room, at=at):
                self.tripwires[room].append(at)

    def watch(self, costs: Sequence[int]) -> None:
        for n, reads in enumerate(costs):
            self.look(START + n * self.round, reads=reads)

    def longest_wait(self, room: str, until: datetime) -> timedelta:
        times = [START, *self.tripwires[room], until]
        return max(later - earlier for earlier, later in pairwise(times))


@given(
    allowance=st.integers(1, 40),
    calls=st.integers(0, 20),
    asked=st.lists(
        st.tuples(st.sampled_from(KINDS), st.sampled_from("abc"), st.floats(0, 8), st.floats(-50, 0)), max_size=120
    ),
)
def test_no_minute_ever_holds_more_reads_than_are_allowed(
    allowance: int, calls: int, asked: list[tuple[str, str, float, float]]
) -> None:
    """Whatever is asked for, however many calls are running, and with threads that come up to fifty seconds late."""
    budget, seconds = ReadBudget(allowance), 0.0
    budget.expect([f"room-{n}" for n in range(calls)], at=START)
    reads: list[datetime] = []
    for kind, call, passed, late in asked:
        seconds += passed
        at = after(seconds + late)
        reads += [at] * ask(budget, kind, call, at)
    assert fullest_minute(reads) <= allowance


@given(running=st.integers(0, 70), asked=st.lists(st.sampled_from(["tripwires", "afterwards"]), max_size=700))
def test_what_can_wait_never_takes_what_presence_needs(running: int, asked: list[str]) -> None:
    """A room may have to be looked at now, at double cost because its call has just ended, and in two more rounds."""
    budget, rooms = ReadBudget(READS_OF_ACCOUNT), [f"room-{n}" for n in range(running)]
    soon = SOONEST * pace(running, 1, Policy())
    budget.expect(rooms, at=START)
    for n, kind in enumerate(asked):
        ask(budget, kind, f"call-{n}", START)
    assert all(budget.spend(at=START) is None for _ in range(2 * running))
    assert all(budget.spend(at=START + soon) is None for _ in range(running))
    assert all(budget.spend(at=START + 2 * soon) is None for _ in range(running))


def test_many_threads_together_get_no_more_than_one_would() -> None:
    budget = ReadBudget(100)
    with ThreadPoolExecutor(16) as pool:
        granted = [*pool.map(lambda n: ask(budget, KINDS[n % 3], f"call-{n % 7}", after(n % 30)), range(600))]
    assert sum(granted) == 100


@pytest.mark.parametrize("rooms", [1, 25, FULL])
def test_as_many_rooms_as_one_organizer_is_given_are_watched_at_the_full_rate(rooms: int) -> None:
    """So that what is kept is found within thirty seconds."""
    hall = Hall(rooms)
    assert hall.round == Policy().watch_every <= timedelta(seconds=25)
    hall.watch([1] * 10)
    assert hall.refused == 0
    assert {len(looks) for looks in hall.tripwires.values()} == {10}
    assert len(hall.tripwires) == rooms


@pytest.mark.parametrize(("rooms", "minutes"), [(FULL + 15, 1), (70, 1.5), (100, 3), (140, 4), (200, 5)])
def test_with_more_rooms_presence_stays_complete_and_the_tripwires_take_turns(rooms: int, minutes: float) -> None:
    hall = Hall(rooms)
    hall.watch([1] * 12)
    assert hall.refused == 0
    assert max(hall.longest_wait(room, START + 11 * hall.round) for room in hall.rooms) <= timedelta(minutes=minutes)


@pytest.mark.parametrize("rooms", [FULL, 70])
def test_when_all_calls_end_at_once_everybody_is_still_seen(rooms: int) -> None:
    """Each room then costs two reads; so it does after a restart."""
    hall = Hall(rooms)
    hall.watch([2, 1, 1, 1, 2, 1])
    assert hall.refused == 0


def test_the_call_that_has_waited_longest_goes_first() -> None:
    budget = ReadBudget(LEFT_FOR_LISTINGS + TRIPWIRES)
    assert budget.spend_on_tripwires("a", at=START)
    assert not budget.spend_on_tripwires("b", at=START)
    assert not budget.spend_on_tripwires("a", at=after(60)), "b has never been looked at"
    assert budget.spend_on_tripwires("b", at=after(60))
    assert not budget.spend_on_tripwires("b", at=after(120))
    assert budget.spend_on_tripwires("a", at=after(120))


def test_a_call_that_nobody_watches_any_more_holds_up_nobody() -> None:
    budget = ReadBudget(LEFT_FOR_LISTINGS + TRIPWIRES)
    assert budget.spend_on_tripwires("a", at=START)
    assert not budget.spend_on_tripwires("over by now", at=START)
    assert not budget.spend_on_tripwires("a", at=after(60))
    assert budget.spend_on_tripwires("a", at=after(120))


def test_a_room_that_nobody_looks_at_is_soon_reserved_nothing() -> None:
    budget = ReadBudget(LEFT_FOR_LISTINGS + TRIPWIRES)
    budget.expect(["a call of somebody else"], at=START)
    assert not budget.spend_on_tripwires("a", at=START)
    budget.expect([], at=after(60))
    assert budget.spend_on_tripwires("a", at=after(60))


def test_when_even_presence_is_too_much_it_is_told_how_long_to_wait() -> None:
    budget = ReadBudget(2)
    assert budget.spend(at=START) is None
    assert budget.spend(at=after(20)) is None
    assert budget.spend(at=after(25)) == timedelta(seconds=35)
    assert budget.spend(at=after(60)) is None
    assert budget.spend(at=after(61)) == timedelta(seconds=19)


def test_records_of_calls_that_are_over_wait_for_those_that_are_running() -> None:
    hall = Hall(FULL)
    hall.budget.expect(hall.rooms, at=START)
    for n in range(10):
        while hall.budget.spend_spare(at=START + n * hall.round) is None:
            pass
        hall.look(START + n * hall.round)
    assert hall.refused == 0
    assert {len(looks) for looks in hall.tripwires.values()} == {10}
    hall.budget.expect([], at=after(600))
    assert hall.budget.spend_spare(at=after(600)) is None


def test_a_clock_that_was_set_back_does_not_stop_the_watch_for_long() -> None:
    budget = ReadBudget(1)
    assert budget.spend(at=after(3600)) is None
    assert budget.spend(at=START) is None
    assert budget.spend(at=after(1)) is not None


@pytest.mark.parametrize(("organizers", "each"), [(0, 580), (1, 580), (10, 580), (11, 527), (58, 100)])
def test_many_organizers_share_what_their_project_may_read(organizers: int, each: int) -> None:
    assert allowance_for(organizers) == each
    assert organizers * each <= 6_000
