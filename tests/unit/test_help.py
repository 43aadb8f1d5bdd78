"""The page of help: short headings, what is needed most often first, and every word of every command somewhere."""

from __future__ import annotations

import pytest

from bot.app import COMMANDS
from bot.blocks.layout import SECTION
from bot.commands.mentoring import FOR_MANAGERS, FOR_VOLUNTEERS, Rows

MOST_BLOCKS = 50
"""Slack: of one message."""
WORDS = [(command, word) for command, acts in COMMANDS.items() for word in acts if word]


def typed(groups: dict[str, Rows]) -> list[str]:
    return [command for rows in groups.values() for command, _ in rows]


@pytest.mark.parametrize(("command", "word"), [(command, word) for command, word in WORDS if word != "help"])
def test_every_word_of_every_command_stands_in_the_help(command: str, word: str) -> None:
    everything = " ".join([*typed(FOR_MANAGERS), *typed(FOR_VOLUNTEERS)])
    assert f"`{command} {word}" in everything or f"`{word}`" in everything


@pytest.mark.parametrize("groups", [FOR_MANAGERS, FOR_VOLUNTEERS])
def test_nothing_is_told_twice_and_no_part_is_a_wall(groups: dict[str, Rows]) -> None:
    commands = typed(groups)
    assert len(commands) == len(set(commands))
    assert len(groups) + 1 <= MOST_BLOCKS
    for heading, rows in groups.items():
        assert 1 <= len(rows) <= 10, heading
        assert sum(len(f"{command}: {does}\n") for command, does in rows) < SECTION


def test_managers_read_of_today_status_matches_and_cover_before_anything_else() -> None:
    first, *_, last = FOR_MANAGERS
    assert (first, last) == ("Every day", "Desk")
    day = " ".join(command for command, _ in FOR_MANAGERS[first])
    places = [day.index(word) for word in ("/session today", "/mentoring status", "/match list", "/proctor cover")]
    assert places == sorted(places)
