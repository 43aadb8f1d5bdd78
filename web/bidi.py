"""Text of both directions in one line: which way a line runs, and what keeps a name from turning it around.

After Unicode Standard Annex 9: an isolate is closed in itself, so what stands around it keeps its order.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]
FIRST_STRONG_ISOLATE, RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE = "\u2068", "\u2067", "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"
_OPENS = frozenset({"\u2066", "\u2067", "\u2068"})
_CONTROLS = (
    frozenset({"\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2069"}) | _OPENS
)
_AGAINST: dict[Direction, frozenset[str]] = {"ltr": frozenset({"R", "AL"}), "rtl": frozenset({"L"})}


def without_controls(text: str) -> str:
    """What people typed may not turn the rest of a letter around."""
    return "".join(c for c in text if c not in _CONTROLS)


def isolated(text: str, direction: Direction) -> str:
    """The text as it may stand in a line of that direction: isolated where letters of it run the other way. A link is
    left as it is: mail programs take a mark at its end for a part of it."""
    if "://" in text or not _runs_against(text, direction):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def _runs_against(text: str, direction: Direction) -> bool:
    depth = 0
    for c in text:
        if c in _OPENS:
            depth += 1
        elif c == POP_ISOLATE:
            depth -= 1
        elif depth == 0 and unicodedata.bidirectional(c) in _AGAINST[direction]:
            return True
    return False


def lines_of(text: str, direction: Direction) -> str:
    """Plain text whose lines run in that direction in every mail program: the mark is for those that guess the
    direction of a line, the isolate for those that take every line to run from left to right."""
    if direction == "ltr":
        return text
    return "\n".join(line if _stands_alone(line) else _from_the_right(line) for line in text.split("\n"))


def _stands_alone(line: str) -> bool:
    return not line.strip() or "://" in line


def _from_the_right(line: str) -> str:
    return f"{RIGHT_TO_LEFT_MARK}{RIGHT_TO_LEFT_ISOLATE}{line}{POP_ISOLATE}"
