"""HTTP as we want it under Google's client: each request is sent once, with a token that all threads share."""

from __future__ import annotations

import http.client
import threading
from http import HTTPStatus
from typing import Any

import httplib2
from google.auth.credentials import Credentials
from google.auth.exceptions import TransportError
from google.oauth2 import service_account
from google_auth_httplib2 import AuthorizedHttp, Request


class _ConnectsOnce(http.client.HTTPConnection):
    """A connection that cannot be opened a second time."""

    opened = False

    def connect(self) -> None:
        if self.opened:
            raise ConnectionResetError("the connection was dropped before an answer")
        self.opened = True
        super().connect()


class _Plain(_ConnectsOnce, httplib2.HTTPConnectionWithTimeout):  # type: ignore[misc]  # httplib2 has no types
    pass


class _Secure(_ConnectsOnce, httplib2.HTTPSConnectionWithTimeout):  # type: ignore[misc]  # httplib2 has no types
    pass


class SentOnce(httplib2.Http):  # type: ignore[misc]  # httplib2 has no types
    """Sends each request once, on a connection of its own.

    httplib2 opens the connection again and repeats the request, a POST too, when the server drops it without an
    answer. That would make a second room.
    """

    def request(self, uri: str, *args: Any, **kwargs: Any) -> Any:
        kwargs["connection_type"] = _Secure if uri.startswith("https:") else _Plain
        try:
            return super().request(uri, *args, **kwargs)
        finally:
            self.close()


class _AskedOnce(Request):  # type: ignore[misc]  # google-auth-httplib2 has no types
    """A token endpoint that is down is not asked again in place: google-auth would sleep here, and so hold up whatever
    else is due. Asking later belongs to the duties."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        answer = super().__call__(*args, **kwargs)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TransportError(f"the token endpoint answered {answer.status}")  # type: ignore[no-untyped-call]  # google-auth is half typed
        return answer


class SharedToken:
    """The access token of one account. It is fetched by one thread at a time, however many find it expired.

    A thread waits no longer than `timeout` seconds for another's fetch, so that a token endpoint which hangs
    cannot line the threads up. Errors are those of `google.auth.exceptions`.
    """

    def __init__(self, account: service_account.Credentials, *, timeout: float) -> None:
        self._account, self._timeout = account, timeout
        self._lock = threading.Lock()

    def other_than(self, refused: str | None) -> str:
        """A token that holds by the clock and is not the one that Google has just refused."""
        if not self._lock.acquire(timeout=self._timeout):
            raise TransportError("another thread is still waiting for the token")  # type: ignore[no-untyped-call]  # google-auth is half typed
        try:
            if not self._account.valid or self._account.token == refused:
                self._fetch()
            return str(self._account.token)
        finally:
            self._lock.release()

    def _fetch(self) -> None:
        try:
            self._account.refresh(_AskedOnce(SentOnce(timeout=self._timeout)))  # type: ignore[no-untyped-call]  # google-auth is half typed
        except OSError as error:
            raise TransportError(error) from error  # type: ignore[no-untyped-call]  # google-auth is half typed


class _Bearer(Credentials):
    """The shared token as one request sees it: asked for at the start, and again when Google answers 401."""

    def __init__(self, shared: SharedToken) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # google-auth is half typed
        self._shared = shared

    def refresh(self, request: Request) -> None:  # noqa: ARG002 - google-auth's signature
        self.token = self._shared.other_than(self.token)


def authorized_http(shared: SharedToken, *, timeout: float) -> AuthorizedHttp:
    """For one request: Google's Http objects cannot be shared by threads. A token that is refused is renewed once."""
    return AuthorizedHttp(_Bearer(shared), http=SentOnce(timeout=timeout), max_refresh_attempts=1)
