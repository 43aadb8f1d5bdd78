"""The page about tables has every kind and every column, under the words that are typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mentoring.acts.exchange import EXCHANGES

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")


@pytest.mark.parametrize("kind", EXCHANGES)
def test_every_column_of_every_kind_is_told(kind: str) -> None:
    section = PAGE.split(f"\n### {kind}\n")[1].split("\n### ")[0]

    assert f"| `{kind}` |" in PAGE
    assert set(EXCHANGES[kind].table.columns) <= set(re.findall(r"`([a-z_]+)`", section))
