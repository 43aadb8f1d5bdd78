"""What keeps a session in the stand-in: recordings, transcripts, AI notes and streams, and what Zoom tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Keeper(StrEnum):
    """A way to keep what is said and shown."""

    RECORDING = "recording"
    """In Zoom's cloud."""
    LOCAL_RECORDING = "local_recording"
    """On somebody's own machine: nothing documents a webhook for it, and only the dashboard shows it."""
    TRANSCRIPT = "transcript"
    AI_NOTES = "ai_notes"
    STREAM = "stream"
    """Real-Time Media Streams: no visible participant."""
    LIVE_STREAM = "live_stream"


@dataclass(frozen=True)
class Told:
    """An event about something kept, since when it runs, and until when it ran."""

    event: str
    since: datetime
    until: datetime | None = None


_STARTED = {
    Keeper.RECORDING: "recording.started",
    Keeper.TRANSCRIPT: "recording.transcript_completed",
    Keeper.AI_NOTES: "meeting.ai_companion_started",
    Keeper.STREAM: "meeting.rtms_started",
    Keeper.LIVE_STREAM: "meeting.live_streaming_started",
}
_STOPPED = {
    Keeper.RECORDING: "recording.stopped",
    Keeper.AI_NOTES: "meeting.ai_companion_stopped",
    Keeper.STREAM: "meeting.rtms_stopped",
    Keeper.LIVE_STREAM: "meeting.live_streaming_stopped",
}
_COMPLETED = {
    Keeper.RECORDING: ("recording.completed",),
    Keeper.AI_NOTES: ("meeting.aic_transcript_completed", "meeting.summary_completed"),
}


@dataclass
class Keepers:
    """What keeps one meeting at the moment, since when; a paused recording has not ended."""

    since: dict[Keeper, datetime] = field(default_factory=dict)
    made: dict[Keeper, datetime] = field(default_factory=dict)
    """What will be ready when the meeting is over."""
    paused: bool = False

    def start(self, keeper: Keeper, *, at: datetime) -> Iterator[Told]:
        if keeper in self.since:
            return
        if keeper is not Keeper.TRANSCRIPT:
            self.since[keeper] = at
        if keeper in _STARTED:
            yield Told(_STARTED[keeper], at)

    def control(self, method: str, *, at: datetime) -> Iterator[Told]:
        """Zoom API: PATCH /live_meetings/{meetingId}/events. What makes no difference is told to nobody."""
        recording = Keeper.RECORDING in self.since
        if method == "recording.start":
            yield from self.start(Keeper.RECORDING, at=at)
        elif method == "recording.stop":
            yield from self.stop(Keeper.RECORDING, at=at)
        elif recording and self.paused is (method == "recording.resume"):
            self.paused = not self.paused
            yield Told(f"{method}d", self.since[Keeper.RECORDING])

    def stop(self, keeper: Keeper, *, at: datetime) -> Iterator[Told]:
        since = self.since.pop(keeper, None)
        if since is None:
            return
        self.made.setdefault(keeper, since)
        self.paused = self.paused and keeper is not Keeper.RECORDING
        if keeper in _STOPPED:
            yield Told(_STOPPED[keeper], since, at)

    def finish(self, *, at: datetime) -> Iterator[Told]:
        """The meeting is over: everything stops, and what was made of it is ready."""
        for keeper in tuple(self.since):
            yield from self.stop(keeper, at=at)
        for keeper, since in self.made.items():
            for event in _COMPLETED.get(keeper, ()):
                yield Told(event, since, at)
        self.made.clear()
