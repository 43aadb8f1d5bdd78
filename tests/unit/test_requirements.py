"""The list of the program's requirements is whole, and what it points at is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| (R\d{3}) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
    (ROOT / "docs/requirements.md").read_text("utf-8"),
    re.MULTILINE,
)
STATES = {"held", "partly", "words", "not ours", "not yet"}


def test_each_of_the_142_stands_there_once_and_in_order() -> None:
    assert [number for number, *_ in ROWS] == [f"R{number:03}" for number in range(1, 143)]


@pytest.mark.parametrize(("number", "rule", "state", "where"), ROWS, ids=[number for number, *_ in ROWS])
def test_what_holds_it_is_there(number: str, rule: str, state: str, where: str) -> None:
    paths = re.findall(r"`([\w./]+/[\w./-]+)`", where)

    assert state in STATES and rule.strip() and where.strip()
    assert [path for path in paths if not path.startswith("/") and not (ROOT / path).exists()] == []
    if state == "held":
        tested = any(path.startswith(("tests/", "docs/performance")) for path in paths)
        assert tested, f"{number} is said to be held, and no test is named"


def test_most_of_what_is_ours_is_held() -> None:
    states = Counter(state for _, _, state, _ in ROWS)
    assert set(states) == STATES
    assert states["held"] > states["not yet"] + states["partly"]
