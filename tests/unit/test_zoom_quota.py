"""The quota of Zoom's heavy calls: never more than a day's, spent where it is needed, and in turns."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from integrations.zoom.quota import DailyQuota, Turns

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
LATE = MIDNIGHT + timedelta(hours=23, minutes=50)
MOMENTS = st.integers(0, 3 * 86_400).map(lambda second: MIDNIGHT + timedelta(seconds=second))


def taken(quota: DailyQuota, at: datetime, tries: int) -> int:
    return sum(quota.take(at=at) for _ in range(tries))


@given(st.lists(MOMENTS, max_size=200), st.integers(0, 30), st.integers(1, 10))
def test_no_day_and_no_minute_has_more_than_its_calls_as_time_goes_on(
    moments: list[datetime], a_day: int, a_minute: int
) -> None:
    quota = DailyQuota(a_day=a_day, a_minute=a_minute)
    granted = [at for at in sorted(moments) if quota.take(at=at)]
    days = Counter(at.date() for at in granted)
    minutes = Counter(at.replace(second=0) for at in granted)
    assert all(count <= a_day for count in days.values())
    assert all(count <= a_minute for count in minutes.values())


@given(st.lists(MOMENTS, max_size=200), st.integers(1, 5))
def test_clocks_read_out_of_order_are_never_granted_a_day_twice(moments: list[datetime], a_day: int) -> None:
    quota = DailyQuota(a_day=a_day, a_minute=a_day)
    granted = sum(quota.take(at=at) for at in moments)
    assert granted <= a_day * len({at.date() for at in moments})


@given(st.integers(0, 1_439), st.integers(1, 5_000), st.integers(1, 5_000))
def test_every_minute_may_have_two_hundredths_of_what_the_day_has_left_and_more_at_its_end(
    minute: int, a_day: int, tries: int
) -> None:
    quota = DailyQuota(a_day=a_day, a_minute=a_day)
    share = -(-a_day // min(100, 1_440 - minute))
    assert taken(quota, MIDNIGHT + timedelta(minutes=minute), tries) == min(tries, 2 * share, a_day)


@given(st.integers(1, 2_000))
def test_whoever_asks_all_day_is_given_the_whole_day(a_day: int) -> None:
    quota = DailyQuota(a_day=a_day, a_minute=a_day)
    granted = sum(taken(quota, MIDNIGHT + timedelta(minutes=minute), 3) for minute in range(1_440))
    assert granted == a_day


def test_what_a_quiet_day_left_is_there_in_its_last_minutes() -> None:
    quota = DailyQuota(a_day=1_440, a_minute=1_440)
    assert taken(quota, MIDNIGHT, 50) == 30
    assert taken(quota, MIDNIGHT + timedelta(hours=23, minutes=58), 2_000) == 1_410


def test_an_hour_of_many_calls_is_granted_at_any_time_and_leaves_something_for_the_next() -> None:
    quota = DailyQuota(a_day=50_000, a_minute=600)
    evening = [taken(quota, MIDNIGHT + timedelta(hours=3, minutes=minute), 240) for minute in range(180)]
    assert evening[:108] == [240] * 108
    assert evening[179] > 100


def test_the_last_minute_of_a_quiet_day_is_not_a_flood() -> None:
    assert taken(DailyQuota(a_day=50_000, a_minute=600), LATE + timedelta(minutes=9), 5_000) == 600


def test_a_new_utc_day_begins_with_the_whole_quota_in_whatever_zone_the_clock_is_read() -> None:
    quota = DailyQuota(a_day=1, a_minute=1)
    assert taken(quota, LATE, 3) == 1
    in_boston = (MIDNIGHT + timedelta(days=1)).astimezone(timezone(timedelta(hours=-5)))
    assert taken(quota, in_boston - timedelta(seconds=1), 3) == 0
    assert taken(quota, in_boston, 3) == 1


def test_a_platform_that_wants_rest_is_left_alone_until_then() -> None:
    quota = DailyQuota(a_day=1_000, a_minute=10)
    quota.rest(until=LATE + timedelta(seconds=30))
    quota.rest(until=LATE + timedelta(seconds=10))
    assert not quota.take(at=LATE + timedelta(seconds=29))
    assert quota.take(at=LATE + timedelta(seconds=30))


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_share_one_quota(threads: int) -> None:
    quota, granted = DailyQuota(a_day=100, a_minute=100), []
    barrier = threading.Barrier(threads)

    def ask() -> None:
        barrier.wait()
        granted.append(taken(quota, LATE + timedelta(minutes=9), 100))

    workers = [threading.Thread(target=ask) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(granted) == 100


@settings(max_examples=25)
@given(st.integers(2, 60), st.integers(1, 20))
def test_where_calls_are_too_few_nobody_is_two_ahead_of_anybody(many: int, a_minute: int) -> None:
    assume(many > a_minute)
    turns, had = Turns(DailyQuota(a_day=100_000, a_minute=a_minute)), Counter(map(str, range(many)))
    for tick in range(2 * 60):
        at = MIDNIGHT + timedelta(seconds=15 * tick)
        had.update(who for who in map(str, range(many)) if turns.take(who, at=at))
        assert max(had.values()) - min(had.values()) <= 1
    assert had.total() - many > 0.7 * 30 * a_minute, "and few calls are left unused"


def test_with_calls_enough_nobody_waits_for_anybody() -> None:
    turns, looks = Turns(DailyQuota(a_day=100_000, a_minute=20)), (0, 15, 30, 45)
    assert all(turns.take(who, at=LATE + timedelta(seconds=look)) for look in looks for who in "abcde")


def longest_wait(meetings: int, *, minutes: int) -> timedelta:
    """The longest that any of so many was without a call, each of which asks every 25 seconds."""
    turns, served, waits = Turns(DailyQuota(a_day=50_000, a_minute=600)), dict[str, datetime](), [timedelta()]
    for tick in range(minutes * 60 // 25):
        for meeting in range(meetings):
            at, who = MIDNIGHT + timedelta(hours=3, seconds=25 * tick + 0.1 * meeting), str(meeting)
            if turns.take(who, at=at):
                waits.append(at - served.get(who, at))
                served[who] = at
    return max(waits)


@pytest.mark.parametrize(
    ("meetings", "minutes", "seconds"), [(60, 180, 25), (100, 180, 50), (240, 70, 50), (240, 120, 75), (400, 30, 75)]
)
def test_so_many_meetings_are_listed_so_often_for_so_long(meetings: int, minutes: int, seconds: int) -> None:
    assert longest_wait(meetings, minutes=minutes) == timedelta(seconds=seconds)


def test_whoever_rests_has_no_call_and_keeps_nobody_waiting() -> None:
    turns = Turns(DailyQuota(a_day=100_000, a_minute=1))
    turns.rest("a", until=LATE + timedelta(hours=1))
    assert not turns.take("a", at=LATE)
    assert turns.take("b", at=LATE)
    assert turns.take("b", at=LATE + timedelta(minutes=1)), "one call a minute, and one who asks for it"
    assert turns.take("a", at=LATE + timedelta(hours=1))


def test_the_last_in_line_is_served_before_the_first_is_served_again() -> None:
    turns = Turns(DailyQuota(a_day=100_000, a_minute=2))
    ask = "abcde"
    served = ["".join(who for who in ask if turns.take(who, at=LATE + timedelta(minutes=m))) for m in range(4)]
    assert served == ["ab", "cd", "e", "ab"]


def test_whoever_asks_no_more_is_not_waited_for() -> None:
    turns = Turns(DailyQuota(a_day=100_000, a_minute=1))
    turns.take("a", at=MIDNIGHT)
    for who in "bcdefgh":
        assert not turns.take(who, at=MIDNIGHT)
    assert turns.take("a", at=MIDNIGHT + timedelta(minutes=11))


def test_a_quota_that_is_spent_serves_nobody() -> None:
    turns = Turns(DailyQuota(a_day=0, a_minute=5))
    assert not turns.take("a", at=LATE)
