"""The one wrapper around `zoomus`: token, time, ids, expected answers, errors and paging."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from zoomus import ZoomClient
from zoomus.client import COMPONENT_CLASSES
from zoomus.util import API_VERSION_2, ApiClient

from integrations.zoom.errors import json_object, refused, unreachable, unreadable
from integrations.zoom.tokens import Token, TokenKeeper
from mentoring.ports import ProviderError

Verb = Callable[[ZoomClient], requests.Response]
PagedVerb = Callable[[ZoomClient, Mapping[str, Any]], requests.Response]

NEEDED_SCOPES = frozenset(
    {
        "meeting:write:meeting:admin",
        "meeting:read:meeting:admin",
        "meeting:read:list_meetings:admin",
        "meeting:update:status:admin",
        "meeting:write:registrant:admin",
        "meeting:read:list_registrants:admin",
        "meeting:read:list_past_participants:admin",
        "user:read:settings:admin",
    }
)
"""What the Zoom app must be granted for the calls below."""

_MEETING_ID = re.compile(r"[0-9]{9,12}")
_LARGEST_PAGE = 300
_MOST_CONNECTIONS = 32
"""Kept open; more may be open for a moment."""


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


class ZoomApi:
    """The calls that we make. Each may raise ProviderError; each takes `at` only to know whether its token is fresh.

    `api_url` is used where the token's answer names no address of its own. `timeout` is in seconds.
    """

    def __init__(
        self,
        *,
        account_id: str,
        client_id: str,
        client_secret: str,
        api_url: str = "https://api.zoom.us/v2",
        oauth_url: str = "https://zoom.us/oauth/token",
        timeout: float = 10.0,
    ) -> None:
        self._api_url, self._timeout = api_url, timeout
        self._reads = _keeping_connections(api_url)
        self._tokens = TokenKeeper(
            account_id=account_id,
            client_id=client_id,
            client_secret=client_secret,
            oauth_url=oauth_url,
            timeout=timeout,
        )

    def missing_scopes(self, *, at: datetime) -> frozenset[str]:
        """What the Zoom app was not granted of NEEDED_SCOPES."""
        return NEEDED_SCOPES - self._tokens.current(at=at).scopes

    def create_meeting(
        self, host: str, fields: Mapping[str, Any], *, starts_at: datetime, at: datetime
    ) -> dict[str, Any]:
        """Zoom API: POST /users/{userId}/meetings. `starts_at` is aware, in any zone."""
        user, start = _user(host), _utc(starts_at)
        return self._call(
            "create a Zoom meeting",
            lambda zoom: zoom.meeting.create(**fields, user_id=user, start_time=start),
            expected=201,
            at=at,
        )

    def scheduled_meetings(self, host: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Zoom API: GET /users/{userId}/meetings. The agenda is cut after 250 characters."""
        user = _user(host)
        return self._pages(
            "list the Zoom meetings of a host",
            "meetings",
            lambda zoom, page: zoom.meeting.list(user_id=user, type="scheduled", **page),
            at=at,
        )

    def meeting(self, meeting_id: str, *, at: datetime) -> dict[str, Any]:
        """Zoom API: GET /meetings/{meetingId}."""
        tried = "read a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        return self._call(tried, lambda zoom: zoom.meeting.get(id=known), expected=200, at=at)

    def end_meeting(self, meeting_id: str, *, at: datetime) -> None:
        """Zoom API: PUT /meetings/{meetingId}/status."""
        tried = "end a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        self._call(tried, lambda zoom: zoom.meeting.update_status(id=known, action="end"), expected=204, at=at)

    def register(self, meeting_id: str, *, email: str, first_name: str, at: datetime) -> dict[str, Any]:
        """Zoom API: POST /meetings/{meetingId}/registrants, approved at once: without that no link comes back."""
        tried = "register a guest with Zoom"
        known = _meeting_id(tried, meeting_id)
        guest = {"email": email, "first_name": first_name, "auto_approve": True}
        return self._call(tried, lambda zoom: zoom.meeting.add_registrant(id=known, **guest), expected=201, at=at)

    def registrants(self, meeting_id: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Zoom API: GET /meetings/{meetingId}/registrants, those who are approved."""
        tried = "list the guests of a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        return self._pages(
            tried,
            "registrants",
            lambda zoom, page: zoom.meeting.list_registrants(id=known, status="approved", **page),
            at=at,
        )

    def host_settings(self, host: str, *, at: datetime) -> dict[str, Any]:
        """Zoom API: GET /users/{userId}/settings."""
        user = _user(host)
        return self._call(
            "read a Zoom host's settings", lambda zoom: zoom.user.get_settings(id=user), expected=200, at=at
        )

    def past_participants(self, instance: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Zoom API: GET /past_meetings/{uuid}/participants. Zoom keeps no row of a run with only one person.

        zoomus would leave the slashes of most ids unquoted, so the path is ours.
        """
        quoted = quote(quote(instance, safe=""), safe="")
        return self._pages(
            "list who was in a Zoom meeting",
            "participants",
            lambda zoom, page: zoom.get_request(
                f"/past_meetings/{quoted}/participants", params={"include_fields": "registrant_id", **page}
            ),
            at=at,
        )

    def _pages(
        self,
        tried: str,
        rows: str,
        verb: PagedVerb,
        *,
        at: datetime,
    ) -> Iterator[dict[str, Any]]:
        """Every row of every page. Zoom: a `next_page_token` lives for 15 minutes."""
        page: dict[str, Any] = {"page_size": _LARGEST_PAGE}
        while True:
            body = self._call(tried, _with_page(verb, page), expected=200, at=at)
            yield from _rows(tried, body, rows)
            if not body.get("next_page_token"):
                return
            page = {**page, "next_page_token": body["next_page_token"]}

    def _call(self, tried: str, verb: Verb, *, expected: int, at: datetime) -> dict[str, Any]:
        """One call; repeated once with a new token after 401, for Zoom did nothing then."""
        writes = expected != 200
        token = self._tokens.current(at=at)
        response = self._send(tried, verb, token, writes=writes)
        if response.status_code == 401:
            token = self._tokens.instead_of(token, at=at)
            response = self._send(tried, verb, token, writes=writes)
        if response.status_code != expected:
            raise refused(tried, response, writes=writes, at=at)
        if expected == 204:
            return {}
        body = json_object(response)
        if body is None:
            raise unreadable(tried, "the answer is no JSON object", writes=writes)
        return body

    def _send(self, tried: str, verb: Verb, token: Token, *, writes: bool) -> requests.Response:
        api_url = f"{token.api_url}/v2" if token.api_url else self._api_url
        try:
            return verb(_Verbs(self._reads, api_url=api_url, token=token.value, timeout=self._timeout))
        except requests.RequestException as error:
            raise unreachable(tried, error, writes=writes) from None


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


def _meeting_id(tried: str, meeting_id: str) -> str:
    """zoomus puts ids into the path as they are: `1/../../users/me` would reach another endpoint."""
    if not _MEETING_ID.fullmatch(meeting_id):
        raise ProviderError(tried, "that is not the id of a Zoom meeting", permanent=True)
    return meeting_id


def _user(host: str) -> str:
    return quote(host, safe="@")


def _utc(at: datetime) -> datetime:
    """zoomus writes `Z` behind any time without converting it."""
    if at.tzinfo is None:
        raise ValueError("A Zoom meeting needs an aware start time.")
    return at.astimezone(UTC)


def _with_page(verb: PagedVerb, page: Mapping[str, Any]) -> Verb:
    return lambda zoom: verb(zoom, page)


def _rows(tried: str, body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = body.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise unreadable(tried, f"the answer holds no list of {name}", writes=False)
    return rows
