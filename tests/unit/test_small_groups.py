"""No figure points at one child: small groups stand together, and what is kept back cannot be worked out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mentoring.figures import Figures, total
from mentoring.small_groups import OTHERS, SMALL_CELL, SMALL_GROUP, joined, kept_back

groups = st.dictionaries(
    st.text(min_size=1, max_size=3), st.builds(Figures, matched=st.integers(0, 30), undated=st.integers(0, 30))
)
least = st.integers(2, 20)
columns = st.lists(st.integers(0, 40), max_size=12)


@given(groups, least)
def test_nothing_is_lost_and_nothing_is_counted_twice(found: dict[str, Figures], few: int) -> None:
    assert total(figures for _, figures in joined(found, few)) == total(found.values())


@given(groups, least)
def test_no_small_group_has_a_line_of_its_own(found: dict[str, Figures], few: int) -> None:
    alone = {name: figures for name, figures in joined(found, few) if name != OTHERS}
    assert alone == {name: figures for name, figures in found.items() if figures.students >= few}


@given(groups, least)
def test_the_order_of_the_groups_does_not_matter(found: dict[str, Figures], few: int) -> None:
    assert joined(dict(reversed(found.items())), few) == joined(found, few)


def test_small_groups_are_one_at_the_end() -> None:
    found = {"b": Figures(undated=2), "a": Figures(matched=40), "c": Figures(undated=4)}
    assert joined(found, SMALL_GROUP) == [("a", found["a"]), (OTHERS, Figures(undated=6))]


def test_who_has_most_waiting_stands_first() -> None:
    found = {"a": Figures(matched=9), "b": Figures(undated=9), "c": Figures(matched=99, undated=8), "d": Figures()}
    assert [name for name, _ in joined(found, SMALL_GROUP)] == ["b", "c", "a", OTHERS]
    assert joined({}, SMALL_GROUP) == []


@given(columns, least)
def test_every_small_cell_is_kept_back_and_no_empty_one(cells: list[int], few: int) -> None:
    hidden = kept_back(cells, few)
    assert {place for place, cell in enumerate(cells) if 0 < cell < few} <= hidden
    assert all(cells[place] for place in hidden)


@given(columns, least)
def test_what_is_kept_back_cannot_be_worked_out_of_the_sum(cells: list[int], few: int) -> None:
    """The sum less what is shown is what is hidden: of two groups at least, and no small number."""
    hidden = kept_back(cells, few)
    missing = sum(cells[place] for place in hidden)
    everything = all(not cell or place in hidden for place, cell in enumerate(cells))
    assert not hidden or everything or (len(hidden) > 1 and missing >= few)


def test_nothing_is_kept_back_where_nothing_is_small() -> None:
    assert kept_back([0, 10, 25], SMALL_CELL) == frozenset()
    assert kept_back([0, 3, 10, 25], SMALL_CELL) == {1, 2}
    assert kept_back([3, 4, 25], SMALL_CELL) == {0, 1, 2}
    assert kept_back([7, 4, 25], SMALL_CELL) == {0, 1}
