"""Zoom hosts given to sessions: never more than a licence allows, never more hosts than needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.hosts import Allotment, Booking, allot, largest_overlap, rearranged
from tests.unit.room_fixtures import second

NOTHING = timedelta()
EARLY, OVERRUN = timedelta(seconds=2), timedelta(seconds=1)
A_LONG_TIME_AGO, NEVER = second(-1000), second(10_000)

stretches = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=6)
pools = st.lists(st.integers(1, 3), max_size=3).map(lambda places: {f"host-{n}": p for n, p in enumerate(places)})


def booked(*times: tuple[int, int], hosts: Sequence[str | None] = ()) -> list[Booking]:
    """Sessions from a second on, for so many seconds; with the hosts that they have already."""
    fixed = [*hosts, *[None] * len(times)]
    return [Booking(n, second(start), second(start + length), fixed[n]) for n, (start, length) in enumerate(times)]


def given_out(bookings: Sequence[Booking], pool: Mapping[str, int]) -> Allotment:
    return allot(bookings, pool, before=EARLY, after=OVERRUN)


def moved(bookings: Sequence[Booking], pool: Mapping[str, int], settled_until: int = -1000) -> Allotment:
    return rearranged(bookings, pool, before=EARLY, after=OVERRUN, settled_until=second(settled_until))


def wide(booking: Booking) -> Booking:
    return replace(booking, since=booking.since - EARLY, until=booking.until + OVERRUN)


def at_once(bookings: Sequence[Booking]) -> int:
    """The largest overlap, second by second."""
    return max((sum(b.since <= second(n) < b.until for b in bookings) for n in range(-5, 60)), default=0)


def carried(bookings: Sequence[Booking], hosts: Mapping[int, str], host: str) -> int:
    return at_once([wide(b) for b in bookings if hosts.get(b.session_id) == host])


def fewest_hosts(bookings: Sequence[Booking], pool: Mapping[str, int]) -> int | None:
    """By trying everything; None when the pool carries them in no way."""
    for count in range(len(pool) + 1):
        for some in combinations(pool, count):
            for choice in product(some, repeat=len(bookings)):
                hosts = {b.session_id: host for b, host in zip(bookings, choice, strict=True)}
                if all(carried(bookings, hosts, host) <= pool[host] for host in some):
                    return count
    return None


@given(stretches)
def test_the_largest_overlap_is_the_most_that_go_on_in_any_second(times: list[tuple[int, int]]) -> None:
    assert largest_overlap(booked(*times)) == at_once(booked(*times))


@given(stretches, pools)
def test_no_host_carries_more_than_its_licence_allows_margins_included(
    times: list[tuple[int, int]], pool: dict[str, int]
) -> None:
    bookings = booked(*times)
    allotment = given_out(bookings, pool)
    for host, places in pool.items():
        assert carried(bookings, allotment.hosts, host) <= places
    assert set(allotment.hosts) | set(allotment.homeless) == {b.session_id for b in bookings}
    assert set(allotment.hosts).isdisjoint(allotment.homeless)


@given(stretches, pools)
def test_somebody_is_homeless_only_if_the_pool_is_too_small_and_the_rest_is_counted(
    times: list[tuple[int, int]], pool: dict[str, int]
) -> None:
    bookings = booked(*times)
    allotment = given_out(bookings, pool)
    lacking = at_once([wide(b) for b in bookings]) - sum(pool.values())
    assert bool(allotment.homeless) is (lacking > 0)
    assert allotment.missing == max(0, lacking)


@given(stretches.filter(lambda times: len(times) <= 5), pools)
def test_the_hosts_used_are_the_fewest_that_can_carry_all(times: list[tuple[int, int]], pool: dict[str, int]) -> None:
    """Against brute force: every way of giving every session to every set of hosts."""
    bookings = booked(*times)
    allotment = given_out(bookings, pool)
    fewest = fewest_hosts(bookings, pool)
    if fewest is None:
        assert allotment.homeless
    else:
        assert len(set(allotment.hosts.values())) == fewest


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=60))
def test_with_licences_for_one_meeting_the_hosts_used_equal_the_largest_overlap(times: list[tuple[int, int]]) -> None:
    pool = {f"host-{n}": 1 for n in range(60)}
    allotment = given_out(booked(*times), pool)
    assert len(set(allotment.hosts.values())) == largest_overlap([wide(b) for b in booked(*times)])


@given(stretches, pools, st.randoms())
def test_the_order_in_which_sessions_are_read_changes_nothing(
    times: list[tuple[int, int]], pool: dict[str, int], chance: Random
) -> None:
    bookings = booked(*times)
    shuffled = list(bookings)
    chance.shuffle(shuffled)
    assert given_out(shuffled, pool) == given_out(bookings, pool)


@given(st.data(), stretches, pools)
def test_whose_host_is_fixed_keeps_it_and_nobody_is_put_on_top(
    data: st.DataObject, times: list[tuple[int, int]], pool: dict[str, int]
) -> None:
    """What is fixed comes from an earlier allotment, so it fits."""
    before = given_out(booked(*times), pool)
    keeps = data.draw(st.sets(st.sampled_from(sorted(before.hosts)))) if before.hosts else set()
    fixed = [replace(b, host=before.hosts[b.session_id]) if b.session_id in keeps else b for b in booked(*times)]
    after = given_out(fixed, pool)
    assert {session: after.hosts[session] for session in keeps} == {s: before.hosts[s] for s in keeps}
    for host, places in pool.items():
        assert carried(fixed, after.hosts, host) <= places


@given(st.data(), stretches, pools)
def test_rearranged_nobody_is_homeless_who_has_not_to_be(
    data: st.DataObject, times: list[tuple[int, int]], pool: dict[str, int]
) -> None:
    fixed = [replace(b, host=data.draw(st.sampled_from([None, *pool]))) for b in booked(*times)]
    allotment = moved(fixed, pool)
    for host, places in pool.items():
        assert carried(fixed, allotment.hosts, host) <= places
    assert bool(allotment.homeless) is (at_once([wide(b) for b in fixed]) > sum(pool.values()))


@given(st.data(), stretches, pools, st.integers(0, 30))
def test_what_has_begun_is_never_rearranged(
    data: st.DataObject, times: list[tuple[int, int]], pool: dict[str, int], now: int
) -> None:
    before = given_out(booked(*times), pool)
    fixed = [replace(b, host=before.hosts.get(b.session_id)) for b in booked(*times)]
    after = moved(fixed, pool, settled_until=now)
    for booking in fixed:
        if booking.host is not None and booking.since <= second(now):
            assert after.hosts[booking.session_id] == booking.host


def test_sessions_back_to_back_need_two_hosts_for_doors_open_early_and_meetings_overrun() -> None:
    back_to_back = booked((0, 10), (10, 10))
    assert len(set(given_out(back_to_back, {"a": 1, "b": 1}).hosts.values())) == 2
    bare = allot(back_to_back, {"a": 1, "b": 1}, before=NOTHING, after=NOTHING)
    assert bare.hosts == {0: "a", 1: "a"}
    apart = booked((0, 10), (13, 10))
    assert given_out(apart, {"a": 1, "b": 1}).hosts == {0: "a", 1: "a"}


def test_a_larger_licence_is_used_before_a_smaller_one() -> None:
    assert given_out(booked((0, 10), (0, 10)), {"small": 1, "large": 2}).hosts == {0: "large", 1: "large"}


def test_a_host_who_is_used_anyway_goes_before_one_who_is_not() -> None:
    bookings = booked((0, 10), (40, 10), hosts=["small"])
    assert given_out(bookings, {"large": 2, "small": 1}).hosts == {0: "small", 1: "small"}


def test_too_small_a_pool_leaves_those_homeless_who_start_last_and_says_how_many_more_would_do() -> None:
    allotment = given_out(booked((0, 10), (1, 10), (2, 10), (40, 10)), {"a": 1})
    assert (allotment.hosts, allotment.homeless, allotment.missing) == ({0: "a", 3: "a"}, (1, 2), 2)


@pytest.mark.parametrize("times", [[], [(0, 10)]])
def test_without_a_pool_everybody_is_homeless(times: list[tuple[int, int]]) -> None:
    allotment = given_out(booked(*times), {})
    assert (len(allotment.homeless), allotment.missing) == (len(times), len(times))


def test_a_room_of_a_host_who_has_left_the_pool_takes_no_place_in_it() -> None:
    allotment = given_out(booked((0, 10), (0, 10), hosts=["gone"]), {"a": 1})
    assert (allotment.hosts, allotment.homeless, allotment.missing) == ({0: "gone", 1: "a"}, (), 0)


def test_rooms_in_the_way_are_moved_where_the_pool_is_large_enough() -> None:
    """0 and 1 do not overlap and yet have a host each, so that 2, which overlaps both, finds none."""
    in_the_way = booked((0, 10), (20, 10), (5, 20), hosts=["a", "b"])
    pool = {"a": 1, "b": 1}
    stuck = given_out(in_the_way, pool)
    assert (stuck.homeless, stuck.missing) == ((2,), 0)
    better = moved(in_the_way, pool)
    assert (better.hosts, better.homeless) == ({0: "a", 2: "b", 1: "a"}, ())
    assert moved(in_the_way, pool, settled_until=25).homeless == (2,), "the other way round it is too late"
    assert moved(in_the_way, pool, settled_until=19).homeless == ()


def test_rearranging_moves_nobody_for_whom_there_is_no_need() -> None:
    bookings = booked((0, 10), (0, 10), (30, 10), hosts=["b", "a", "b"])
    assert moved(bookings, {"a": 1, "b": 1}).hosts == {0: "b", 1: "a", 2: "b"}
