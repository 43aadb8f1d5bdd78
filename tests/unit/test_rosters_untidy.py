"""Spreadsheets as offices save them: what is only untidy is read, what could be misread is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.rosters import read_roster
from mentoring.rosters.cells import as_meant, harmless
from mentoring.rosters.table import HEADER
from mentoring.rosters.writing import write_roster
from tests.unit.roster_fixtures import Cells, problems, sheet

Rows = list[list[str]]
WIDTH = len(HEADER)
TIDY = read_roster(sheet())


def rows_of(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text)))


def saved(rows: Sequence[Sequence[str]], *, mark: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue()


def titled(rows: Rows) -> Rows:
    merged = ["The roster", *[""] * (WIDTH - 1)]
    return [merged, ["as of", "October 2026", *[""] * (WIDTH - 2)], *rows]


def grouped(rows: Rows) -> Rows:
    """Merged cells above the header leave their text in the first cell only."""
    return [["What", "", "Person", *[""] * (WIDTH - 3)], *rows]


def spaced(rows: Rows) -> Rows:
    return [row for pair in ((row, [""] * WIDTH) for row in rows) for row in pair]


def widened(rows: Rows) -> Rows:
    return [[*row, "", ""] for row in rows]


def with_a_gap(rows: Rows) -> Rows:
    return [[*row[:3], "", *row[3:]] for row in rows]


def repeated(rows: Rows) -> Rows:
    """The header again on each printed page."""
    return [*rows[:5], rows[0], *rows[5:]]


def called_otherwise(rows: Rows) -> Rows:
    header = [
        {"email": "E-Mail", "slack_id": " Slack ID ", "starts_on": "Starts-On"}.get(name, name) for name in rows[0]
    ]
    return [header, *rows[1:]]


def without_what_nobody_fills(rows: Rows) -> Rows:
    gone = HEADER.index("phone")
    return [[*row[:gone], *row[gone + 1 :]] for row in rows]


@pytest.mark.parametrize(
    "untidy",
    [titled, grouped, spaced, widened, with_a_gap, repeated, called_otherwise, without_what_nobody_fills],
)
def test_what_is_only_untidy_is_read_as_it_was_meant(untidy: Callable[[Rows], Rows]) -> None:
    assert read_roster(saved(untidy(rows_of(sheet())))) == TIDY


@pytest.mark.parametrize("mark", [";", "\t"])
def test_cells_may_be_parted_by_semicolons_or_tabs_as_the_office_machine_is_set(mark: str) -> None:
    text = sheet({"ruth": {"roles": "proctor;mentor"}})
    assert read_roster(saved(rows_of(text), mark=mark)) == read_roster(text)


def test_lines_are_still_counted_as_an_editor_counts_them() -> None:
    bad = sheet({"ana": {"email": "ana@@x"}})
    assert problems(saved(titled(rows_of(bad))))[0].startswith("Line 8, column email: ")


def test_a_column_without_a_name_that_is_filled_is_refused_with_where_it_is() -> None:
    rows = rows_of(sheet())
    rows[0][3] = ""
    assert problems(saved(rows)) == [
        "Line 1: column 4 has no name, but line 4 has something in it; unmerge the cells of the header, or name the"
        " column."
    ]


def test_a_line_that_names_no_columns_is_no_header() -> None:
    assert problems("name,born\nAna,1990\n") == [
        "Line 1, column key: this column is missing.",
        "Line 1, column record: this column is missing.",
        "Line 1, column «born»: this column is not known here.",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-05",
        "10/5/2026",
        "10/05/2026",
        "5-Oct-2026",
        "5-Oct-26",
        "Oct 5, 2026",
        "October 5 2026",
        "46300",
        "46300.0",
        "Oct\u00a05,\u00a02026",
        "2026-10-05 00:00:00",
        "2026-10-05T00:00:00",
        "10/5/2026 0:00",
        "10/5/2026 12:00:00 AM",
    ],
)
def test_a_day_is_read_in_every_form_that_a_spreadsheet_gives_it(written: str) -> None:
    assert read_roster(sheet({"m-ils": {"starts_on": written}})).matches[0].starts_on == date(2026, 10, 5)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_excels_number_of_a_day_is_that_day(day: date) -> None:
    number = (day - date(1899, 12, 30)).days
    assert read_roster(sheet({"ana": {"interviewed_on": str(number)}})).people[2].clearance.interviewed_on == day


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_excels_fraction_of_a_day_is_that_hour(hour: time) -> None:
    fraction = (hour.hour * 60 + hour.minute) / 1440
    written = f"{fraction:.10f}"
    assert read_roster(sheet({"m-ils": {"time": written}})).matches[0].time == hour


@pytest.mark.parametrize("written", ["16:30:00", "4:30:00 PM", "4:30\u202fPM", "4:30 p.m.", "0.6875", ".6875"])
def test_an_hour_is_read_in_every_form_that_a_spreadsheet_gives_it(written: str) -> None:
    assert read_roster(sheet({"m-ils": {"time": written}})).matches[0].time == time(16, 30)


def test_a_ticked_box_is_yes_and_a_length_may_have_a_decimal() -> None:
    read = read_roster(sheet({"luis": {"adult": "TRUE"}, "amara": {"adult": "FALSE"}, "m-ils": {"minutes": "60.0"}}))
    assert [person.adult for person in read.people if person.key in {"luis", "amara"}] == [False, True]
    assert read.matches[0].minutes == 60


@pytest.mark.parametrize(
    "written",
    [
        "(617) 555-0123",
        "617-555-0123",
        "617.555.0123",
        "6175550123",
        "6175550123.0",
        "+1 617 555 0123",
        "1-617-555-0123",
    ],
)
def test_a_telephone_number_is_kept_in_one_form(written: str) -> None:
    assert read_roster(sheet({"grace": {"phone": written}})).people[5].phone == "+16175550123"


def test_a_number_abroad_has_its_country() -> None:
    assert read_roster(sheet({"grace": {"phone": "+238 991 23 45"}})).people[5].phone == "+2389912345"


def test_the_day_on_which_a_pause_ends_is_read_in_any_form_and_written_back() -> None:
    paused = read_roster(sheet({"m-ils": {"state": "paused", "resumes_on": "1/4/2027"}}))
    assert paused.matches[0].resumes_on == date(2027, 1, 4)
    assert read_roster(write_roster(paused)) == paused


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"resumes_on": "2027-01-04"}, "only a paused match has this; leave it empty."),
        ({"state": "paused", "resumes_on": "2028-01-04"}, "the program runs from 2026-09-14 to 2027-06-18."),
    ],
)
def test_only_a_pause_has_an_end_and_it_lies_in_the_program(cells: Cells, told: str) -> None:
    assert problems(sheet({"m-ils": cells})) == [f"Line 12, column resumes_on: {told}"]


def test_what_is_written_is_read_back_and_written_alike() -> None:
    text = write_roster(TIDY)
    assert read_roster(text) == TIDY
    assert write_roster(read_roster("\ufeff" + text)) == text


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+Ana", "-Ana", "@ana", "'=x", "''-a", "O'Donnell"])
def test_no_name_is_a_formula_when_the_file_is_opened_and_every_name_comes_back(name: str) -> None:
    roster = read_roster(sheet({"grace": {"name": name if harmless(name) == name else harmless(name)}}))
    text = write_roster(roster)
    cells = [cell for row in rows_of(text) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    assert read_roster(text) == roster
    assert name in {person.name for person in roster.people}


@given(st.text(max_size=30))
def test_whatever_is_made_harmless_is_read_as_it_was_meant(text: str) -> None:
    assert as_meant(harmless(text)) == text
