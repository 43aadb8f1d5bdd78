"""Alerts, reminders and notices: Slack takes each of them whatever the names are, and no student is named in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.alerts import TITLES, alert_message
from bot.blocks.layout import ended
from bot.blocks.reminders import BUTTONS, notice_message, reminder_message
from mentoring import wall
from mentoring.acts.answering import Notice, Topic
from mentoring.alerts import AlertReason, AlertState
from mentoring.coverage import Doubt
from mentoring.people import Role
from mentoring.ports import ChatMessage
from mentoring.sessions import SessionState
from mentoring.stored import Answer
from sandbox.slack.block_kit import elements_in, faults_in_message
from tests.unit.blocks_fixtures import (
    DOOR,
    NAMES,
    STUDENTS_OF,
    alert,
    alert_view,
    people,
    session_line,
)
from tests.unit.rule_fixtures import MANAGER, MENTOR, MONITOR, NOON, STUDENT, person

MANAGERS = people(NAMES["ordinary"])[MANAGER]
EVERY_ALERT = [(reason, state) for reason in AlertReason for state in AlertState]


def taken_by_slack(message: ChatMessage) -> bool:
    assert faults_in_message([dict(block) for block in message.blocks]) == []
    assert 0 < len(message.text) <= 4000 and "*" not in message.text.replace("*b*", "")
    return True


def said(blocks: Sequence[Any]) -> str:
    return "\n".join(_texts(block) for block in blocks)


def _texts(part: Any) -> str:
    if isinstance(part, dict):
        return "\n".join(_texts(value) for value in part.values())
    return "\n".join(map(_texts, part)) if isinstance(part, list) else str(part)


def buttons(message: ChatMessage) -> dict[str, Any]:
    return {e["action_id"]: e for block in message.blocks for e in elements_in(dict(block))}


@pytest.mark.parametrize("students", STUDENTS_OF.values(), ids=STUDENTS_OF)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize(("reason", "state"), EVERY_ALERT)
def test_slack_takes_every_alert_in_every_state(
    reason: AlertReason, state: AlertState, name: str, students: tuple[int, ...]
) -> None:
    strangers = tuple(f"{name} {n}" for n in range(40))
    standing = alert(reason, state, students_in=students, strangers=strangers)
    view = alert_view(standing, name, students=students, next_reader=person(8, Role.MANAGER, name=name), door=DOOR)

    assert taken_by_slack(alert_message([view], MANAGERS))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("count", [2, 20, 21, 456])
def test_slack_takes_one_message_about_a_whole_outage(count: int, name: str) -> None:
    views = [
        alert_view(alert(AlertReason.UNVERIFIED, number=90_000 + n, why=Doubt.PLATFORM_DOWN), name)
        for n in range(count)
    ]

    message = alert_message(views, MANAGERS)

    assert taken_by_slack(message)
    assert f"({count} sessions)" in message.text


def test_one_press_takes_on_every_alert_that_still_stands() -> None:
    states = [AlertState.DELIVERED, AlertState.RESOLVED, AlertState.RAISED, AlertState.ACKNOWLEDGED]
    views = [alert_view(alert(AlertReason.UNVERIFIED, state, n)) for n, state in enumerate(states, start=1)]

    message = alert_message(views, MANAGERS)

    assert buttons(message)["alert_take"]["value"] == "1,3"
    assert "alert_call_off" not in buttons(message)


def test_a_message_about_several_says_what_is_next_for_those_that_nobody_has() -> None:
    taken = alert_view(alert(AlertReason.UNVERIFIED, AlertState.ACKNOWLEDGED))
    waiting = alert_view(alert(AlertReason.UNVERIFIED, number=2), next_reader=person(8, Role.MANAGER, name="Marcus"))

    assert "I tell Marcus" in said(alert_message([taken, waiting], MANAGERS).blocks)


@pytest.mark.parametrize("reason", AlertReason)
def test_an_alert_that_is_over_has_no_buttons_left(reason: AlertReason) -> None:
    message = alert_message([alert_view(alert(reason, AlertState.RESOLVED))], MANAGERS)

    assert buttons(message) == {}
    ended = "Over" if reason is AlertReason.KEEPING else "Solved"
    assert message.text.startswith(f"{ended}: {TITLES[reason]}")


def test_calling_off_asks_first() -> None:
    message = alert_message([alert_view(alert(AlertReason.UNMONITORED))], MANAGERS)

    assert buttons(message)["alert_call_off"]["confirm"]["deny"]["text"] == "Keep it going"


def test_whoever_has_taken_the_alert_on_gets_a_door_and_no_second_button_to_take_it() -> None:
    taken = alert_view(alert(AlertReason.UNMONITORED, AlertState.ACKNOWLEDGED), door=DOOR)

    shown = buttons(alert_message([taken], MANAGERS))

    assert shown["alert_door"]["url"] == DOOR
    assert "alert_take" not in shown


@pytest.mark.parametrize(
    ("state", "monitor_in", "outcome"),
    [
        (SessionState.OPEN, True, "A monitor is in the room"),
        (SessionState.OPEN, False, "The student is no longer in the room"),
        (SessionState.HELD, True, "The session is over"),
        (SessionState.STOPPED, False, "called off"),
    ],
)
def test_a_solved_alert_tells_how_it_ended(state: SessionState, *, monitor_in: bool, outcome: str) -> None:
    solved = alert(AlertReason.UNMONITORED, AlertState.RESOLVED, monitor_in=monitor_in)
    view = alert_view(solved, line=session_line(state=state))

    assert outcome in said(alert_message([view], MANAGERS).blocks)


def test_an_alert_names_who_came_to_their_door_and_is_not_inside() -> None:
    waits = alert(AlertReason.MONITOR_MISSING, mentor_in=False, students_in=(), waiting=(MENTOR, STUDENT))

    told = said(alert_message([alert_view(waits)], MANAGERS).blocks)

    assert ": nobody. Came to their door, but not seen inside:" in told


@pytest.mark.parametrize("reason", AlertReason)
def test_an_alert_names_the_student_by_first_name_and_initial(reason: AlertReason) -> None:
    known = {**people("Ana Silva"), STUDENT: person(STUDENT, Role.STUDENT, name="Amara Okafor")}
    line = session_line("Ana Silva")
    view = alert_view(alert(reason), line=type(line)(**{**vars(line), "people": known}))

    message = alert_message([view], MANAGERS)

    assert "Amara O." in said(message.blocks)
    assert "Okafor" not in said(message.blocks) + message.text


def test_names_that_look_like_markup_mention_nobody() -> None:
    message = alert_message([alert_view(alert(AlertReason.UNMONITORED), NAMES["full of markup"])], MANAGERS)

    assert "<!channel>" not in said(message.blocks) + message.text
    assert "<@" not in said(message.blocks) + message.text


@pytest.mark.parametrize("soon", [True, False])
@pytest.mark.parametrize("answer", [None, *Answer])
@pytest.mark.parametrize("students", STUDENTS_OF.values(), ids=STUDENTS_OF)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_slack_takes_every_reminder(name: str, students: tuple[int, ...], answer: Answer | None, *, soon: bool) -> None:
    line = session_line(name, students, answers={MONITOR: answer} if answer else {})

    for reader in (MENTOR, MONITOR):
        message = reminder_message(line, line.people[reader], DOOR, soon=soon)
        assert taken_by_slack(message)
        guide = {"session_guide"} if soon and reader == MENTOR else set()
        assert set(buttons(message)) == {*(f"answer_{choice}" for choice in BUTTONS), "open_door"} | guide


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_what_was_to_come_next_is_read_by_the_mentor_alone(name: str) -> None:
    line = session_line(last_focus=f"{name} & fractions " * 30)

    mine = reminder_message(line, line.people[MENTOR], DOOR, soon=True)
    theirs = reminder_message(line, line.people[MONITOR], DOOR, soon=True)

    assert taken_by_slack(mine) and "Last time you wanted to go on with" in said(mine.blocks)
    assert "<!channel>" not in said(mine.blocks) and "fractions" not in mine.text, "a locked screen shows the text"
    assert "fractions" not in said(theirs.blocks)


def test_a_reminder_without_a_door_has_no_empty_link() -> None:
    line = session_line()

    message = reminder_message(line, line.people[MONITOR], "", soon=True)

    assert taken_by_slack(message)
    assert "open_door" not in buttons(message)


def test_a_reminder_shows_the_answer_that_was_given() -> None:
    line = session_line(answers={MONITOR: Answer.CANNOT})

    assert "have been told" in said(reminder_message(line, line.people[MONITOR], DOOR, soon=False).blocks)
    assert "have been told" not in said(reminder_message(line, line.people[MENTOR], DOOR, soon=False).blocks)


@pytest.mark.parametrize("soon", [True, False])
def test_a_name_that_ends_in_a_full_stop_ends_the_sentence(*, soon: bool) -> None:
    told = reminder_message(session_line(), session_line().people[MENTOR], DOOR, soon=soon).text

    assert ". Your " in told and ".." not in told


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("you mentor *Amara O.*", "you mentor *Amara O.*"), ("I am telling Ana", "I am telling Ana."), ("", ".")],
)
def test_a_sentence_has_one_full_stop(text: str, sentence: str) -> None:
    assert ended(text) == sentence


def test_a_monitor_who_is_the_manager_is_not_sent_to_themselves() -> None:
    line = session_line()
    manager = line.people[MANAGER]

    assert "Questions?" in said(reminder_message(line, line.people[MONITOR], DOOR, soon=False).blocks)
    assert "Questions?" not in said(reminder_message(line, manager, DOOR, soon=False).blocks)


def test_mentor_and_monitor_are_each_told_their_own_part() -> None:
    line = session_line()

    assert "you mentor" in reminder_message(line, line.people[MENTOR], DOOR, soon=False).text
    assert "camera and microphone off" in reminder_message(line, line.people[MONITOR], DOOR, soon=False).text


@pytest.mark.parametrize("topic", Topic)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("reader", [MENTOR, MONITOR, MANAGER])
def test_slack_takes_every_notice(topic: Topic, name: str, reader: int) -> None:
    line = session_line(name, STUDENTS_OF["a class of 30"])

    for about in (line.people[MENTOR], line.people[MONITOR], None):
        notice = Notice(topic, about.id if about is not None else 0, NOON, was=NOON)
        assert taken_by_slack(notice_message(line, notice, about, line.people[reader], DOOR))


def test_a_notice_of_a_moved_session_tells_both_times_and_the_number_of_the_session() -> None:
    line = session_line()
    was = line.session.starts_at - timedelta(days=1)

    told = notice_message(line, Notice(Topic.MOVED, 0, was, was=was), None, line.people[MENTOR], DOOR)

    assert wall.moment(line.session.starts_at, line.program.zone) in told.text
    assert f"not on {wall.moment(was, line.program.zone)} (session {line.session.id})" in told.text
    assert DOOR in said(told.blocks)


@pytest.mark.parametrize(("topic", "doors"), [(Topic.CANCELLED, 0), (Topic.RELIEVED, 0), (Topic.MONITOR_CHANGED, 1)])
def test_only_who_still_comes_gets_the_door_with_the_notice(topic: Topic, doors: int) -> None:
    line = session_line()

    told = notice_message(line, Notice(topic, 0, line.session.starts_at), None, line.people[MONITOR], DOOR)

    assert said(told.blocks).count(DOOR) == doors


def test_who_is_relieved_does_not_read_who_comes_instead() -> None:
    line = session_line()

    told = notice_message(line, Notice(Topic.RELIEVED, 0, line.session.starts_at), None, line.people[MENTOR], "")

    assert line.people[MONITOR].name not in told.text
