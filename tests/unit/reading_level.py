"""How many years of school a text asks for: the Flesch-Kincaid grade (Kincaid and others, 1975)."""

from __future__ import annotations

import re

_VOWELS = re.compile(r"[aeiouy]+")


def grade(text: str) -> float:
    """0.39 for each word of a sentence and 11.8 for each syllable of a word, less 15.59. The end of a line ends a
    sentence, as do . ! ? and a colon."""
    sentences = [found for part in re.split(r"[.!?:\n]+", text) if (found := re.findall(r"[A-Za-z']+", part))]
    words = [word for sentence in sentences for word in sentence]
    per_sentence = len(words) / len(sentences)
    return 0.39 * per_sentence + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e and a silent -ed: near enough for words of a letter."""
    lower = word.casefold().removesuffix("'s")
    count = len(_VOWELS.findall(lower))
    silent = (lower.endswith("e") and not lower.endswith(("le", "ee"))) or (
        lower.endswith("ed") and not lower.endswith(("ted", "ded"))
    )
    return max(1, count - silent)
