"""The first word after a slash command chooses what is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk import Call
from mentoring.errors import Refusal


class UnknownWord(Refusal):
    """The command has no such word."""

    def __init__(self, command: str, said: str, known: str) -> None:
        super().__init__(known)
        self.command, self.said, self.known = command, said, known


@dataclass(frozen=True)
class Reply:
    """What the person sees, only they: text for notifications and screen readers, and blocks for the eye. `replaces`:
    it stands in the place of the message whose button was pressed. `form`: what is opened instead. Slack: the
    trigger of a command lives for 3 seconds, so an act with a form does little else."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    replaces: bool = False
    form: dict[str, Any] | None = None


Act = Callable[[Call, str], Reply]
"""Does one word of a command."""


def do_word(command: str, acts: Mapping[str, Act], call: Call, text: str) -> Reply:
    """Does what the first word says with the rest of the text. Raises UnknownWord."""
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    act = acts.get(word.casefold())
    if act is None:
        raise UnknownWord(command, word, ", ".join(f"`{command} {known}`" for known in acts if known))
    return act(call, rest.strip())
