"""What managers read of strangers, of sessions that are kept, of missing hosts and of records that differ, and what
they can press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.blocks.alerts import alert_message
from mentoring.acts.briefing import AlertView
from mentoring.alerts import NOT_STOPPED, ROOM_REASONS, AlertReason, AlertState
from mentoring.coverage import Doubt
from mentoring.people import Role
from mentoring.ports import ChatMessage
from mentoring.rooms import Keeping, Platform
from mentoring.sessions import SessionState
from mentoring.strangers import ROBOT
from sandbox.slack.block_kit import elements_in, faults_in_message
from tests.unit.blocks_fixtures import NAMES, alert, alert_view, people, session_line
from tests.unit.rule_fixtures import MANAGER, MENTOR, MONITOR, STUDENT, person

READER = people(NAMES["ordinary"])[MANAGER]
DANA = person(30, Role.MANAGER, name="Dana Cruz")
PLACES = ("run-1#c7", "run-1#c8", "run-1#c9", "run-1#c10", "run-1#c11")
LONGEST = "conferenceRecords/" + "r" * 180 + "#" + "c" * 50
ELSEWHERE = (Platform.ZOOM,)


def stranger(reason: AlertReason = AlertReason.STRANGER, *shown: str, **facts: Any) -> AlertView:
    shown = shown or ("Ruth's iPad",)
    why = Doubt.UNKNOWN_PERSON if reason is AlertReason.UNVERIFIED else ""
    told = {"strangers": shown, "connections": PLACES[: len(shown)], "candidates": (DANA.id, STUDENT), "why": why}
    return alert_view(alert(reason, **{**told, **facts}), people={DANA.id: DANA})


def kept(*kinds: Keeping, platform: Platform = Platform.ZOOM, state: SessionState = SessionState.OPEN) -> AlertView:
    line = session_line(state=state)
    line = replace(line, session=replace(line.session, platform=platform))
    return alert_view(alert(AlertReason.KEEPING, why=", ".join(kinds)), line=line)


def told(*views: AlertView) -> str:
    message = alert_message(views, READER)
    return "\n".join(str(block["text"]["text"]) for block in message.blocks if block["type"] == "section")


def buttons(message: ChatMessage) -> dict[str, Any]:
    return {e["action_id"]: e for block in message.blocks for e in elements_in(dict(block))}


def labels(view: AlertView) -> dict[str, str]:
    shown = buttons(alert_message([view], READER))
    return {e["text"]["text"]: e["value"] for name, e in shown.items() if name.startswith("alert_it_is_")}


# Strangers


def test_a_stranger_is_told_with_those_whom_they_may_be() -> None:
    text = told(stranger())

    assert "Somebody whom I cannot identify is in the room since" in text
    assert "It may be Dana Cruz or Amara O. Go in" in text
    assert "Not identified: Ruth's iPad." in text


def test_a_stranger_beside_everybody_expected_was_invited_by_nobody() -> None:
    assert "nobody invited them" in told(stranger(candidates=()))
    assert "nobody invited them" not in told(stranger())


def test_a_robot_is_called_a_robot_and_is_to_be_removed() -> None:
    text = told(stranger(AlertReason.STRANGER, "Otter.ai", why=ROBOT))

    assert "note-taking robot" in text and "remove it" in text and "Otter.ai" in text


@pytest.mark.parametrize("reason", [AlertReason.STRANGER, AlertReason.UNVERIFIED])
def test_a_manager_can_say_who_a_stranger_is(reason: AlertReason) -> None:
    assert labels(stranger(reason)) == {
        "It is Dana Cruz": f"1/{DANA.id}/run-1#c7",
        "It is Amara O.": f"1/{STUDENT}/run-1#c7",
    }
    assert "It may be Dana Cruz or Amara O." in told(stranger(reason))


def test_each_of_two_strangers_can_be_said_to_be_somebody() -> None:
    shown = labels(stranger(AlertReason.STRANGER, "iPad", "Galaxy"))

    assert shown["«iPad» is Dana Cruz"] == f"1/{DANA.id}/{PLACES[0]}"
    assert shown["«Galaxy» is Amara O."] == f"1/{STUDENT}/{PLACES[1]}"
    assert len(shown) == 4


def test_nobody_is_recognised_where_the_platform_does_not_tell_one_from_another() -> None:
    assert labels(stranger(connections=("",))) == {}
    assert labels(stranger(connections=())) == {}


def test_no_more_than_four_candidates_have_a_button() -> None:
    crowd = tuple(range(100, 130))
    view = alert_view(
        alert(AlertReason.STRANGER, strangers=("iPad",), connections=PLACES[:1], candidates=crowd),
        people={n: person(n, Role.MANAGER, name=f"Manager Number{n}") for n in crowd},
    )

    assert len(labels(view)) == 4


def test_a_message_about_several_rooms_asks_nobody_to_recognise_anybody() -> None:
    shown = buttons(alert_message([stranger(), stranger()], READER))

    assert not [name for name in shown if name.startswith("alert_it_is_")]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("state", AlertState)
@pytest.mark.parametrize("reason", [AlertReason.STRANGER, AlertReason.UNVERIFIED])
def test_slack_takes_every_message_about_strangers(reason: AlertReason, state: AlertState, name: str) -> None:
    crowd = tuple(range(100, 104))
    standing = alert(
        reason,
        state,
        strangers=tuple(f"{name} {n}" for n in range(5)),
        connections=(LONGEST, *PLACES[1:]),
        candidates=crowd,
    )
    view = alert_view(standing, name, people={n: person(n, Role.MANAGER, name=name) for n in crowd})

    message = alert_message([view], READER)

    assert faults_in_message([dict(block) for block in message.blocks]) == []
    assert "<!channel>" not in told(view)
    assert len({e["action_id"] for e in buttons(message).values()}) == len(buttons(message))


def test_when_everybody_is_known_again_the_message_says_since_when_nobody_was() -> None:
    view = stranger()
    solved = replace(view, alert=alert(AlertReason.STRANGER, AlertState.RESOLVED, monitor_in=True))

    assert "I know everybody who is in the room" in told(solved)
    assert buttons(alert_message([solved], READER)) == {}


# What is kept


def test_zoom_is_told_to_stop_a_recording() -> None:
    text = told(kept(Keeping.RECORDING))

    assert "Zoom says that a recording of the session is being kept, since" in text
    assert "I am telling Zoom to stop the recording" in text
    assert "I cannot stop" not in text


@pytest.mark.parametrize("kind", [Keeping.TRANSCRIPT, Keeping.AI_NOTES, Keeping.STREAM])
def test_it_does_not_claim_to_stop_what_zoom_lets_nobody_stop(kind: Keeping) -> None:
    assert "I am telling Zoom" not in told(kept(kind))
    assert "I cannot stop the rest" in told(kept(Keeping.RECORDING, kind))


@pytest.mark.parametrize("kind", Keeping)
def test_nothing_that_meet_keeps_can_be_stopped_but_by_ending_the_room(kind: Keeping) -> None:
    text = told(kept(kind, platform=Platform.GOOGLE_MEET))

    assert "Google Meet says" in text
    assert "I cannot stop that from outside" in text and "ends the room for everybody" in text


def test_what_is_told_after_the_end_is_to_be_deleted_and_no_longer_to_be_called_off() -> None:
    late = kept(Keeping.RECORDING, state=SessionState.HELD)

    assert "The session is over: have it deleted" in told(late)
    assert "I am telling" not in told(late)
    assert "alert_call_off" not in buttons(alert_message([late], READER))
    assert "alert_take" in buttons(alert_message([late], READER))


def test_several_forms_are_told_in_plain_words() -> None:
    assert "a recording and AI notes of the session" in told(kept(Keeping.AI_NOTES, Keeping.RECORDING))
    assert "something of the session" in told(kept())


# Rooms, hosts and records


@pytest.mark.parametrize(
    ("missing", "words"), [("1", "1 more licensed host is needed"), ("3", "3 more licensed hosts are needed")]
)
def test_a_pool_that_is_too_small_says_how_many_hosts_are_missing(missing: str, words: str) -> None:
    assert words in told(alert_view(alert(AlertReason.POOL_TOO_SMALL, why=missing)))


def test_a_platform_that_makes_no_room_is_quoted() -> None:
    text = told(alert_view(alert(AlertReason.ROOM_NOT_READY, why="it answered 503 <html>")))

    assert "Google Meet has not made the room yet. It says: it answered 503 &lt;html&gt;. I keep trying" in text


@pytest.mark.parametrize("reason", sorted(ROOM_REASONS))
def test_a_session_without_a_room_can_be_moved_to_the_other_platform_with_one_press(reason: AlertReason) -> None:
    shown = buttons(alert_message([alert_view(alert(reason), platforms=ELSEWHERE)], READER))

    assert shown["alert_switch_zoom"]["text"]["text"] == "Use Zoom instead"
    assert "confirm" not in shown["alert_switch_zoom"]
    assert "alert_switch_google_meet" not in shown


def test_one_press_moves_every_session_of_the_message_that_can_be_moved() -> None:
    def view(number: int, platforms: Sequence[Platform], state: AlertState = AlertState.DELIVERED) -> AlertView:
        return alert_view(alert(AlertReason.ROOM_NOT_READY, state, number), platforms=platforms)

    shown = buttons(
        alert_message(
            [
                view(1, ELSEWHERE),
                view(2, [Platform.GOOGLE_MEET]),
                view(3, ELSEWHERE),
                view(4, ELSEWHERE, AlertState.RESOLVED),
                view(5, ()),
                view(6, ELSEWHERE, AlertState.ACKNOWLEDGED),
            ],
            READER,
        )
    )

    assert shown["alert_switch_zoom"]["value"] == "1,3,6"
    assert shown["alert_switch_google_meet"]["value"] == "2"


@pytest.mark.parametrize("reason", sorted(set(AlertReason) - ROOM_REASONS))
def test_a_session_that_goes_on_is_not_moved(reason: AlertReason) -> None:
    shown = buttons(alert_message([alert_view(alert(reason), platforms=ELSEWHERE)], READER))
    begun = alert_view(
        alert(AlertReason.ROOM_NOT_READY), line=session_line(state=SessionState.OPEN), platforms=ELSEWHERE
    )

    assert "alert_switch_zoom" not in shown
    assert "alert_switch_zoom" not in buttons(alert_message([begun], READER))


def test_a_record_that_differs_says_how_and_calls_nobody_else() -> None:
    line = session_line(state=SessionState.HELD)
    why = "Zoom says that Ruth Abernathy was away from 4:40 to 4:55 PM."
    view = alert_view(alert(AlertReason.RECORD_DIFFERS, why=why), line=line, next_reader=person(8, name="Marcus"))

    message = alert_message([view], READER)

    assert why in told(view)
    assert set(buttons(message)) == {"alert_take"}
    assert "I tell Marcus" not in str(message.blocks)


def test_a_recording_that_zoom_did_not_stop_is_not_said_to_be_stopped() -> None:
    recorded = kept(Keeping.RECORDING)
    facts = replace(recorded.alert.facts, why=f"{Keeping.RECORDING}, {NOT_STOPPED}")

    text = told(replace(recorded, alert=replace(recorded.alert, facts=facts)))

    assert "says that a recording of the session is being kept" in text
    assert "*Zoom did not stop it* when told to. Go in and have it stopped" in text
    assert "I am telling Zoom" not in text


def test_a_room_that_drifted_while_it_is_open_says_that_people_are_in_it_and_can_be_called_off() -> None:
    line = session_line(state=SessionState.OPEN)
    view = alert_view(
        alert(AlertReason.ROOM_DRIFTED, why="recording is on, not off"),
        line=line,
        next_reader=person(8, name="Marcus"),
        door="https://doors.example/7",
    )

    message = alert_message([view], READER)

    assert "People may be in this room now, and it could record" in told(view)
    assert "recording is on, not off" in told(view)
    assert set(buttons(message)) == {"alert_take", "alert_door", "alert_call_off"}
    assert "I tell Marcus" in str(message.blocks)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SessionState.OPEN, "The room is ready and proven now."),
        (SessionState.HELD, "Its room could record: recording is on. See whether anything was kept."),
        (SessionState.STOPPED, "The session was called off."),
    ],
)
def test_a_room_that_drifted_ends_as_proven_or_in_doubt(state: SessionState, words: str) -> None:
    drifted = alert(AlertReason.ROOM_DRIFTED, AlertState.RESOLVED, why="recording is on")

    assert words in told(alert_view(drifted, line=session_line(state=state)))


@pytest.mark.parametrize("who", [MENTOR, MONITOR, STUDENT])
def test_whoever_may_be_the_stranger_is_named_as_everywhere(who: int) -> None:
    known = people("Amara Okafor")
    expected = known[who].public_name

    assert f"It is {expected}" in labels(stranger(candidates=(who,)))
