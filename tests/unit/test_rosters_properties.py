"""What holds of every roster file, whatever is in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sandbox
from mentoring.rosters import BadRoster, read_roster
from mentoring.rosters.table import COLUMNS, HEADER, Kind

SAMPLE = (Path(sandbox.__file__).parent / "sample" / "program.csv").read_text(encoding="utf-8")
HEAD, *ROWS = SAMPLE.splitlines()

ANY_TEXT = st.text(st.characters())
"""Half surrogates, controls and NUL included."""


patient = settings(deadline=None)
"""The first reading loads the list of time zones from disk."""


def is_read_or_refused(text: str) -> bool:
    """What is refused has its problems, each told in one line that says where."""
    try:
        read_roster(text)
    except BadRoster as refused:
        told = [(problem.line, str(problem)) for problem in refused.problems]
        in_one_line = all(said.endswith(".") and "\n" not in said for _, said in told)
        return bool(told) and in_one_line and all(said.startswith(f"Line {line}") for line, said in told)
    return True


@patient
@given(ANY_TEXT)
def test_any_text_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(text)


@patient
@given(ANY_TEXT)
def test_any_text_below_a_good_header_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(f"{HEAD}\n{text}")


@patient
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(HEADER, ANY_TEXT)), max_size=4), st.data())
def test_any_cells_are_read_or_refused(rows: list[dict[str, str]], data: st.DataObject) -> None:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "record": data.draw(st.sampled_from(Kind))})
    assert is_read_or_refused(out.getvalue())


@patient
@given(st.permutations(ROWS))
def test_the_order_of_the_rows_does_not_matter(rows: list[str]) -> None:
    shuffled, straight = read_roster("\n".join([HEAD, *rows])), read_roster(SAMPLE)
    assert set(shuffled.programs) == set(straight.programs)
    assert set(shuffled.people) == set(straight.people)
    assert set(shuffled.matches) == set(straight.matches)


@patient
@given(st.permutations(ROWS), st.sampled_from(sorted(set(COLUMNS[Kind.MATCH]) & set(HEAD.split(",")))))
def test_a_problem_follows_its_row(rows: list[str], column: str) -> None:
    """One spoilt cell of one match is told at the line where that match stands."""
    cells = dict(zip(HEAD.split(","), next(csv.reader([ROWS[-1]])), strict=True))
    rows[rows.index(ROWS[-1])] = ",".join({**cells, column: "?!"}.values())
    with pytest.raises(BadRoster) as caught:
        read_roster("\n".join([HEAD, *rows]))
    line = next(number for number, row in enumerate(rows, start=2) if "?!" in row)
    assert {(problem.line, problem.column) for problem in caught.value.problems} == {(line, column)}


@patient
@given(st.sampled_from(ROWS))
def test_a_roster_without_one_of_its_rows_never_points_at_nothing(missing: str) -> None:
    """Either nobody needed that row, or its absence is told."""
    key = missing.split(",")[1]
    try:
        roster = read_roster("\n".join([HEAD, *(row for row in ROWS if row != missing)]))
    except BadRoster as refused:
        assert all(f"«{key}»" in problem.reason for problem in refused.problems)
        return
    ties = [(p.guardian, p.deputy) for p in roster.people]
    seats = [(m.program, m.mentor, m.monitor, m.manager, m.released_by, *m.students) for m in roster.matches]
    assert key not in {name for names in (*ties, *seats) for name in names}
