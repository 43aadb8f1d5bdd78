"""How calls to Zoom are spaced once it has named a limit per second."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.zoom.tempo import KEPT_FOR, SpeedLimit, Tempo

READ, LIST = "read a Zoom meeting", "list who is in a Zoom meeting"
LIGHT = SpeedLimit("Light", 80, 1.0)


def slowed(limit: SpeedLimit = LIGHT, *, now: float = 0.0) -> Tempo:
    tempo = Tempo()
    tempo.slow_down(READ, limit, now=now)
    return tempo


@given(st.lists(st.floats(0, 1_000), max_size=50))
def test_nobody_waits_before_zoom_has_complained(moments: list[float]) -> None:
    tempo = Tempo()
    assert all(tempo.turn(READ, now=now) == 0 for now in moments)


def test_the_first_turn_is_as_late_as_zoom_has_asked_for() -> None:
    assert slowed(now=7.0).turn(READ, now=7.25) == pytest.approx(0.75)


@given(st.integers(1, 100), st.lists(st.floats(0, KEPT_FOR - 1), min_size=2, max_size=300))
def test_no_second_has_more_calls_than_zoom_allows(a_second: int, moments: list[float]) -> None:
    tempo = slowed(SpeedLimit("Light", a_second, 1.0))
    leaving = sorted(now + tempo.turn(READ, now=now) for now in sorted(moments))
    for first, later in zip(leaving, leaving[a_second:], strict=False):
        assert later - first >= 1


def test_after_a_minute_without_complaint_nobody_waits_any_more() -> None:
    tempo = slowed()
    assert [tempo.turn(READ, now=KEPT_FOR - 0.001) for _ in range(3)][-1] > 0
    assert tempo.turn(READ, now=KEPT_FOR) == 0


def test_calls_of_another_category_do_not_wait() -> None:
    tempo = slowed()
    assert tempo.turn(LIST, now=0.0) == 0
    tempo.slow_down(LIST, SpeedLimit("Heavy", 40, 1.0), now=0.5)
    assert tempo.turn(LIST, now=0.5) == pytest.approx(1.0)
    assert tempo.turn(READ, now=0.5) == pytest.approx(0.5)


def test_all_calls_of_one_category_share_its_limit() -> None:
    tempo = slowed(SpeedLimit("Light", 10, 0.0))
    tempo.slow_down(LIST, SpeedLimit("Light", 10, 0.0), now=0.0)
    waits = [tempo.turn(tried, now=0.0) for tried in (READ, LIST, READ, LIST)]
    assert waits == pytest.approx([0, 1 / 9, 2 / 9, 3 / 9])


def test_a_second_complaint_takes_no_turn_away_that_is_given() -> None:
    tempo = slowed(SpeedLimit("Light", 10, 3.0))
    tempo.slow_down(READ, SpeedLimit("Light", 10, 1.0), now=0.5)
    assert tempo.turn(READ, now=0.5) == pytest.approx(2.5)


def test_threads_are_never_given_the_same_turn() -> None:
    tempo, turns, barrier = slowed(), list[float](), threading.Barrier(8)

    def ask() -> None:
        barrier.wait()
        turns.extend(tempo.turn(READ, now=0.0) for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({round(turn, 6) for turn in turns}) == 400
