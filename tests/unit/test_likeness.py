"""Whether two nominations may be of one child: shown with the reason, and decided by a person."""

from __future__ import annotations

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from integrations.likeness import FuzzyNames
from mentoring.likeness import LikeReason, alike, likest, marks
from mentoring.nominations import NominationDraft
from tests.contract.nomination_fixtures import GUARDIAN, NAMES, TEACHER, draft, given

BY_TEACHER = {**TEACHER, "grade": ["5"], "school": ["Mario Umana Academy"], "guardian_phone": ["617-555-0199"]}
FAMILY, NAME, SCHOOL, GRADE = LikeReason.FAMILY, LikeReason.NAME, LikeReason.SCHOOL, LikeReason.GRADE
NEXT = LikeReason.NEXT_GRADE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nadège Baptiste", "nadege BAPTISTE"),
        ("Nadège Baptiste", "Baptiste Nadege"),
        ("Muhammad Ali", "Mohamed Aly"),
        ("محمد علي", "Mohammed Ali"),
        ("Иван Петров", "Ivan Petrov"),
        ("Nguyễn Văn An", "An Nguyen"),
        ("김민준", "Kim Minjun"),
        ("Yusuf al-Haddad", "Youssef Alhaddad"),
        ("Catherine Smith", "Katharine Smyth"),
        ("Ana Silva", "Ana Paula da Silva"),
    ],
)
def test_one_name_in_two_spellings_is_alike(one: str, other: str) -> None:
    assert NAMES.likeness(one, other) >= 0.86
    assert NAMES.likeness(one, other) == NAMES.likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amara Okafor", "Chidi Okafor"),
        ("Ben", "Ana"),
        ("Omar Diaz", "Amara Diaz"),
        ("Luis Reyes", "Rosa Morales"),
        ("", "A"),
    ],
)
def test_two_names_are_not(one: str, other: str) -> None:
    assert NAMES.likeness(one, other) < 0.86


@examples(st.text(max_size=40), st.text(max_size=40))
def test_any_two_names_can_be_compared_in_either_order(one: str, other: str) -> None:
    assert 0 <= NAMES.likeness(one, other) <= 1
    assert NAMES.likeness(one, other) == pytest.approx(NAMES.likeness(other, one))
    assert FuzzyNames().keys(one) == NAMES.keys(one)


def test_the_same_guardian_and_name_is_told_with_every_reason() -> None:
    assert alike(draft(), draft(first_name="Nadege", your_phone=None), NAMES) == (FAMILY, NAME, SCHOOL)


def test_brothers_and_sisters_of_one_guardian_are_not_taken_for_one_child() -> None:
    assert alike(draft(), draft(first_name="Wilson", grade="9", school="Latin Academy"), NAMES) == ()


def test_another_first_name_in_the_same_family_and_class_is_shown_for_it_may_be_a_nickname() -> None:
    assert alike(draft(), draft(first_name="Didi"), NAMES) == (FAMILY, SCHOOL)


def test_a_teacher_and_a_family_nominate_the_same_child() -> None:
    by_teacher = draft(BY_TEACHER, first_name="Nadege", last_name="Baptist")
    assert alike(draft(), by_teacher, NAMES) == (NAME, SCHOOL)


def test_an_initial_is_enough_of_a_family_name() -> None:
    assert alike(draft(), draft(BY_TEACHER, first_name="Nadège", last_name="B"), NAMES) == (NAME, SCHOOL)
    assert alike(draft(), draft(BY_TEACHER, first_name="Nadège", last_name="C"), NAMES) == ()


def test_two_children_of_one_class_whom_one_teacher_nominates_are_two() -> None:
    assert (
        alike(
            draft(TEACHER), draft(TEACHER, first_name="Kevin", last_name="Barros", guardian_phone="617-555-0111"), NAMES
        )
        == ()
    )


def test_the_same_name_at_another_school_counts_only_in_the_same_grade_and_language() -> None:
    elsewhere = given(school="Latin Academy", your_email="m2@example.net", your_phone=None)
    assert alike(draft(), draft(elsewhere), NAMES) == (NAME, GRADE)
    assert alike(draft(), draft(elsewhere, grade="6"), NAMES) == ()


@pytest.mark.parametrize(
    ("grade", "reasons"),
    [("3", ()), ("4", (NAME, NEXT)), ("5", (NAME, SCHOOL)), ("6", (NAME, NEXT)), ("7", ())],
)
def test_the_same_child_in_the_next_grade_is_shown_wherever_they_live_now(
    grade: str, reasons: tuple[LikeReason, ...]
) -> None:
    moved = given(your_email="m2@example.net", your_phone=None)
    one, other = draft(), draft(moved, grade=grade)
    assert alike(one, other, NAMES) == alike(other, one, NAMES) == reasons
    assert marks(one, NAMES) & marks(other, NAMES)


def test_of_one_family_the_next_grade_is_told_with_a_like_name_only() -> None:
    assert alike(draft(), draft(grade="6"), NAMES) == (FAMILY, NAME, NEXT)
    assert alike(draft(), draft(first_name="Wilson", grade="6"), NAMES) == ()


def test_the_next_grade_of_another_school_tells_nothing() -> None:
    elsewhere = given(school="Latin Academy", your_email="m2@example.net", your_phone=None)
    assert alike(draft(), draft(elsewhere, grade="6"), NAMES) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("小明", "王"), ("王", "小明")),
        (("伟", "王"), ("王", "伟")),
        (("Xiaoming", "Wang"), ("Wang", "Xiaoming")),
        (("민준", "김"), ("김", "민준")),
        (("محمد", "علي"), ("علي", "محمد")),
    ],
)
def test_the_same_words_in_another_order_are_one_name(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert alike(_called(*one), _called(*other, your_email="m2@example.net"), NAMES) == (NAME, SCHOOL)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("小明", "王"), ("小红", "王")),
        (("小明", "王"), ("小明", "李")),
        (("伟", "王"), ("伟", "李")),
        (("William", "Okafor"), ("Bill", "Okafor")),
        (("小明", "王"), ("Xiaoming", "Wang")),
    ],
)
def test_other_names_and_other_forms_of_one_are_not(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert alike(_called(*one), _called(*other, your_email="m2@example.net"), NAMES) == ()


def _called(first: str, last: str, **more: str) -> NominationDraft:
    return draft(given(your_phone=None), first_name=first, last_name=last, **more)


def test_schools_are_told_apart_by_their_own_words() -> None:
    others = given(your_email="x@example.net", your_phone=None, home_language="en")
    assert alike(draft(school="Lee Academy"), draft(others, school="Ellis Academy"), NAMES) == ()
    assert alike(draft(school="Lee Academy"), draft(others, school="The Lee Elementary School"), NAMES) == (
        NAME,
        SCHOOL,
    )


def test_whoever_is_alike_shares_a_mark() -> None:
    """Else they would never be compared."""
    one = marks(draft(), NAMES)
    for other in (
        draft(first_name="Didi", your_phone=None),
        draft(BY_TEACHER, first_name="Nadege", last_name="Baptist"),
        draft(school="Latin Academy", your_email="m2@example.net", your_phone=None),
    ):
        assert one & marks(other, NAMES)


def test_a_teachers_own_address_is_no_mark_of_a_family() -> None:
    assert not any("reyes" in mark for mark in marks(draft(TEACHER), NAMES))


def test_the_likest_come_first_and_not_too_many() -> None:
    others = [(number, draft(first_name="Didi")) for number in range(1, 20)] + [(20, draft())]
    found = likest(draft(GUARDIAN), others, NAMES)
    assert [number for number, _ in found] == [20, 19, 18, 17, 16]
