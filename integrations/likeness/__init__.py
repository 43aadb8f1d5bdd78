"""How alike two names are, by RapidFuzz."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from integrations.likeness.scripts import in_latin
from mentoring.people import folded

_SOUNDS = (
    (r"ph", "f"),
    (r"sch|sh|tch|ch|cz", "s"),
    (r"ck|qu|kh|x|q|c", "k"),
    (r"dj|dz|zh|j", "z"),
    (r"gh|gu|g", "k"),
    (r"th|tt|dt", "t"),
    (r"w", "v"),
    (r"ñ|nh|gn|ny", "n"),
    (r"lh|ll", "l"),
    (r"h", ""),
    (r"ou|oo|w", "u"),
    (r"ee|ie|ei|y", "i"),
)
"""Spellings of one sound in the languages that our families write their names in, roughly."""
_SPELLINGS = [(re.compile(spelling), sound) for spelling, sound in _SOUNDS]
_REMEMBERED = 8_192
"""Words whose sound is kept in memory: few words make up most names."""
_VOWELS = re.compile(r"[aeiou]")
_TWICE = re.compile(r"(.)\1+")
_SAME = 0.97
"""Two words that are written with the same consonants: «Muhammad» and «Mohamed», «محمد» and «Mohammed»."""


class FuzzyNames:
    """A NameLikeness."""

    def likeness(self, one: str, other: str) -> float:
        first, second = _plain(one), _plain(other)
        if not first or not second:
            return 0.0
        if sorted(first) == sorted(second):
            return 1.0
        return max(_spelled(first, second), _paired(first, second))

    def keys(self, name: str) -> frozenset[str]:
        return frozenset(_skeleton(word) for word in _plain(name) if len(word) > 1)


@lru_cache(_REMEMBERED)
def _plain(name: str) -> tuple[str, ...]:
    return tuple(in_latin(folded(name)).split())


def _spelled(first: Sequence[str], second: Sequence[str]) -> float:
    """As a whole: in any order, or run together in the order that stands there."""
    sorted_words = fuzz.token_sort_ratio(" ".join(first), " ".join(second))
    together = fuzz.ratio(_sound("".join(first)), _sound("".join(second)))
    return max(sorted_words, together) / 100


def _paired(first: Sequence[str], second: Sequence[str]) -> float:
    """Every word of the shorter name with the word of the longer one that is likest: second names may be left out. The
    weakest pair counts most, so that one common surname makes no two children alike."""
    few, many = sorted((first, second), key=len)
    if len(few) == 1 and len(many) > 1:
        return 0.9 * max(_word(few[0], other) for other in many)
    left, found = list(many), []
    for word in few:
        best = max(left, key=lambda other: _word(word, other))
        left.remove(best)
        found.append(_word(word, best))
    return (min(found) * 2 + sum(found) / len(found)) / 3


def _word(one: str, other: str) -> float:
    if one == other:
        return 1.0
    heard, other_heard = _sound(one), _sound(other)
    if _bare(heard) == _bare(other_heard) and _may_differ_in_vowels(heard, other_heard):
        return _SAME
    return JaroWinkler.similarity(heard, other_heard)


def _may_differ_in_vowels(one: str, other: str) -> bool:
    """Where they begin alike, or one is of a script that writes few vowels: «Omar» is not «Amara»."""
    unwritten = not _VOWELS.search(one) or not _VOWELS.search(other)
    return unwritten or one[:1] == other[:1] or one.endswith(other) or other.endswith(one)


@lru_cache(_REMEMBERED)
def _sound(word: str) -> str:
    for spelling, sound in _SPELLINGS:
        word = spelling.sub(sound, word)
    return _TWICE.sub(r"\1", word)


@lru_cache(_REMEMBERED)
def _bare(heard: str) -> str:
    return _TWICE.sub(r"\1", _VOWELS.sub("", heard))


def _skeleton(word: str) -> str:
    """What is left without vowels; of a word with hardly a consonant, what is heard of it."""
    heard = _sound(word)
    bare = _bare(heard)
    return bare if len(bare) > 1 else heard
