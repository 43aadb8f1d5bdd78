"""The bodies of Zoom's webhook events, with the irregularities that its real ones have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sandbox.zoom.meetings import Meeting, utc_text
from sandbox.zoom.people import Connection, Happened

_TIME_FIELD = {"meeting.participant_joined": "join_time", "meeting.participant_left": "leave_time"}


def envelope(event: str, payload: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """`event_ts` is in milliseconds."""
    return {"event": event, "event_ts": int(at.timestamp() * 1000), "payload": dict(payload)}


def of_meeting(account_id: str, meeting: Meeting, happened: Happened) -> dict[str, Any]:
    """`meeting.*`: the id is a string, and `start_time` is when this run really began."""
    thing = {**_about(meeting, happened.instance, happened.started_at), "id": str(meeting.id)}
    if happened.event == "meeting.ended":
        thing["end_time"] = utc_text(happened.at)
    if happened.connection is not None:
        thing["participant"] = _participant(happened, happened.connection)
    return envelope(happened.event, {"account_id": account_id, "object": thing}, at=happened.at)


def _about(meeting: Meeting, instance: str, started_at: datetime) -> dict[str, Any]:
    return {
        "uuid": instance,
        "host_id": meeting.host.id,
        "topic": meeting.fields["topic"],
        "type": meeting.fields["type"],
        "start_time": utc_text(started_at),
        "timezone": meeting.fields.get("timezone", "UTC"),
        "duration": meeting.fields.get("duration", 60),
    }


def _participant(happened: Happened, connection: Connection) -> dict[str, Any]:
    visitor = connection.visitor
    participant = {
        "user_id": connection.number,
        "user_name": visitor.name,
        "id": visitor.user_id,
        "participant_user_id": visitor.user_id,
        "participant_uuid": connection.uuid,
        "email": visitor.email,
        _TIME_FIELD.get(happened.event, "date_time"): utc_text(happened.at),
    }
    if visitor.registrant_id is not None:
        participant["registrant_id"] = visitor.registrant_id
    if happened.reason:
        participant["leave_reason"] = happened.reason
    return participant


def _recording_started(meeting: Meeting, at: datetime) -> tuple[str, dict[str, Any]]:
    """`recording.*`: the id is a number."""
    thing = {**_about(meeting, meeting.room.instance, meeting.room.started_at or at), "id": meeting.id}
    return "recording.started", {**thing, "recording_file": {"recording_start": utc_text(at), "recording_end": ""}}


def _transcript_completed(meeting: Meeting, at: datetime) -> tuple[str, dict[str, Any]]:
    thing = {**_about(meeting, meeting.room.instance, meeting.room.started_at or at), "id": meeting.id}
    transcript = {"file_type": "TRANSCRIPT", "recording_type": "audio_transcript", "status": "completed"}
    files = {"host_email": meeting.host.email, "recording_count": 1, "recording_files": [transcript]}
    return "recording.transcript_completed", {**thing, **files}


def _notes_started(meeting: Meeting, _: datetime) -> tuple[str, dict[str, Any]]:
    """The AI Companion's events name the meeting in their own way: no `id`, no `uuid`."""
    return "meeting.ai_companion_started", {
        "meeting_number": meeting.id,
        "meeting_uuid": meeting.room.instance,
        "summary": True,
        "questions": False,
    }


_MEMORIES: Mapping[str, Callable[[Meeting, datetime], tuple[str, dict[str, Any]]]] = {
    "recording": _recording_started,
    "transcript": _transcript_completed,
    "ai_notes": _notes_started,
}


def of_memory(account_id: str, meeting: Meeting, what: str, *, at: datetime) -> dict[str, Any]:
    """Something is keeping what happens in the room; raises KeyError for anything unknown."""
    event, thing = _MEMORIES[what](meeting, at)
    return envelope(event, {"account_id": account_id, "object": thing}, at=at)
