"""One signed-in account and Google's clients for it, built once and shared by all threads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from google.oauth2 import service_account
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from googleapiclient.http import HttpRequest

from integrations.google.wire import SharedToken, authorized_http

SCOPES = (
    "https://www.googleapis.com/auth/meetings.space.created",
    "https://www.googleapis.com/auth/calendar.events.owned",
)
"""The least that our calls need: rooms made by us, and events in the organizer's own calendar."""


class GoogleServices:
    """`meet` and `calendar` act as `organizer`, by domain-wide delegation.

    `api_url` is one base address that serves every Google API under its own path; None means Google. `timeout` is in
    seconds and holds for each connection. Raises OSError or ValueError when the key file cannot be read.
    Google's batch requests ignore `api_url`: they are not to be used.
    """

    def __init__(
        self, *, credentials_file: Path, organizer: str, api_url: str | None = None, timeout: float = 10.0
    ) -> None:
        account = service_account.Credentials.from_service_account_file(  # type: ignore[no-untyped-call]  # half typed
            str(credentials_file), scopes=SCOPES, subject=organizer
        )
        self._token, self._timeout = SharedToken(account, timeout=timeout), timeout
        base = f"{api_url.rstrip('/')}/" if api_url else None
        self.meet = self._build("meet", "v2", base)
        self.calendar = self._build("calendar", "v3", f"{base}calendar/v3/" if base else None)

    def _build(self, name: str, version: str, endpoint: str | None) -> Any:
        return build(
            name,
            version,
            http=self._http(),
            requestBuilder=self._request,
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": endpoint} if endpoint else None,
        )

    def _request(self, _: AuthorizedHttp, *args: Any, **kwargs: Any) -> HttpRequest:
        return HttpRequest(self._http(), *args, **kwargs)

    def _http(self) -> AuthorizedHttp:
        return authorized_http(self._token, timeout=self._timeout)
