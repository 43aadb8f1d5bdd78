"""Whether a nomination may be of a student who is here: weighed by name, home, school and language."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.likeness import FuzzyNames
from mentoring.known_students import KnownReason, RosterName, known_by, likest_known, namesakes
from mentoring.likeness import SHOWN
from mentoring.people import Person, Role
from tests.contract.nomination_fixtures import STUDENT, TEACHER, draft
from tests.unit.rule_fixtures import person

NAMES = FuzzyNames()
GUARDIAN = person(2, Role.GUARDIAN, email="marie.baptiste@example.net", language="ht")


def child(name: str, **more: object) -> Person:
    return person(1, Role.STUDENT, name=name, adult=False, guardian_id=2, email=None, **more)


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [("Luis Reyes Peña", "Luis", "Reyes Peña"), ("Prince", "Prince", ""), ("  ", "", ""), ("🙂 B", "🙂", "B")],
)
def test_a_name_in_one_cell_has_its_first_word_first(full: str, first: str, last: str) -> None:
    assert (RosterName(full).first_name, RosterName(full).last_name) == (first, last)


def test_one_name_in_two_spellings_and_orders_is_found_and_a_sisters_is_not() -> None:
    roster = [(1, "Baptiste Nadege"), (2, "Nadège Batiste"), (3, "Wilhelmine Baptiste"), (4, "Nadège Ortiz"), (5, "🙂")]
    assert sorted(namesakes(draft(), roster, NAMES)) == [1, 2]


def test_a_first_letter_is_enough_of_a_family_name() -> None:
    roster = [(1, "Trung Nguyễn"), (2, "Trung Pham"), (3, "Trang Nguyen Thi")]
    assert 1 in namesakes(draft(TEACHER, last_name="N"), roster, NAMES)
    assert 2 not in namesakes(draft(TEACHER, last_name="N"), roster, NAMES)


@given(st.lists(st.tuples(st.integers(1, 50), st.text(max_size=40)), max_size=20, unique_by=lambda one: one[0]))
def test_any_roster_can_be_looked_through_in_any_order(roster: list[tuple[int, str]]) -> None:
    found = namesakes(draft(), roster, NAMES)
    shuffled = random.Random(1).sample(roster, len(roster))
    assert found == namesakes(draft(), shuffled, NAMES)
    assert set(found) <= {number for number, _ in roster}


def test_a_brother_at_the_same_address_is_somebody_else() -> None:
    assert known_by(draft(), child("Theodore Baptiste"), GUARDIAN, NAMES) == ()


def test_a_nickname_at_the_same_address_is_asked_about() -> None:
    assert KnownReason.FAMILY in known_by(draft(), child("Nadia Jean"), GUARDIAN, NAMES)


def test_another_address_and_no_school_needs_the_very_name_and_the_language() -> None:
    elsewhere = person(2, Role.GUARDIAN, email="other@example.org", language="ht")
    assert known_by(draft(), child("Nadège Baptiste"), elsewhere, NAMES) == (KnownReason.NAME, KnownReason.LANGUAGE)
    assert known_by(draft(), child("Nadège Bastien"), elsewhere, NAMES) == ()


def test_a_student_of_18_is_known_by_their_own_address_whatever_they_are_called_now() -> None:
    grown = person(1, Role.STUDENT, name="Sam Okafor", email="Samira@example.net")
    assert known_by(draft(STUDENT), grown, grown, NAMES) == (KnownReason.FAMILY,)


def test_who_has_most_in_common_comes_first_and_not_too_many() -> None:
    name, family = (KnownReason.NAME,), (KnownReason.FAMILY, KnownReason.NAME)
    found = likest_known([(9, ()), (3, name), (8, family), *((number, name) for number in range(10, 20))])
    assert found[:2] == [(8, family), (3, name)]
    assert len(found) == SHOWN
