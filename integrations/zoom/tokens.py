"""The access token: one request for all threads, kept until most of its life is over."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth

from integrations.zoom.errors import json_object, refused, unreachable, unreadable

TRIED = "get an access token from Zoom"
RENEWED_AFTER = 0.8
"""Share of a token's life after which a new one is fetched, so that none dies on its way."""


@dataclass(frozen=True)
class Token:
    """`api_url` is the address that Zoom names for this account's API, without `/v2`; None where it names none."""

    value: str = field(repr=False)
    scopes: frozenset[str]
    api_url: str | None
    renew_at: datetime


class TokenKeeper:
    """Server-to-server OAuth. `timeout` is in seconds."""

    def __init__(self, *, account_id: str, client_id: str, client_secret: str, oauth_url: str, timeout: float) -> None:
        self._account_id, self._oauth_url, self._timeout = account_id, oauth_url, timeout
        self._credentials = HTTPBasicAuth(client_id.encode(), client_secret.encode())
        self._lock = threading.Lock()
        self._token: Token | None = None

    def current(self, *, at: datetime) -> Token:
        """Raises ProviderError when Zoom gives no token: permanently where it refuses the credentials."""
        with self._lock:
            if self._token is None or at >= self._token.renew_at:
                self._token = self._fetch(at)
            return self._token

    def instead_of(self, spent: Token, *, at: datetime) -> Token:
        """A token after `spent` was refused: another thread's new one where there is one, for a new one may kill it."""
        with self._lock:
            if self._token is None or self._token is spent:
                self._token = self._fetch(at)
            return self._token

    def _fetch(self, at: datetime) -> Token:
        form = {"grant_type": "account_credentials", "account_id": self._account_id}
        try:
            response = requests.post(self._oauth_url, data=form, auth=self._credentials, timeout=self._timeout)
        except requests.RequestException as error:
            raise unreachable(TRIED, error, writes=False) from None
        if response.status_code != 200:
            raise refused(TRIED, response, writes=False, at=at)
        return self._token_of(json_object(response) or {}, at)

    def _token_of(self, body: Mapping[str, Any], at: datetime) -> Token:
        value, life = body.get("access_token"), body.get("expires_in")
        if not (isinstance(value, str) and value) or not isinstance(life, int) or life <= 0:
            raise unreadable(TRIED, "the answer holds no usable token", writes=False)
        return Token(
            value,
            scopes=frozenset(str(body.get("scope", "")).split()),
            api_url=self._trusted(body.get("api_url")),
            renew_at=at + timedelta(seconds=life) * RENEWED_AFTER,
        )

    def _trusted(self, api_url: Any) -> str | None:
        """A token that came over TLS never leaves over anything less."""
        same_scheme = isinstance(api_url, str) and urlsplit(api_url).scheme == urlsplit(self._oauth_url).scheme
        return api_url.rstrip("/") if same_scheme else None
