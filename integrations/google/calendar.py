"""Invitations in Google Calendar: one private event for each person, with the door and nobody else in it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from googleapiclient.errors import HttpError

from integrations.google.errors import answer_of, asking, is_refusal
from integrations.google.session import GoogleServices
from mentoring.ports import Invitation

CALENDAR = "primary"
VERSION, FINGERPRINT = "version", "fingerprint"


class GoogleCalendarInviter:
    """An Inviter. The event's id comes from the effect key, so that Calendar itself refuses a second event.

    The event keeps the version and a fingerprint of what we sent, because Calendar rewrites descriptions and leaves
    out defaults: comparing texts would mail the guest again and again.
    """

    def __init__(self, services: GoogleServices) -> None:
        self._events = services.calendar.events()

    def send(self, invitation: Invitation, *, at: datetime) -> None:
        with asking("send a calendar invitation", at=at, writes=True):
            try:
                answer_of(self._events.insert(calendarId=CALENDAR, body=event_for(invitation), sendUpdates="all"))
            except HttpError as error:
                if not is_refusal(error, 409):
                    raise
                self._bring_up_to_date(invitation)

    def withdraw(self, invitation: Invitation, *, at: datetime) -> None:
        """Done as well when the event was never made (404) or is gone already (410)."""
        with asking("withdraw a calendar invitation", at=at, writes=True):
            try:
                event_id = event_id_of(invitation.effect_key)
                answer_of(self._events.delete(calendarId=CALENDAR, eventId=event_id, sendUpdates="all"))
            except HttpError as error:
                if not is_refusal(error, 404, 410):
                    raise

    def _bring_up_to_date(self, invitation: Invitation) -> None:
        """Replaces the whole event, and with it whatever was added by hand, such as a raw link to a meeting.

        Two who do this at once: the etag lets one write, and the other's 412 is retried and finds nothing to do.
        """
        event_id = event_id_of(invitation.effect_key)
        event = answer_of(self._events.get(calendarId=CALENDAR, eventId=event_id))
        wanted = event_for(invitation)
        if not _needs(event, wanted):
            return
        wanted["sequence"] = max(invitation.sequence, event.get("sequence", 0))
        update = self._events.update(calendarId=CALENDAR, eventId=event_id, body=wanted, sendUpdates="all")
        update.headers["If-Match"] = event["etag"]
        answer_of(update)


def event_id_of(effect_key: str) -> str:
    """Calendar v3: an id of ours is base32hex in lower case, 5 to 1,024 characters, unique in the calendar."""
    digest = hashlib.sha256(effect_key.encode()).digest()
    return base64.b32hexencode(digest).decode().rstrip("=").lower()


def event_for(invitation: Invitation) -> dict[str, Any]:
    """The event that this one person sees. Calendar's own defaults would let guests see and invite others."""
    event = {
        "id": event_id_of(invitation.effect_key),
        "status": "confirmed",
        "sequence": invitation.sequence,
        "summary": invitation.title,
        "description": _with_door(invitation),
        "location": invitation.door,
        "start": _moment(invitation.starts_at, invitation.timezone),
        "end": _moment(invitation.ends_at, invitation.timezone),
        "attendees": [{"email": invitation.email, "displayName": invitation.name}],
        "guestsCanInviteOthers": False,
        "guestsCanModify": False,
        "guestsCanSeeOtherGuests": False,
        "visibility": "private",
    }
    ours = {
        "effect_key": invitation.effect_key,
        VERSION: str(invitation.sequence),
        FINGERPRINT: _fingerprint(event),
    }
    return {**event, "extendedProperties": {"private": ours}}


def _needs(event: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether the event must be replaced: not when a newer version has overtaken this one."""
    ours, there = wanted["extendedProperties"]["private"], event.get("extendedProperties", {}).get("private", {})
    if int(there.get(VERSION, -1)) > int(ours[VERSION]):
        return False
    return event.get("status") == "cancelled" or there.get(FINGERPRINT) != ours[FINGERPRINT]


def _with_door(invitation: Invitation) -> str:
    if invitation.door in invitation.body:
        return invitation.body
    return f"{invitation.body}\n\n{invitation.door}"


def _moment(at: datetime, timezone: str) -> dict[str, str]:
    return {"dateTime": at.isoformat(), "timeZone": timezone}


def _fingerprint(event: Mapping[str, Any]) -> str:
    """Of everything but the version, which alone is no reason to write to the guest again."""
    content = {name: value for name, value in event.items() if name != "sequence"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
