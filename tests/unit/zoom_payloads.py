"""One body of every event that our Zoom app subscribes to, in the forms that Zoom documents, oddities included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MEETING_ID, RUN, HOST_ID = 85746065123, "4444AAAiAAAAAiAiAiiAii==", "x1yCzABCDEfg23HiJKl4mN"
STAMP = 1795550463500
"""Milliseconds: 2026-11-24T20:01:03.5Z."""
ACCOUNT = "AAAAAABBBB"


def told(event: str, payload: Mapping[str, Any], *, stamp: int = STAMP) -> dict[str, Any]:
    return {"event": event, "event_ts": stamp, "payload": dict(payload)}


def of_meeting(event: str, **more: Any) -> dict[str, Any]:
    """`meeting.*`: the id is a string, and the start is when this run really began."""
    thing = {
        "id": str(MEETING_ID),
        "uuid": RUN,
        "host_id": HOST_ID,
        "topic": "Mentoring session 12",
        "type": 2,
        "start_time": "2026-11-24T20:00:00Z",
        "timezone": "America/New_York",
        "duration": 60,
        **more,
    }
    return told(event, {"account_id": ACCOUNT, "object": thing})


def of_participant(event: str, time_field: str | None, **more: Any) -> dict[str, Any]:
    participant = {
        "user_id": "16778240",
        "user_name": "Amara O.",
        "id": "",
        "participant_user_id": "",
        "participant_uuid": "55555AAAiAAAAAiAiAiiAii",
        "email": "",
        "registrant_id": "abcdefghij0-klmnopq23456",
    }
    if time_field is not None:
        participant[time_field] = "2026-11-24T20:01:02Z"
    return of_meeting(event, participant={**participant, **more})


def of_breakout(event: str, time_field: str, **more: Any) -> dict[str, Any]:
    body = of_participant(event, time_field, **{"user_id": "16785408", "parent_user_id": "16778240", **more})
    body["payload"]["object"]["breakout_room_uuid"] = "FkQbpP2UR028mDrwzEahqw=="
    return body


def before_host(event: str) -> dict[str, Any]:
    """Join before host: no `user_id`, and no time of its own."""
    return of_meeting(event, participant={"id": "s0AAAASoSE1V8KIFOCYw", "user_name": "Amara O."})


def of_recording(event: str, **more: Any) -> dict[str, Any]:
    """`recording.*`: the id is a number."""
    thing = {
        "id": MEETING_ID,
        "uuid": RUN,
        "host_id": HOST_ID,
        "topic": "Mentoring session 12",
        "type": 2,
        "start_time": "2026-11-24T20:00:00Z",
        "timezone": "America/New_York",
        "duration": 60,
        **more,
    }
    return told(event, {"account_id": ACCOUNT, "object": thing})


def running_recording(event: str, *, start: str = "2026-11-24T20:05:00Z", end: str = "") -> dict[str, Any]:
    return of_recording(event, recording_file={"recording_start": start, "recording_end": end})


def recorded_files(event: str, *starts: str, kind: str = "MP4") -> dict[str, Any]:
    files = [
        {"id": f"file-{n}", "meeting_id": RUN, "recording_start": start, "file_type": kind, "status": "completed"}
        for n, start in enumerate(starts)
    ]
    body = of_recording(event, host_email="zoom-1@program.example", recording_count=len(files), recording_files=files)
    body["download_token"] = "abJhbGciOiJIUzUxMiJ9"
    return body


def of_companion(event: str) -> dict[str, Any]:
    """The AI Companion has its own names for the meeting: no `id`, no `uuid`."""
    thing = {"meeting_number": MEETING_ID, "meeting_uuid": RUN, "summary": True, "questions": False}
    return told(event, {"account_id": ACCOUNT, "object": thing})


def of_summary() -> dict[str, Any]:
    thing = {
        "meeting_host_id": HOST_ID,
        "meeting_host_email": "zoom-1@program.example",
        "meeting_uuid": RUN,
        "meeting_id": MEETING_ID,
        "meeting_topic": "Mentoring session 12",
        "summary_start_time": "2026-11-24T20:03:00Z",
        "summary_end_time": "2026-11-24T21:00:00Z",
        "summary_title": "",
        "summary_content": "",
    }
    return told("meeting.summary_completed", {"account_id": ACCOUNT, "object": thing})


def of_stream(event: str) -> dict[str, Any]:
    """Real-time media streams name only the run, and have no `object`."""
    return told(
        event, {"meeting_uuid": RUN, "operator_id": HOST_ID, "rtms_stream_id": "609340fb2a7946909659956c8aa9250c"}
    )


def of_user_settings() -> dict[str, Any]:
    changed = {"id": HOST_ID, "settings": {"recording": {"cloud_recording": True}}}
    before = {"id": HOST_ID, "settings": {"recording": {"cloud_recording": False}}}
    payload = {"account_id": ACCOUNT, "operator": "it@program.example", "operator_id": "op-1", "time_stamp": STAMP}
    return told("user.settings_updated", {**payload, "object": changed, "old_object": before})


def of_settings(event: str, **thing: Any) -> dict[str, Any]:
    """Of a group or the account; some come without an `object`."""
    payload: dict[str, Any] = {"account_id": ACCOUNT, "operator": "it@program.example", "operator_id": "op-1"}
    if thing:
        payload["object"] = thing
    return told(event, payload)


LEDGER: Mapping[str, dict[str, Any]] = {
    body["event"]: body
    for body in (
        of_meeting("meeting.started"),
        of_meeting("meeting.ended", end_time="2026-11-24T21:00:00Z"),
        of_participant("meeting.participant_joined", "join_time"),
        of_participant(
            "meeting.participant_left",
            "leave_time",
            leave_reason="left the meeting.<br>Reason: Host ended the meeting.",
        ),
        of_participant("meeting.participant_joined_waiting_room", "date_time"),
        of_participant("meeting.participant_left_waiting_room", "date_time"),
        of_participant("meeting.participant_put_in_waiting_room", "date_time"),
        of_participant("meeting.participant_admitted", "date_time"),
        before_host("meeting.participant_jbh_joined"),
        before_host("meeting.participant_jbh_waiting"),
        before_host("meeting.participant_jbh_waiting_left"),
        of_breakout("meeting.participant_joined_breakout_room", "join_time"),
        of_breakout("meeting.participant_left_breakout_room", "leave_time", leave_reason="left the meeting."),
    )
}
TRIPWIRES: Mapping[str, dict[str, Any]] = {
    body["event"]: body
    for body in (
        running_recording("recording.started"),
        running_recording("recording.paused", end="2026-11-24T20:10:00Z"),
        running_recording("recording.resumed"),
        running_recording("recording.stopped", end="2026-11-24T20:20:00Z"),
        recorded_files("recording.completed", "2026-11-24T20:30:00Z", "2026-11-24T20:05:00Z"),
        recorded_files("recording.transcript_completed", "2026-11-24T20:05:00Z", kind="TRANSCRIPT"),
        of_companion("meeting.ai_companion_started"),
        of_companion("meeting.ai_companion_stopped"),
        of_companion("meeting.aic_transcript_completed"),
        of_summary(),
        of_stream("meeting.rtms_started"),
        of_stream("meeting.rtms_stopped"),
        of_meeting(
            "meeting.live_streaming_started",
            live_streaming={"service": "Custom_Live_Streaming_Service", "date_time": "2026-11-24T20:04:00Z"},
        ),
        of_meeting(
            "meeting.live_streaming_stopped",
            live_streaming={"service": "Custom_Live_Streaming_Service", "date_time": "2026-11-24T20:14:00Z"},
        ),
    )
}
DRIFTS: Mapping[str, dict[str, Any]] = {
    body["event"]: body
    for body in (
        of_user_settings(),
        of_settings("group.settings_updated", id="group-1", settings={"recording": {"local_recording": True}}),
        of_settings("group.lock_settings_updated", id="group-1", settings={"recording": {"local_recording": False}}),
        of_settings("account.settings_updated", settings={"recording": {"local_recording": True}}),
        of_settings("account.lock_settings_updated"),
    )
}
LEFT_OUT: Mapping[str, dict[str, Any]] = {
    body["event"]: body
    for body in (
        told(
            "meeting.updated",
            {"operator": "it@program.example", "object": {"id": MEETING_ID, "topic": "x"}, "time_stamp": STAMP},
        ),
        told("meeting.deleted", {"operation": "single", "object": {"id": MEETING_ID, "uuid": RUN}}),
        of_participant("meeting.participant_role_changed", "date_time", old_role="attendee", new_role="host"),
    )
}
EVERY: Mapping[str, dict[str, Any]] = {**LEDGER, **TRIPWIRES, **DRIFTS, **LEFT_OUT}
