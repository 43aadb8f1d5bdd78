"""A letter to a family, shown in Slack as it is: in their language and zone, with no button of the adults'."""

from __future__ import annotations

import re

from bot.blocks.layout import ended, header, plain
from bot.blocks.quoting import whole
from bot.wording import escaped
from mentoring.ports import ChatMessage

_LINK = re.compile(r"^https?://[!-~]+$", re.MULTILINE)
"""In a letter a link stands alone on its line, and nothing that somebody typed does. It is ASCII: a Chinese sentence
that begins with somebody's name has no space either."""


def letter_message(subject: str, letter: str) -> ChatMessage:
    blocks = [header(subject), *whole(letter, _LINK.findall(letter))]
    return ChatMessage(plain(escaped(f"{ended(subject)} {letter}")), blocks)
