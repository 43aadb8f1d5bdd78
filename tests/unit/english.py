"""What English sounds like: the pieces of our own texts, by which a sentence is known that nobody translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from web.extraction import extracted


def english_left(lines: Iterable[str]) -> set[str]:
    """The pieces of English texts that stand in these lines."""
    text = "\n".join(lines)
    return {piece for piece in english_pieces() if piece in text}


@cache
def english_pieces() -> frozenset[str]:
    """What stands between the values of each English text, where it is longer than two words."""
    return frozenset(_pieces())


def _pieces() -> Iterator[str]:
    for message in extracted():
        for form in [message.id] if isinstance(message.id, str) else message.id:
            for piece in re.split(r"%\(\w+\)s|<[^>]*>", form):
                if len(piece.split()) > 2:
                    yield piece.strip()
