"""The ladder of people who are told, and Slack in trouble while they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.gate import Gate
from sandbox.telling import shown_text
from tests.scenarios.play_fixtures import AMARA, ANA, DANA, HALF_PAST_FOUR, MARCUS, MEET, RUTH, Stage, on_stage

MISSING = "No monitor in the room"
ALERTED = HALF_PAST_FOUR + timedelta(minutes=3)


@contextmanager
def about_to_alert(folder: Path) -> Iterator[Stage]:
    """A second before three minutes after the start: mentor and student are there, though not for a minute yet, and the
    proctor is not. Dana has had a message before, so that her conversation is known."""
    with on_stage(folder, MEET, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage:
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=14))
        stage.press(RUTH, "answer_late")
        stage.move_to(HALF_PAST_FOUR)
        stage.come(ANA)
        stage.move_to(ALERTED - timedelta(seconds=50))
        stage.come(AMARA)
        stage.move_to(ALERTED - timedelta(seconds=1))
        yield stage


def told_at(stage: Stage, key: str) -> list[float]:
    """Seconds after the alert at which this person was told."""
    moments = [datetime.fromisoformat(found["at"]) for found in stage.messages(key, MISSING)]
    return [(moment - ALERTED).total_seconds() for moment in moments]


def test_unanswered_it_goes_to_the_deputy_and_back_for_three_rounds_and_then_ends(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        stage.move_to(ALERTED + timedelta(minutes=9, seconds=30))
        assert told_at(stage, DANA) == [0, 180, 360]
        assert told_at(stage, MARCUS) == [90, 270, 450]


def test_once_taken_on_nobody_is_called_any_more(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        stage.move_to(ALERTED + timedelta(seconds=89))
        stage.press(DANA, "alert_take")
        stage.move_to(ALERTED + timedelta(minutes=3))
        assert told_at(stage, DANA) == [0]
        assert told_at(stage, MARCUS) == []
        assert "You have it" in shown_text(stage.message(DANA, MISSING))


def test_a_press_in_the_very_second_in_which_the_next_is_due_stops_it(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        stage.move_to(ALERTED)
        stage.play.clock.move_to(ALERTED + timedelta(seconds=90))
        stage.press(DANA, "alert_take")
        stage.wait(minutes=2)
        assert told_at(stage, MARCUS) == []


def test_the_deputy_takes_it_and_the_first_managers_message_says_so(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        stage.move_to(ALERTED + timedelta(seconds=90))
        stage.press(MARCUS, "alert_take")
        stage.wait(minutes=2)
        assert told_at(stage, DANA) == [0]
        assert "Marcus Oyelaran has it" in shown_text(stage.message(DANA, MISSING))


def test_while_slack_is_down_it_is_tried_within_seconds_then_mailed_and_posted_once_slack_is_back(
    tmp_path: Path,
) -> None:
    with about_to_alert(tmp_path) as stage:
        before = len(stage.calls("slack", "POST", "/chat.postMessage"))
        stage.order("slack", "error", 10_000)
        stage.move_to(ALERTED)
        assert not stage.letters(DANA, "monitor")
        stage.wait(seconds=3)
        assert len(stage.letters(DANA, "monitor")) == 1, "after the second failure it goes by mail as well"
        assert stage.alert("monitor_missing")["state"] == "delivered"
        assert len(stage.town.calls.of("slack")) > before
        stage.wait(seconds=27)
        stage.heal("slack")
        stage.wait(seconds=31)
        assert len(stage.messages(DANA, MISSING)) == 1
        assert len(stage.letters(DANA, "monitor")) == 1
        assert told_at(stage, DANA) == [60]
        stage.wait(seconds=90)
        assert told_at(stage, MARCUS) == [150], "ninety seconds after Dana could press a button"


def test_while_slack_stays_down_the_ladder_is_climbed_by_mail(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        stage.order("slack", "error", 10_000)
        stage.move_to(ALERTED + timedelta(seconds=91))
        assert not stage.letters(MARCUS, "monitor")
        stage.wait(seconds=4)
        assert len(stage.letters(MARCUS, "monitor")) == 1
        assert len(stage.letters(DANA, "monitor")) == 1


def test_when_mail_fails_as_well_the_next_on_the_ladder_is_tried(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        stage.order("slack", "error", 10_000)
        stage.order("mail", "error", 10_000)
        stage.move_to(ALERTED + timedelta(seconds=30))
        assert stage.alert("monitor_missing")["state"] == "raised", "nobody has been reached"
        stage.heal("mail")
        stage.wait(seconds=65)
        assert len(stage.letters(MARCUS, "monitor")) == 1


class SaysWait:
    """Behind Slack's gate: the next post is refused with 429 and the seconds to wait."""

    def __init__(self, gate: Gate, seconds: int) -> None:
        self._app: ASGIApp = gate.app
        self._seconds, self.refused = seconds, 0
        gate.app = self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["path"].endswith("/chat.postMessage") and not self.refused:
            self.refused += 1
            headers = {"Retry-After": str(self._seconds)}
            app = JSONResponse({"ok": False, "error": "rate_limited"}, status_code=429, headers=headers)
        await app(scope, receive, send)


def test_slack_is_left_alone_for_as_long_as_it_asks(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        busy = SaysWait(cast(Gate, stage.town.slack.app), 20)
        stage.move_to(ALERTED)
        assert busy.refused == 1
        asked = len(stage.calls("slack", "POST", "/chat.postMessage"))
        stage.wait(seconds=19)
        assert len(stage.calls("slack", "POST", "/chat.postMessage")) == asked
        stage.wait(seconds=1)
        assert told_at(stage, DANA) == [20]


def test_an_alert_whose_answer_was_lost_is_found_again_and_not_posted_twice(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        stage.order("slack", "lost_answer")
        stage.move_to(ALERTED)
        assert stage.alert("monitor_missing")["state"] == "raised"
        stage.wait(seconds=5)
        alert = stage.message(DANA, MISSING)
        assert stage.alert("monitor_missing")["state"] == "delivered"
        stage.come(RUTH)
        stage.wait(seconds=30)
        solved = stage.message(DANA, MISSING)
        assert solved["ts"] == alert["ts"]
        assert "Solved" in solved["text"]


def test_a_message_that_was_answered_before_we_knew_of_it_is_still_kept_up_to_date(tmp_path: Path) -> None:
    with about_to_alert(tmp_path) as stage:
        stage.order("slack", "lost_answer")
        stage.move_to(ALERTED)
        stage.press(DANA, "alert_take")
        stage.wait(seconds=5)
        assert "You have it" in shown_text(stage.message(DANA, MISSING))
        stage.wait(minutes=5)
        assert not stage.messages(MARCUS, MISSING), "the ladder has stopped"


def test_a_reminder_whose_answer_was_lost_is_not_sent_twice(tmp_path: Path) -> None:
    with on_stage(tmp_path, MEET, start=HALF_PAST_FOUR - timedelta(hours=25)) as stage:
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=16))
        stage.order("slack", "lost_answer", 2)
        stage.move_to(HALF_PAST_FOUR - timedelta(minutes=13))
        for key in (ANA, RUTH):
            assert len(stage.messages(key, "In a few minutes")) == 1
