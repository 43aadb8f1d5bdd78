"""The control calls of the sandbox, as a script uses them: over HTTP, against what `chaperone demo` serves."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import requests

from sandbox.page import with_control
from sandbox.play import Play
from tests.patience import PATIENT
from tests.scenarios.play_fixtures import ANA as MENTOR
from tests.scenarios.play_fixtures import HALF_PAST_FOUR, MEET, SECOND, on_stage, write_roster

EARLY = HALF_PAST_FOUR - timedelta(hours=25)
DANA, RUTH, ANA = "U07DANAW01", "U07RUTHA16", "ana.silva@example.com"
BY_ZOOM = {**SECOND, "platform": "zoom"}


class Script:
    """Somebody's script: it knows the address of the demo and nothing else."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str, **query: str) -> Any:
        answer = requests.get(f"{self.url}/_sandbox/{path}", params=query, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        answer = self.try_post(path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def try_post(self, path: str, body: Any) -> requests.Response:
        return requests.post(f"{self.url}/_sandbox/{path}", json=body, timeout=60)

    def refusal(self, path: str, body: Any) -> int:
        """The status with which the call is refused, always with a sentence that says why."""
        answer = self.try_post(path, body)
        assert isinstance(answer.json()["error"], str), answer.text
        assert answer.json()["error"]
        return answer.status_code


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Script]:
    play = Play(tmp_path, start=EARLY, waits=PATIENT)
    play.open(with_control(play))
    try:
        play.import_file(write_roster(tmp_path, MEET, BY_ZOOM))
        play.settle()
        yield Script(play.url)
    finally:
        play.close()


def test_the_state_tells_the_whole_program(script: Script) -> None:
    state = script.get("state")
    assert datetime.fromisoformat(state["now"]) == EARLY
    dana = next(person for person in state["people"] if person["slack_user_id"] == DANA)
    assert dana.keys() == {"id", "name", "roles", "slack_user_id", "email"}
    assert dana["roles"] == ["manager"]
    fields = {"id", "state", "program", "model", "mentor", "students", "monitor", "monitor_kind", "slot", "platform"}
    assert all(match.keys() >= fields for match in state["matches"])
    assert {match["platform"] for match in state["matches"]} == {"google_meet", "zoom"}
    people = {person["id"] for person in state["people"]}
    assert all({match["mentor"], match["monitor"], *match["students"]} <= people for match in state["matches"])
    fields = {"id", "match_id", "state", "starts_at", "ends_at", "meeting_id", "platform", "monitor"}
    assert all(session.keys() == fields for session in state["sessions"])
    assert all(datetime.fromisoformat(session["starts_at"]).tzinfo for session in state["sessions"])
    assert state["alerts"] == []


def test_the_clock_moves_forward_and_runs_what_falls_due(script: Script) -> None:
    moved = script.post("clock", advance=90)
    assert moved.keys() == {"now", "ran"}
    assert datetime.fromisoformat(moved["now"]) == EARLY + timedelta(seconds=90)
    moved = script.post("clock", to=HALF_PAST_FOUR.isoformat())
    assert datetime.fromisoformat(moved["now"]) == HALF_PAST_FOUR
    assert moved["ran"] > 0
    assert script.post("clock", advance=0)["ran"] == 0


def test_the_clock_is_moved_while_the_demos_own_scheduler_ticks(tmp_path: Path) -> None:
    """Whatever falls due is done by either, and by nobody twice."""
    stop = Event()
    with (
        on_stage(tmp_path, MEET, start=HALF_PAST_FOUR - timedelta(minutes=20)) as stage,
        ThreadPoolExecutor(1) as other,
    ):

        def tick() -> None:
            while not stop.is_set():
                stage.play.service.run_due()

        ticking = other.submit(tick)
        try:
            stage.move_to(HALF_PAST_FOUR + timedelta(minutes=20))
        finally:
            stop.set()
        ticking.result()
        assert stage.play.clock.now() == HALF_PAST_FOUR + timedelta(minutes=20)
        assert len(stage.messages(MENTOR, "In a few minutes")) == 1


IMPOSSIBLE_MOVES: list[dict[str, Any]] = [
    {},
    {"advance": 1, "to": "2026-11-01T00:00:00-04:00"},
    {"to": "2026-11-01T00:00:00"},
    {"to": "tomorrow"},
    {"advance": -1},
    {"advance": "a while"},
    {"advance": 10**12},
    {"to": "2099-01-01T00:00:00+00:00"},
    {"advance": 1, "fast": True},
]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("advance", "The body is no JSON: Expecting value"),
        ("{}", "give either «advance» in seconds, or «to» as a time with its offset"),
        ('{"advance": -1}', "advance: Input should be greater than or equal to 0"),
    ],
)
def test_a_refused_call_says_what_is_wrong_in_a_plain_sentence(script: Script, body: str, said: str) -> None:
    answer = requests.post(
        f"{script.url}/_sandbox/clock", data=body, headers={"Content-Type": "application/json"}, timeout=60
    )
    assert (answer.status_code, answer.json()["error"]) == (422, said)


def test_a_clock_that_cannot_be_moved_so_stands_still(script: Script) -> None:
    for body in IMPOSSIBLE_MOVES:
        assert script.refusal("clock", body) == 422, body
    assert script.refusal("clock", {"to": "2026-10-01T00:00:00-04:00"}) == 409, "time only moves forward"
    assert datetime.fromisoformat(script.get("state")["now"]) == EARLY


def test_people_type_press_and_fill_in(script: Script) -> None:
    said = script.post("slack/command", user="dana.whitfield@example.com", command="/match", text="list")
    assert "Ana Silva" in str(said["messages"])
    assert said["messages"][0].keys() >= {"channel", "ts", "text", "blocks", "at"}
    assert said["view"] is None
    opened = script.post("slack/command", user=DANA, command="/match", text="")
    assert opened["view"]["type"] == "modal"
    empty = script.post("slack/submit", user=DANA, values={})
    assert {"mentor", "student", "monitor", "weekday"} <= empty["errors"].keys()
    assert script.refusal("slack/submit", {"user": DANA, "values": {"shoe_size": "44"}}) == 409
    script.post("clock", to=(HALF_PAST_FOUR - timedelta(minutes=14)).isoformat())
    pressed = script.post("slack/action", user=RUTH, action_id="answer_coming")
    assert "you will be there" in str(pressed["messages"])
    assert script.post("slack/message", user=RUTH, text="hello?")["messages"]
    read = script.get("slack/messages", user=RUTH)
    assert read[0].keys() == {"channel", "ts", "text", "blocks", "at"}
    assert [message["at"] for message in read] == sorted(message["at"] for message in read)
    assert script.get("slack/home", user=RUTH)["type"] == "home"


def test_what_nobody_can_do_in_slack_is_refused_with_the_reason(script: Script) -> None:
    asked: dict[str, dict[str, Any]] = {
        "slack/command": {"command": "/match", "text": "list"},
        "slack/message": {"text": "hello"},
        "slack/action": {"action_id": "alert_take"},
        "slack/submit": {"values": {}},
    }
    for path, body in asked.items():
        assert script.refusal(path, {"user": "nobody@example.com", **body}) == 404
        assert script.refusal(path, body) == 422, "without a user"
        assert script.refusal(path, {"user": DANA, **body, "colour": "blue"}) == 422
    assert script.refusal("slack/action", {"user": DANA, "action_id": "alert_take"}) == 409
    assert script.refusal("slack/submit", {"user": DANA, "values": {}}) == 409
    unknown = requests.get(f"{script.url}/_sandbox/slack/messages", params={"user": "U0"}, timeout=10)
    assert unknown.status_code == 404


def meeting(script: Script, platform: str) -> str:
    sessions = [s for s in script.get("state")["sessions"] if s["platform"] == platform and s["meeting_id"]]
    return str(min(sessions, key=lambda session: str(session["starts_at"]))["meeting_id"])


def test_people_come_to_meetings_and_go(script: Script) -> None:
    room, zoom = meeting(script, "google_meet"), meeting(script, "zoom")
    ana = {"name": "Ana Silva", "email": ANA}
    assert script.refusal(f"meetings/{room}/join", {**ana, "via": "door"}) == 409, "too early"
    script.post("clock", to=(HALF_PAST_FOUR - timedelta(minutes=5)).isoformat())
    assert script.post(f"meetings/{room}/join", **ana)["status"] == "in_meeting"
    assert script.post(f"meetings/{room}/join", name="Somebody", via="link")["status"] == "knocking"
    thomas = {"name": "Thomas Brennan", "email": "thomas.brennan@example.com"}
    assert script.post(f"meetings/{zoom}/join", **thomas, via="door")["status"] == "waiting_room"
    assert script.post(f"meetings/{room}/record", what="transcript")["what"] == "transcript"
    assert script.post(f"meetings/{room}/leave", **ana)["status"] == "left"
    assert script.post(f"meetings/{zoom}/leave", **thomas)["status"] == "left"


def test_people_come_to_a_training_and_go(script: Script) -> None:
    said = script.post("slack/command", user=DANA, command="/mentoring", text="training plan Oct 27 6pm, 60 min, meet")
    assert "Training planned" in str(said["messages"])
    script.post("slack/command", user=DANA, command="/mentoring", text="training join 1 Ana Silva")
    script.post("clock", to=(HALF_PAST_FOUR + timedelta(minutes=85)).isoformat())
    (training,) = script.get("state")["trainings"]
    room = training["meeting_id"]
    assert script.post(f"meetings/{room}/join", name="Ana Silva", via="door")["status"] == "in_meeting"
    assert script.post(f"meetings/{room}/join", name="Dana Whitfield", via="door")["status"] == "in_meeting"
    assert script.refusal(f"meetings/{room}/join", {"name": "Ruth Abernathy", "via": "door"}) == 409, "has no place"
    assert script.post(f"meetings/{room}/leave", name="Ana Silva", email=ANA)["status"] == "left"
    assert script.refusal(f"meetings/{room}/leave", {"name": "Ana Silva"}) == 404


def test_what_cannot_happen_at_a_meeting_is_refused(script: Script) -> None:
    room = meeting(script, "google_meet")
    for act, body in {"join": {"name": "A"}, "leave": {"name": "A"}, "record": {"what": "recording"}}.items():
        assert script.refusal(f"meetings/no-such-room/{act}", body) == 404
        assert script.refusal(f"meetings/{room}/{act}", {}) == 422, "an empty body"
    assert script.refusal(f"meetings/{room}/join", {"name": "Ana Silva", "email": ANA, "via": "window"}) == 422
    assert script.refusal(f"meetings/{room}/record", {"what": "hologram"}) == 422
    assert script.refusal(f"meetings/{room}/leave", {"name": "Nobody Here"}) == 404
    assert script.refusal(f"meetings/{room}/join", {"name": "No Such Person", "via": "door"}) == 404


def test_calls_mail_and_faults_can_be_looked_at_and_ordered(script: Script) -> None:
    for service in ("slack", "zoom", "google"):
        calls = script.get("calls", service=service)
        assert all(call.keys() >= {"at", "method", "path", "query", "body", "status"} for call in calls)
    assert script.get("calls", service="zoom")
    script.post("clock", advance=3600)
    letters = script.get("mail")
    assert letters
    assert all({"to", "subject", "text", "attachments"} <= letter.keys() for letter in letters)
    for effect in ("error", "timeout", "rate_limit", "drop_webhooks", "duplicate_webhooks"):
        assert script.post("faults", service="zoom", effect=effect, times=0)["effect"] == effect
    script.post("faults", service="slack", effect="error", times=1)
    script.post("slack/message", user=RUTH, text="hello?")
    assert [call["status"] for call in script.get("calls", service="slack")].count(500) == 1


NO_SUCH_FAULTS: list[dict[str, Any]] = [
    {"service": "telegraph", "effect": "error", "times": 1},
    {"service": "zoom", "effect": "earthquake", "times": 1},
    {"service": "zoom", "effect": "error", "times": -1},
    {"service": "zoom", "effect": "error"},
    {"service": "zoom", "effect": "error", "times": 1, "colour": "red"},
]


def test_a_fault_that_does_not_exist_is_refused(script: Script) -> None:
    for body in NO_SUCH_FAULTS:
        assert script.refusal("faults", body) == 422, body


def test_a_fault_can_be_ordered_for_some_calls_only(script: Script) -> None:
    some = {"service": "zoom", "effect": "error", "times": 1, "verb": "DELETE", "path": "/meetings/"}
    assert script.try_post("faults", some).status_code == 200
    script.post("clock", advance=1)

    assert all(call["status"] < 500 for call in script.get("calls", service="zoom"))


def test_what_is_no_json_object_and_what_is_no_service_is_refused(script: Script) -> None:
    for body in ("advance", [1], None):
        assert script.try_post("clock", body).status_code == 422
    assert requests.get(f"{script.url}/_sandbox/calls", params={"service": "fax"}, timeout=10).status_code == 422


def test_the_service_alone_has_no_such_calls(tmp_path: Path) -> None:
    play = Play(tmp_path, start=EARLY, waits=PATIENT)
    play.open()
    try:
        for path in ("state", "mail", "calls?service=zoom"):
            assert requests.get(f"{play.url}/_sandbox/{path}", timeout=10).status_code == 404
        assert requests.post(f"{play.url}/_sandbox/clock", json={"advance": 1}, timeout=10).status_code == 404
    finally:
        play.close()
