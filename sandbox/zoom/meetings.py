"""Scheduled meetings and their registrants, as the API keeps and shows them."""

from __future__ import annotations

import copy
import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.zoom.account import Host
from sandbox.zoom.keeping import Keepers
from sandbox.zoom.people import Room
from sandbox.zoom.refusals import daily_limit
from sandbox.zoom.settings import merge

START_LINK_LIFE = timedelta(hours=2)
ADDS_A_DAY = 3
"""Zoom API: how often the same person may be added to the same meeting in one day."""
STATUS_CHANGES_A_DAY = 10
AGENDA_SHOWN_IN_LISTS = 250
_STATUS_AFTER = {"approve": "approved", "deny": "denied", "cancel": "cancelled"}

ACCOUNT_DEFAULTS: Mapping[str, Any] = {
    "allow_multiple_devices": True,
    "approval_type": 2,
    "audio": "both",
    "auto_recording": "cloud",
    "auto_start_ai_companion_questions": True,
    "auto_start_meeting_summary": True,
    "breakout_room": {"enable": True},
    "close_registration": False,
    "continuous_meeting_chat": {"enable": True},
    "email_notification": True,
    "host_video": True,
    "jbh_time": 5,
    "join_before_host": True,
    "meeting_authentication": True,
    "mute_upon_entry": False,
    "participant_video": True,
    "private_meeting": False,
    "push_change_to_calendar": True,
    "registrants_confirmation_email": True,
    "registrants_email_notification": True,
    "show_share_button": True,
    "use_pmi": True,
    "waiting_room": False,
    "waiting_room_options": {"mode": "follow_setting", "who_goes_to_waiting_room": "users_not_in_account"},
}
"""What a field becomes when `create` leaves it out: the opposite of what we want, so that forgetting it is seen."""


def utc_text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


@dataclass
class Registrant:
    """Somebody who was added to a meeting; `ticket` is the `tk` of the personal link."""

    email: str
    name: str
    status: str = "pending"
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _adds: Counter[date] = field(default_factory=Counter)
    _changes: Counter[date] = field(default_factory=Counter)

    @property
    def approved(self) -> bool:
        return self.status == "approved"

    def add(self, *, approved: bool, at: datetime) -> None:
        """Whoever was cancelled and comes again is another registrant, with another link."""
        _count(self._adds, ADDS_A_DAY, at)
        if self.status == "cancelled":
            self.id, self.ticket, self.status = secrets.token_urlsafe(16), secrets.token_urlsafe(24), "pending"
        if approved:
            self.status = "approved"

    def change(self, action: str, *, at: datetime) -> None:
        _count(self._changes, STATUS_CHANGES_A_DAY, at)
        self.status = _STATUS_AFTER[action]


def _count(counter: Counter[date], limit: int, at: datetime) -> None:
    if counter[at.date()] >= limit:
        raise daily_limit(limit, at=at)
    counter[at.date()] += 1


@dataclass
class Meeting:
    """One scheduled meeting (type 2) and the room behind it."""

    id: int
    host: Host
    created_at: datetime
    join_base: str
    fields: dict[str, Any]
    settings: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(dict(ACCOUNT_DEFAULTS)))
    registrants: list[Registrant] = field(default_factory=list)
    room: Room = field(default_factory=Room)
    keepers: Keepers = field(default_factory=Keepers)
    _start_tickets: dict[str, datetime] = field(default_factory=dict)

    def change(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Gives what was there before of all that differs now; nothing when everything was so already."""
        before = merge(self.fields, {name: value for name, value in body.items() if name != "settings"})
        settings = merge(self.settings, body.get("settings", {}))
        return {**before, "settings": settings} if settings else before

    def new_start_link(self, *, at: datetime) -> str:
        """A link that makes its holder host; Zoom lets it live for two hours."""
        ticket = secrets.token_urlsafe(24)
        self._start_tickets[ticket] = at + START_LINK_LIFE
        return f"{self.join_base}/s/{self.id}?zak={ticket}"

    def opens_with(self, ticket: str, *, at: datetime) -> bool:
        return ticket in self._start_tickets and at < self._start_tickets[ticket]

    def personal_link(self, registrant: Registrant) -> str:
        return f"{self.join_base}/w/{self.id}?tk={registrant.ticket}"

    def register(self, body: Mapping[str, Any], *, at: datetime) -> Registrant:
        """The registrant of that e-mail address: the same one when it was added before."""
        registrant = self.registrant_of(body["email"])
        if registrant is None:
            name = f"{body['first_name']} {body.get('last_name', '')}".strip()
            registrant = Registrant(body["email"], name)
            self.registrants.append(registrant)
        approved = self.settings["approval_type"] == 0 or body.get("auto_approve", False)
        registrant.add(approved=approved, at=at)
        return registrant

    def change_registrants(self, action: str, ids: Collection[str], *, at: datetime) -> None:
        """Ids that Zoom does not know are passed over in silence."""
        for registrant in self.registrants:
            if registrant.id in ids:
                registrant.change(action, at=at)

    def registrant_of(self, email: str | None) -> Registrant | None:
        wanted = (email or "").casefold()
        return next((one for one in self.registrants if one.email.casefold() == wanted), None)

    def holder_of(self, ticket: str) -> Registrant | None:
        return next((one for one in self.registrants if one.approved and one.ticket == ticket), None)

    def summary(self) -> dict[str, Any]:
        """A row of the host's list of meetings."""
        return {
            "uuid": self.room.instance,
            "id": self.id,
            "host_id": self.host.id,
            "created_at": utc_text(self.created_at),
            "join_url": f"{self.join_base}/j/{self.id}",
            **self.fields,
            "agenda": self.fields.get("agenda", "")[:AGENDA_SHOWN_IN_LISTS],
        }

    def detail(self, *, at: datetime) -> dict[str, Any]:
        return {
            **self.summary(),
            "agenda": self.fields.get("agenda", ""),
            "host_email": self.host.email,
            "status": "started" if self.room.running else "waiting",
            "start_url": self.new_start_link(at=at),
            "settings": copy.deepcopy(self.settings),
        }

    def registrant_row(self, registrant: Registrant) -> dict[str, Any]:
        row = {"id": registrant.id, "email": registrant.email, "first_name": registrant.name}
        link = {"join_url": self.personal_link(registrant)} if registrant.approved else {}
        return {**row, "status": registrant.status, **link}
