"""Somebody sends form after form: who gets a letter, what managers hear, and how it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import DANA, MARCUS, Stage, dump, on_stage
from tests.scenarios.test_nominations import MORNING, letters, sends
from web.nominate import TAKEN

BURST = "Nominations came in a burst and are held"


def plagued(stage: Stage, count: int) -> None:
    for number in range(count):
        sends(stage, first_name=f"{chr(97 + number)}ola", your_email=f"v{number}@example.net", your_phone=None)


def test_who_is_held_gets_no_letter_until_a_manager_has_looked(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        plagued(stage, TAKEN + 3)
        assert len(stage.town.mail.letters()) == TAKEN
        for manager in (DANA, MARCUS):
            assert len(stage.messages(manager, BURST)) == 1, "told at once, and once"
            assert "Please look whether a family is among them." in shown_text(stage.message(manager, BURST))

        stage.command(DANA, "/mentoring", f"nomination {TAKEN + 1}")
        stage.press(DANA, "nomination_let_through")
        stage.settle()
        assert len(letters(stage, f"v{TAKEN}@example.net")) == 1

        stage.command(DANA, "/mentoring", "nominations")
        assert "2 forms of the burst declined and erased." in stage.press(DANA, "nominations_burst")
        stage.wait(minutes=10)
        assert len(stage.town.mail.letters()) == TAKEN + 1
        assert "v13@example.net" not in dump(tmp_path)


def test_managers_hear_of_it_every_morning_until_it_is_cleared_up(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        plagued(stage, TAKEN + 1)
        for number in range(1, TAKEN + 1):
            stage.command(DANA, "/mentoring", f"nomination {number}")
            stage.press(DANA, "nomination_assess")
        stage.move_to(datetime.fromisoformat("2026-10-27T08:01:00-04:00"))
        assert len(stage.messages(DANA, BURST)) == 2
        stage.command(DANA, "/mentoring", "nominations")
        stage.press(DANA, "nominations_burst")
        stage.move_to(datetime.fromisoformat("2026-10-28T08:01:00-04:00"))
        assert len(stage.messages(DANA, BURST)) == 2


def test_one_address_gets_one_letter_a_day(tmp_path: Path) -> None:
    with on_stage(tmp_path, start=MORNING) as stage:
        for first_name in ("Didi", "Wilson", "Rose"):
            sends(stage, first_name=first_name)
        assert len(letters(stage, "marie.baptiste@example.net")) == 1
        stage.move_to(MORNING + timedelta(days=1))
        sends(stage, first_name="Samuel")
        assert len(letters(stage, "marie.baptiste@example.net")) == 2
