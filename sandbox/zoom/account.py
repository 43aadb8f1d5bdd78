"""The Zoom account: its app credentials and tokens, and the licensed hosts with their settings and budgets."""

from __future__ import annotations

import base64
import binascii
import copy
import hmac
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.zoom.refusals import bad_token, daily_limit, no_user

TOKEN_LIFE = timedelta(seconds=3599)
WRITES_A_DAY = 100
"""Zoom API: meetings created and updated per host and UTC day."""

SCOPES = " ".join(
    f"{scope}:admin"
    for scope in (
        "meeting:write:meeting",
        "meeting:update:meeting",
        "meeting:read:meeting",
        "meeting:delete:meeting",
        "meeting:read:list_meetings",
        "meeting:update:status",
        "meeting:write:registrant",
        "meeting:update:registrant_status",
        "meeting:read:list_registrants",
        "meeting:read:invitation",
        "meeting:read:past_meeting",
        "meeting:read:list_past_participants",
        "meeting:read:list_past_instances",
        "report:read:list_meeting_participants",
        "user:read:user",
        "user:read:settings",
        "user:update:settings",
        "group:read:lock_settings",
        "group:update:lock_settings",
        "group:update:settings",
    )
)

_HOST_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "recording": {"local_recording": False, "cloud_recording": False, "auto_recording": "none"},
    "in_meeting": {
        "meeting_summary_with_ai_companion": {"enable": False},
        "ai_companion_questions": {"enable": False},
    },
}


@dataclass
class Host:
    """A licensed user who may run `at_once` meetings at the same time."""

    email: str
    at_once: int
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    settings: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {section: copy.deepcopy(dict(values)) for section, values in _HOST_SETTINGS.items()}
    )
    _writes: Counter[date] = field(default_factory=Counter)

    def spend_write(self, *, at: datetime) -> None:
        """Counts one create or update; raises Zoom's daily limit when the day's budget is used up."""
        if self._writes[at.date()] >= WRITES_A_DAY:
            raise daily_limit(WRITES_A_DAY, at=at)
        self._writes[at.date()] += 1


class TokenRefusal(Exception):
    """Zoom's OAuth answers mistakes in another shape than its API: `{"reason", "error"}`."""

    def __init__(self, status: int, reason: str, error: str) -> None:
        super().__init__(reason)
        self.status, self.reason, self.error = status, reason, error


class Account:
    """Server-to-server OAuth. Several tokens may be valid at once, as Zoom's present documentation says."""

    def __init__(self, *, account_id: str, client_id: str, client_secret: str, hosts: Mapping[str, int]) -> None:
        self.id = account_id
        self._credentials = f"{client_id}:{client_secret}".encode()
        self._tokens: dict[str, datetime] = {}
        self.hosts = [Host(email, at_once) for email, at_once in hosts.items()]

    def host(self, user: str) -> Host:
        """By user id or e-mail address, like every `userId` of the API."""
        for host in self.hosts:
            if user == host.id or user.casefold() == host.email.casefold():
                return host
        raise no_user(user)

    def issue_token(self, authorization: str | None, form: Mapping[str, str], *, at: datetime) -> str:
        if not hmac.compare_digest(_basic(authorization), self._credentials):
            raise TokenRefusal(400, "Invalid client_id or client_secret", "invalid_client")
        if form.get("grant_type") != "account_credentials":
            raise TokenRefusal(400, "unsupported grant type", "unsupported_grant_type")
        if form.get("account_id") != self.id:
            raise TokenRefusal(400, "Bad Request", "invalid_request")
        token = secrets.token_urlsafe(48)
        self._tokens[token] = at + TOKEN_LIFE
        return token

    def check_bearer(self, authorization: str | None, *, at: datetime) -> None:
        scheme, _, token = (authorization or "").partition(" ")
        if scheme != "Bearer" or token not in self._tokens:
            raise bad_token("Invalid access token.")
        if at >= self._tokens[token]:
            raise bad_token("Access token is expired.")

    def revoke_tokens(self) -> None:
        self._tokens.clear()


def _basic(authorization: str | None) -> bytes:
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme != "Basic":
        raise TokenRefusal(401, "Client credentials are missing", "invalid_client")
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise TokenRefusal(400, "Invalid client_id or client_secret", "invalid_client") from error
