"""Figures by school, home language and grades: the parts add up to the whole, in whatever order they come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.benchmarks import Benchmarks, lasted
from mentoring.dosage import Dosage
from mentoring.figures import (
    UNKNOWN,
    Counted,
    Cut,
    Figures,
    band_of,
    cut_by,
    days_between,
    median,
    of_matched,
    of_waiting,
    share,
    title,
    total,
)

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
some = st.integers(0, 50)
days_waited = st.lists(st.integers(0, 400), max_size=5).map(tuple)
figures = st.builds(Figures, some, some, some, some, days_waited, some, days_waited)
schools = st.sampled_from([None, "", "Holland", "holland ", "HOLLAND", "Condon K-8", "condon k 8", "مدرسة النور", "🎒"])
languages = st.sampled_from([None, "", "es", "es-PR", "pt-BR", "pt", "ht", "und", "xx"])
grades = st.none() | st.integers(0, 13)
counted = st.lists(st.builds(Counted, figures, schools, languages, grades), max_size=30)


@given(counted, st.sampled_from(Cut))
def test_the_groups_of_a_cut_add_up_to_the_whole(people: list[Counted], cut: Cut) -> None:
    whole = total(one.figures for one in people)
    assert total(cut_by(cut, people).values()) == whole


@given(counted, st.sampled_from(Cut), st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_does_not_matter(people: list[Counted], cut: Cut, dice: Random) -> None:
    shuffled = [*people]
    dice.shuffle(shuffled)
    assert cut_by(cut, shuffled) == cut_by(cut, people)


@given(st.lists(figures, max_size=8), st.lists(figures, max_size=8))
def test_sums_of_sums_are_sums(some: list[Figures], others: list[Figures]) -> None:
    assert total([total(some), total(others)]) == total([*others, *some])


def test_a_school_is_one_however_it_is_written() -> None:
    one = Figures(matched=1)
    found = cut_by(Cut.SCHOOL, [Counted(one, "Holland School"), Counted(one, " HOLLAND  school"), Counted(one, None)])
    assert found == {"HOLLAND school": Figures(matched=2), UNKNOWN: one}


def test_the_tongues_of_one_language_are_one_and_another_language_is_not_known() -> None:
    one = Figures(matched=1)
    found = cut_by(Cut.LANGUAGE, [Counted(one, language=code) for code in ("pt", "pt-BR", "und", "kea")])
    assert {title(Cut.LANGUAGE, group): figures.matched for group, figures in found.items()} == {
        "Português (Portuguese)": 2,
        "not known": 1,
        "Kabuverdianu (Cape Verdean Creole)": 1,
    }


@pytest.mark.parametrize(
    ("grade", "band"), [(1, "1-5"), (5, "1-5"), (6, "6-8"), (8, "6-8"), (9, "9-12"), (12, "9-12"), (None, ""), (0, "")]
)
def test_every_grade_of_the_form_stands_in_one_band(grade: int | None, band: str) -> None:
    assert band_of(grade) == band


def test_a_student_of_two_matches_is_one_student_with_the_hours_of_both() -> None:
    found = of_matched([Dosage(weeks=4, minutes=240), Dosage(weeks=3, minutes=60, short=120)])
    assert found == Figures(matched=1, short=1, minutes=300, due=420)


def test_whoever_waits_since_nobody_knows_when_waits_without_days() -> None:
    assert of_waiting(None, NOON) == Figures(undated=1)
    assert of_waiting(NOON - timedelta(days=9, hours=23), NOON) == Figures(waits=(9,))
    assert total([of_waiting(None, NOON), of_waiting(NOON, NOON)]).waiting == 2


def test_nobody_has_waited_less_than_no_day() -> None:
    assert days_between(NOON, NOON - timedelta(days=1)) == 0


@given(st.lists(st.integers(0, 1000)))
def test_the_median_lies_among_the_days(days: list[int]) -> None:
    found = median(days)
    assert found is None if not days else found is not None and min(days) <= found <= max(days)


def test_a_share_of_nothing_is_none() -> None:
    assert (share(0, 0), share(0, 3), share(2, 3), share(3, 3)) == (None, 0, 67, 100)


def test_a_match_has_lasted_from_its_first_day_to_its_last_session() -> None:
    first = date(2026, 10, 6)
    assert lasted(first, first) == 1
    assert lasted(first, date(2026, 11, 10)) == 36
    assert lasted(first, None) == 0
    assert lasted(first, first - timedelta(days=1)) == 0


def test_matches_that_begin_tomorrow_do_not_shorten_the_middle() -> None:
    today = date(2026, 11, 10)
    marks = Benchmarks(started={today - timedelta(days=30): 2, today: 1, today + timedelta(days=1): 50})
    assert (marks.running, marks.running_for(today)) == (53, 30)
    assert Benchmarks().running_for(today) is None
