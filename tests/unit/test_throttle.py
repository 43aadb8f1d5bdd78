"""How often one address may send a form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.contract.database_fixtures import all_at_once
from web.throttle import MOST_ADDRESSES, Throttle

NOON = datetime(2026, 10, 26, 16, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def throttle() -> Throttle:
    return Throttle(most=3, span=10 * MINUTE)


def test_so_many_within_the_span_and_again_afterwards() -> None:
    gate = throttle()
    assert [gate.admits("203.0.113.7", at=NOON + n * MINUTE) for n in range(5)] == [True, True, True, False, False]
    assert gate.admits("203.0.113.8", at=NOON)
    assert gate.admits("203.0.113.7", at=NOON + 20 * MINUTE)


def test_whoever_goes_on_without_a_pause_stays_out() -> None:
    gate = throttle()
    assert [gate.admits("a", at=NOON + n * MINUTE) for n in range(60)].count(True) == 3


def test_a_household_of_ipv6_is_one_and_an_ipv4_address_in_ipv6_is_itself() -> None:
    gate = throttle()
    for host in range(3):
        assert gate.admits(f"2001:db8:1:2::{host:x}", at=NOON)
    assert not gate.admits("2001:db8:1:2:ffff::1", at=NOON)
    assert gate.admits("2001:db8:1:3::1", at=NOON)
    assert [gate.admits(f"::ffff:203.0.113.{n}", at=NOON) for n in range(5)] == [True] * 5


def test_a_flood_of_addresses_takes_no_more_memory_than_so_much() -> None:
    gate = throttle()
    for number in range(MOST_ADDRESSES + 50):
        gate.admits(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", at=NOON)
    assert len(gate._came) == MOST_ADDRESSES


def test_many_at_once_are_counted_each() -> None:
    gate = throttle()
    assert sorted(all_at_once(lambda _: gate.admits("203.0.113.7", at=NOON))) == [False] * 5 + [True] * 3
