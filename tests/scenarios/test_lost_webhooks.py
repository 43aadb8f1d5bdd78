"""Zoom falls silent: no webhook comes any more, and whoever leaves is found all the same."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from mentoring.coverage import Verdict
from mentoring.policy import Policy
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, MEET, RUTH, ZOOM
from tests.scenarios.watching import LEFT, STRANGER, after_start, everybody_leaves, in_session, look_again

TWO_MINUTES = timedelta(seconds=120)


@pytest.mark.parametrize("second", [0, 1, 29, 47])
def test_a_proctor_who_leaves_when_all_webhooks_have_stopped_is_found_within_two_minutes(
    tmp_path: Path, second: int
) -> None:
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA, dashboard=True) as stage:
        stage.move_to(after_start(minutes=10, seconds=second))
        stage.order("zoom", "drop_webhooks", 1_000)
        stage.go(RUTH)
        left = stage.play.clock.now()
        stage.move_to(left + TWO_MINUTES)
        assert stage.alert("unmonitored")["state"] == "delivered"
        assert "Mentor and student are in the room" in shown_text(stage.message(DANA, LEFT)).replace("*", "")


@pytest.mark.parametrize("second", [0, 13])
def test_on_meet_where_there_are_no_webhooks_it_is_the_same(tmp_path: Path, second: int) -> None:
    with in_session(tmp_path, MEET, RUTH, ANA, AMARA) as stage:
        stage.move_to(after_start(minutes=10, seconds=second))
        stage.go(RUTH)
        left = stage.play.clock.now()
        stage.move_to(left + TWO_MINUTES)
        assert stage.alert("unmonitored")["state"] == "delivered"


def test_a_proctor_who_leaves_and_is_back_before_the_minute_is_over_wakes_nobody(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA, dashboard=True) as stage:
        stage.move_to(after_start(minutes=10, seconds=7))
        stage.go(RUTH)
        stage.wait(seconds=50)
        stage.come(RUTH)
        stage.wait(minutes=3)
        assert not stage.alerts()


def test_the_leave_that_is_told_late_says_when_it_was_and_the_record_is_right(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA, dashboard=True) as stage:
        stage.move_to(after_start(minutes=10, seconds=13))
        stage.entrance.shut.add("/zoom/webhook")
        stage.go(RUTH)
        stage.wait(minutes=2)
        first_lacked = re.search(r"gone since 4:40:(\d\d) PM", shown_text(stage.message(DANA, LEFT)))
        assert first_lacked is not None
        assert 13 <= int(first_lacked[1]) <= 13 + Policy().watch_every.total_seconds()
        stage.entrance.shut.clear()
        stage.wait(minutes=3)
        stage.town.zoom.retry_undelivered()
        everybody_leaves(stage, ANA, AMARA)
        record = stage.record(stage.session())
        (ruth,) = [line for line in record.body["people"] if line["person"] == stage.person(RUTH).id]
        assert [stay["until"] for stay in ruth["stays"]] == ["2026-10-27T20:40:13+00:00"]
        assert (record.verdict, record.covered) == (Verdict.PRESENT, False)


def test_where_not_even_one_webhook_came_the_host_is_known_and_all_others_are_strangers(tmp_path: Path) -> None:
    """Zoom's list names the host's account, and no registrants."""
    with in_session(tmp_path, ZOOM, dashboard=True) as stage:
        stage.order("zoom", "drop_webhooks", 1_000)
        for key in (RUTH, ANA, AMARA):
            stage.come(key)
        stage.move_to(after_start(minutes=4))
        assert "It may be Amara F. or Ana Silva." in shown_text(stage.message(DANA, STRANGER))
        assert {alert["reason"] for alert in stage.alerts()} == {"stranger"}, "nobody is said to be missing"


def test_without_such_a_list_webhooks_alone_still_tell_who_is_there(tmp_path: Path) -> None:
    with in_session(tmp_path, ZOOM, RUTH, ANA, AMARA) as stage:
        stage.wait(minutes=10)
        look_again(stage)
        assert not stage.alerts()
