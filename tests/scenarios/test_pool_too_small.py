"""More Zoom sessions at once than the licences allow: the manager hears it days ahead, and one press mends it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import DANA, HALF_PAST_FOUR, many_matches, on_stage

NO_HOST = "No Zoom host is free"
A_WEEK_AHEAD = HALF_PAST_FOUR - timedelta(days=6)


def test_too_few_hosts_are_told_days_ahead_with_the_number_missing_and_one_press_mends_it(tmp_path: Path) -> None:
    """Two hosts of two meetings each, and five sessions at the same time."""
    with on_stage(tmp_path, *many_matches(5, platform="zoom", starts_on="2026-10-27"), start=A_WEEK_AHEAD) as stage:
        stage.wait(hours=2)

        told = shown_text(stage.message(DANA, NO_HOST))
        assert "1 more licensed host is needed" in told
        assert len(stage.zoom_meetings()) == 4
        assert not stage.messages(DANA, "has no room yet"), "one trouble is told once"

        stage.press(DANA, "alert_switch_google_meet")
        stage.wait(minutes=30)

        assert {alert["state"] for alert in stage.alerts("pool_too_small")} == {"resolved"}
        first = [s for s in stage.play.state()["sessions"] if s["starts_at"].startswith("2026-10-27")]
        assert sorted(s["platform"] for s in first) == ["google_meet", "zoom", "zoom", "zoom", "zoom"]
        assert all(s["meeting_id"] for s in first)


def test_enough_hosts_are_no_news(tmp_path: Path) -> None:
    with on_stage(tmp_path, *many_matches(4, platform="zoom", starts_on="2026-10-27"), start=A_WEEK_AHEAD) as stage:
        stage.wait(hours=2)

        assert not stage.alerts()
        assert len(stage.zoom_meetings()) == 4
