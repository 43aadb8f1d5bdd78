"""People: what makes a volunteer eligible, and what others may read of a student."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentoring.people import Clearance, Person, Role, folded
from mentoring.permissions import ManagersOnly, NotYourMatch, require_manager, require_part_in
from tests.unit.rule_fixtures import CLEARED, MANAGER, MENTOR, MONITOR, STUDENT, match, person

TODAY = date(2026, 10, 26)


def test_a_cleared_volunteer_lacks_nothing() -> None:
    assert CLEARED.missing(TODAY) == ()


def test_a_new_volunteer_lacks_everything_in_the_order_of_the_office() -> None:
    assert Clearance().missing(TODAY) == ("interview", "training", "signed agreement", "valid background check")


@pytest.mark.parametrize(
    ("step", "lacks"),
    [("interviewed_on", "interview"), ("trained_on", "training"), ("agreement_on", "signed agreement")],
)
def test_a_step_counts_from_its_day_on(step: str, lacks: str) -> None:
    assert replace(CLEARED, **{step: TODAY}).missing(TODAY) == ()
    assert replace(CLEARED, **{step: TODAY + timedelta(days=1)}).missing(TODAY) == (lacks,)


def test_a_background_check_is_valid_to_the_end_of_its_last_day() -> None:
    assert replace(CLEARED, background_check_until=TODAY).missing(TODAY) == ()
    yesterday = replace(CLEARED, background_check_until=TODAY - timedelta(days=1))
    assert yesterday.missing(TODAY) == ("valid background check",)


@pytest.mark.parametrize(
    ("name", "short"),
    [("Amara Okafor", "Amara O."), ("José Luis de la Peña", "José P."), ("Cher", "Cher"), ("李 小龙", "李 小.")],
)
def test_a_volunteer_reads_a_students_first_name_and_initial(name: str, short: str) -> None:
    assert person(1, Role.STUDENT, name=name).public_name == short


def test_a_grown_up_is_called_by_the_full_name() -> None:
    assert person(1, Role.MENTOR, name="Ana Silva").public_name == "Ana Silva"


def test_a_student_who_also_mentors_is_still_a_student_to_others() -> None:
    assert person(1, Role.STUDENT, Role.MENTOR, name="Luis Rosado").public_name == "Luis R."


def test_names_are_compared_without_case_accents_and_punctuation() -> None:
    assert folded("José  Peña-Ruiz") == folded("JOSE PENA RUIZ") == "jose pena ruiz"
    assert folded("Patrick O'Donnell") == folded("patrick o’donnell")


@example("𝜜")
@given(st.text(max_size=30))
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@given(st.text(max_size=30), st.text(max_size=30))
def test_words_of_a_name_fold_one_by_one(first: str, last: str) -> None:
    assert folded(f"{first} {last}") == f"{folded(first)} {folded(last)}".strip()


def test_only_managers_run_matches() -> None:
    require_manager(person(MANAGER, Role.MANAGER))
    with pytest.raises(ManagersOnly):
        require_manager(person(MENTOR, Role.MENTOR, Role.PROCTOR, Role.TEACHER, Role.STAFF))


def has_part(actor: Person, *others: int) -> bool:
    try:
        require_part_in(actor, match(), *others)
    except NotYourMatch:
        return False
    return True


@pytest.mark.parametrize("own", [MENTOR, MONITOR, STUDENT, MANAGER])
def test_everybody_of_a_match_has_part_in_it(own: int) -> None:
    assert has_part(person(own, Role.MENTOR))


def test_a_stranger_has_no_part_in_a_match_unless_standing_in() -> None:
    stranger = person(77, Role.PROCTOR)
    assert not has_part(stranger)
    assert has_part(stranger, 77)


def test_every_manager_has_part_in_every_match() -> None:
    assert has_part(person(77, Role.MANAGER))
