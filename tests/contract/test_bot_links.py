"""`/mentoring links` and `/match letters 12 keep`, as managers type them and as others are refused."""

from __future__ import annotations

import pytest

from tests.contract.bot_fixtures import ANA, DANA, MARCUS, TUESDAYS, Office, office

__all__ = ["office"]


def test_a_manager_ends_the_links_of_a_family_and_the_family_gets_new_ones(office: Office) -> None:
    assert "no link to a page that Grace Martínez was sent" in office.types(DANA, "/mentoring", "links Grace Martínez")
    office.play.settle()
    (letter,) = [mail for mail in office.play.town.mail.letters() if mail["to"] == "grace@example.org"]
    assert letter["subject"] == "New links for you" and "/family/" in letter["text"]


def test_the_links_of_a_child_are_those_of_the_guardian(office: Office) -> None:
    assert "that Grace Martínez was sent" in office.types(DANA, "/mentoring", "links Amara Okafor")


@pytest.mark.parametrize(
    ("who", "said", "answer"),
    [
        (ANA, "links Grace Martínez", "Only Partnerships Managers"),
        (DANA, "links Nobody Known", "Nobody Known"),
        (DANA, "links", "/mentoring links Angela Freeman"),
        (DANA, "links 🙂", "🙂"),
    ],
)
def test_whoever_may_not_or_means_nobody_is_refused_in_one_sentence(
    office: Office, who: str, said: str, answer: str
) -> None:
    assert answer in office.types(who, "/mentoring", said)
    office.play.settle()
    assert not office.play.town.mail.letters()


def test_the_matchs_manager_keeps_what_is_written_and_lets_it_go(office: Office) -> None:
    office.types(DANA, "/match", TUESDAYS)
    assert "is kept, past the end of the program year" in office.types(DANA, "/match", "letters 1 keep")
    assert "is kept" in office.types(MARCUS, "/match", "letters 1 KEEP"), "her deputy may as well"
    assert "erased in its time" in office.types(DANA, "/match", "letters 1, let go")


@pytest.mark.parametrize(
    ("who", "said", "answer"),
    [
        (ANA, "letters 1 keep", "Only Partnerships Managers"),
        (DANA, "letters 99 keep", "no match #99"),
        (DANA, "letters x keep", "/match letters 12"),
        (DANA, "letters 1 keep please", "/match letters 12"),
    ],
)
def test_nobody_else_keeps_anything(office: Office, who: str, said: str, answer: str) -> None:
    office.types(DANA, "/match", TUESDAYS)
    assert answer in office.types(who, "/match", said)
