"""Every example of docs/commands.md works as typed, in the order of the page, and is answered as the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import COMMANDS
from sandbox.play import playing
from tests.contract.bot_fixtures import shown

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
DANA = "dana.whitfield@mentoring.example.org"
A_FORM = "(a form opens)"
FORMS = {
    "/match": "match_form",
    "/match create": "match_form",
    "/mentoring apply": "volunteer_apply",
    "/mentoring nominate": "nomination_form",
    "/concern": "concern_form",
}


def examples() -> list[tuple[str, str, str]]:
    """Command, text, and how the answer begins."""
    fenced = "\n".join(PAGE.read_text(encoding="utf-8").split("```text\n")[1:]).split("\n")
    typed = [(line, fenced[place + 1]) for place, line in enumerate(fenced) if line.startswith("/")]
    return [(*_parted(line), answer) for line, answer in typed]


def _parted(line: str) -> tuple[str, str]:
    command, _, text = line.partition(" ")
    return command, text


def test_every_example_works_as_typed(tmp_path: Path) -> None:
    with playing(tmp_path) as play:
        for command, text, answer in examples():
            outcome = play.town.slack.command(DANA, command, text)
            seen = "\n".join(map(shown, outcome["messages"]))
            if answer == A_FORM:
                assert outcome["view"]["callback_id"] == FORMS[f"{command} {text}".strip()], text
            else:
                assert answer in seen, f"{command} {text}: {seen}"


@pytest.mark.parametrize(("command", "word"), [(c, word) for c, acts in COMMANDS.items() for word in acts])
def test_every_word_of_every_command_has_an_example(command: str, word: str) -> None:
    assert (command, word) in {(typed, text.partition(" ")[0]) for typed, text, _ in examples()}
