"""The command line, as an operator runs it, in a folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from chaperone import app
from tests.contract.bot_fixtures import ROWS, roster

SETTINGS = {
    "CHAPERONE_PUBLIC_URL": "https://mentoring.example.org",
    "CHAPERONE_SECRET_KEY": "k" * 40,
    "CHAPERONE_SLACK_BOT_TOKEN": "xoxb-1",
    "CHAPERONE_SLACK_SIGNING_SECRET": "signing-1",
    "CHAPERONE_SMTP_URL": "smtp://mail.example.org:587",
}
MATCH = {
    "record": "match",
    "key": "ana-luis",
    "program": "ils",
    "mentor": "ana",
    "students": "luis",
    "monitor": "ruth",
    "monitor_kind": "proctor",
    "manager": "dana",
    "weekday": "TU",
    "time": "16:30",
    "platform": "zoom",
    "state": "proposed",
}
COMMANDS = (
    "serve",
    "demo",
    "story",
    "doctor",
    "import",
    "export",
    "report",
    "manifest",
    "db upgrade",
    "calendar import",
)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A folder without a `.env`, in which the command line runs."""

    folder: Path

    def run(self, *words: str, settings: dict[str, str] | None = None) -> Ran:
        """The command in this process, which spares each test the second that importing everything takes."""
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(app, words, env={**self._nothing_set(), **self._given(settings)})
        structlog.reset_defaults()
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    def run_installed(self, *words: str) -> Ran:
        """The command as it is installed, in a process of its own."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CHAPERONE_")}
        done = subprocess.run(  # noqa: S603 - our own program
            [str(Path(sys.executable).with_name("chaperone")), *words],
            cwd=self.folder,
            env={**inherited, **self._given(None)},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    @staticmethod
    def _given(settings: dict[str, str] | None) -> dict[str, str]:
        return {"COLUMNS": "200", "NO_COLOR": "1", **(SETTINGS if settings is None else settings)}

    @staticmethod
    def _nothing_set() -> dict[str, None]:
        return {name: None for name in os.environ if name.startswith("CHAPERONE_")}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_help_lists_every_command(shell: Shell) -> None:
    ran = shell.run_installed("--help")

    assert ran.code == 0
    assert all(command.split()[0] in ran.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_an_example(shell: Shell, command: str) -> None:
    ran = shell.run(*command.split(), "--help")

    assert ran.code == 0
    assert f"Example: chaperone {command}" in re.sub(r"\s+", " ", ran.out)


def test_a_roster_is_imported_and_the_second_time_nothing_changes(shell: Shell) -> None:
    file = roster(shell.folder, *ROWS, MATCH)

    first, second = shell.run("import", str(file)), shell.run("import", str(file))

    people = sum(row["record"] == "person" for row in ROWS)
    assert (first.code, second.code) == (0, 0)
    assert f"programs: 2 new, 0 changed, 0 as before\npeople: {people} new" in first.out
    assert "matches: 1 new, 0 changed, 0 as before" in first.out
    assert f"people: 0 new, 0 changed, {people} as before" in second.out
    assert "matches: 0 new, 0 changed, 1 as before" in second.out


def test_a_dry_run_tells_what_would_become_of_each_row_and_does_nothing(shell: Shell) -> None:
    shell.run("import", str(roster(shell.folder, *ROWS)))
    changed = [{**row, "name": "Ana Souza"} if row["key"] == "ana" else row for row in ROWS]
    file = roster(shell.folder, *changed, MATCH)

    rehearsed, again = shell.run("import", str(file), "--dry-run"), shell.run("import", str(file), "--dry-run")

    line = next(n for n, row in enumerate(changed, 2) if row["key"] == "ana")
    assert rehearsed.code == 0
    assert f"line {line}: person ana: changed (name)" in rehearsed.out
    assert f"line {len(changed) + 2}: match {MATCH['key']}: new" in rehearsed.out
    assert rehearsed.out.endswith("This was a dry run: nothing was imported.\n")
    assert again.out == rehearsed.out


def test_what_is_exported_is_imported_elsewhere_and_exported_alike(shell: Shell) -> None:
    shell.run("import", str(roster(shell.folder, *ROWS, MATCH)))
    first, second = shell.folder / "first.csv", shell.folder / "second.csv"

    exported = shell.run("export", str(first))
    (shell.folder / "chaperone.db").rename(shell.folder / "other.db")
    shell.run("import", str(first))
    shell.run("export", str(second))

    assert exported.code == 0
    assert "It holds addresses: keep it safe." in exported.out
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_mode & 0o077 == 0, "nobody else may read it"


def test_an_export_overwrites_nothing_and_says_where_it_cannot_write(shell: Shell) -> None:
    there = shell.folder / "there.csv"
    there.write_text("mine")

    taken, nowhere = shell.run("export", str(there)), shell.run("export", str(shell.folder / "no" / "such.csv"))

    assert (taken.code, nowhere.code) == (1, 1)
    assert "is there already, and I overwrite nothing" in taken.err
    assert "cannot be written: No such file or directory" in nowhere.err
    assert there.read_text() == "mine"


def test_a_person_who_changed_is_counted_as_changed(shell: Shell) -> None:
    shell.run("import", str(roster(shell.folder, *ROWS)))
    married = [{**row, "name": "Ana Souza"} if row["key"] == "ana" else row for row in ROWS]

    assert "people: 0 new, 1 changed" in shell.run("import", str(roster(shell.folder, *married))).out


def test_every_bad_row_is_told_with_line_column_and_reason(shell: Shell) -> None:
    bad = {**MATCH, "time": "4:30", "mentor": "nobody"}

    ran = shell.run("import", str(roster(shell.folder, *ROWS, bad)))

    line = len(ROWS) + 2
    assert ran.code == 1 and ran.out == ""
    assert f"Line {line}, column mentor: no person in this file has the key «nobody»." in ran.err
    assert f"Line {line}, column time: «4:30» is not a time; write one like 16:30 or 4:30pm." in ran.err
    assert ran.err.endswith("2 problems; nothing was imported.\n")
    assert not (shell.folder / "chaperone.db").exists()


def test_a_match_that_breaks_a_rule_is_told_and_nothing_is_imported(shell: Shell) -> None:
    clash = {**MATCH, "key": "lucia-luis", "mentor": "lucia", "monitor": "sam", "time": "17:00"}
    uncleared = {**MATCH, "key": "gus-amara", "mentor": "gus", "students": "amara", "weekday": "FR"}

    ran = shell.run("import", str(roster(shell.folder, *ROWS, MATCH, clash, uncleared)))

    assert ran.code == 1
    line = len(ROWS) + 3
    assert f"Line {line}: match lucia-luis: Luis R. already has match #1 (Tuesdays 4:30 PM)" in ran.err
    assert f"Line {line + 1}: match gus-amara: Gus Tillman is not cleared yet" in ran.err
    assert "`" not in ran.err and "Traceback" not in ran.err
    assert "people: " in shell.run("import", str(roster(shell.folder, *ROWS))).out.replace("0 changed", "")
    again = shell.run("import", str(roster(shell.folder, *ROWS)))
    assert "0 new" in again.out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file or directory. Check the path."),
        (b"", "Line 1: the file is empty"),
        ("record,key\nperson,Zoë\n".encode("latin-1"), "is not in UTF-8. Save it as «CSV UTF-8» and try again."),
        (b"\0" * 10, "there is a NUL byte"),
        (b"x" * (20 * 1024 * 1024 + 1), "is larger than 20 MB"),
    ],
    ids=["missing", "empty", "latin", "binary", "huge"],
)
def test_a_file_that_is_no_roster_is_one_sentence(shell: Shell, content: bytes | None, told: str) -> None:
    file = shell.folder / "roster.csv"
    if content is not None:
        file.write_bytes(content)

    ran = shell.run("import", str(file))

    assert ran.code == 1 and ran.out == ""
    assert told in ran.err and "Traceback" not in ran.err


def test_a_folder_is_no_roster(shell: Shell) -> None:
    ran = shell.run("import", str(shell.folder))

    assert ran.code == 1 and "cannot be read: Is a directory." in ran.err


@pytest.mark.parametrize("command", [("serve",), ("db", "upgrade"), ("import", "roster.csv")])
def test_without_settings_nothing_starts_and_all_that_is_missing_is_told(
    shell: Shell, command: tuple[str, ...]
) -> None:
    ran = shell.run(*command, settings={"CHAPERONE_TIMEZONE": "Boston"})

    assert ran.code == 1 and ran.out == ""
    assert "Chaperone cannot start with these settings:" in ran.err
    assert all(f"- {name} is missing." in ran.err for name in SETTINGS)
    assert "- CHAPERONE_TIMEZONE: «Boston» is no time zone" in ran.err
    assert "Traceback" not in ran.err


def test_the_database_is_brought_to_its_newest_revision_and_stays_there(shell: Shell) -> None:
    first, second = shell.run("db", "upgrade"), shell.run("db", "upgrade")

    assert (first.code, second.code) == (0, 0)
    assert first.out == second.out == "The database is at its newest revision.\n"
    assert (shell.folder / "chaperone.db").exists()


def test_the_manifest_is_json_for_the_public_address_alone(shell: Shell) -> None:
    ran = shell.run("manifest", settings={"CHAPERONE_PUBLIC_URL": "https://mentoring.example.org"})

    assert ran.code == 0
    assert (
        json.loads(ran.out)["settings"]["interactivity"]["request_url"] == "https://mentoring.example.org/slack/events"
    )


def test_the_manifest_needs_to_know_the_public_address(shell: Shell) -> None:
    ran = shell.run("manifest", settings={})

    assert ran.code == 1 and "CHAPERONE_PUBLIC_URL is missing." in ran.err


@pytest.mark.parametrize("words", [("banana",), ("serve", "--port", "0"), ("import",)])
def test_a_wrong_command_line_is_told_how_it_goes(shell: Shell, words: tuple[str, ...]) -> None:
    ran = shell.run(*words)

    assert ran.code == 2 and "Usage: chaperone" in ran.err


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/chaperone.db", "postgresql://chaperone:hunter2@127.0.0.1:9/chaperone"]
)
@pytest.mark.parametrize("command", ["db upgrade", "serve"])
def test_a_database_that_cannot_be_opened_is_told_without_its_password(shell: Shell, url: str, command: str) -> None:
    ran = shell.run(*command.split(), settings={**SETTINGS, "CHAPERONE_DATABASE_URL": url})
    assert ran.code == 1
    assert "CHAPERONE_DATABASE_URL: that database cannot be opened." in ran.err
    assert "Traceback" not in ran.err
    assert "hunter2" not in ran.out + ran.err


CLOSED = "http://127.0.0.1:9"
NOBODY_ANSWERS = {
    **SETTINGS,
    "CHAPERONE_PUBLIC_URL": CLOSED,
    "CHAPERONE_SLACK_API_URL": f"{CLOSED}/api/",
    "CHAPERONE_SMTP_URL": "smtp://127.0.0.1:9",
    "CHAPERONE_HTTP_TIMEOUT": "1",
}


def test_doctor_makes_no_database(shell: Shell) -> None:
    ran = shell.run("doctor", settings=NOBODY_ANSWERS)

    assert "no database yet" in ran.out and "`chaperone db upgrade`" in ran.out
    assert list(shell.folder.iterdir()) == []


def test_doctor_says_nothing_beside_its_checks(shell: Shell) -> None:
    shell.run("db", "upgrade")

    ran = shell.run("doctor", settings=NOBODY_ANSWERS)

    assert ran.err == ""
    assert "no database yet" not in ran.out and "revision" in ran.out


def test_doctor_keeps_every_name_whole_where_lines_are_short(shell: Shell) -> None:
    settings = {**NOBODY_ANSWERS, "COLUMNS": "80"}

    ran = shell.run("doctor", settings=settings)

    assert "UNKNOWN Database: opens, at the newest revision\n    no database yet\n    Run" in unpadded(ran.out)
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert "│" not in ran.out


def unpadded(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "null",
        "7",
        "not JSON",
        json.dumps({"client_email": "a@b.org", "token_uri": "https://b.org", "private_key": "no PEM"}),
        json.dumps({"client_email": "a@b.org", "token_uri": "https://b.org", "private_key": 7}),
    ],
)
@pytest.mark.parametrize("command", ["doctor", "serve"])
def test_a_file_that_is_no_key_of_google_is_one_line(shell: Shell, command: str, content: str) -> None:
    key = shell.folder / "key.json"
    key.write_text(content, encoding="utf-8")
    google = {
        "CHAPERONE_GOOGLE_CREDENTIALS_FILE": str(key),
        "CHAPERONE_GOOGLE_ORGANIZER": "rooms@example.org",
    }

    ran = shell.run(command, settings={**NOBODY_ANSWERS, **google})

    assert ran.code == 1 and ran.out == ""
    [_, told] = ran.err.strip().splitlines()
    assert "CHAPERONE_GOOGLE_CREDENTIALS_FILE: that is no key of a service account." in told
