"""Every deed that the audit log can have is called by plain words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.deed_words import WORDS, words_for

RULES = Path(__file__).parents[2] / "mentoring"


def actions() -> Iterator[str]:
    """Those that are written out, wherever a deed is noted."""
    for file in RULES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and named in {"Deed", "Grounds", "_note", "_log"}:
                yield from (
                    one.value
                    for one in node.args
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value
                )


WRITTEN = sorted(set(actions()))


def test_the_deeds_are_found() -> None:
    assert {"match.create", "session.day_off", "calendar.add", "training.plan", "volunteer.apply"} <= set(WRITTEN)


@pytest.mark.parametrize("action", WRITTEN)
def test_every_deed_has_words(action: str) -> None:
    assert action in WORDS or action.endswith(".import")


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("session.monitor", "another monitor"),
        ("checklist.safety_tips", "checklist, safety tips"),
        ("nomination.ready", "ready"),
        ("volunteer.interview", "interview"),
        ("opt-ins.import", "imported"),
        ("concern.no_action", "no action"),
        ("match.plan_content", "plan content"),
        ("unheard", ""),
    ],
)
def test_words_are_plain(action: str, words: str) -> None:
    assert words_for(action) == words


def test_no_words_have_marks_of_a_program_in_them() -> None:
    assert not [words for words in WORDS.values() if "_" in words or "." in words]
