"""From a family's browser to the managers' Slack and back by mail; at last nothing is left of what came to nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from mentoring.nominations import KEPT_AFTER_REFUSAL
from sandbox.telling import shown_text
from tests.contract.nominate_web_fixtures import Form
from tests.contract.nomination_fixtures import GUARDIAN, STUDENT, TEACHER, given
from tests.scenarios.play_fixtures import DANA, MARCUS, Stage, dump, on_stage
from web.catalogs import catalog

MORNING = datetime.fromisoformat("2026-10-26T10:00:00-04:00")
NEW, WAITING = "A new nomination has come in", "Nominations wait for a first look"
WROTE = ("Nad", "Baptiste", "Umana", "0142", "example.net", "animals")


def sends(stage: Stage, base: Mapping[str, Sequence[str]] = GUARDIAN, **changed: Any) -> None:
    page = requests.get(f"{stage.play.url}/nominate?as={base['nominator'][0]}", timeout=10).text
    stage.play.advance(timedelta(minutes=1))
    values = {**Form(page).values, **given(base, **changed)}
    answer = requests.post(f"{stage.play.url}/nominate", data=values, timeout=10, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    stage.settle()


def letters(stage: Stage, to: str) -> list[dict[str, Any]]:
    return [letter for letter in stage.town.mail.letters() if letter["to"] == to]


def test_a_guardian_gets_a_receipt_that_names_nobody(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        sends(stage)
        (letter,) = letters(stage, "marie.baptiste@example.net")
        assert letter["subject"] == catalog("ht").gettext("We have your form: a mentor for a student")
        assert "1" in letter["text"]
        for word in ("Nad", "Baptiste", "Umana", "Marie"):
            assert word not in letter["subject"] + letter["text"], "anybody may have typed that address"


def test_a_teacher_and_a_student_get_theirs_and_one_without_an_address_none(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        sends(stage, TEACHER)
        sends(stage, STUDENT)
        sends(stage, your_email=None)
        assert "with you and with the family" in letters(stage, "reyes@school.example.net")[0]["text"]
        assert "in touch with you, to learn" in letters(stage, "samira@example.net")[0]["text"]
        assert len(stage.town.mail.letters()) == 2


def test_a_mail_server_in_trouble_delays_the_receipt(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        stage.order("mail", "error", 2)
        sends(stage)
        assert letters(stage, "marie.baptiste@example.net") == []
        stage.wait(minutes=10)
        assert len(letters(stage, "marie.baptiste@example.net")) == 1


def test_managers_hear_of_the_first_at_once_and_of_the_others_in_the_morning(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        for number in range(10):
            sends(stage, first_name=f"{'abcdefghij'[number]}ola", your_email=f"f{number}@example.net", your_phone=None)
        for manager in (DANA, MARCUS):
            assert (len(stage.messages(manager, NEW)), len(stage.messages(manager, WAITING))) == (1, 0)
        stage.move_to(MORNING + timedelta(hours=22, minutes=1))
        for manager in (DANA, MARCUS):
            said = shown_text(stage.message(manager, WAITING))
            assert "10 nominations wait for a first look, the longest since Monday, Oct 26." in said
            assert "ola" not in said
        stage.move_to(MORNING + timedelta(hours=47))
        assert len(stage.messages(DANA, WAITING)) == 2, "once a day while anybody waits"


def test_nobody_is_told_on_a_weekend_or_of_nobody(tmp_path: Path) -> None:
    friday_evening = datetime.fromisoformat("2026-10-30T18:00:00-04:00")
    with on_stage(tmp_path, start=friday_evening) as stage:
        sends(stage)
        stage.move_to(datetime.fromisoformat("2026-11-02T07:59:00-05:00"))
        assert not stage.messages(DANA, WAITING)
        stage.move_to(datetime.fromisoformat("2026-11-02T08:01:00-05:00"))
        assert "1 nomination waits for a first look, since Friday, Oct 30." in shown_text(stage.message(DANA, WAITING))
        stage.command(DANA, "/mentoring", "nomination 1")
        stage.press(DANA, "nomination_assess")
        stage.move_to(datetime.fromisoformat("2026-11-03T08:01:00-05:00"))
        assert len(stage.messages(DANA, WAITING)) == 1


def test_nothing_of_what_was_written_is_in_what_volunteers_read_in_logs_or_in_the_database(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        sends(stage)
        rows = dump(tmp_path)
        for word in WROTE:
            assert word not in rows, word
        assert not [one for one in stage.town.slack.messages_for("U07RUTHA16") if "nomination" in str(one)]


def _bytes(folder: Path) -> bytes:
    """The database file itself, with everything brought into it: also what was only marked as free."""
    with closing(sqlite3.connect(folder / "chaperone.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "chaperone.db").read_bytes()


def _sealed(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "chaperone.db")) as connection:
        sealed = connection.execute("SELECT sealed FROM nominations WHERE sealed IS NOT NULL").fetchall()
        marks = connection.execute("SELECT mark FROM nomination_marks").fetchall()
        people = connection.execute("SELECT sealed_email, email_fingerprint FROM people WHERE key LIKE 'nominated%'")
        return [str(value) for row in (*sealed, *marks, *people.fetchall()) for value in row if value is not None]


def test_ninety_days_after_it_came_to_nothing_nothing_is_left_of_it_not_even_in_the_file(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        sends(stage)
        sends(stage, first_name="Didi")
        for number in (1, 2):
            stage.command(DANA, "/mentoring", f"nomination {number}")
            stage.press(DANA, "nomination_assess")
            stage.press(DANA, "nomination_ready")
        stage.press(DANA, "nomination_withdraw")
        before = _sealed(tmp_path)
        assert len(before) > 10 and "Baptiste" in dump(tmp_path), "the people are in the program while it is ready"
        stage.command(DANA, "/mentoring", "nomination 1")
        stage.press(DANA, "nomination_withdraw")

        stage.jump_to(stage.play.clock.now() + KEPT_AFTER_REFUSAL - timedelta(hours=1))
        assert _sealed(tmp_path) == before
        stage.jump_to(stage.play.clock.now() + timedelta(days=1, hours=1))
        assert _sealed(tmp_path) == []
        stored = _bytes(tmp_path)
        for secret in (*before, *WROTE, "Didi", "nadege"):
            assert secret.encode() not in stored, secret
        assert "erased" in stage.command(DANA, "/mentoring", "nomination 1")
        assert "Nominations that are withdrawn: 2" in stage.command(DANA, "/mentoring", "nominations withdrawn")


def test_what_was_declined_lately_and_whoever_is_matched_is_kept(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        sends(stage)
        sends(stage, STUDENT)
        for action in ("nomination_assess", "nomination_ready"):
            stage.command(DANA, "/mentoring", "nomination 1")
            stage.press(DANA, action)
        typed = "create mentor Ana Silva, student nominated-1, proctor Ruth Abernathy, Tuesday 4:30pm"
        assert "Match proposed" in stage.command(DANA, "/match", typed)
        stage.jump_to(stage.play.clock.now() + KEPT_AFTER_REFUSAL * 2)
        assert "matched" in stage.command(DANA, "/mentoring", "nomination 1")
        assert "Nadège B." in stage.command(DANA, "/mentoring", "nomination 1")
        assert "Samira W." in stage.command(DANA, "/mentoring", "nomination 2"), "who waits is never erased"
