"""Meet's conference records read as stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from integrations.google.errors import answer_of
from mentoring.presence import Source, Stay

KINDS = ("signedinUser", "anonymousUser", "phoneUser")


def pages(resource: Any, request: Any, key: str) -> Iterator[Mapping[str, Any]]:
    """Every item of a list request, page after page."""
    while request is not None:
        answer = answer_of(request)
        yield from answer.get(key, ())
        request = resource.list_next(request, answer)


def stays_of(resource: Any, records: Iterable[Mapping[str, Any]], *, since: datetime) -> Iterator[Stay]:
    """The stays in these calls that had not ended by `since`.

    Meet: a participant shows only the first entry and the last exit. The gaps, in which somebody may have been left
    alone with a student, are seen in the participant's sessions only.
    """
    participants = resource.participants()
    for record in records:
        if _ended_by(record, since):
            continue
        listing = participants.list(parent=record["name"], pageSize=250)
        for participant in pages(participants, listing, "participants"):
            yield from _stays_of_one(participants.participantSessions(), participant, since)


def _stays_of_one(sessions: Any, participant: Mapping[str, Any], since: datetime) -> Iterator[Stay]:
    """Anonymous and phone visitors have a name that they chose, which proves nothing, and so no identity."""
    who: Mapping[str, str] = next((participant[kind] for kind in KINDS if kind in participant), {})
    listing = sessions.list(parent=participant["name"], pageSize=250)
    for session in pages(sessions, listing, "participantSessions"):
        if not _ended_by(session, since):
            yield Stay(
                source=Source.MEET_RECORDS,
                identities=(who["user"],) if "user" in who else (),
                display_name=who.get("displayName", ""),
                joined_at=datetime.fromisoformat(session["startTime"]),
                left_at=datetime.fromisoformat(session["endTime"]) if "endTime" in session else None,
            )


def _ended_by(span: Mapping[str, Any], moment: datetime) -> bool:
    return "endTime" in span and datetime.fromisoformat(span["endTime"]) <= moment
