"""Longer texts, whole: Slack cuts nothing off, and nothing in them is markup, mention or link but what we link."""

from __future__ import annotations

import textwrap
from collections.abc import Collection

from bot.blocks.layout import SECTION, Block, lines
from bot.wording import escaped, isolated

_PIECE = SECTION // 5 - 10
"""Characters that fit a section in any case: an escaped one takes five at most."""


def whole(text: str, links: Collection[str] = ()) -> list[Block]:
    """As many sections as it takes. `links`: addresses of ours, which can be followed where one is a whole line."""
    return lines(piece for line in text.split("\n") for piece in _shown(line, links))


def _shown(line: str, links: Collection[str]) -> list[str]:
    return [f"<{line}>"] if line in links else [escaped(piece) for piece in _pieces(line)]


def quoted_text(text: str) -> list[Block]:
    """Set apart as what somebody else wrote."""
    return lines(f">{isolated(escaped(piece))}" for line in text.split("\n") for piece in _pieces(line))


def _pieces(line: str) -> list[str]:
    return textwrap.wrap(line, _PIECE, replace_whitespace=False, drop_whitespace=False) or [""]
