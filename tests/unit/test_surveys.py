"""The file of figures for a district: one row for each, no small number, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mentoring.benchmarks import Benchmarks
from mentoring.figures import Counted, Figures
from mentoring.programs import Model
from mentoring.small_groups import SMALL_CELL
from mentoring.surveys import HEADER, HIDDEN, Survey, write_survey

FIRST, LAST, TODAY = date(2026, 9, 14), date(2027, 6, 18), date(2026, 11, 3)
ONE = Figures(matched=1, minutes=90, due=120, short=1)
WAITS = Figures(waits=(20,))
MODELS = {Model.IN_CLASS: 0, Model.INDEPENDENT: 0}


def rows_of(
    *counted: Counted, benchmarks: Benchmarks | None = None, matches: dict[Model, int] = MODELS, mentors: int = 0
) -> dict[tuple[str, str, str], str]:
    """Cut, group and figure -> value."""
    found = Survey(FIRST, LAST, TODAY, counted, matches, mentors, benchmarks or Benchmarks())
    header, *rows = csv.reader(io.StringIO(write_survey(found), newline=""))
    assert tuple(header) == HEADER
    assert all((row[0], row[1]) == ("2026-09-14", "2027-06-18") for row in rows)
    told = {(cut, group, figure): value for _, _, cut, group, figure, value in rows}
    assert len(told) == len(rows)
    return told


def school(name: str, count: int, figures: Figures = ONE) -> Iterator[Counted]:
    return (Counted(figures, name, "en", 4) for _ in range(count))


def test_hours_are_whole_and_the_sum_is_of_all_students() -> None:
    told = rows_of(*school("Holland", 11), *school("Condon", 10), *school("Holland", 12, WAITS))
    assert told["all", "all students", "students matched"] == "21"
    assert told["all", "all students", "hours held"] == "32"
    assert told["school", "Holland", "hours held"] == "16"
    assert told["school", "Holland", "students waiting"] == "12"
    assert told["school", "Holland", "median days waiting"] == "20"
    assert told["school", "Condon", "students waiting"] == "0"
    assert told["school", "Condon", "median days waiting"] == "none"
    assert told["grades", "1-5", "students matched"] == told["home language", "English", "students matched"] == "21"


def test_a_small_school_stands_with_others_and_small_numbers_are_not_told() -> None:
    told = rows_of(*school("Holland", 30), *school("Condon", 12), *school("Tiny", 2), *school("Holland", 3, WAITS))
    groups = {group for cut, group, _ in told if cut == "school"}
    assert groups == {"Holland", "Condon", "others"}
    assert told["school", "Holland", "students waiting"] == HIDDEN
    assert told["school", "Holland", "median days waiting"] == HIDDEN
    assert told["all", "all students", "students waiting"] == HIDDEN
    assert told["school", "others", "students matched"] == told["school", "others", "hours held"] == HIDDEN
    assert told["school", "Condon", "students matched"] == told["school", "Condon", "hours held"] == HIDDEN
    assert told["school", "Holland", "students matched"] == "30"


def test_a_median_of_a_few_is_not_told_although_many_wait() -> None:
    told = rows_of(*school("Holland", 2, WAITS), *school("Holland", 30, Figures(undated=1)))
    assert told["school", "Holland", "students waiting"] == "32"
    assert told["school", "Holland", "median days waiting"] == HIDDEN


@given(
    st.lists(
        st.builds(
            Counted,
            st.sampled_from([ONE, WAITS, Figures(undated=1), Figures(waited=(5,)), Figures(matched=1)]),
            st.sampled_from([None, "Holland", "Condon", "Umana", "Otis"]),
            st.sampled_from(["en", "es", "ht"]),
            st.none() | st.integers(1, 12),
        ),
        max_size=90,
    )
)
def test_no_number_of_students_is_small(counted: list[Counted]) -> None:
    for (cut, _, figure), value in rows_of(*counted).items():
        if cut != "benchmark" and figure.startswith(("students", "matches")):
            assert value == HIDDEN or int(value) == 0 or int(value) >= SMALL_CELL


def test_a_school_cannot_hold_a_formula() -> None:
    told = rows_of(*school("=HYPERLINK(1)", 12), *school('مدرسة, "النور"\n🎒', 12))
    groups = {group for cut, group, _ in told if cut == "school"}
    assert groups == {"'=HYPERLINK(1)", 'مدرسة, "النور" 🎒'}


def test_benchmarks_stand_with_their_day_and_few_matches_have_no_share() -> None:
    marks = Benchmarks(matches=40, weeks=100, kept=80, started={FIRST: 12}, trained=12, lasted=(5,) * 3, ended=3)
    told = rows_of(benchmarks=marks, matches={Model.IN_CLASS: 4, Model.INDEPENDENT: 40}, mentors=30)
    on = "as of 2026-11-03"
    assert told["benchmark", on, "active matches: percent of weeks kept"] == "80"
    assert told["benchmark", on, "running matches: median days since the first"] == "50"
    assert told["benchmark", on, "ended matches"] == HIDDEN
    assert told["benchmark", on, "ended matches: median days they lasted"] == HIDDEN
    assert told["program", "all", "matches"] == "44"
    assert told["program", "in class", "matches"] == told["program", "independent", "matches"] == HIDDEN


def test_an_empty_program_is_a_file_of_noughts() -> None:
    told = rows_of()
    assert told["all", "all students", "students matched"] == "0"
    assert told["all", "all students", "median days waiting"] == "none"
    assert not [group for cut, group, _ in told if cut == "school"]
