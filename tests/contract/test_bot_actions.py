"""Buttons under reminders and alerts: what a press does, what the person sees, and what a second press does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from mentoring.acts.alerting import acknowledge, raise_alerts
from mentoring.alerts import AlertReason, AlertState, Facts
from mentoring.coverage import Doubt
from mentoring.sessions import SessionState
from mentoring.stored import Answer
from sandbox.slack.pressing import NothingToPress
from tests.contract.bot_fixtures import ANA, DANA, MARCUS, ROWS, RUTH, Office, office, roster

__all__ = ["office"]


def tuesday(hour: int, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"2026-10-27T{hour:02}:{minute:02}:00-04:00")


@pytest.fixture
def reminded(office: Office) -> Office:
    """A session on Tuesday at 4:30 PM, of which mentor and proctor were reminded the day before."""
    office.releases_match()
    office.play.move_to(datetime.fromisoformat("2026-10-26T16:30:00-04:00"))
    return office


@pytest.fixture
def alerted(office: Office) -> Office:
    """The same session at 4:33 PM: mentor and student are in the room, the proctor is not."""
    office.releases_match()
    office.play.move_to(tuesday(16, 28))
    for name in ("ana", "luis"):
        office.play.come(meeting(office), name=name, email=f"{name}@example.org", via="door")
    office.play.move_to(tuesday(16, 33))
    return office


def meeting(office: Office) -> str:
    with office.play.store.look() as view:
        room = view.rooms.of(1)
    assert room is not None and room.room is not None
    return room.room.meeting_id


def answers(office: Office) -> dict[int, Answer]:
    with office.play.store.look() as view:
        return dict(view.answers.of([1]).get(1, {}))


def person_id(office: Office, key: str) -> int:
    return office.play.person(key).id


@pytest.mark.parametrize(
    ("button", "answer", "thanks"),
    [
        ("answer_coming", Answer.COMING, "You said that you will be there."),
        ("answer_late", Answer.LATE, "The others know that you are running late."),
        ("answer_cannot", Answer.CANNOT, "have been told"),
    ],
)
def test_an_answer_stands_in_the_reminder_itself(reminded: Office, button: str, answer: Answer, thanks: str) -> None:
    before = len(reminded.reads(RUTH))

    said = reminded.presses(RUTH, button)

    assert thanks in said and "you watch over *Ana Silva* with *Luis R.*" in said
    assert answers(reminded) == {person_id(reminded, "ruth"): answer}
    assert len(reminded.reads(RUTH)) == before


def test_mentor_and_manager_are_told_who_cannot_come(reminded: Office) -> None:
    reminded.presses(RUTH, "answer_cannot")
    reminded.play.settle()

    for user in (ANA, DANA):
        told = [said for said in reminded.reads(user) if "Ruth Abernathy (proctor) can't make the session" in said]
        assert len(told) == 1 and "with Luis R." in told[0]


def test_the_answer_can_be_changed_and_shows_in_the_list(reminded: Office) -> None:
    reminded.presses(RUTH, "answer_cannot")
    reminded.presses(RUTH, "answer_coming")
    reminded.play.settle()

    assert "Ruth Abernathy will be there" in reminded.types(DANA, "/session", "week")
    assert "will be there after all" in reminded.reads(ANA)[-1]


def test_an_answer_after_the_session_changes_nothing_and_keeps_the_reminder(reminded: Office) -> None:
    reminded.play.move_to(tuesday(18))
    kept = reminded.reads(RUTH)

    said = reminded.presses(RUTH, "answer_coming")

    assert "That session is over or called off." in said
    assert reminded.reads(RUTH)[: len(kept)] == kept
    assert answers(reminded) == {}


def test_an_answer_while_the_session_is_on_does_not_say_that_it_is_ahead(reminded: Office) -> None:
    reminded.play.move_to(tuesday(16, 31))

    assert "In a few minutes" not in reminded.presses(RUTH, "answer_late")


def test_the_door_in_a_reminder_is_the_reader_s_own(reminded: Office) -> None:
    view = reminded.play.town.slack.messages_for(RUTH)[-1]

    links = [e["url"] for block in view["blocks"] for e in block.get("elements", []) if "url" in e]

    assert len(links) == 1 and links[0].startswith(f"{reminded.play.url}/join/")
    assert links[0] not in str(reminded.play.town.slack.messages_for(ANA))
    assert reminded.presses(RUTH, "open_door") == ""


def alerts(office: Office) -> dict[int, AlertState]:
    with office.play.store.look() as view:
        return {alert.id: alert.state for alert in view.alerts.all()}


def test_a_manager_takes_an_alert_on_and_gets_a_door(alerted: Office) -> None:
    said = alerted.presses(DANA, "alert_take")
    alerted.play.settle()

    assert "it is in your hands now" in said
    assert set(alerts(alerted).values()) == {AlertState.ACKNOWLEDGED}
    assert any("You have it" in message and "Go into the room" in message for message in alerted.reads(DANA))
    alerted.play.move_to(tuesday(16, 37))
    assert alerted.reads(MARCUS) == []


def test_a_second_manager_is_told_that_somebody_has_it(alerted: Office) -> None:
    alerted.play.move_to(tuesday(16, 35))
    alerted.presses(MARCUS, "alert_take")

    assert "Somebody has this alert in hand already" in alerted.presses(DANA, "alert_take")


def test_a_manager_calls_the_session_off(alerted: Office) -> None:
    said = alerted.presses(DANA, "alert_call_off")
    alerted.play.settle()

    assert "The session is called off." in said
    with alerted.play.store.look() as view:
        assert view.sessions.get(1).state is SessionState.STOPPED
    assert "Called off: the session with Luis R." in alerted.reads(ANA)[-1]
    assert any("Solved: No monitor in the room" in message for message in alerted.reads(DANA))
    with pytest.raises(NothingToPress):
        alerted.presses(DANA, "alert_call_off")


def raised(office: Office, count: int) -> list[int]:
    """Alerts of one outage about as many sessions, delivered to Dana in one message."""
    at = office.play.clock.now()
    facts = Facts(at, since=at, why=Doubt.PLATFORM_DOWN)
    with office.play.store.begin() as work:
        found = raise_alerts(work, [(n, AlertReason.UNVERIFIED, facts) for n in range(1, count + 1)], at=at)
    office.play.settle()
    return [alert.id for alert in found]


def test_one_press_takes_all_alerts_of_an_outage_on(office: Office) -> None:
    office.releases_match()
    ids = raised(office, 4)

    said = office.presses(DANA, "alert_take", ",".join(map(str, ids)))

    assert "it is in your hands now" in said and "door" not in said
    assert set(alerts(office).values()) == {AlertState.ACKNOWLEDGED}


def test_alerts_that_are_over_do_not_keep_the_others_from_being_taken(office: Office) -> None:
    office.releases_match()
    ids = raised(office, 4)
    acknowledge(office.play.store, actor=office.play.person("marcus"), alert_id=ids[0], at=office.play.clock.now())

    said = office.presses(DANA, "alert_take", ",".join(map(str, ids)))

    assert "it is in your hands now" in said
    with office.play.store.look() as view:
        takers = {alert.id: alert.acknowledged_by for alert in view.alerts.all()}
    marcus, dana = person_id(office, "marcus"), person_id(office, "dana")
    assert takers == {ids[0]: marcus, **dict.fromkeys(ids[1:], dana)}


def test_a_press_by_somebody_who_manages_no_more_is_refused(alerted: Office, tmp_path: Path) -> None:
    """A message that was posted stays; what its buttons may do is asked anew at every press."""
    demoted = [{**row, "roles": "staff", "deputy": ""} if row["key"] == "dana" else row for row in ROWS]
    demoted = [{**row, "deputy": ""} if row["key"] == "marcus" else row for row in demoted]
    alerted.play.import_file(roster(tmp_path, *demoted, name="later.csv"))

    assert "Only Partnerships Managers can do that." in alerted.presses(DANA, "alert_take")
    assert "Only Partnerships Managers can do that." in alerted.presses(DANA, "alert_call_off")
    assert AlertState.ACKNOWLEDGED not in alerts(alerted).values()
