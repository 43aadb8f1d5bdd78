"""Note-taking robots, by what they call themselves."""

from __future__ import annotations

import pytest

from mentoring.robots import NAMES, is_robot


@pytest.mark.parametrize(
    "shown",
    [
        "Otter.ai",
        "OtterPilot",
        "Fred from Fireflies.ai",
        "Fireflies.ai Notetaker Ana",
        "Read.ai meeting notes",
        "read.AI",
        "Fathom Notetaker",
        "tl;dv",
        "Zoom AI Companion",
        "Sembly AI",
        "Avoma Assistant",
        "MeetGeek.ai",
        "Krisp",
        "Notta Bot",
        "Grain",
        "Ana's Note-Taker",
        "ＮＯＴＥＴＡＫＥＲ (Luís)",
        "notes by Gemini",
    ],
)
def test_a_note_taker_gives_itself_away(shown: str) -> None:
    assert is_robot(shown)


@pytest.mark.parametrize(
    "shown",
    ["", "Ruth's iPad", "Ana Otter", "Kelsey Grainger", "Fathoma Diallo", "José Nottage", "Reada Ire", "🤖"],
)
def test_people_who_are_called_something_like_it_are_no_robots(shown: str) -> None:
    assert not is_robot(shown)


def test_every_name_is_written_as_names_are_folded() -> None:
    assert [name for name in NAMES if not is_robot(name)] == []
