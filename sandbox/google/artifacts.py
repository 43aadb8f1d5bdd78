"""What a Meet call leaves behind: recordings, transcripts and AI notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.google.asking import JSON, stamp

ARTIFACTS = {"recording": "recordings", "transcript": "transcripts", "ai_notes": "smartNotes"}
"""The collection of a conference record in which each of them is listed."""

FILE_AFTER = timedelta(minutes=10)
"""How long after its end its file stands in Drive; Google promises no time."""


@dataclass
class Artifact:
    """Starts in a live call, and ends when somebody stops it or the call ends. `kind` is its collection."""

    id: str
    kind: str
    start: datetime
    end: datetime | None = None

    def state(self, at: datetime) -> str:
        if self.end is None:
            return "STARTED"
        return "FILE_GENERATED" if at >= self.end + FILE_AFTER else "ENDED"


def artifact_json(record_name: str, artifact: Artifact, at: datetime) -> JSON:
    answer: JSON = {
        "name": f"{record_name}/{artifact.kind}/{artifact.id}",
        "state": artifact.state(at),
        "startTime": stamp(artifact.start),
    }
    if artifact.end:
        answer["endTime"] = stamp(artifact.end)
    if artifact.state(at) == "FILE_GENERATED":
        answer |= _file(artifact)
    return answer


def _file(artifact: Artifact) -> JSON:
    if artifact.kind == "recordings":
        uri = f"https://drive.google.com/file/d/{artifact.id}/view"
        return {"driveDestination": {"file": artifact.id, "exportUri": uri}}
    uri = f"https://docs.google.com/document/d/{artifact.id}/view"
    return {"docsDestination": {"document": artifact.id, "exportUri": uri}}
