"""Zoom's webhooks: whether one is genuine, and what it says of presence, of things kept and of changed settings."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.zoom.identities import identities
from mentoring.presence import Happening, LedgerEvent
from mentoring.rooms import Drift, Keeping, Kept, Platform, Tripwire

OLDEST = timedelta(minutes=90)
"""Zoom retries after 5, 20 and 60 minutes, and does not say whether a retry is signed anew."""
FASTEST_CLOCK = timedelta(minutes=5)
_LONGEST_TOKEN = 128

_LONGEST_ID = 100

_HAPPENINGS: Mapping[str, tuple[Happening, str]] = {
    "meeting.started": (Happening.MEETING_STARTED, "start_time"),
    "meeting.ended": (Happening.MEETING_ENDED, "end_time"),
    "meeting.participant_joined": (Happening.JOINED, "join_time"),
    "meeting.participant_jbh_joined": (Happening.JOINED, "join_time"),
    "meeting.participant_left": (Happening.LEFT, "leave_time"),
    # Whoever is sent back to the waiting room is with nobody; whether participant_left follows, Zoom does not say.
    "meeting.participant_put_in_waiting_room": (Happening.LEFT, "date_time"),
    # Whoever is in a breakout room is not with the others, though still in the meeting. Zoom tells of each hop as of a
    # leaving and a joining too; the one who comes back has a connection of their own.
    "meeting.participant_joined_breakout_room": (Happening.JOINED_BREAKOUT, "join_time"),
    "meeting.participant_left_breakout_room": (Happening.LEFT_BREAKOUT, "leave_time"),
    "meeting.participant_joined_waiting_room": (Happening.WAITING, "date_time"),
    "meeting.participant_jbh_waiting": (Happening.WAITING, "date_time"),
    "meeting.participant_admitted": (Happening.STOPPED_WAITING, "date_time"),
    "meeting.participant_left_waiting_room": (Happening.STOPPED_WAITING, "date_time"),
    "meeting.participant_jbh_waiting_left": (Happening.STOPPED_WAITING, "date_time"),
}
"""The events that the ledger keeps, with the field that says when it happened."""

_KEEPINGS: Mapping[str, tuple[Keeping, bool]] = {
    "recording.started": (Keeping.RECORDING, True),
    "recording.resumed": (Keeping.RECORDING, True),
    "recording.paused": (Keeping.RECORDING, False),
    "recording.stopped": (Keeping.RECORDING, False),
    "recording.completed": (Keeping.RECORDING, False),
    "recording.transcript_completed": (Keeping.TRANSCRIPT, False),
    "meeting.aic_transcript_completed": (Keeping.TRANSCRIPT, False),
    "meeting.ai_companion_started": (Keeping.AI_NOTES, True),
    "meeting.ai_companion_stopped": (Keeping.AI_NOTES, False),
    "meeting.summary_completed": (Keeping.AI_NOTES, False),
    "meeting.rtms_started": (Keeping.STREAM, True),
    "meeting.rtms_stopped": (Keeping.STREAM, False),
    "meeting.live_streaming_started": (Keeping.STREAM, True),
    "meeting.live_streaming_stopped": (Keeping.STREAM, False),
}
"""The events that say that something keeps the session, and whether it still does. That one has stopped proves as well
that it was on: the event of its start may be lost. Zoom tells of recordings in its cloud only; nothing documents an
event for one on somebody's own machine."""

_DRIFTS = frozenset(
    {
        "user.settings_updated",
        "group.settings_updated",
        "group.lock_settings_updated",
        "account.settings_updated",
        "account.lock_settings_updated",
    }
)
"""The events that say that settings were changed by hand."""

LEFT_OUT = frozenset(
    {
        "meeting.updated",
        "meeting.deleted",
        "meeting.participant_role_changed",
    }
)
"""Subscribed for whoever reads Zoom's own log of deliveries, and not kept. Our own changes bring the first two, and a
room is proven again before it is used; the third names no registrant, and a host can do nothing that a proven room does
not already forbid."""

SUBSCRIBED = frozenset({*_HAPPENINGS, *_KEEPINGS, *_DRIFTS, *LEFT_OUT})
"""Every event that our Zoom app must subscribe to."""


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
    instance, connection = _id(meeting, "uuid"), _connection(event, happening, participant)
    if happening is Happening.JOINED and not connection:
        happening = Happening.STOPPED_WAITING
    return LedgerEvent(
        key=_key(event, instance, connection, at.isoformat(), stamp),
        meeting_id=_id(meeting, "id"),
        instance=instance,
        happening=happening,
        at=at,
        connection=connection,
        identities=_identities(participant, meeting.get("host_id")),
        display_name=_optional(participant, "user_name"),
    )


def tripwire(body: Any) -> Tripwire | None:
    """What the event says is kept of a session; None for all other events. Raises MalformedEvent.

    Its key is the thing's own: the start and the end of one recording have the same. Where Zoom does not say when, or
    under which name, a thing began, each event is a thing of its own.
    """
    event = _name(body)
    if event not in _KEEPINGS:
        return None
    keeping, running = _KEEPINGS[event]
    payload = _mapping(_mapping(body).get("payload"))
    about = _mapping(payload.get("object", payload))
    meeting_id, instance = (
        _first_id(about, "id", "meeting_number", "meeting_id"),
        _first_id(about, "uuid", "meeting_uuid"),
    )
    if not (meeting_id or instance):
        raise MalformedEvent("An event names no meeting.")
    stamp, began = _stamp(body), _began(about)
    name = _optional(about, "rtms_stream_id") or began or stamp
    kept = Kept(keeping, _key(keeping, instance or meeting_id, name), _moment(began, stamp), running)
    return Tripwire(kept, meeting_id, instance)


def drift(body: Any) -> Drift | None:
    """Whose settings were changed by hand; None for all other events. Raises MalformedEvent."""
    event = _name(body)
    if event not in _DRIFTS:
        return None
    payload = _mapping(_mapping(body).get("payload"))
    whose = payload.get("object")
    named = _optional(whose, "id") if isinstance(whose, Mapping) else ""
    host = named if event.startswith("user.") and named else None
    stamp = _stamp(body)
    return Drift(Platform.ZOOM, _key(event, named, stamp), host, _moment(None, stamp))


def _began(about: Mapping[str, Any]) -> str:
    """When a thing began to be kept, in the place where its event says so; empty where it does not."""
    files = about.get("recording_files")
    parts = [about.get("recording_file"), about.get("live_streaming"), *(files if isinstance(files, list) else [])]
    names = ("recording_start", "date_time")
    found = [_optional(part, name) for part in parts if isinstance(part, Mapping) for name in names]
    return min(filter(None, [*found, _optional(about, "summary_start_time")]), default="")


def _identities(participant: Mapping[str, Any], host_id: Any) -> tuple[str, ...]:
    hosts = bool(host_id) and host_id in (participant.get("id"), participant.get("participant_user_id"))
    registrant, email = _optional(participant, "registrant_id"), _optional(participant, "email")
    return identities(registrant=registrant, email=email, hosts=hosts)


def _connection(event: str, happening: Happening, participant: Mapping[str, Any]) -> str:
    """A breakout room gives its visitors another `user_id`: in the main room they are the parent.

    Who waits for the host may have none, nor who comes before the host; participant_joined tells of the latter too."""
    if happening in (Happening.MEETING_STARTED, Happening.MEETING_ENDED):
        return ""
    if "breakout" in event:
        return _id(participant, "parent_user_id")
    found = _first_id(participant, "user_id", "participant_uuid")
    if not found and happening in (Happening.JOINED, Happening.LEFT) and "jbh" not in event:
        raise MalformedEvent("An event does not say which participant it is about.")
    return found


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


def _first_id(holder: Mapping[str, Any], *names: str) -> str:
    """The first of these ids that the event has, or nothing. Raises MalformedEvent for what no id looks like, and what
    a database would refuse however often it came."""
    found = next(filter(None, (_optional(holder, name) for name in names)), "")
    if len(found) > _LONGEST_ID or not found.isprintable():
        raise MalformedEvent("An event has an id that is none.")
    return found


def _id(holder: Mapping[str, Any], name: str) -> str:
    found = _first_id(holder, name)
    if not found:
        raise MalformedEvent(f"An event has no {name}.")
    return found
