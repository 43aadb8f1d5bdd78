"""The Zoom account: its app credentials and tokens, its licensed hosts and the group that locks their settings."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sandbox.zoom.description import DASHBOARD_SCOPE, SCOPES
from sandbox.zoom.refusals import bad_token, daily_limit, lacks_scope, no_group, no_user
from sandbox.zoom.settings import Settings, prepared_locks, prepared_settings

TOKEN_LIFE = timedelta(seconds=3599)
WRITES_A_DAY = 100
"""Zoom API: meetings created and updated per host and UTC day."""


@dataclass
class Host:
    """A user who may run `at_once` meetings at the same time, or one where he has no licence."""

    email: str
    places: int
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    licensed: bool = True
    active: bool = True
    settings: Settings = field(default_factory=prepared_settings)
    _writes: Counter[date] = field(default_factory=Counter)

    @property
    def at_once(self) -> int:
        return self.places if self.licensed else 1

    def spend_write(self, *, at: datetime) -> None:
        """Counts one create or update; raises Zoom's daily limit when the day's budget is used up."""
        if self._writes[at.date()] >= WRITES_A_DAY:
            raise daily_limit(WRITES_A_DAY, at=at)
        self._writes[at.date()] += 1


@dataclass
class Group:
    """The group that all hosts of the pool are in. A lock keeps users from changing a setting of their own."""

    name: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    settings: Settings = field(default_factory=prepared_settings)
    locks: Settings = field(default_factory=prepared_locks)


class TokenRefusal(Exception):
    """Zoom's OAuth answers mistakes in another shape than its API: `{"reason", "error"}`."""

    def __init__(self, status: int, reason: str, error: str) -> None:
        super().__init__(reason)
        self.status, self.reason, self.error = status, reason, error


@dataclass(frozen=True)
class Token:
    """What was given out: it carries the scopes of that moment."""

    value: str
    scopes: frozenset[str]
    until: datetime


class Account:
    """Server-to-server OAuth. Several tokens may be valid at once, as Zoom's present documentation says.

    `dashboard`: whether the plan is Business or dearer, which shows who is in a running meeting.
    """

    def __init__(
        self, *, account_id: str, client_id: str, client_secret: str, hosts: Mapping[str, int], dashboard: bool
    ) -> None:
        self.id = account_id
        self.dashboard = dashboard
        self.granted = set(SCOPES | {DASHBOARD_SCOPE} if dashboard else SCOPES)
        self.hosts = [Host(email, places) for email, places in hosts.items()]
        self.group = Group("Mentoring hosts")
        self._credentials = f"{client_id}:{client_secret}".encode()
        self._tokens: dict[str, Token] = {}

    def host(self, user: str) -> Host:
        """By user id or e-mail address, like every `userId` of the API."""
        for host in self.hosts:
            if user == host.id or user.casefold() == host.email.casefold():
                return host
        raise no_user(user)

    def group_of(self, group_id: str) -> Group:
        if group_id != self.group.id:
            raise no_group(group_id)
        return self.group

    def issue_token(self, authorization: str | None, form: Mapping[str, str], *, at: datetime) -> Token:
        if not hmac.compare_digest(_basic(authorization), self._credentials):
            raise TokenRefusal(400, "Invalid client_id or client_secret", "invalid_client")
        if form.get("grant_type") != "account_credentials":
            raise TokenRefusal(400, "unsupported grant type", "unsupported_grant_type")
        if form.get("account_id") != self.id:
            raise TokenRefusal(400, "Bad Request", "invalid_request")
        token = Token(secrets.token_urlsafe(48), frozenset(self.granted), at + TOKEN_LIFE)
        self._tokens[token.value] = token
        return token

    def check_bearer(self, authorization: str | None, scope: str, *, at: datetime) -> None:
        """A scope counts once a token was issued with it, and no longer than the app has it."""
        scheme, _, value = (authorization or "").partition(" ")
        if scheme != "Bearer" or value not in self._tokens:
            raise bad_token("Invalid access token.")
        token = self._tokens[value]
        if at >= token.until:
            raise bad_token("Access token is expired.")
        if scope not in token.scopes & self.granted:
            raise lacks_scope(scope)

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
