"""Strangers: who they may be, and when a person must hear of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.coverage import Evidence, Scene, scene_at
from mentoring.policy import Policy
from mentoring.presence import Stay
from mentoring.strangers import Suspicion, suspect
from tests.unit.room_fixtures import NOBODY, PEOPLE, evidence, second, some_evidence, stay
from tests.unit.rule_fixtures import MANAGER, MENTOR, MONITOR, OTHER_STUDENT, STUDENT

POLICY = Policy()
LIKELY = (MONITOR, MENTOR, STUDENT, OTHER_STUDENT)
EVERYBODY = tuple(stay(who, 0) for who in LIKELY)
ROBOT = replace(stay(NOBODY, 40), display_name="Otter.ai")
rooms = some_evidence(*LIKELY, MANAGER, NOBODY)


def scene(room: Evidence, at: float = 100) -> Scene:
    return scene_at(room, PEOPLE, second(at))


def suspicion(*stays: Stay, likely: tuple[int, ...] = LIKELY) -> Suspicion:
    found = suspect(scene(evidence(*stays)), likely, POLICY)
    assert found is not None
    return found


def everybody_but(*missing: int) -> tuple[Stay, ...]:
    return tuple(stay(who, 0) for who in LIKELY if who not in missing)


def test_where_everybody_is_known_there_is_nothing_to_suspect() -> None:
    assert suspect(scene(evidence(*EVERYBODY)), LIKELY, POLICY) is None


def test_somebody_unknown_beside_everybody_expected_was_invited_by_nobody() -> None:
    found = suspicion(*EVERYBODY, stay(NOBODY, 40))
    assert (found.candidates, found.due) == ((), second(40))


def test_somebody_unknown_may_be_the_student_who_is_missing_and_has_a_minute() -> None:
    found = suspicion(*everybody_but(STUDENT), stay(NOBODY, 40))
    assert (found.candidates, found.due) == ((STUDENT,), second(100))


def test_of_two_strangers_only_one_can_be_the_student_who_is_missing() -> None:
    found = suspicion(*everybody_but(STUDENT), stay(NOBODY, 40), stay(NOBODY, 70))
    assert (found.candidates, found.due) == ((STUDENT,), second(40))


def test_while_the_monitor_is_missing_the_alert_about_the_monitor_tells_it() -> None:
    found = suspicion(*everybody_but(MONITOR), stay(NOBODY, 40))
    assert (found.candidates, found.due) == ((MONITOR,), None)


def test_a_proctor_whom_a_manager_stands_in_for_may_still_come() -> None:
    found = suspicion(*everybody_but(MONITOR), stay(MANAGER, 0), stay(NOBODY, 40))
    assert (found.candidates, found.due) == ((MONITOR,), second(100))


@pytest.mark.parametrize("missing", [(), (MONITOR,), (STUDENT,), LIKELY])
def test_a_robot_is_told_at_once_whoever_is_missing(missing: tuple[int, ...]) -> None:
    found = suspicion(*everybody_but(*missing), ROBOT)
    assert (found.robot, found.due) == (True, second(40))


def test_a_person_who_is_known_may_call_themselves_what_they_like() -> None:
    joking = replace(stay(MENTOR, 0), display_name="Otter.ai")
    assert suspect(scene(evidence(joking, stay(MONITOR, 0))), LIKELY, POLICY) is None


def test_the_likeliest_candidate_comes_first() -> None:
    found = suspicion(stay(MONITOR, 0), stay(NOBODY, 40), likely=(STUDENT, MONITOR, MENTOR))
    assert found.candidates == (STUDENT, MENTOR)


@given(rooms, st.integers(-60, 400), st.permutations(LIKELY))
def test_nobody_who_is_seen_inside_is_a_candidate_and_no_candidate_is_left_out(
    room: Evidence, at: int, likely: list[int]
) -> None:
    now = scene(room, at)
    found = suspect(now, likely, POLICY)
    assert (found is None) is (not now.strangers)
    if found is not None:
        assert found.candidates == tuple(person for person in likely if person not in now.inside)


@given(rooms, st.integers(-60, 400))
def test_a_stranger_is_told_within_the_grace_unless_the_monitor_is_missing(room: Evidence, at: int) -> None:
    now = scene(room, at)
    found = suspect(now, LIKELY, POLICY)
    if found is not None and now.monitor:
        assert found.due is not None
        assert found.since <= found.due <= found.since + POLICY.unmonitored_grace


@given(rooms, st.integers(-60, 400))
def test_a_name_makes_only_more_suspicious(room: Evidence, at: int) -> None:
    plain = suspect(scene(room, at), LIKELY, POLICY)
    robots = replace(room, stays=tuple(replace(one, display_name="Fathom") for one in room.stays))
    named = suspect(scene(robots, at), LIKELY, POLICY)
    if plain is not None and named is not None:
        assert named.due == named.since == plain.since
        assert plain.due is None or named.due <= plain.due
