"""A telephone number of ten digits is seen however it is spread over a message, and a long message costs no more than
its length."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Iterator
from types import FrameType, FunctionType
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentoring.contact_details import (
    Detail,
    accounts,
    contact_details,
    figures,
    numerals,
    streets,
    telephones,
    writing,
)

SEPARATORS = [
    *("", " ", "  ", "\n", "\t", ".", "…", ",", ", ", "، ", "、", ";", "|", "_", "*", "~", "#", "(", ") ", "·", "—"),
    *("🍎", "👍🏽", "👩\u200d🏫", "\ufe0f\u20e3", " ➡️ "),
    *("\u200b", "\u200f", "\u202e", "\u2067", "\u2069", "\u061c", "\ufeff", "\u0301"),
]
"""Blanks, signs, emoji, and what nobody sees or turns the direction."""
TOGETHER = ["-", " - ", "/", " / ", ":", " + ", " and ", " y ", " و ", "和", " dash "]
"""These stand in sums, dates and hours as well, so one of them alone tells little; all along it does."""
SCRIPTS = [
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "０１２３４５６７８９",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "零一二三四五六七八九",
]
WORDS = [
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
    ["zero", "um", "dois", "três", "quatro", "cinco", "meia", "sete", "oito", "nove"],
    ["zeru", "un", "dos", "tres", "kuatu", "sinku", "sax", "seti", "oitu", "novi"],
    ["zewo", "youn", "de", "twa", "kat", "senk", "sis", "sèt", "uit", "nèf"],
    ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
    ["صفر", "واحد", "اثنين", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"],
]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Ten digits as in Boston; 0000 ends no number, and whoever counts counts."""
    digits = draw(st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True, alphabet="0123456789"))
    assume(not digits.endswith("00"))
    assume(len({(int(b) - int(a)) % 10 for a, b in itertools.pairwise(digits)}) > 2)
    assume(list(digits) not in (sorted(digits), sorted(digits, reverse=True)))
    return digits


@settings(max_examples=300, deadline=None)
@given(numbers(), st.lists(st.sampled_from(SEPARATORS), min_size=10, max_size=10))
def test_separators_emoji_and_turns_hide_no_number(digits: str, between: list[str]) -> None:
    spread = "".join(digit + gap for digit, gap in zip(digits, between, strict=True))
    assert Detail.PHONE in contact_details(f"hello {spread} bye")


@settings(max_examples=300, deadline=None)
@given(numbers(), st.sampled_from(SEPARATORS + TOGETHER), st.sampled_from([(3, 6), (1, 4, 7), range(1, 10)]))
def test_one_separator_all_along_hides_no_number(digits: str, separator: str, cuts: tuple[int, ...]) -> None:
    places = [0, *cuts, 10]
    parts = [digits[a:b] for a, b in itertools.pairwise(places)]
    assert Detail.PHONE in contact_details(f"hello {separator.join(parts)} bye")


@settings(max_examples=200, deadline=None)
@given(numbers(), st.lists(st.sampled_from(SCRIPTS), min_size=10, max_size=10), st.sampled_from(["", " ", ", "]))
def test_digits_of_any_script_are_digits(digits: str, scripts: list[str], separator: str) -> None:
    written = [script[int(digit)] for digit, script in zip(digits, scripts, strict=True)]
    assert Detail.PHONE in contact_details(separator.join(written))


@settings(max_examples=200, deadline=None)
@given(numbers(), st.sampled_from(WORDS), st.lists(st.booleans(), min_size=10, max_size=10))
def test_words_and_digits_in_turn_are_one_number(digits: str, words: list[str], spoken: list[bool]) -> None:
    written = [words[int(digit)] if aloud else digit for digit, aloud in zip(digits, spoken, strict=True)]
    assume(spoken[0] or not any(spoken[:2]))
    assert Detail.PHONE in contact_details(" ".join(written))


# What a long message costs


def _patterns(thing: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(thing, re.Pattern):
        yield thing
    elif isinstance(thing, FunctionType):
        for cell in thing.__closure__ or ():
            yield from _patterns(cell.cell_contents)
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from _patterns(one)


PATTERNS = {
    pattern.pattern
    for module in (accounts, figures, numerals, streets, telephones, writing)
    for thing in vars(module).values()
    for pattern in _patterns(thing)
}


def test_no_pattern_repeats_without_an_end() -> None:
    """`+`, `*` and `{2,}` may be tried again from every place; `++` and `{1,9}` may not."""
    assert len(PATTERNS) > 40
    for pattern in PATTERNS:
        bare = re.sub(r"\\.|\[(?:\\.|[^\]\\])+\]", "", pattern)
        assert set(re.findall(r"(?:[*+]|\{\d*,\})(\+?)", bare)) <= {"+"}, pattern


def calls(act: Callable[[], object]) -> int:
    """How many functions are called meanwhile: the same number each time, unlike seconds."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize(
    "unit",
    ["1,", "1 ", "6", "12-13, ", "1/2, ", "a_", "@a", "a.com.", "六", "45 a ", "calle a ", "zero ", "x", "@", "📱 1"],
)
def test_a_message_twice_as_long_takes_twice_the_steps(unit: str) -> None:
    short, long = unit * (1_500 // len(unit)), unit * (3_000 // len(unit))
    assert calls(lambda: contact_details(long)) <= 2.3 * calls(lambda: contact_details(short)) + 200
