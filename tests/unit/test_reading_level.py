"""The measure of reading level itself, held against words and texts whose grade is known."""

from __future__ import annotations

import pytest

from tests.unit.reading_level import grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("session", 2),
        ("mentoring", 3),
        ("please", 1),
        ("called", 1),
        ("invited", 3),
        ("table", 2),
        ("the", 1),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_short_words_in_short_sentences_are_easy_and_long_ones_are_not() -> None:
    assert grade("The cat sat on the mat.") < 0
    assert grade("Organizational accountability necessitates interdepartmental documentation.") > 20


def test_one_long_sentence_is_harder_than_the_same_words_in_short_ones() -> None:
    assert grade("we wait and you come and we talk and you go") > grade(
        "we wait. and you come. and we talk. and you go."
    )
