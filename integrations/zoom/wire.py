"""One call to Zoom: with a token, in time, on a connection that is kept, and with the answer that was expected."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from zoomus import ZoomClient
from zoomus.client import COMPONENT_CLASSES
from zoomus.util import API_VERSION_2, ApiClient

from integrations.zoom.errors import json_object, refused, speed_limit, unreachable, unreadable
from integrations.zoom.tempo import Stopwatch, Tempo
from integrations.zoom.tokens import Token, TokenKeeper

Verb = Callable[[ZoomClient], requests.Response]
PagedVerb = Callable[[ZoomClient, Mapping[str, Any]], requests.Response]

_LARGEST_PAGE = 300
_MOST_CONNECTIONS = 32
"""Kept open; more may be open for a moment."""
_WITHOUT_BODY = (202, 204)
_MOST_REPEATS = 3


class _Verbs(ZoomClient):  # type: ignore[misc]  # zoomus ships no types
    """zoomus' verbs with a token of our own.

    zoomus' constructor would fetch a token without a timeout, hold the secret in clear and never tell its
    components the timeout. zoomus takes whole seconds only.
    """

    def __init__(self, reads: requests.Session, *, api_url: str, token: str, timeout: float) -> None:
        seconds = math.ceil(timeout)
        ApiClient.__init__(self, base_uri=api_url, timeout=seconds)
        self.config = {"version": API_VERSION_2, "token": token}
        self.components = {
            name: component(base_uri=api_url, config=self.config, timeout=seconds)
            for name, component in COMPONENT_CLASSES[API_VERSION_2].items()
        }
        self._reads = reads
        for component in self.components.values():
            component.get_request = self.get_request

    def get_request(self, endpoint: str, params: Mapping[str, Any] | None = None) -> requests.Response:
        """As zoomus' own, on a connection that is kept: a running session is read every half minute. What writes has
        a new one each time, because a connection that broke does not tell what was done."""
        bearer = {"Authorization": f"Bearer {self.config['token']}"}
        return self._reads.get(self.url_for(endpoint), params=params, headers=bearer, timeout=self.timeout)


class Wire:
    """Sends verbs. `api_url` is used where the token's answer names no address; `timeout` is in seconds.

    What only reads is repeated where Zoom says that it came too fast, and keeps to the limit for a while from then on.
    """

    def __init__(self, tokens: TokenKeeper, *, api_url: str, timeout: float, stopwatch: Stopwatch) -> None:
        self._tokens, self._api_url, self._timeout = tokens, api_url, timeout
        self._stopwatch, self._tempo = stopwatch, Tempo()
        self._reads = _keeping_connections(api_url)

    def call(self, tried: str, verb: Verb, *, at: datetime, expected: int = 200) -> dict[str, Any]:
        """One call, of which 200 is expected where it only reads. Raises ProviderError."""
        writes = expected != 200
        response = self._signed(tried, verb, writes=True, at=at) if writes else self._in_turn(tried, verb, at=at)
        if response.status_code != expected:
            raise refused(tried, response, writes=writes, at=at)
        if expected in _WITHOUT_BODY:
            return {}
        body = json_object(response)
        if body is None:
            raise unreadable(tried, "the answer is no JSON object", writes=writes)
        return body

    def pages(self, tried: str, rows: str, verb: PagedVerb, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Every row of every page. Zoom: a `next_page_token` lives for 15 minutes."""
        page: dict[str, Any] = {"page_size": _LARGEST_PAGE}
        while True:
            body = self.call(tried, _with_page(verb, page), at=at)
            yield from _rows(tried, body, rows)
            if not body.get("next_page_token"):
                return
            page = {**page, "next_page_token": body["next_page_token"]}

    def _in_turn(self, tried: str, verb: Verb, *, at: datetime) -> requests.Response:
        """Waits only after Zoom has complained: until then, and for a day's limit, never."""
        for _ in range(1 + _MOST_REPEATS):
            self._wait_for_turn(tried)
            response = self._signed(tried, verb, writes=False, at=at)
            limit = speed_limit(response)
            if limit is None:
                break
            self._tempo.slow_down(tried, limit, now=self._stopwatch.now())
        return response

    def _wait_for_turn(self, tried: str) -> None:
        wait = self._tempo.turn(tried, now=self._stopwatch.now())
        if wait > 0:
            self._stopwatch.sleep(wait)

    def _signed(self, tried: str, verb: Verb, *, writes: bool, at: datetime) -> requests.Response:
        """Repeated once with a new token after 401, for Zoom did nothing then."""
        token = self._tokens.current(at=at)
        response = self._send(tried, verb, token, writes=writes)
        if response.status_code != 401:
            return response
        return self._send(tried, verb, self._tokens.instead_of(token, at=at), writes=writes)

    def _send(self, tried: str, verb: Verb, token: Token, *, writes: bool) -> requests.Response:
        api_url = f"{token.api_url}/v2" if token.api_url else self._api_url
        verbs = _Verbs(self._reads, api_url=api_url, token=token.value, timeout=self._timeout)
        try:
            return verb(verbs) if writes else _read(verb, verbs)
        except requests.RequestException as error:
            raise unreachable(tried, error, writes=writes) from None


def _read(verb: Verb, verbs: ZoomClient) -> requests.Response:
    """Zoom may close a connection that was kept in the moment in which we use it again: that costs one repeat."""
    try:
        return verb(verbs)
    except requests.Timeout:
        raise
    except requests.ConnectionError:
        return verb(verbs)


def _keeping_connections(api_url: str) -> requests.Session:
    """Threads may share it: nothing in it changes but its pool of connections. What the environment says of proxies
    and certificates is read once, because reading it takes longer than the rest of a call."""
    session = requests.Session()
    found = session.merge_environment_settings(api_url, {}, None, None, None)
    session.trust_env, session.proxies, session.verify = False, found["proxies"], found["verify"]
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=_MOST_CONNECTIONS))
    return session


def _with_page(verb: PagedVerb, page: Mapping[str, Any]) -> Verb:
    return lambda zoom: verb(zoom, page)


def _rows(tried: str, body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = body.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise unreadable(tried, f"the answer holds no list of {name}", writes=False)
    return rows
