"""One way of writing for what people read as the same, and words to look for in it.

Nothing here looks for more than a fixed number of characters in a row, or gives back what it took: a long message
costs as many steps as it has characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Me"}
"""Marks on, around and between characters: accents, the frame of a keycap, joiners, what turns the direction."""
_BLANK_LETTERS = {0x115F, 0x1160, 0x3164, 0xFFA0}
"""Hangul fillers: letters that nobody sees."""
_ALIKE = str.maketrans("đĐıøØىیکة", "dDioOييكه", "\u0640")
"""Letters that Unicode does not take apart and hurried people do not tell apart; and what stretches Arabic words."""


def flat(text: str) -> str:
    """Full-width and styled letters, digits of every script, accents left out, nothing unseen, and one blank or line
    break where there were several (Unicode UAX 15, compatibility). Capitals stay."""
    lines = "".join(_seen(c) for c in unicodedata.normalize("NFKD", text)).translate(_ALIKE).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _seen(c: str) -> str:
    if c.isspace():
        return "\n" if c in "\n\r\v\f\u0085\u2028\u2029" else " "
    if unicodedata.category(c) in _UNSEEN or ord(c) in _BLANK_LETTERS:
        return ""
    return str(unicodedata.digit(c, c))


def one_of(*lists: str) -> str:
    """A pattern for any of these words, commas between them, as they stand in a flat text in small letters. A blank
    in a phrase may be left out, or be a hyphen. Latin words end where their letters end, also beside Chinese ones;
    Arabic words may carry an article, a preposition or an owner; Chinese ones know no blanks."""
    words = {flat(word).casefold() for words in lists for word in words.split(",") if word.strip()}
    latin = [_phrase(word) for word in words if word[0] < "\u0590"]
    arabic = [_phrase(word) for word in words if "\u0590" <= word[0] < "\u0e00"]
    others = [re.escape(word) for word in words if word[0] >= "\u0e00"]
    shapes = [
        (latin, "(?<![a-z])(?:{})(?![a-z])"),
        (arabic, rf"(?<!{_ARABIC})(?:و|ف)?(?:ال|بال|عال|لل|ب|ل|ك)?(?:{{}})(?:ي|ك|ه|ها|نا|كم|هم)?(?!{_ARABIC})"),
        (others, "(?:{})"),
    ]
    return f"(?:{'|'.join(shape.format('|'.join(sorted(found))) for found, shape in shapes if found)})"


_ARABIC = "[\u0620-\u065f\u066e-\u06d3]"


def _phrase(words: str) -> str:
    return "[ _'’-]?".join(re.escape(word) for word in words.split())


def any_of(*patterns: str) -> Callable[[str], bool]:
    """Whether one of them stands in a flat text, capitals or not."""
    compiled = [re.compile(pattern) for pattern in patterns]
    return lambda text: any(pattern.search(text) for pattern in compiled)
