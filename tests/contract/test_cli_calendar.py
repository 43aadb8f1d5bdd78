"""`chaperone calendar import`, as an operator runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.bot_fixtures import ROWS, roster
from tests.contract.test_cli import SETTINGS, Shell, shell

__all__ = ["shell"]

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//district//EN
BEGIN:VEVENT
UID:1
SUMMARY:Winter Recess
DTSTART;VALUE=DATE:20301223
DTEND;VALUE=DATE:20301225
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Early release
DTSTART;VALUE=DATE:20301220
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Chess club
DTSTART;VALUE=DATE:20301201
RRULE:FREQ=WEEKLY
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def office(shell: Shell) -> Shell:
    roster(shell.folder, *ROWS)
    (shell.folder / "bps.ics").write_text(ICS.replace("\n", "\r\n"), encoding="utf-8")
    assert shell.run("import", "roster.csv", settings=SETTINGS).code == 0
    return shell


def test_every_row_is_told_and_a_second_import_changes_nothing(office: Shell) -> None:
    first = office.run("calendar", "import", "bps.ics", settings=SETTINGS)
    assert first.code == 0, first.err
    assert "2030-12-23 no_school «Winter Recess»: new\n2030-12-24 no_school «Winter Recess»: new" in first.out
    assert (
        "2030-12-20 early_release (its hour is not known, so nothing is called off) «Early release»: new" in first.out
    )
    assert "2030-12-01 «Chess club»: left out, it repeats" in first.out
    assert "Calendar «bps»: 3 new, 0 changed, 0 as before" in first.out
    again = office.run("calendar", "import", "bps.ics", settings=SETTINGS)
    assert "Calendar «bps»: 0 new, 0 changed, 3 as before" in again.out


def test_a_rehearsal_changes_nothing(office: Shell) -> None:
    tried = office.run("calendar", "import", "bps.ics", "--dry-run", settings=SETTINGS)
    assert "This was a rehearsal: nothing was changed." in tried.out
    assert "3 new" in office.run("calendar", "import", "bps.ics", settings=SETTINGS).out


def test_a_calendar_has_a_name_by_which_it_is_known_the_next_time(office: Shell) -> None:
    office.run("calendar", "import", "bps.ics", "--as", "district", settings=SETTINGS)
    (office.folder / "new.csv").write_text("day,kind\n2030-12-23,no_school\n", encoding="utf-8")
    said = office.run("calendar", "import", "new.csv", "--as", "district", settings=SETTINGS).out
    assert "2030-12-24 no_school «Winter Recess»: no longer in the file: comes back" in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.tsv", b"day\tkind\nsoon\tno_school\n", "Line 2, column day: «soon» is not a date"),
        ("x.ics", b"hello", "The file: it is no iCalendar file; export it again, as .ics."),
        ("x.csv", b"day,kind\nsoon,no_school\n", "Line 2, column day: «soon» is not a date"),
        ("x.csv", "día,kind\n".encode("latin-1"), "x.csv is not in UTF-8."),
        ("x.ics", b" " * (5 * 1024 * 1024 + 1), "x.ics is larger than 5 MB"),
        ("office.csv", b"day,kind\n2030-12-23,no_school\n", "Give this one another name, with --as."),
    ],
)
def test_a_bad_file_is_refused_in_sentences(office: Shell, name: str, content: bytes, said: str) -> None:
    (office.folder / name).write_bytes(content)
    ran = office.run("calendar", "import", name, settings=SETTINGS)
    assert ran.code == 1
    assert said in ran.err
    assert "othing was imported" in ran.err or "larger" in ran.err or "UTF-8" in ran.err


def test_a_file_that_is_not_there_is_said(office: Shell, tmp_path: Path) -> None:
    assert "cannot be read" in office.run("calendar", "import", "nothing.ics", settings=SETTINGS).err


def test_a_school_that_nobody_goes_to_is_refused(office: Shell) -> None:
    ran = office.run("calendar", "import", "bps.ics", "--school", "Holland", settings=SETTINGS)
    assert ran.code == 1 and "column school" in ran.err
