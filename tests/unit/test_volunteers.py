"""The way of a volunteer: what each step changes, what takes a clearance away, and whose move it is."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.people import Clearance, Role
from mentoring.volunteers import (
    MOVERS,
    CheckTooLong,
    Dossier,
    Interview,
    Mover,
    NotAVolunteer,
    NotYet,
    Screening,
    Step,
    StepTaken,
    after,
    check_volunteer,
    longest_check,
    steps_left,
    whose_move,
)
from tests.unit.rule_fixtures import person

TODAY = date(2026, 10, 26)
NOBODY = Dossier(3)
TAKEN = {
    Step.INTERVIEW: StepTaken(Step.INTERVIEW, TODAY, Interview.PASSED, by=1),
    Step.CHECK: StepTaken(Step.CHECK, TODAY, Screening.CLEARED),
    Step.AGREEMENT: StepTaken(Step.AGREEMENT, TODAY, version="2026-10"),
    Step.TRAINING: StepTaken(Step.TRAINING, TODAY, version="1"),
}


def all_taken(order: list[Step]) -> tuple[Clearance, Dossier]:
    clearance, dossier = Clearance(), NOBODY
    for step in order:
        clearance, dossier = after(TAKEN[step], clearance, dossier, today=TODAY)
    return clearance, dossier


def test_the_steps_say_what_the_clearance_says_and_nothing_else() -> None:
    assert set(Clearance().missing(TODAY)) == set(Step)
    assert len(fields(Clearance)) == len(Step)


@given(st.permutations(list(Step)))
def test_the_four_steps_clear_in_whatever_order_they_are_written_down(order: list[Step]) -> None:
    clearance, dossier = all_taken(order)
    assert steps_left(clearance, TODAY) == ()
    assert (clearance, dossier) == all_taken(list(Step))


@given(st.permutations(list(Step)), st.integers(0, 3))
def test_nobody_is_cleared_with_less_than_four(order: list[Step], done: int) -> None:
    left = steps_left(all_taken(order[:done])[0], TODAY)
    assert set(left) == set(order[done:])
    assert whose_move(left) is MOVERS[left[0]]


def test_said_twice_it_is_the_same() -> None:
    once = all_taken(list(Step))
    assert after(TAKEN[Step.CHECK], *once, today=TODAY) == once


def test_being_turned_away_takes_the_clearance_away() -> None:
    clearance, dossier = all_taken(list(Step))
    away = StepTaken(Step.INTERVIEW, TODAY, Interview.TURNED_AWAY, by=1)
    clearance, dossier = after(away, clearance, dossier, today=TODAY)
    assert steps_left(clearance, TODAY) == (Step.INTERVIEW,)
    assert dossier.turned_away


def test_a_check_that_did_not_clear_takes_the_clearance_away_at_once() -> None:
    bad = StepTaken(Step.CHECK, TODAY, Screening.NOT_CLEARED, until=TODAY + timedelta(days=90))
    clearance, dossier = after(bad, *all_taken(list(Step)), today=TODAY)
    assert clearance.background_check_until is None
    assert steps_left(clearance, TODAY) == (Step.CHECK,)
    assert dossier.turned_away and dossier.check_on == TODAY


def test_a_check_holds_for_three_years_and_not_a_day_longer() -> None:
    clearance, _ = after(TAKEN[Step.CHECK], Clearance(), NOBODY, today=TODAY)
    assert clearance.background_check_until == date(2029, 10, 26)
    assert Step.CHECK not in steps_left(clearance, date(2029, 10, 26))
    assert Step.CHECK in steps_left(clearance, date(2029, 10, 27))
    for until in (date(2029, 10, 27), TODAY - timedelta(days=1)):
        with pytest.raises(CheckTooLong):
            after(replace(TAKEN[Step.CHECK], until=until), Clearance(), NOBODY, today=TODAY)


def test_a_check_of_a_leap_day_ends_before_march() -> None:
    assert longest_check(date(2028, 2, 29)) == date(2031, 2, 28)


@pytest.mark.parametrize("step", list(Step))
def test_what_is_still_to_come_cannot_be_written_down(step: Step) -> None:
    with pytest.raises(NotYet):
        after(replace(TAKEN[step], on=TODAY + timedelta(days=1)), Clearance(), NOBODY, today=TODAY)


def test_they_wait_since_the_last_step_and_not_since_one_that_was_written_down_late() -> None:
    _, dossier = after(TAKEN[Step.INTERVIEW], Clearance(), NOBODY, today=TODAY)
    late = replace(TAKEN[Step.AGREEMENT], on=TODAY - timedelta(days=40))
    assert after(late, Clearance(), dossier, today=TODAY)[1].since == TODAY


def test_when_nothing_is_left_it_is_nobodys_move() -> None:
    assert whose_move(()) is None
    assert whose_move((Step.AGREEMENT, Step.TRAINING)) is Mover.VOLUNTEER


@pytest.mark.parametrize("role", [Role.STUDENT, Role.GUARDIAN, Role.TEACHER, Role.STAFF, Role.MANAGER])
def test_only_mentors_and_proctors_are_volunteers(role: Role) -> None:
    with pytest.raises(NotAVolunteer):
        check_volunteer(person(1, role))
    check_volunteer(person(1, role, Role.PROCTOR))
