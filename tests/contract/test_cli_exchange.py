"""`chaperone import` and `export` of single tables and of everything, as an operator runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.bot_fixtures import ROWS, roster
from tests.contract.test_cli import MATCH, Shell, shell

__all__ = ["shell"]

LIMITS = "Limits,\nperson,matches\nana,3\ngus,2\n"


@pytest.fixture
def office(shell: Shell) -> Shell:
    assert shell.run("import", str(roster(shell.folder, *ROWS, MATCH))).code == 0
    return shell


def file(shell: Shell, text: str, name: str = "file.csv") -> str:
    path = shell.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_table_is_imported_with_a_line_for_each_row_and_the_second_time_nothing_changes(office: Shell) -> None:
    path = file(office, LIMITS)

    first, second = office.run("import", "limits", path), office.run("import", "limits", path)

    assert first.out == "line 3: limit ana: new\nline 4: limit gus: new\nlimits: 2 new, 0 changed, 0 as before\n"
    assert second.out == "limits: 0 new, 0 changed, 2 as before\n"
    assert (first.code, second.code) == (0, 0)


def test_a_dry_run_of_a_table_tells_the_same_and_does_nothing(office: Shell) -> None:
    office.run("import", "limits", file(office, LIMITS))
    path = file(office, LIMITS.replace("ana,3", "ana,4"))

    rehearsed, again = (office.run("import", "limits", path, "--dry-run") for _ in range(2))

    assert rehearsed.out == again.out
    assert rehearsed.out.startswith("line 3: limit ana: changed (matches)\nlimits: 0 new, 1 changed, 1 as before\n")
    assert rehearsed.out.endswith("This was a dry run: nothing was imported.\n")


def test_bad_cells_and_broken_rules_are_told_with_line_and_column(office: Shell) -> None:
    bad = office.run("import", "limits", file(office, LIMITS.replace("ana,3", "ana,three")))
    unknown = office.run("import", "limits", file(office, LIMITS.replace("gus", "nobody")))

    assert (bad.code, bad.out) == (1, "")
    assert "Line 3, column matches: «three» is not a whole number from 1 to 40.\n1 problem; nothing was imp" in bad.err
    assert (unknown.code, unknown.out) == (1, "")
    assert "Line 4, column person: no person here has the key «nobody». Import the roster first" in unknown.err
    assert "limits: 2 new" in office.run("import", "limits", file(office, LIMITS)).out


def test_an_export_of_a_table_says_whose_data_it_holds_and_is_for_its_owner_alone(office: Shell) -> None:
    office.run("import", "limits", file(office, LIMITS))
    path = office.folder / "limits.csv"

    exported, again = office.run("export", "limits", str(path)), office.run("export", "limits", str(path))

    assert exported.out == (
        f"{path}: 2 limits. It holds private data of children and families: keep it safe, and delete it when it has"
        " served.\n"
    )
    assert path.read_bytes().decode("utf-8-sig") == "person,matches,hours,gap\r\nana,3,,\r\ngus,2,,\r\n"
    assert path.stat().st_mode & 0o077 == 0
    assert again.code == 1 and "is there already, and I overwrite nothing" in again.err


def test_everything_goes_into_a_folder_and_makes_the_same_house_elsewhere(office: Shell) -> None:
    office.run("import", "limits", file(office, LIMITS))
    first, second = office.folder / "first", office.folder / "second"

    exported = office.run("export", "all", str(first))
    (office.folder / "chaperone.db").rename(office.folder / "other.db")
    rehearsed = office.run("import", "all", str(first), "--dry-run")
    imported = office.run("import", "all", str(first))
    office.run("export", "all", str(second))

    assert exported.code == imported.code == 0, imported.err
    assert "limits.csv: 2 limits\n" in exported.out and "private data of children" in exported.out
    assert "matches: 1 new" in imported.out and "limits: 2 new" in imported.out
    assert rehearsed.out == imported.out + "This was a dry run: nothing was imported.\n"
    assert contents(first) == contents(second)
    assert set(contents(first)) == {"roster.csv", "limits.csv", "opt-ins.csv"}
    assert [path for path in (first, *first.iterdir()) if path.stat().st_mode & 0o077] == []


def test_a_backup_comes_back_though_a_check_was_taken_away_since(office: Shell) -> None:
    lapsed = [{**row, "background_check_until": ""} if row["key"] == "ruth" else row for row in ROWS]
    taken = office.run("import", str(roster(office.folder, *lapsed, MATCH)))
    first, second = office.folder / "first", office.folder / "second"
    office.run("export", "all", str(first))

    same = office.run("import", "all", str(first))
    (office.folder / "chaperone.db").rename(office.folder / "other.db")
    elsewhere = office.run("import", "all", str(first))
    office.run("export", "all", str(second))

    assert "person ruth: changed (clearance)" in taken.out
    assert (taken.code, same.code, elsewhere.code) == (0, 0, 0), same.err + elsewhere.err
    assert "matches: 0 new, 0 changed, 1 as before" in same.out
    assert "matches: 1 new" in elsewhere.out
    assert contents(first) == contents(second)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_of_a_folder_every_problem_is_told_by_its_file_and_nothing_is_taken(office: Shell) -> None:
    folder = office.folder / "all"
    folder.mkdir()
    file(office, LIMITS.replace("ana,3", "ana,x"), "all/limits.csv")
    file(office, "guardian,student,given_on\na,b,never\n", "all/opt-ins.csv")

    ran = office.run("import", "all", str(folder))

    assert (ran.code, ran.out) == (1, "")
    assert "limits.csv: Line 3, column matches: " in ran.err and "opt-ins.csv: Line 2, column given_on: " in ran.err
    assert "2 problems; nothing was imported." in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "limits"), "«limits» is a kind of table, and its file is missing."),
        (("export", "all"), "«all» is a kind of table, and its file is missing."),
        (("import", "horses", "x.csv"), "There is no table «horses». Write one of: calendars, limits, opt-ins, "),
        (("export", "horses", "x.csv"), "There is no table «horses»."),
        (("import", "all", "nowhere"), "nowhere is no folder."),
        (("import", "all", "empty"), "There is nothing to import in empty."),
        (("import", "all", "strange"), "I don't know what horses.csv is. Call the files roster.csv, calendars.csv, "),
        (("export", "all", "empty"), "empty is there already, and I overwrite nothing."),
        (("export", "all", "no/such"), "no/such cannot be made: No such file or directory."),
        (("import", "limits", "nowhere.csv"), "nowhere.csv cannot be read: No such file or directory."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(shell: Shell, words: tuple[str, ...], told: str) -> None:
    for name in ("empty", "strange"):
        (shell.folder / name).mkdir()
    file(shell, "x", "strange/horses.csv")

    ran = shell.run(*words)

    assert (ran.code, ran.out) == (1, "")
    assert told in ran.err and "Traceback" not in ran.err


def test_a_kind_may_be_written_as_its_words_are(office: Shell) -> None:
    path = file(office, "guardian,student,given_on\n" + "nobody,nobody,2026-10-01\n")

    assert "column guardian: no person here has the key" in office.run("import", "OPT_INS", path).err


def test_the_audit_log_is_written_for_its_owner_alone_and_never_taken_in(office: Shell) -> None:
    path = office.folder / "audit.csv"

    exported, again = office.run("export", "audit", str(path)), office.run("export", "audit", str(path))
    imported, alone = office.run("import", "audit", str(path)), office.run("export", "audit")

    assert exported.code == 0
    assert " of the audit log, without what is about concerns. It holds private data" in exported.out
    text = path.read_bytes().decode("utf-8-sig")
    assert text.startswith("at,who,action,subject,before,after,why\r\n")
    assert ",import,person.import,person-3,,roles mentor; " in text
    assert "example.org" not in text and "Ana" not in text
    assert path.stat().st_mode & 0o077 == 0
    assert again.code == 1 and "is there already, and I overwrite nothing" in again.err
    assert imported.code == 1 and "it can be exported, and not imported" in imported.err
    assert alone.code == 1 and "«audit» is a kind of table, and its file is missing" in alone.err
    assert office.run("export", "all", str(office.folder / "all")).code == 0
    assert not (office.folder / "all" / "audit.csv").exists()
