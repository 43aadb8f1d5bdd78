"""The roster file: a whole program from one table, or every problem of it."""

from __future__ import annotations

import csv
import io
from datetime import date, time

import pytest

from mentoring.matches import MatchState, MonitorKind
from mentoring.people import Clearance, Role
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.rosters import BadRoster, MatchRow, PersonRow, ProgramRow, RowProblem, read_roster
from mentoring.rosters.table import HEADER
from mentoring.slots import Weekday
from tests.unit.roster_fixtures import ROWS, Cells, problems, sheet


def test_the_small_program_is_read_whole() -> None:
    roster = read_roster(sheet())
    assert [len(roster.programs), len(roster.people), len(roster.matches)] == [2, 8, 2]
    assert roster.programs[0] == ProgramRow(
        "ils", "Independent Learning", Model.INDEPENDENT, "America/New_York", date(2026, 9, 14), date(2027, 6, 18)
    )
    assert roster.matches[0] == MatchRow(
        line=0,
        key="m-ils",
        program="ils",
        mentor="ana",
        students=("amara",),
        monitor="ruth",
        monitor_kind=MonitorKind.PROCTOR,
        manager="dana",
        weekday=Weekday.MO,
        time=time(16, 30),
        minutes=60,
        platform=Platform.GOOGLE_MEET,
        link=None,
        starts_on=date(2026, 10, 5),
        state=MatchState.ACTIVE,
        released_by="dana",
    )


def test_a_person_is_read_with_clearance_and_ties() -> None:
    people = {person.key: person for person in read_roster(sheet()).people}
    assert people["ana"] == PersonRow(
        line=0,
        key="ana",
        name="Ana Silva",
        roles=frozenset({Role.MENTOR}),
        email="ana@example.com",
        slack_id=None,
        language="en",
        clearance=Clearance(date(2026, 7, 20), date(2026, 8, 19), date(2026, 8, 20), date(2028, 4, 15)),
        adult=True,
        guardian=None,
        guardian_opted_in_on=None,
        deputy=None,
    )
    assert (people["amara"].adult, people["amara"].guardian) == (False, "grace")
    assert people["dana"].deputy == "marcus", "a row may name one that comes later"


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("time", "4:30pm", time(16, 30)),
        ("time", "04:30 PM", time(16, 30)),
        ("time", "12:15am", time(0, 15)),
        ("time", "12:15pm", time(12, 15)),
        ("time", "00:00", time(0, 0)),
        ("weekday", "SU", Weekday.SU),
        ("weekday", "tue", Weekday.TU),
        ("weekday", "Saturday", Weekday.SA),
        ("minutes", "45", 45),
        ("platform", "Google Meet", Platform.GOOGLE_MEET),
        ("platform", " zoom ", Platform.ZOOM),
    ],
)
def test_cells_may_be_written_as_the_office_writes_them(column: str, text: str, value: object) -> None:
    assert getattr(read_roster(sheet({"m-ils": {column: text}})).matches[0], column) == value


@pytest.mark.parametrize("language", ["es", "ht", "kea", "zh-Hant", "pt-BR", "es-419", "zh-Hant-TW"])
def test_home_languages_are_taken(language: str) -> None:
    people = read_roster(sheet({"grace": {"language": language}})).people
    assert language in {person.language for person in people}


@pytest.mark.parametrize("name", ["陈丽华", "مريم الحداد", "Nguyễn Thị Hồng", "Maria do Céu", "O'Donnell-Peña", "X"])
def test_names_of_every_script_are_taken_as_they_are(name: str) -> None:
    assert name in {person.name for person in read_roster(sheet({"grace": {"name": name}})).people}


def test_a_name_on_two_lines_of_a_cell_becomes_one_line() -> None:
    assert "Grace Lee" in {person.name for person in read_roster(sheet({"grace": {"name": " Grace\n  Lee "}})).people}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({**ROWS["ils"], "key": "ils"}, "Line 14, column key: «ils» stands on line 2 already."),
        ({**ROWS["ana"], "key": "ana2"}, "Line 14, column email: «ana@example.com» stands on line 6 already."),
        (
            {**ROWS["ana"], "key": "ana2", "email": "ANA@example.com"},
            "Line 14, column email: «ANA@example.com» stands on line 6 already.",
        ),
        ({**ROWS["ruth"], "key": "ruth2"}, "Line 14, column slack_id: «U07RUTH01» stands on line 7 already."),
    ],
)
def test_nothing_stands_in_the_file_twice(row: Cells, sentence: str) -> None:
    assert problems(sheet(more=(row,))) == [sentence]


def test_a_program_and_a_person_may_share_a_key() -> None:
    assert len(read_roster(sheet(more=({**ROWS["ils"], "key": "ana"},))).programs) == 3


def test_every_problem_of_the_file_is_told_at_once_in_the_order_of_its_lines() -> None:
    text = sheet(
        {
            "m-ils": {"mentor": "nobody", "time": "late"},
            "ana": {"email": "ana@@x", "trained_on": "soon"},
            "ils": {"timezone": "Boston"},
            "amara": {"guardian": ""},
        }
    )
    with pytest.raises(BadRoster) as caught:
        read_roster(text)
    assert [(p.line, p.column) for p in caught.value.problems] == [
        (2, "timezone"),
        (6, "email"),
        (6, "trained_on"),
        (10, "guardian"),
        (12, "mentor"),
        (12, "time"),
    ]
    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]


def test_one_bad_cell_does_not_raise_false_alarms_in_rows_that_refer_to_it() -> None:
    told = problems(sheet({"grace": {"email": "grace@@x", "roles": "gardian"}, "ruth": {"trained_on": "soon"}}))
    assert [sentence.split(":")[0] for sentence in told] == [
        "Line 7, column trained_on",
        "Line 9, column email",
        "Line 9, column roles",
    ]


@pytest.mark.parametrize("kind", ["", "teacher", "sessions"])
def test_an_unknown_kind_of_row_is_a_problem(kind: str) -> None:
    told = problems(sheet(more=({"record": kind, "key": "x"},)))
    assert told == [f"Line 14, column record: «{kind}» is not known here; write program, person or match."]


def test_a_cell_over_ten_thousand_characters_is_refused() -> None:
    told = problems(sheet({"m-class": {"link": "https://a.org/" + "x" * 10_000}}))
    assert told == ["Line 13, column link: the cell is longer than 10,000 characters."]


def test_a_long_bad_cell_is_quoted_short() -> None:
    (told,) = problems(sheet({"ana": {"email": "x" * 500}}))
    assert "«" + "x" * 60 + "…»" in told


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", ",,,,\n"])
def test_an_empty_file_is_one_clear_problem(text: str) -> None:
    assert problems(text) == ["Line 1: the file is empty; its first line must name the columns."]


def test_a_header_alone_is_one_clear_problem() -> None:
    assert problems(",".join(HEADER)) == ["Line 1: there is nothing below the names of the columns."]


def test_unknown_and_repeated_columns_are_told() -> None:
    header = ",".join("colour" if name == "email" else name for name in HEADER)
    assert problems(f"{header},key\n") == [
        "Line 1, column key: this column stands here twice.",
        "Line 1, column «colour»: this column is not known here.",
    ]


def test_columns_may_stand_in_any_order_and_case() -> None:
    rows = list(csv.reader(io.StringIO(sheet())))
    out = io.StringIO()
    csv.writer(out).writerows([[name.title() for name in reversed(rows[0])], *(row[::-1] for row in rows[1:])])
    assert read_roster(out.getvalue()) == read_roster(sheet())


def test_a_row_with_a_cell_too_many_is_a_problem() -> None:
    wide = len(HEADER)
    told = f"Line 14: the line has {wide + 1} cells, the header {wide}."
    assert problems(sheet() + "program" + "," * wide + "x\n") == [told]


def test_byte_order_mark_blank_lines_and_windows_line_ends_change_nothing() -> None:
    text = sheet()
    spaced = "\ufeff" + text.replace("\n", "\r\n\r\n" + "," * (len(HEADER) - 1) + "\r\n")
    assert read_roster(spaced) == read_roster(text)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = sheet({"ils": {"name": "Independent\nLearning"}, "ana": {"email": "ana@@x"}}).replace("\n", "\n\n", 1)
    assert problems(text)[0].startswith("Line 8, column email: ")


def test_a_nul_byte_is_refused_clearly() -> None:
    assert problems(sheet({"ana": {"name": "A\0na"}})) == [
        "Line 6: there is a NUL byte; save the file as CSV in UTF-8."
    ]


@pytest.mark.parametrize("broken", ['"ana', '"ana"x,', "x" * 200_000])
def test_broken_csv_is_refused_clearly(broken: str) -> None:
    (told,) = problems(sheet() + broken)
    assert told.startswith("Line 14: this is not readable as CSV (")


def test_a_problem_of_a_whole_line_names_no_column() -> None:
    assert str(RowProblem(3, "", "something is wrong")) == "Line 3: something is wrong."


def test_a_program_has_hours_and_a_first_day_and_a_student_a_school() -> None:
    roster = read_roster(
        sheet(
            {
                "ils": {
                    "opens_on": "2026-10-01",
                    "windows": "mo-fr 15:00-20:00; SA 09:00-12:00",
                    "meets_without_school": "yes",
                },
                "amara": {"school": "Holland  School"},
                "carol": {"school": "Holland School"},
            }
        )
    )
    program = roster.programs[0]
    assert (program.opens_on, program.meets_without_school) == (date(2026, 10, 1), True)
    assert list(map(str, program.windows)) == ["MO-FR 15:00-20:00", "SA 09:00-12:00"]
    assert {person.school for person in roster.people if person.school} == {"Holland School"}


def test_a_match_lies_within_the_hours_of_its_program() -> None:
    assert problems(sheet({"ils": {"windows": "MO-FR 17:00-20:00"}})) == [
        "Line 12, column time: the program's sessions lie within MO-FR 17:00-20:00."
    ]


def test_a_file_need_not_name_columns_that_nobody_fills() -> None:
    rows = list(csv.reader(io.StringIO(sheet())))
    unused = {name for place, name in enumerate(rows[0]) if not any(row[place] for row in rows[1:])}
    assert unused >= {"phone", "school", "opens_on", "windows"}
    kept = [place for place, name in enumerate(rows[0]) if name not in unused]
    out = io.StringIO()
    csv.writer(out).writerows([row[place] for place in kept] for row in rows)
    assert read_roster(out.getvalue()) == read_roster(sheet())
