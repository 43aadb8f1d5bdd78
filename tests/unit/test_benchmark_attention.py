"""What *watching* reads out of the stand-ins' log of calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.attention import Read, busiest_second, longest, looks, refused
from sandbox.calls import Call

START = datetime(2026, 11, 2, 20, 30, tzinfo=UTC)
END = START + timedelta(minutes=2)
MEET, ZOOM = "/google/v2/conferenceRecords/abc", "/zoom/v2/meetings/81234567890"


def after(**length: float) -> datetime:
    return START + timedelta(**length)


def call(path: str, at: datetime = START, status: int = 200) -> Call:
    return Call(at=at, service="any", method="GET", path=path, query={}, body=None, status=status)


@pytest.mark.parametrize(
    ("path", "read", "room"),
    [
        (f"{MEET}/participants", Read.MEET_PRESENCE, "abc"),
        (f"{MEET}/recordings", Read.MEET_KEPT, "abc"),
        (ZOOM, Read.ZOOM_MEETING, "81234567890"),
        ("/zoom/v2/metrics/meetings/81234567890/participants", Read.ZOOM_LIST, "81234567890"),
    ],
)
def test_each_kind_of_look_is_told_apart_and_belongs_to_its_room(path: str, read: Read, room: str) -> None:
    assert {one: looks([call(path)], one) for one in Read} == {
        **{one: {} for one in Read},
        read: {room: [START]},
    }


@pytest.mark.parametrize(
    "path", ["/google/v2/conferenceRecords", f"{MEET}/transcripts", f"{ZOOM}/registrants", "/zoom/oauth/token"]
)
def test_what_is_read_besides_is_no_look_at_a_session(path: str) -> None:
    assert not any(looks([call(path)], read) for read in Read)


def test_a_look_that_was_refused_is_none() -> None:
    calls = [call(ZOOM, status=429), call(ZOOM, after(seconds=7))]
    assert looks(calls, Read.ZOOM_MEETING) == {"81234567890": [after(seconds=7)]}
    assert refused(calls) == 1


def test_looks_come_in_the_order_of_time_whatever_the_order_of_the_log() -> None:
    calls = [call(ZOOM, after(seconds=second)) for second in (60, 0, 30)]
    assert looks(calls, Read.ZOOM_MEETING)["81234567890"] == [START, after(seconds=30), after(seconds=60)]


def test_the_longest_wait_may_lie_before_the_first_look_between_two_or_after_the_last() -> None:
    def wait(*seconds: int) -> float:
        seen = {"room": [after(seconds=second) for second in seconds]}
        return longest(seen, among=1, since=START, until=END).total_seconds()

    assert wait(50, 80, 110) == 50
    assert wait(10, 75, 110) == 65
    assert wait(10, 40) == 80


def test_a_session_that_nobody_looked_at_waited_all_the_time() -> None:
    seen = {"one": [after(seconds=60)]}
    assert longest(seen, among=2, since=START, until=END) == timedelta(minutes=2)
    assert longest({}, among=1, since=START, until=END) == timedelta(minutes=2)


@given(st.lists(st.sets(st.integers(0, 120), min_size=1), min_size=1, max_size=5))
def test_the_longest_wait_is_what_somebody_with_a_stopwatch_would_find(rooms: list[set[int]]) -> None:
    seen = {str(n): [after(seconds=second) for second in sorted(seconds)] for n, seconds in enumerate(rooms)}
    found = longest(seen, among=len(seen), since=START, until=END)
    assert found.total_seconds() == max(map(_by_stopwatch, rooms))


def _by_stopwatch(seconds: set[int]) -> int:
    """Goes through the two minutes second by second."""
    most = waited = 0
    for second in range(1, 121):
        waited += 1
        most = max(most, waited)
        if second in seconds:
            waited = 0
    return most


def test_the_busiest_second_counts_refused_calls_too_and_only_its_own_kind() -> None:
    calls = [call(ZOOM, after(milliseconds=part), status) for part, status in ((0, 200), (999, 429), (1000, 200))]
    assert busiest_second([*calls, call(f"{MEET}/participants")], Read.ZOOM_MEETING) == 2
    assert busiest_second([], Read.ZOOM_MEETING) == 0
