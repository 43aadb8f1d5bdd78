"""What is typed after `/match write` and `/mentoring checkin`, read; and how it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.layout import SECTION
from bot.blocks.quoting import quoted_text, whole
from bot.commands.contact import TypedLetter, read_letter
from bot.moments import Unreadable


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12 Thank you!", TypedLetter(12, "Thank you!")),
        ("#12, Thank you!\nSee you.", TypedLetter(12, "Thank you!\nSee you.")),
        ("12 to Amara: Thank you!", TypedLetter(12, " Thank you!", to="Amara")),
        ("12 to Amara Freeman in Spanish: ¡Gracias!", TypedLetter(12, " ¡Gracias!", to="Amara Freeman", language="es")),
        ("12 in spanish: ¡Gracias!", TypedLetter(12, " ¡Gracias!", language="es")),
        ("12 in Haitian Creole: Mèsi!", TypedLetter(12, " Mèsi!", language="ht")),
        ("12 in class: we counted", TypedLetter(12, "in class: we counted")),
        ("12 In short: yes", TypedLetter(12, "In short: yes")),
        ("12 today: yes", TypedLetter(12, "today: yes")),
        ("12 inside: yes", TypedLetter(12, "inside: yes")),
        ("12 See <@U07ANA|ana> & <!here>", TypedLetter(12, "See @ana & @here")),
        ("12 <https://example.org|here>", TypedLetter(12, "https://example.org")),
        ("12 <mailto:a@example.org|mail>", TypedLetter(12, "a@example.org")),
        ("12 I <3 fractions > 1/2", TypedLetter(12, "I <3 fractions > 1/2")),
    ],
)
def test_a_letter_is_read_as_it_was_meant(text: str, read: TypedLetter) -> None:
    assert read_letter(text) == read


@pytest.mark.parametrize("text", ["", "12", "hello", "x12 hello", "1234567890 hello", "#"])
def test_what_cannot_be_read_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_letter(text)
    assert refused.value.part == ""


@given(st.integers(1, 999), st.text(max_size=200))
def test_no_text_breaks_the_reading(number: int, text: str) -> None:
    try:
        assert read_letter(f"{number} {text}").match_id == number
    except Unreadable:
        assert not text.strip(" \t\n,:") or text.strip() == ""


@given(st.text("&<>ab \n", max_size=1_300))
def test_a_long_text_is_shown_whole_within_slacks_limits(text: str) -> None:
    for blocks in (whole(text), quoted_text(text)):
        assert all(len(block["text"]["text"]) <= SECTION for block in blocks)
        shown = "".join(block["text"]["text"] for block in blocks)
        assert shown.count("&amp;") == text.count("&") and shown.count("a") - shown.count("&amp;") == text.count("a")
