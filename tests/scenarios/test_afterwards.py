"""After the session: the record is held against what the platform itself tells once it is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from mentoring.presence import Source
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, MEET, RUTH, ZOOM, Stage
from tests.scenarios.watching import after_start, everybody_leaves, in_session

LESS = "was less covered than I had seen"
WHEN_TOLD = timedelta(minutes=100)
"""After the start: the hour, and when Zoom's report and Meet's records are asked for."""


def closed_out(stage: Stage) -> None:
    stage.jump_to(after_start(minutes=66))
    stage.jump_to(after_start(minutes=72))


def told_afterwards(stage: Stage) -> None:
    closed_out(stage)
    stage.jump_to(after_start(minutes=0) + WHEN_TOLD)


@pytest.mark.parametrize(("match", "report"), [(ZOOM, Source.ZOOM_REPORT), (MEET, Source.MEET_RECORDS)])
def test_where_live_and_afterwards_agree_the_record_names_both_and_nobody_is_told(
    tmp_path: Path, match: Mapping[str, str], report: Source
) -> None:
    with in_session(tmp_path, match, RUTH, ANA, AMARA) as stage:
        everybody_leaves(stage, AMARA, ANA, RUTH)
        told_afterwards(stage)

        record = stage.record(stage.session())
        assert report in record.body["sources"]
        assert (record.covered, record.body["disagreements"]) == (True, [])
        assert not stage.alerts()


def test_a_leave_that_no_webhook_told_is_found_in_the_report_and_the_manager_hears_it(tmp_path: Path) -> None:
    """Without a dashboard there is no list of who is inside, so nobody could know at the time."""
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=10))
        stage.order("zoom", "drop_webhooks", 1)
        stage.go(RUTH)
        everybody_leaves(stage, AMARA, ANA)
        closed_out(stage)
        assert stage.record(stage.session()).covered

        stage.jump_to(after_start(minutes=0) + WHEN_TOLD)

        record = stage.record(stage.session())
        assert record.covered is False
        assert {line["person"] for line in record.body["disagreements"]} == {stage.person(RUTH).id}
        assert "Ana Silva" in shown_text(stage.message(DANA, LESS))


def test_somebody_alone_in_a_zoom_room_leaves_no_report_and_that_alone_is_no_disagreement(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM, RUTH) as stage:
        everybody_leaves(stage, RUTH)
        told_afterwards(stage)
        assert "reconciled_at" not in stage.record(stage.session()).body, "a report may come late"

        for days in range(1, 8):
            stage.jump_to(after_start(minutes=72) + timedelta(days=days))

        body = stage.record(stage.sessions()[0]).body
        assert (body["report"], body["disagreements"]) == ("no report", [])


def test_a_gap_that_meet_hides_while_the_call_goes_on_is_in_the_record(tmp_path: Path) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=10))
        stage.go(RUTH)
        stage.wait(seconds=50)
        stage.come(RUTH)
        everybody_leaves(stage, AMARA, ANA, RUTH)
        told_afterwards(stage)

        [ruth] = [p for p in stage.record(stage.session()).body["people"] if p["person"] == stage.person(RUTH).id]
        assert len(ruth["stays"]) == 2
        assert stage.record(stage.session()).covered, "50 seconds are within the grace"
