"""Whom an alert is brought to, in which order, and when its reader would learn something new."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.acts.alerting import delivery, rung_of
from mentoring.alerts import (
    JUDGED_REASONS,
    LIVE_REASONS,
    ROOM_REASONS,
    Alert,
    AlertReason,
    AlertState,
    Facts,
    ladder,
    on_rung,
)
from mentoring.coverage import Finding
from mentoring.people import Person, Role
from mentoring.policy import Policy
from tests.unit.rule_fixtures import NOON, STUDENT, person

offices = st.integers(1, 8).flatmap(
    lambda size: st.permutations(
        [person(n, Role.MANAGER, deputy_id=n % size + 1 if size > 1 else None) for n in range(1, size + 1)]
    )
)


@given(offices, st.data())
def test_the_ladder_has_every_manager_once_the_matchs_own_first_then_the_deputy(
    managers: list[Person], data: st.DataObject
) -> None:
    owner = data.draw(st.sampled_from(managers))
    steps = ladder(owner, managers)
    assert Counter(steps) == Counter(managers)
    assert steps[0] == owner
    assert owner.deputy_id is None or steps[1].id == owner.deputy_id


@given(offices, st.data())
def test_the_ladder_is_the_same_however_the_managers_are_listed(managers: list[Person], data: st.DataObject) -> None:
    owner, shuffled = data.draw(st.sampled_from(managers)), data.draw(st.permutations(managers))
    assert ladder(owner, shuffled) == ladder(owner, managers)


def test_a_manager_who_has_left_the_office_is_still_told_first() -> None:
    gone = person(1, deputy_id=3)
    assert [p.id for p in ladder(gone, [person(2, Role.MANAGER), person(3, Role.MANAGER)])] == [1, 3, 2]


def test_the_ladder_is_climbed_three_times_and_then_ends() -> None:
    steps = [person(n, Role.MANAGER) for n in (1, 2)]
    told = [on_rung(rung, steps, Policy()) for rung in range(7)]
    assert [p.id if p else None for p in told] == [1, 2, 1, 2, 1, 2, None]


def test_what_may_concern_a_child_in_the_room_now_climbs_the_ladder() -> None:
    assert {AlertReason(finding) for finding in Finding} == JUDGED_REASONS
    in_the_room = {AlertReason.KEEPING, AlertReason.STRANGER, AlertReason.ROOM_STANDS, AlertReason.ROOM_DRIFTED}
    assert JUDGED_REASONS | in_the_room == LIVE_REASONS
    assert LIVE_REASONS.isdisjoint(ROOM_REASONS)


SEEN = Facts(NOON, since=NOON, mentor_in=True, students_in=(STUDENT,), strangers=("iPad",), why="late", candidates=(7,))


def test_looking_again_at_the_same_room_is_no_news() -> None:
    assert SEEN.same_room(replace(SEEN, seen_at=NOON + timedelta(seconds=30), since=None))


@pytest.mark.parametrize(
    "news",
    [
        {"mentor_in": False},
        {"students_in": ()},
        {"strangers": ()},
        {"why": "platform_down"},
        {"connections": ("c9",)},
        {"candidates": ()},
    ],
)
def test_whoever_comes_or_goes_is_news(news: dict[str, Any]) -> None:
    assert not SEEN.same_room(replace(SEEN, **news))


@given(st.integers(1, 50), st.integers(0, 50))
def test_a_delivery_names_its_rung_and_each_round_has_its_own(round_: int, rung: int) -> None:
    alert = Alert(1, 5, AlertReason.UNMONITORED, AlertState.RAISED, SEEN, NOON, round=round_)
    planned = delivery(alert, rung=rung, due_at=NOON)
    assert rung_of(planned.occurrence) == rung
    assert planned.occurrence != delivery(replace(alert, round=round_ + 1), rung=rung, due_at=NOON).occurrence
