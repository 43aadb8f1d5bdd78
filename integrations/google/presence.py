"""Meet's conference records read as calls, stays and things kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.presence import Source, Stay
from mentoring.rooms import Keeping, Kept

VISITORS = ("signedinUser", "anonymousUser", "phoneUser")
RUNNING = "STARTED"
ARTIFACTS: Mapping[Keeping, str] = {
    Keeping.RECORDING: "recordings",
    Keeping.TRANSCRIPT: "transcripts",
    Keeping.AI_NOTES: "smartNotes",
}
"""Meet v2: what a call leaves behind, and the collection that lists it."""


@dataclass(frozen=True)
class Call:
    """One conference record: from the first who enters until the last leaves. A room can have many."""

    name: str
    space: str
    started_at: datetime
    ended_at: datetime | None

    def over_by(self, moment: datetime) -> bool:
        return self.ended_at is not None and self.ended_at <= moment

    def goes_on(self, stays: Sequence[Stay]) -> bool:
        """The listing of the running calls is some seconds older than that of the stays: all may have left since."""
        return self.ended_at is None and (not stays or any(stay.left_at is None for stay in stays))


def call_from(record: Mapping[str, Any]) -> Call:
    return Call(record["name"], record["space"], _moment(record["startTime"]), _ending(record, "endTime"))


def whole_stay(participant: Mapping[str, Any], call: Call) -> Stay:
    """Meet: a participant shows the first entry and the last exit only; in between there may be gaps."""
    ended = _ending(participant, "latestEndTime") or call.ended_at
    return _stay(Source.MEET_LIVE, participant, _moment(participant["earliestStartTime"]), ended)


def single_stay(session: Mapping[str, Any], participant: Mapping[str, Any], call: Call) -> Stay:
    """One of a participant's sessions, between which the gaps are."""
    ended = _ending(session, "endTime") or call.ended_at
    return _stay(Source.MEET_RECORDS, participant, _moment(session["startTime"]), ended)


def kept_from(artifact: Mapping[str, Any], keeping: Keeping, call: Call) -> Kept:
    since = _moment(artifact["startTime"]) if "startTime" in artifact else call.started_at
    return Kept(keeping, artifact["name"], since, running=artifact.get("state") == RUNNING)


def _stay(source: Source, participant: Mapping[str, Any], joined: datetime, left: datetime | None) -> Stay:
    """Anonymous and phone visitors have a name that they chose, which proves nothing, and so no identity."""
    who: Mapping[str, str] = next((participant[kind] for kind in VISITORS if kind in participant), {})
    identities = (who["user"],) if "user" in who else ()
    return Stay(source, identities, who.get("displayName", ""), joined, left, participant["name"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _ending(span: Mapping[str, Any], key: str) -> datetime | None:
    return _moment(span[key]) if key in span else None
