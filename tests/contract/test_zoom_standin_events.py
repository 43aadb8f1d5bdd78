"""What Zoom tells by webhook of people and of things kept, in the odd shapes that its documents and users show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from integrations.zoom.demands import meeting_fields
from tests.contract.zoom_fixtures import HOSTS, ZoomWorld, request_for, stage, wait_until, zoom

__all__ = ["stage", "zoom"]

HOST = next(iter(HOSTS))


@pytest.fixture
def meeting(zoom: ZoomWorld) -> dict[str, Any]:
    return made(zoom)


@pytest.fixture
def running(zoom: ZoomWorld, meeting: dict[str, Any]) -> dict[str, Any]:
    """With its host inside, and all that was told so far forgotten."""
    zoom.standin.join(meeting["id"], name="Pat", address=meeting["start_url"])
    zoom.inbox.bodies.clear()
    return meeting


def made(zoom: ZoomWorld, **settings: Any) -> dict[str, Any]:
    fields = meeting_fields(request_for())
    body = {**fields, "settings": {**fields["settings"], **settings}}
    answer: dict[str, Any] = zoom.raw("POST", f"/users/{HOST}/meetings", json=body).json()
    return answer


def register(zoom: ZoomWorld, meeting: dict[str, Any], name: str = "Max") -> dict[str, Any]:
    guest = {"email": f"{name}@guests.invalid", "first_name": name, "auto_approve": True}
    row: dict[str, Any] = zoom.raw("POST", f"/meetings/{meeting['id']}/registrants", json=guest).json()
    return row


def change_status(zoom: ZoomWorld, meeting: dict[str, Any], action: str, *ids: str) -> int:
    body = {"action": action, "registrants": [{"id": one, "email": "a@guests.invalid"} for one in ids]}
    return zoom.raw("PUT", f"/meetings/{meeting['id']}/registrants/status", json=body).status_code


def control(zoom: ZoomWorld, meeting: dict[str, Any], method: str) -> Any:
    return zoom.raw("PATCH", f"/live_meetings/{meeting['id']}/events", json={"method": method})


def objects(zoom: ZoomWorld, event: str) -> list[dict[str, Any]]:
    return [body["payload"]["object"] for body in zoom.inbox.bodies if body["event"] == event]


def participant(zoom: ZoomWorld, event: str) -> dict[str, Any]:
    found: dict[str, Any] = objects(zoom, event)[-1]["participant"]
    return found


class TestRecording:
    def test_a_running_recording_is_stopped_by_the_api_which_zoom_tells(
        self, zoom: ZoomWorld, running: dict[str, Any]
    ) -> None:
        zoom.standin.record(running["id"], "recording")
        assert control(zoom, running, "recording.stop").status_code == 202
        wait_until(lambda: zoom.inbox.events == ["recording.started", "recording.stopped"])
        started, stopped = (objects(zoom, event)[0] for event in zoom.inbox.events)
        assert started["id"] == running["id"], "a number, unlike in the events of people"
        assert started["recording_file"]["recording_start"] == stopped["recording_file"]["recording_start"]
        assert (started["recording_file"]["recording_end"], stopped["recording_file"]["recording_end"] is None) == (
            None,
            False,
        )

    def test_stopping_what_does_not_run_is_accepted_and_told_to_nobody(
        self, zoom: ZoomWorld, running: dict[str, Any]
    ) -> None:
        for method in ("recording.stop", "recording.pause", "recording.resume"):
            assert control(zoom, running, method).status_code == 202
        assert zoom.inbox.events == []

    def test_it_pauses_and_resumes_once_each(self, zoom: ZoomWorld, running: dict[str, Any]) -> None:
        zoom.standin.record(running["id"], "recording")
        for method in ("recording.pause", "recording.pause", "recording.resume", "recording.resume"):
            assert control(zoom, running, method).status_code == 202
        wait_until(lambda: zoom.inbox.events == ["recording.started", "recording.paused", "recording.resumed"])

    def test_the_api_starts_one_only_where_the_host_may_record_in_the_cloud(
        self, zoom: ZoomWorld, running: dict[str, Any]
    ) -> None:
        assert control(zoom, running, "recording.start").json()["code"] == 3300
        zoom.standin.set_host_setting(HOST, "recording", "cloud_recording", value=True)
        assert control(zoom, running, "recording.start").status_code == 202
        wait_until(lambda: "recording.started" in zoom.inbox.events)

    def test_a_meeting_that_does_not_run_is_not_controlled(self, zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
        assert control(zoom, meeting, "recording.stop").json()["code"] == 3038

    @pytest.mark.parametrize("method", ["recording.delete", "participant.invite", "", None])
    def test_a_method_that_is_not_of_recording_is_refused(
        self, zoom: ZoomWorld, running: dict[str, Any], method: str | None
    ) -> None:
        body = {"method": method} if method is not None else {}
        answer = zoom.raw("PATCH", f"/live_meetings/{running['id']}/events", json=body)
        assert [error["field"] for error in answer.json()["errors"]] == ["method"]

    @pytest.mark.parametrize(
        ("what", "events"),
        [
            ("recording", ["recording.started", "recording.stopped", "recording.completed"]),
            (
                "ai_notes",
                [
                    "meeting.ai_companion_started",
                    "meeting.ai_companion_stopped",
                    "meeting.aic_transcript_completed",
                    "meeting.summary_completed",
                ],
            ),
            ("stream", ["meeting.rtms_started", "meeting.rtms_stopped"]),
            ("live_stream", ["meeting.live_streaming_started", "meeting.live_streaming_stopped"]),
            ("transcript", ["recording.transcript_completed"]),
            ("local_recording", []),
        ],
    )
    def test_whatever_keeps_a_meeting_ends_with_it_and_is_then_ready(
        self, zoom: ZoomWorld, running: dict[str, Any], what: str, events: list[str]
    ) -> None:
        zoom.standin.record(running["id"], what)
        zoom.standin.record(running["id"], what) if what != "transcript" else None
        zoom.clock.advance(timedelta(minutes=5))
        zoom.standin.leave(running["id"], name="Pat")
        assert [
            event for event in zoom.inbox.events if "participant" not in event and event != "meeting.ended"
        ] == events

    def test_each_event_names_the_meeting_in_its_own_way(self, zoom: ZoomWorld, running: dict[str, Any]) -> None:
        for what in ("recording", "ai_notes", "stream", "live_stream"):
            zoom.standin.record(running["id"], what)
        zoom.standin.leave(running["id"], name="Pat")
        payloads = {body["event"]: body["payload"] for body in zoom.inbox.bodies}
        number = running["id"]
        assert payloads["recording.completed"]["object"]["id"] == number
        assert payloads["meeting.live_streaming_started"]["object"]["id"] == number
        assert payloads["meeting.ended"]["object"]["id"] == str(number)
        assert payloads["meeting.ai_companion_started"]["object"]["meeting_number"] == number
        assert payloads["meeting.summary_completed"]["object"]["meeting_id"] == number
        assert payloads["meeting.rtms_started"].keys() >= {"meeting_uuid", "rtms_stream_id"}
        assert payloads["meeting.rtms_started"].keys().isdisjoint({"object", "account_id"})

    def test_files_bring_a_token_beside_the_payload(self, zoom: ZoomWorld, running: dict[str, Any]) -> None:
        zoom.standin.record(running["id"], "transcript")
        assert zoom.inbox.bodies[0].keys() == {"event", "event_ts", "payload", "download_token"}


class TestPeople:
    def test_who_is_sent_back_waits_under_the_same_connection_and_is_not_said_to_have_left(
        self, zoom: ZoomWorld, running: dict[str, Any]
    ) -> None:
        zoom.standin.join(running["id"], name="Max")
        joined = participant(zoom, "meeting.participant_joined")
        zoom.inbox.bodies.clear()
        zoom.standin.put_in_waiting_room(running["id"], name="Max")
        assert zoom.inbox.events == ["meeting.participant_put_in_waiting_room"]
        sent = participant(zoom, "meeting.participant_put_in_waiting_room")
        assert (sent["user_id"], "date_time" in sent) == (joined["user_id"], True)

    def test_a_breakout_room_gives_new_connections_and_one_participant(
        self, zoom: ZoomWorld, running: dict[str, Any]
    ) -> None:
        guest = register(zoom, running)
        zoom.standin.join(running["id"], name="Max", address=guest["join_url"])
        before = participant(zoom, "meeting.participant_joined")
        zoom.inbox.bodies.clear()
        zoom.standin.open_breakout_room(running["id"], name="Max")
        left, joined, apart = (body["payload"]["object"]["participant"] for body in zoom.inbox.bodies)
        assert zoom.inbox.events[2] == "meeting.participant_joined_breakout_room"
        assert left["user_id"] == before["user_id"] != joined["user_id"]
        assert apart["parent_user_id"] == joined["user_id"]
        assert apart["user_id"] not in (left["user_id"], joined["user_id"])
        assert len({one["participant_uuid"] for one in (before, left, joined, apart)}) == 1
        assert apart["registrant_id"] == guest["registrant_id"]
        assert "breakout" in left["leave_reason"]
        assert objects(zoom, "meeting.participant_joined_breakout_room")[0]["breakout_room_uuid"]

    def test_back_from_a_breakout_room_the_connection_is_new_again(
        self, zoom: ZoomWorld, running: dict[str, Any]
    ) -> None:
        zoom.standin.join(running["id"], name="Max")
        zoom.standin.open_breakout_room(running["id"], name="Max")
        apart = participant(zoom, "meeting.participant_joined")
        zoom.inbox.bodies.clear()
        zoom.standin.close_breakout_rooms(running["id"])
        people = "left_breakout_room", "left", "joined"
        assert zoom.inbox.events == [f"meeting.participant_{what}" for what in people]
        assert participant(zoom, "meeting.participant_left_breakout_room")["parent_user_id"] == apart["user_id"]
        assert participant(zoom, "meeting.participant_left")["user_id"] == apart["user_id"]
        assert participant(zoom, "meeting.participant_joined")["user_id"] != apart["user_id"]

    def test_a_meeting_goes_on_while_somebody_is_in_a_breakout_room(
        self, zoom: ZoomWorld, running: dict[str, Any]
    ) -> None:
        zoom.standin.join(running["id"], name="Max")
        zoom.standin.open_breakout_room(running["id"], name="Max")
        zoom.standin.leave(running["id"], name="Pat")
        assert "meeting.ended" not in zoom.inbox.events
        zoom.standin.leave(running["id"], name="Max")
        assert zoom.inbox.events[-1] == "meeting.ended"

    def test_a_change_of_role_names_no_registrant(self, zoom: ZoomWorld, running: dict[str, Any]) -> None:
        zoom.standin.join(running["id"], name="Max", address=register(zoom, running)["join_url"])
        zoom.standin.change_role(running["id"], name="Max", new="co-host")
        changed = participant(zoom, "meeting.participant_role_changed")
        assert (changed["old_role"], changed["new_role"]) == ("attendee", "co-host")
        assert "registrant_id" not in changed

    def test_without_a_waiting_room_people_wait_for_the_host_without_a_connection(self, zoom: ZoomWorld) -> None:
        meeting = made(zoom, waiting_room=False)
        guest = register(zoom, meeting)
        assert zoom.standin.join(meeting["id"], name="Max", address=guest["join_url"]) == "waiting_room"
        waiting = participant(zoom, "meeting.participant_jbh_waiting")
        assert waiting.keys() == {"id", "user_name"}
        zoom.standin.join(meeting["id"], name="Pat", address=meeting["start_url"])
        assert zoom.inbox.events[-2:] == ["meeting.participant_jbh_waiting_left", "meeting.participant_joined"]
        left = objects(zoom, "meeting.participant_jbh_waiting_left")[0]
        assert (left["id"], left["participant"]["registrant_id"]) == (meeting["id"], guest["registrant_id"])

    def test_who_comes_before_the_host_is_told_twice(self, zoom: ZoomWorld) -> None:
        meeting = made(zoom, waiting_room=False, join_before_host=True)
        assert zoom.standin.join(meeting["id"], name="Max") == "in_meeting"
        people = "participant_joined", "participant_jbh_joined"
        assert zoom.inbox.events == ["meeting.started", *(f"meeting.{what}" for what in people)]
        assert "user_id" not in participant(zoom, "meeting.participant_jbh_joined")

    def test_any_other_event_can_be_sent_signed_like_the_rest(self, zoom: ZoomWorld) -> None:
        body = {"event": "meeting.alert", "event_ts": 1, "payload": {}}
        zoom.standin.send(body)
        assert zoom.inbox.bodies == [body]


class TestRegistrants:
    def test_who_was_cancelled_can_no_longer_join_by_the_link(self, zoom: ZoomWorld, running: dict[str, Any]) -> None:
        guest, other = register(zoom, running), register(zoom, running, "Ada")
        assert change_status(zoom, running, "cancel", guest["registrant_id"]) == 204
        assert zoom.standin.join(running["id"], name="Max", address=guest["join_url"]) == "refused"
        assert zoom.standin.join(running["id"], name="Ada", address=other["join_url"]) == "in_meeting"
        listed = zoom.raw("GET", f"/meetings/{running['id']}/registrants").json()["registrants"]
        assert [row["id"] for row in listed] == [other["registrant_id"]]

    def test_who_is_inside_stays_inside_when_cancelled(self, zoom: ZoomWorld, running: dict[str, Any]) -> None:
        guest = register(zoom, running)
        zoom.standin.join(running["id"], name="Max", address=guest["join_url"])
        assert change_status(zoom, running, "cancel", guest["registrant_id"]) == 204
        assert "meeting.participant_left" not in zoom.inbox.events

    def test_who_comes_again_after_that_is_another_registrant(self, zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
        guest = register(zoom, meeting)
        change_status(zoom, meeting, "cancel", guest["registrant_id"])
        again = register(zoom, meeting)
        assert again["registrant_id"] != guest["registrant_id"]
        assert again["join_url"] != guest["join_url"]

    def test_who_was_denied_is_listed_so_and_may_be_approved(self, zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
        guest = register(zoom, meeting)
        path = f"/meetings/{meeting['id']}/registrants"
        for action, status in (("deny", "denied"), ("approve", "approved")):
            assert change_status(zoom, meeting, action, guest["registrant_id"]) == 204
            listed = zoom.raw("GET", path, params={"status": status}).json()["registrants"]
            assert [(row["id"], row["status"]) for row in listed] == [(guest["registrant_id"], status)]

    def test_an_unknown_registrant_is_passed_over_in_silence(self, zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
        assert change_status(zoom, meeting, "cancel", "nobody") == 204

    def test_a_status_changes_ten_times_a_day(self, zoom: ZoomWorld, meeting: dict[str, Any]) -> None:
        guest = register(zoom, meeting)["registrant_id"]
        statuses = [change_status(zoom, meeting, action, guest) for action in ("deny", "approve") * 6]
        assert statuses == [204] * 10 + [429] * 2

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"action": "remove", "registrants": []}, "action"),
            ({"registrants": []}, "action"),
            ({"action": "cancel"}, "registrants"),
            ({"action": "cancel", "registrants": "all"}, "registrants"),
            ({"action": "cancel", "registrants": [{"id": "x"}] * 31}, "registrants"),
            ({"action": "cancel", "registrants": [{"email": "a@b.example"}]}, "registrants[0].id"),
            ({"action": "cancel", "registrants": [{"id": 7}]}, "registrants[0].id"),
        ],
    )
    def test_a_change_in_another_form_is_refused_by_name(
        self, zoom: ZoomWorld, meeting: dict[str, Any], body: dict[str, Any], field: str
    ) -> None:
        answer = zoom.raw("PUT", f"/meetings/{meeting['id']}/registrants/status", json=body)
        assert [error["field"] for error in answer.json()["errors"]] == [field]
