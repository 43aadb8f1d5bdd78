"""The bodies of Zoom's webhook events about what keeps a session: each names the meeting in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sandbox.zoom.keeping import Told
from sandbox.zoom.meetings import Meeting, utc_text
from sandbox.zoom.payloads import Body, about, envelope, of_meeting
from sandbox.zoom.people import Happened

Payload = Callable[[Meeting, Told], Body]


def of_keeping(account_id: str, meeting: Meeting, told: Iterable[Told], *, at: datetime) -> list[Body]:
    return [_of_one(account_id, meeting, one, at) for one in told]


def bodies_of(account_id: str, meeting: Meeting, happened: Iterable[Happened]) -> list[Body]:
    """All that Zoom tells of it; with the end of a run, what kept it ends too."""
    bodies = []
    for one in happened:
        bodies.append(of_meeting(account_id, meeting, one))
        if one.event == "meeting.ended":
            bodies += of_keeping(account_id, meeting, meeting.keepers.finish(at=one.at), at=one.at)
    return bodies


def _of_one(account_id: str, meeting: Meeting, told: Told, at: datetime) -> Body:
    """Real-Time Media Streams have no `object` and no account; with files comes a token beside the payload."""
    thing = _PAYLOADS[told.event](meeting, told)
    if told.event.startswith("meeting.rtms_"):
        return envelope(told.event, thing, at=at)
    body = envelope(told.event, {"account_id": account_id, "object": thing}, at=at)
    return {**body, "download_token": "a-secret-of-zoom"} if "recording_files" in thing else body


def _recording(meeting: Meeting, told: Told) -> Body:
    """`recording.*`: the id is a number, and of what still runs the end is null."""
    thing = {**about(meeting, meeting.room.instance, meeting.room.started_at or told.since), "id": meeting.id}
    return {**thing, "recording_file": {"recording_start": utc_text(told.since), "recording_end": _text(told.until)}}


def _recording_completed(meeting: Meeting, told: Told) -> Body:
    return _files(meeting, told, {"file_type": "MP4", "recording_type": "shared_screen_with_speaker_view"})


def _transcript_completed(meeting: Meeting, told: Told) -> Body:
    return _files(meeting, told, {"file_type": "TRANSCRIPT", "recording_type": "audio_transcript"})


def _files(meeting: Meeting, told: Told, kind: Mapping[str, str]) -> Body:
    thing = {**about(meeting, meeting.room.instance, meeting.room.started_at or told.since), "id": meeting.id}
    file = {
        "id": f"file-{meeting.id}",
        "meeting_id": meeting.room.instance,
        "recording_start": utc_text(told.since),
        "recording_end": _text(told.until),
        "status": "completed",
        **kind,
    }
    return {**thing, "host_email": meeting.host.email, "recording_count": 1, "recording_files": [file]}


def _notes(meeting: Meeting, _: Told) -> Body:
    """The AI Companion's events name the meeting in their own way: no `id`, no `uuid`."""
    return {
        "meeting_number": meeting.id,
        "meeting_uuid": meeting.room.instance,
        "host_id": meeting.host.id,
        "ai_companion": {"summary": True, "questions": False},
    }


def _notes_transcript(meeting: Meeting, told: Told) -> Body:
    return {
        "host_id": meeting.host.id,
        "meeting_uuid": meeting.room.instance,
        "meeting_id": meeting.id,
        "meeting_topic": meeting.fields["topic"],
        "meeting_start_time": utc_text(told.since),
        "file_id": f"file-{meeting.id}",
        "attach_type": "durable_transcript",
    }


def _summary(meeting: Meeting, told: Told) -> Body:
    return {
        "meeting_host_id": meeting.host.id,
        "meeting_host_email": meeting.host.email,
        "meeting_uuid": meeting.room.instance,
        "meeting_id": meeting.id,
        "meeting_topic": meeting.fields["topic"],
        "summary_start_time": utc_text(told.since),
        "summary_end_time": _text(told.until),
        "summary_title": f"Meeting summary for {meeting.fields['topic']}",
        "summary_content": "What was said.",
    }


def _media_stream(meeting: Meeting, told: Told) -> Body:
    stream = {"meeting_uuid": meeting.room.instance, "rtms_stream_id": f"stream-{meeting.id}"}
    if told.until is not None:
        return {**stream, "stop_reason": 1}
    return {**stream, "operator_id": meeting.host.id, "server_urls": "wss://rtms.invalid:443"}


def _live_stream(meeting: Meeting, told: Told) -> Body:
    """The id is a number here, though the event is one of `meeting.*`."""
    thing = {**about(meeting, meeting.room.instance, meeting.room.started_at or told.since), "id": meeting.id}
    return {**thing, "live_streaming": {"service": "Custom_Live_Streaming_Service", "date_time": utc_text(told.since)}}


def _text(at: datetime | None) -> str | None:
    return utc_text(at) if at else None


_PAYLOADS: Mapping[str, Payload] = {
    "recording.started": _recording,
    "recording.stopped": _recording,
    "recording.paused": _recording,
    "recording.resumed": _recording,
    "recording.completed": _recording_completed,
    "recording.transcript_completed": _transcript_completed,
    "meeting.ai_companion_started": _notes,
    "meeting.ai_companion_stopped": _notes,
    "meeting.aic_transcript_completed": _notes_transcript,
    "meeting.summary_completed": _summary,
    "meeting.live_streaming_started": _live_stream,
    "meeting.live_streaming_stopped": _live_stream,
    "meeting.rtms_started": _media_stream,
    "meeting.rtms_stopped": _media_stream,
}
