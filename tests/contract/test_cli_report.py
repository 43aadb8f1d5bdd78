"""`chaperone report`, as an operator runs it."""

from __future__ import annotations

import csv
import stat

import pytest

from tests.contract.bot_fixtures import ROWS, person, roster
from tests.contract.test_cli import MATCH, Shell, shell

__all__ = ["shell"]


@pytest.fixture
def office(shell: Shell) -> Shell:
    schools = ["=1+1"] * 24 + ["Umana"] * 12
    pupils = [person(f"pupil{n}", f"Pia Pupil{n}", "student", school=s, adult="yes") for n, s in enumerate(schools)]
    roster(shell.folder, *ROWS, MATCH, *pupils)
    assert shell.run("import", "roster.csv").code == 0
    return shell


def test_figures_are_written_for_their_owner_only_and_without_names(office: Shell) -> None:
    ran = office.run("report", "figures.csv", "--from", "2026-09-14", "--to", "2027-01-31")
    assert ran.code == 0, ran.err
    assert "figures.csv: figures from 2026-09-14 to 2027-01-31, without names; no number below 10." in ran.out
    file = office.folder / "figures.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    waiting = {row["group"]: row["value"] for row in rows if row["figure"] == "students waiting"}
    assert (waiting["'=1+1"], waiting["all students"]) == ("24", "40")
    assert waiting["others"] == waiting["Umana"] == "fewer than 10"
    assert not [name for name in ("Pia", "Pupil", "Reyes", "example.org", "Ana") if name in text]


def test_without_days_it_is_the_school_year(office: Shell) -> None:
    assert "figures from 2026-09-14 to 2027-06-18" in office.run("report", "figures.csv").out


def test_nothing_is_overwritten(office: Shell) -> None:
    assert office.run("report", "figures.csv").code == 0
    before = (office.folder / "figures.csv").read_bytes()
    again = office.run("report", "figures.csv")
    assert again.code == 1 and "there already" in again.err
    assert (office.folder / "figures.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2027-01-31", "--to", "2026-09-14"), "The last day is before the first."),
        (("--from", "2026-02-31"), "does not match the format"),
        (("--to", "tomorrow"), "does not match the format"),
    ],
)
def test_days_that_cannot_be_write_nothing(office: Shell, words: tuple[str, ...], said: str) -> None:
    ran = office.run("report", "figures.csv", *words)
    assert ran.code != 0 and said in " ".join(ran.err.split())
    assert not (office.folder / "figures.csv").exists()


def test_without_a_program_there_is_nothing_to_count(shell: Shell) -> None:
    ran = shell.run("report", "figures.csv")
    assert ran.code == 1 and "There is no program yet" in ran.err
    assert not (shell.folder / "figures.csv").exists()
