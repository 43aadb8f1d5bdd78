"""Google Calendar's events: client-chosen ids, guests, and the mails that tell guests of a change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.google.asking import JSON, Asked, Handler, opaque, stamp
from sandbox.google.listing import page
from sandbox.google.refusals import Refusal, invalid, not_found

EVENT_ID = re.compile(r"[a-v0-9]{5,1024}")
RESPONSES = frozenset({"needsAction", "declined", "tentative", "accepted"})
STATUSES = frozenset({"confirmed", "tentative", "cancelled"})
VISIBILITIES = frozenset({"default", "public", "private", "confidential"})
PLAYED = frozenset({"maxResults", "orderBy", "pageToken", "privateExtendedProperty", "showDeleted", "singleEvents"})
GUEST_DEFAULTS = {"guestsCanInviteOthers": True, "guestsCanModify": False, "guestsCanSeeOtherGuests": True}


@dataclass(frozen=True)
class Notice:
    """A mail that Google sent a guest: `kind` is invited, updated or cancelled."""

    kind: str
    email: str
    event_id: str
    at: datetime


@dataclass
class Event:
    """`content` is what the client sent, `version` counts the writes and makes the etag."""

    id: str
    owner: str
    content: JSON
    created: datetime
    updated: datetime
    version: int = 1

    @property
    def etag(self) -> str:
        return f'"{self.version}"'

    @property
    def cancelled(self) -> bool:
        return bool(self.content.get("status") == "cancelled")

    @property
    def guests(self) -> tuple[str, ...]:
        return tuple(guest["email"].lower() for guest in self.content.get("attendees", []))

    def as_json(self) -> JSON:
        """As Google answers it: what equals a default is left out."""
        told = {k: v for k, v in self.content.items() if (k, v) not in GUEST_DEFAULTS.items()}
        owner = {"email": self.owner, "self": True}
        return {
            "kind": "calendar#event",
            "status": "confirmed",
            "sequence": 0,
            **told,
            "id": self.id,
            "etag": self.etag,
            "iCalUID": f"{self.id}@google.com",
            "created": stamp(self.created),
            "updated": stamp(self.updated),
            "creator": owner,
            "organizer": owner,
        }


@dataclass
class Calendars:
    """Every account's primary calendar. `notices` are the mails sent to guests, oldest first."""

    notices: list[Notice] = field(default_factory=list)
    _events: dict[tuple[str, str], Event] = field(default_factory=dict)

    def handlers(self) -> dict[str, Handler]:
        return {
            "calendar.events.insert": self._insert,
            "calendar.events.get": lambda asked: self._event(asked).as_json(),
            "calendar.events.list": self._list,
            "calendar.events.patch": lambda asked: self._write(asked, {**self._event(asked).content, **asked.body}),
            "calendar.events.update": lambda asked: self._write(asked, dict(asked.body)),
            "calendar.events.delete": self._delete,
        }

    def events_for(self, email: str) -> list[JSON]:
        """The events that stand in this guest's calendar."""
        email = email.lower()
        return [e.as_json() for e in self._events.values() if email in e.guests and not e.cancelled]

    def _insert(self, asked: Asked) -> JSON:
        owner = _calendar_of(asked)
        event_id = asked.body.get("id") or opaque("event", len(self._events)).lower().translate(_TO_BASE32HEX)
        if not EVENT_ID.fullmatch(event_id):
            raise invalid("Invalid resource id value.", reason="invalid")
        if (owner, event_id) in self._events:
            raise Refusal(409, "ALREADY_EXISTS", "duplicate", "The requested identifier already exists.")
        content = _judged(asked, dict(asked.body))
        event = Event(event_id, owner, content, asked.at, asked.at)
        self._events[owner, event_id] = event
        self._notify(asked, "invited", event)
        return event.as_json()

    def _write(self, asked: Asked, content: JSON) -> JSON:
        event = self._event(asked)
        if asked.headers.get("if-match", event.etag) != event.etag:
            raise Refusal(412, "FAILED_PRECONDITION", "conditionNotMet", "Precondition Failed")
        if content.get("sequence", 0) < event.content.get("sequence", 0):
            raise invalid("Invalid sequence value. It is below the sequence number of the resource.", reason="invalid")
        kind = "invited" if event.cancelled else "updated"
        event.content = _judged(asked, content)
        event.version, event.updated = event.version + 1, asked.at
        self._notify(asked, kind, event)
        return event.as_json()

    def _delete(self, asked: Asked) -> None:
        """The id stays taken: the event is kept as cancelled, and deleting it again answers 410."""
        event = self._event(asked)
        if event.cancelled:
            raise Refusal(410, "FAILED_PRECONDITION", "deleted", "Resource has been deleted")
        event.content = {**event.content, "status": "cancelled"}
        event.version, event.updated = event.version + 1, asked.at
        self._notify(asked, "cancelled", event)

    def _list(self, asked: Asked) -> JSON:
        owner, query = _calendar_of(asked), asked.query
        if unplayed := query.keys() - PLAYED - {"alt", "prettyPrint"}:
            raise invalid(f"This stand-in does not play {', '.join(sorted(unplayed))}.")
        if query.get("orderBy") == "startTime" and not query.get("singleEvents"):
            raise invalid("The requested ordering is not available for the particular query.")
        shown = [e for e in self._events.values() if e.owner == owner and (query.get("showDeleted") or not e.cancelled)]
        wanted = query.get("privateExtendedProperty", [])
        rows = [e.as_json() for e in shown if {*wanted} <= {*_private_properties(e)}]
        size, token = query.get("maxResults"), query.get("pageToken")
        return {"kind": "calendar#events", **page("items", rows, size=size, token=token, usual=250, most=2500)}

    def _event(self, asked: Asked) -> Event:
        event = self._events.get((_calendar_of(asked), asked.path["eventId"]))
        if event is None:
            raise not_found("Not Found")
        return event

    def _notify(self, asked: Asked, kind: str, event: Event) -> None:
        if asked.query.get("sendUpdates") == "all":
            self.notices += [Notice(kind, guest, event.id, asked.at) for guest in event.guests]


_TO_BASE32HEX = str.maketrans("wxyz", "0123")


def _calendar_of(asked: Asked) -> str:
    if asked.path["calendarId"] not in ("primary", asked.subject):
        raise not_found("Not Found")
    return asked.subject


def _private_properties(event: Event) -> Iterator[str]:
    for key, value in event.content.get("extendedProperties", {}).get("private", {}).items():
        yield f"{key}={value}"


def _judged(asked: Asked, content: JSON) -> JSON:
    """The rules that stand only in the words of Google's reference. Raises Refusal 400."""
    if content.get("status", "confirmed") not in STATUSES or content.get("visibility", "default") not in VISIBILITIES:
        raise invalid("Invalid value for status or visibility.", reason="invalid")
    if "createRequest" in content.get("conferenceData", {}) and asked.query.get("conferenceDataVersion") != 1:
        raise invalid("conferenceData.createRequest needs conferenceDataVersion=1; Google would drop it silently.")
    for guest in content.get("attendees", []):
        if "@" not in guest.get("email", ""):
            raise invalid("Invalid attendee email.", reason="invalid")
        if guest.setdefault("responseStatus", "needsAction") not in RESPONSES:
            raise invalid("Invalid value for responseStatus.", reason="invalid")
    if _moment(content["end"]) <= _moment(content["start"]):
        raise invalid("The specified time range is empty.", reason="timeRangeEmpty")
    return content


def _moment(when: Mapping[str, Any]) -> datetime:
    if "dateTime" not in when:
        raise invalid("This stand-in plays events with a dateTime only.")
    moment = datetime.fromisoformat(when["dateTime"])
    if "timeZone" not in when and moment.tzinfo is None:
        raise invalid("Missing time zone definition for start or end time.", reason="required")
    zone = _zone(when["timeZone"]) if "timeZone" in when else None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise invalid("Invalid time zone definition.", reason="invalid") from None
