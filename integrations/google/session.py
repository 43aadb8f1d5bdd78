"""One signed-in account and Google's clients for it, each built once and shared by all threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

from google.oauth2 import service_account
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from googleapiclient.http import HttpRequest

from integrations.google.wire import SharedToken, authorized_http

ROOT = "https://www.googleapis.com/auth/"
ROOMS = (f"{ROOT}meetings.space.created", f"{ROOT}calendar.events.owned")
"""Rooms made by us, and events in the organizer's own calendar."""

DIRECTORY = (f"{ROOT}admin.directory.user.readonly",)
PEOPLE = (f"{ROOT}directory.readonly",)
POLICIES = (f"{ROOT}cloud-identity.policies.readonly",)
"""Cloud Identity takes exactly this scope: `cloud-platform` is refused."""


class GoogleServices:
    """Google's clients, which act as `organizer` by domain-wide delegation. Each token carries no more scopes than its
    own client needs, so that one which is not delegated breaks nothing else.

    `api_url` is one base address that serves every Google API under its own path; None means Google. `timeout` is in
    seconds and holds for each connection. Raises OSError or ValueError when the key file cannot be read.
    Google's batch requests ignore `api_url`: they are not to be used.
    """

    def __init__(
        self, *, credentials_file: Path, organizer: str, api_url: str | None = None, timeout: float = 10.0
    ) -> None:
        self.organizer, self._timeout = organizer, timeout
        self._account = service_account.Credentials.from_service_account_file(  # type: ignore[no-untyped-call]  # half typed
            str(credentials_file), subject=organizer
        )
        self._base = f"{api_url.rstrip('/')}/" if api_url else None
        self._tokens: dict[tuple[str, ...], SharedToken] = {}
        self._clients: dict[str, Any] = {}
        self._lock = threading.RLock()

    def acting_as(self, subject: str) -> GoogleServices:
        """The same key, which is read only once, for another account."""
        other = copy(self)
        other.organizer, other._account = subject, self._account.with_subject(subject)
        other._tokens, other._clients, other._lock = {}, {}, threading.RLock()
        return other

    @property
    def meet(self) -> Any:
        return self._client("meet", "v2", ROOMS)

    @property
    def calendar(self) -> Any:
        return self._client("calendar", "v3", ROOMS, path="calendar/v3/")

    @property
    def directory(self) -> Any:
        return self._client("admin", "directory_v1", DIRECTORY)

    @property
    def people(self) -> Any:
        return self._client("people", "v1", PEOPLE)

    @property
    def policies(self) -> Any:
        return self._client("cloudidentity", "v1", POLICIES)

    def sign_in(self, scopes: Sequence[str]) -> None:
        """Fetches a new token with these scopes. Raises the errors of `google.auth.exceptions`."""
        SharedToken(self._account.with_scopes(scopes), timeout=self._timeout).other_than(None)

    def _client(self, name: str, version: str, scopes: tuple[str, ...], *, path: str = "") -> Any:
        """`path` comes again because an address of our own replaces the service's path too."""
        with self._lock:
            if name not in self._clients:
                endpoint = f"{self._base}{path}" if self._base else None
                self._clients[name] = self._build(name, version, self._token(scopes), endpoint)
            return self._clients[name]

    def _token(self, scopes: tuple[str, ...]) -> SharedToken:
        with self._lock:
            account = self._account.with_scopes(scopes)
            return self._tokens.setdefault(scopes, SharedToken(account, timeout=self._timeout))

    def _build(self, name: str, version: str, token: SharedToken, endpoint: str | None) -> Any:
        def request(_: AuthorizedHttp, *args: Any, **kwargs: Any) -> HttpRequest:
            return HttpRequest(authorized_http(token, timeout=self._timeout), *args, **kwargs)

        return build(
            name,
            version,
            http=authorized_http(token, timeout=self._timeout),
            requestBuilder=request,
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": endpoint} if endpoint else None,
        )
