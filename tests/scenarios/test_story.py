"""`chaperone story`: the main job, in which every line was seen at a stand-in."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from sandbox.story import story
from sandbox.telling import StoryBroke, Teller


def test_the_story_runs_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    story()
    told = capsys.readouterr().out
    assert "The end." in told
    assert told.count("✓") > 25
    for chapter in ("The proctor who never comes", "The proctor who comes late", "What is written down"):
        assert chapter in told


def test_a_line_without_proof_breaks_the_story_and_is_not_printed() -> None:
    page = io.StringIO()
    teller = Teller(Console(file=page), ZoneInfo("America/New_York"))
    with pytest.raises(StoryBroke, match="Ana is alerted"):
        teller.tell("Ana is alerted.", "")
    assert not page.getvalue()
    assert teller.lines == 0
