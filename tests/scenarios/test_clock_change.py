"""The night of November 1, 2026, when clocks in Boston go back: sessions keep their wall time."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.scenarios.play_fixtures import ANA, ANGELA, DANA, MEET, RUTH, on_stage

BOSTON = ZoneInfo("America/New_York")
SATURDAY = datetime.fromisoformat("2026-10-31T08:00:00-04:00")
DAYS = {"SU": ("Sunday, Nov 1", "2026-11-01"), "MO": ("Monday, Nov 2", "2026-11-02")}


@pytest.mark.parametrize("weekday", DAYS)
def test_a_weekly_session_keeps_its_wall_time_and_says_so_everywhere(tmp_path: Path, weekday: str) -> None:
    said, date = DAYS[weekday]
    start = datetime.fromisoformat(f"{date}T16:30:00-05:00")
    match = {**MEET, "weekday": weekday, "starts_on": "2026-10-18"}
    with on_stage(tmp_path, match, start=datetime.fromisoformat("2026-10-24T08:00:00-04:00")) as stage:
        walls = {session.starts_at.astimezone(BOSTON).strftime("%H:%M") for session in stage.sessions()}
        offsets = {session.starts_at.astimezone(BOSTON).utcoffset() for session in stage.sessions()}
        assert walls == {"16:30"}
        assert len(offsets) == 2, "the sessions lie on both sides of the change"
        stage.jump_to(SATURDAY)
        session = next(one for one in stage.sessions() if one.starts_at == start)
        stage.move_to(start - timedelta(minutes=30))
        for key in (ANA, RUTH):
            assert stage.messages(key, said, "4:30 PM"), "the reminder of the day before"
        assert stage.letters(ANGELA, "4:30 PM")
        stage.move_to(start - timedelta(minutes=14))
        assert stage.messages(RUTH, "In a few minutes", "4:30 PM")
        invited = stage.town.google.events_for(stage.person(ANA).email or "")
        assert start in [datetime.fromisoformat(event["start"]["dateTime"]) for event in invited]
        assert stage.come(ANA, session) == "in_meeting", "the door is open at the wall time"
        stage.move_to(start + timedelta(minutes=3))
        assert stage.messages(DANA, "No monitor in the room", said, "expected since 4:30:00 PM")
