"""A family whose match came with the roster, so that nobody ever asked it anything: what it may do from the page in its
letters, as people read it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import requests

from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import ANA, DANA, HALF_PAST_FOUR, MEET, Stage, on_stage, person

HANA, KOFI = "hana-mensah", "kofi-mensah"
FAMILY = (
    person(HANA, "guardian", guardian_opt_in="2026-09-01", language="es"),
    person(KOFI, "student", adult="no", guardian=HANA),
    {**MEET, "key": "ana-kofi", "students": KOFI, "monitor": HANA, "monitor_kind": "guardian"},
)
HREF = r'href="(/{}/[^"]+)"'


def the_page(stage: Stage) -> str:
    """The address in the family's newest letter."""
    found = re.search(r"https?://\S+/family/\S+", stage.letters(HANA, "/family/")[-1]["text"])
    assert found is not None
    return found[0]


def way(page: str, kind: str) -> str:
    """Where that link of the page leads."""
    found = re.search(HREF.format(kind), requests.get(page, timeout=10).text)
    assert found is not None
    return page.split("/family/", maxsplit=1)[0] + found[1]


def send(address: str, **fields: str) -> None:
    assert requests.post(address, data=fields, timeout=10, allow_redirects=False).status_code == 303


def test_a_family_that_nobody_asked_writes_first_takes_back_its_word_and_stops(tmp_path: Path) -> None:
    with on_stage(tmp_path, *FAMILY) as stage:
        stage.move_to(HALF_PAST_FOUR - timedelta(hours=20))
        page = the_page(stage)

        send(way(page, "write"), text="¿Qué libro leen?", language="es", once="1")
        stage.settle()
        assert stage.message(ANA, "¿Qué libro leen?")

        send(way(page, "optin"), answer="no")
        stage.settle()
        assert stage.messages(DANA, "does not watch over the sessions of Kofi M.")
        assert "segunda persona adulta" in requests.get(page, timeout=10).text

        send(way(page, "rsvp"), say="leave", why="Nos mudamos")
        stage.settle()
        assert "Nos mudamos" in shown_text(stage.message(DANA, "wants to leave"))
        assert "Nos mudamos" not in shown_text(stage.message(ANA, "wants to leave"))
        assert "Usted nos dijo que ya no quiere continuar" in requests.get(page, timeout=10).text
