"""Zoom's webhooks: whether one is genuine, what it says of presence, and whether something keeps the session."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from mentoring.presence import Happening, LedgerEvent

OLDEST = timedelta(minutes=90)
"""Zoom retries after 5, 20 and 60 minutes, and does not say whether a retry is signed anew."""
FASTEST_CLOCK = timedelta(minutes=5)
_LONGEST_TOKEN = 128

_HAPPENINGS: Mapping[str, tuple[Happening, str]] = {
    "meeting.started": (Happening.MEETING_STARTED, "start_time"),
    "meeting.ended": (Happening.MEETING_ENDED, "end_time"),
    "meeting.participant_joined": (Happening.JOINED, "join_time"),
    "meeting.participant_jbh_joined": (Happening.JOINED, "join_time"),
    "meeting.participant_left": (Happening.LEFT, "leave_time"),
    "meeting.participant_joined_waiting_room": (Happening.WAITING, "date_time"),
    "meeting.participant_put_in_waiting_room": (Happening.WAITING, "date_time"),
    "meeting.participant_jbh_waiting": (Happening.WAITING, "date_time"),
    "meeting.participant_admitted": (Happening.STOPPED_WAITING, "date_time"),
    "meeting.participant_left_waiting_room": (Happening.STOPPED_WAITING, "date_time"),
    "meeting.participant_jbh_waiting_left": (Happening.STOPPED_WAITING, "date_time"),
}
"""The events that the ledger keeps, with the field that says when it happened."""


class Keeps(StrEnum):
    """In what form something keeps what happens in a room."""

    RECORDING = "recording"
    TRANSCRIPT = "transcript"
    AI_NOTES = "ai_notes"
    STREAM = "stream"


_TRIPWIRES: Mapping[str, Keeps] = {
    "recording.started": Keeps.RECORDING,
    "recording.resumed": Keeps.RECORDING,
    "recording.completed": Keeps.RECORDING,
    "recording.transcript_completed": Keeps.TRANSCRIPT,
    "meeting.aic_transcript_completed": Keeps.TRANSCRIPT,
    "meeting.ai_companion_started": Keeps.AI_NOTES,
    "meeting.summary_completed": Keeps.AI_NOTES,
    "meeting.rtms_started": Keeps.STREAM,
    "meeting.live_streaming_started": Keeps.STREAM,
}
"""Zoom tells of recordings in its cloud only; nothing documents an event for one on somebody's own machine."""


@dataclass(frozen=True)
class Tripwire:
    """Something keeps, or has kept, what must not be kept (R084). `at` is when Zoom said so.

    Some events name only the meeting and some only its run: the other is then empty.
    """

    keeps: Keeps
    meeting_id: str
    instance: str
    at: datetime


class MalformedEvent(ValueError):
    """A genuine event whose body is not of a form that Zoom documents."""


def verify(*, secret: str, timestamp: str | None, signature: str | None, body: bytes, at: datetime) -> bool:
    """Whether Zoom signed these very bytes lately. The headers are `x-zm-request-timestamp` and `x-zm-signature`."""
    sent_at = _sent_at(timestamp)
    if not secret or not timestamp or not signature or sent_at is None:
        return False
    if not -FASTEST_CLOCK <= at - sent_at <= OLDEST:
        return False
    expected = f"v0={_digest(secret, f'v0:{timestamp}:'.encode() + body)}"
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))


def answer_validation(secret: str, payload: Mapping[str, Any]) -> dict[str, str] | None:
    """The answer to `endpoint.url_validation`; None for a token that we do not sign.

    A colon or great length would let a stranger have a whole `v0:timestamp:body` signed, and forge events with it.
    """
    token = payload.get("plainToken")
    if not isinstance(token, str) or not token or ":" in token or len(token) > _LONGEST_TOKEN:
        return None
    return {"plainToken": token, "encryptedToken": _digest(secret, token.encode())}


def parse(body: Any) -> LedgerEvent | None:
    """What the event says of presence; None for events that the ledger does not keep. Raises MalformedEvent.

    Zoom sends events more than once and in any order, so `at` is when it happened, not when it came.
    """
    event = _name(body)
    if event not in _HAPPENINGS:
        return None
    happening, time_field = _HAPPENINGS[event]
    meeting = _mapping(_mapping(_mapping(body).get("payload")).get("object"))
    concerns_all = happening in (Happening.MEETING_STARTED, Happening.MEETING_ENDED)
    participant = {} if concerns_all else _mapping(meeting.get("participant"))
    stamp = _stamp(body)
    at = _moment((meeting if concerns_all else participant).get(time_field), stamp)
    instance, connection = _word(meeting, "uuid"), "" if concerns_all else _connection(participant)
    return LedgerEvent(
        key=_key(event, instance, connection, at.isoformat(), stamp),
        meeting_id=_word(meeting, "id"),
        instance=instance,
        happening=happening,
        at=at,
        connection=connection,
        identities=_identities(participant, meeting.get("host_id")),
        display_name=_optional(participant, "user_name"),
    )


def tripwire(body: Any) -> Tripwire | None:
    """What the event says is kept of a session; None for all other events. Raises MalformedEvent."""
    keeps = _TRIPWIRES.get(_name(body))
    if keeps is None:
        return None
    payload = _mapping(_mapping(body).get("payload"))
    about = _mapping(payload.get("object", payload))
    meeting_id = _first(about, "id", "meeting_number", "meeting_id")
    instance = _first(about, "uuid", "meeting_uuid")
    if not (meeting_id or instance):
        raise MalformedEvent("An event names no meeting.")
    return Tripwire(keeps, meeting_id, instance, at=_moment(None, _stamp(body)))


def _identities(participant: Mapping[str, Any], host_id: Any) -> tuple[str, ...]:
    """Strongest first. The registrant is the only id of a guest that outlives a rejoin; an e-mail may be empty."""
    registrant, email = _optional(participant, "registrant_id"), _optional(participant, "email").casefold()
    is_host = bool(host_id) and host_id in (participant.get("id"), participant.get("participant_user_id"))
    found = (
        f"registrant:{registrant}" if registrant else "",
        f"host:{email}" if is_host and email else "",
        f"email:{email}" if email else "",
    )
    return tuple(identity for identity in found if identity)


def _connection(participant: Mapping[str, Any]) -> str:
    return _optional(participant, "user_id") or _word(participant, "participant_uuid")


def _key(*parts: str | int) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _digest(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _sent_at(timestamp: str | None) -> datetime | None:
    """Zoom signs epoch seconds; milliseconds and anything else are not a time of ours."""
    if not timestamp or len(timestamp) > 10 or not (timestamp.isascii() and timestamp.isdigit()):
        return None
    return datetime.fromtimestamp(int(timestamp), UTC)


def _stamp(body: Any) -> int:
    stamp = _mapping(body).get("event_ts")
    if not isinstance(stamp, int) or isinstance(stamp, bool):
        raise MalformedEvent("An event has no event_ts.")
    return stamp


def _moment(text: Any, stamp: int) -> datetime:
    """The event's own time, or `event_ts` (milliseconds) where Zoom left it out."""
    try:
        if not text:
            return datetime.fromtimestamp(stamp / 1000, UTC)
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise MalformedEvent("An event has a time that cannot be read.") from None


def _name(body: Any) -> str:
    name = _mapping(body).get("event")
    if not isinstance(name, str):
        raise MalformedEvent("An event has no name.")
    return name


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise MalformedEvent("An event lacks a part that it must have.")
    return value


def _optional(holder: Mapping[str, Any], name: str) -> str:
    """Ids come as strings in some events and as numbers in others."""
    value = holder.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _first(holder: Mapping[str, Any], *names: str) -> str:
    return next(filter(None, (_optional(holder, name) for name in names)), "")


def _word(holder: Mapping[str, Any], name: str) -> str:
    word = _optional(holder, name)
    if not word:
        raise MalformedEvent(f"An event has no {name}.")
    return word
