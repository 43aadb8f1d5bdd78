"""What holds of every table, whatever is in it: what is written is read back equal, and any text is read or refused."""

from __future__ import annotations

import csv
import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring.acts.exchange import EXCHANGES
from mentoring.rosters import BadRoster
from mentoring.tables.reading import read_table, write_table
from mentoring.tables.shape import Table
from tests.unit.table_fixtures import ANY, ROWS

NEW_YORK = ZoneInfo("America/New_York")
patient = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def table(kind: str) -> Table[Any]:
    return EXCHANGES[kind].table


def test_rows_of_every_table_are_made() -> None:
    assert set(ROWS) == set(EXCHANGES)


@pytest.mark.parametrize("kind", ROWS)
@patient
@given(data=st.data())
def test_what_is_written_is_read_back_equal_and_written_alike(kind: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(ROWS[kind], min_size=1, max_size=4, unique_by=table(kind).key_of))

    text = write_table(table(kind), rows)

    assert read_table(table(kind), "\ufeff" + text, zone=NEW_YORK) == rows
    assert write_table(table(kind), read_table(table(kind), text, zone=NEW_YORK)) == text


@pytest.mark.parametrize("kind", ROWS)
@patient
@given(data=st.data())
def test_no_cell_is_a_formula_when_the_file_is_opened(kind: str, data: st.DataObject) -> None:
    text = write_table(table(kind), [data.draw(ROWS[kind])])

    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


@pytest.mark.parametrize("kind", ROWS)
@patient
@given(data=st.data())
def test_any_cells_are_read_or_refused_in_one_line_each(kind: str, data: st.DataObject) -> None:
    columns = list(table(kind).columns)
    good = next(csv.reader(io.StringIO(write_table(table(kind), [data.draw(ROWS[kind])]).split("\r\n", 1)[1])))
    spoilt = [data.draw(ANY) if data.draw(st.integers(0, 3)) == 0 else cell for cell in good]
    out = io.StringIO()
    csv.writer(out).writerows([columns, spoilt])

    try:
        read_table(table(kind), out.getvalue(), zone=NEW_YORK)
    except BadRoster as refused:
        told = [str(problem) for problem in refused.problems]
        assert told and all(one.startswith("Line ") and one.endswith(".") and "\n" not in one for one in told)
        assert {problem.column for problem in refused.problems} <= {*columns, ""}
