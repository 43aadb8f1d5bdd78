"""The one wrapper around `zoomus`: which calls we make, with what ids, times and budgets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from integrations.zoom.scopes import NEEDED_SCOPES
from integrations.zoom.tempo import Stopwatch
from integrations.zoom.tokens import TokenKeeper
from integrations.zoom.wire import Wire
from mentoring.ports import ProviderError, WriteBudget

_MEETING_ID = re.compile(r"[0-9]{9,12}")
_NO_LETTERS = {"schedule_for_reminder": "false", "cancel_meeting_reminder": "false"}
"""Zoom would write to the host, or to everybody who is registered, that a meeting was deleted."""


class ZoomApi:
    """The calls that we make. Each may raise ProviderError; each takes `at` only to know whether its token is fresh.

    `budget` is asked before every meeting that is created or updated. `api_url` is used where the token's answer
    names no address of its own. `timeout` is in seconds. What only reads waits by the `stopwatch` for its turn where
    Zoom was asked too fast.
    """

    def __init__(
        self,
        *,
        account_id: str,
        client_id: str,
        client_secret: str,
        budget: WriteBudget,
        api_url: str = "https://api.zoom.us/v2",
        oauth_url: str = "https://zoom.us/oauth/token",
        timeout: float = 10.0,
        stopwatch: Stopwatch | None = None,
    ) -> None:
        self._budget = budget
        self._tokens = TokenKeeper(
            account_id=account_id,
            client_id=client_id,
            client_secret=client_secret,
            oauth_url=oauth_url,
            timeout=timeout,
        )
        self._wire = Wire(self._tokens, api_url=api_url, timeout=timeout, stopwatch=stopwatch or Stopwatch())

    def granted_scopes(self, *, at: datetime) -> frozenset[str]:
        """What the Zoom app was granted, as its token says."""
        return self._tokens.current(at=at).scopes

    def missing_scopes(self, *, at: datetime) -> frozenset[str]:
        """What the Zoom app was not granted of NEEDED_SCOPES."""
        return NEEDED_SCOPES - self.granted_scopes(at=at)

    def create_meeting(
        self, host: str, fields: Mapping[str, Any], *, starts_at: datetime, at: datetime
    ) -> dict[str, Any]:
        """Zoom API: POST /users/{userId}/meetings. `starts_at` is aware, in any zone."""
        tried = "create a Zoom meeting"
        user, start = _user(host), _utc(starts_at)
        self._spend(tried, host, at)
        return self._wire.call(
            tried, lambda zoom: zoom.meeting.create(**fields, user_id=user, start_time=start), expected=201, at=at
        )

    def update_meeting(self, meeting_id: str, fields: Mapping[str, Any], *, host: str, at: datetime) -> None:
        """Zoom API: PATCH /meetings/{meetingId}. It counts for `host`, whose meeting it is."""
        tried = "change a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        self._spend(tried, host, at)
        self._wire.call(
            tried, lambda zoom: zoom.patch_request(f"/meetings/{known}", data=dict(fields)), expected=204, at=at
        )

    def delete_meeting(self, meeting_id: str, *, at: datetime) -> None:
        """Zoom API: DELETE /meetings/{meetingId}, and nobody is written to. A running one is refused (3002)."""
        tried = "delete a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        self._wire.call(
            tried, lambda zoom: zoom.delete_request(f"/meetings/{known}", params=_NO_LETTERS), expected=204, at=at
        )

    def scheduled_meetings(self, host: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Zoom API: GET /users/{userId}/meetings. The agenda is cut after 250 characters."""
        user = _user(host)
        return self._wire.pages(
            "list the Zoom meetings of a host",
            "meetings",
            lambda zoom, page: zoom.meeting.list(user_id=user, type="scheduled", **page),
            at=at,
        )

    def meeting(self, meeting_id: str, *, at: datetime) -> dict[str, Any]:
        """Zoom API: GET /meetings/{meetingId}."""
        tried = "read a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        return self._wire.call(tried, lambda zoom: zoom.meeting.get(id=known), at=at)

    def end_meeting(self, meeting_id: str, *, at: datetime) -> None:
        """Zoom API: PUT /meetings/{meetingId}/status."""
        tried = "end a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        self._wire.call(tried, lambda zoom: zoom.meeting.update_status(id=known, action="end"), expected=204, at=at)

    def stop_recording(self, meeting_id: str, *, at: datetime) -> None:
        """Zoom API: PATCH /live_meetings/{meetingId}/events. It reaches recordings in Zoom's cloud only, and Zoom
        answers before it has stopped them."""
        tried = "stop a Zoom recording"
        known, stop = _meeting_id(tried, meeting_id), {"method": "recording.stop"}
        self._wire.call(
            tried, lambda zoom: zoom.patch_request(f"/live_meetings/{known}/events", data=stop), expected=202, at=at
        )

    def register(self, meeting_id: str, *, email: str, first_name: str, at: datetime) -> dict[str, Any]:
        """Zoom API: POST /meetings/{meetingId}/registrants, approved at once: without that no link comes back."""
        tried = "register a guest with Zoom"
        known = _meeting_id(tried, meeting_id)
        guest = {"email": email, "first_name": first_name, "auto_approve": True}
        return self._wire.call(tried, lambda zoom: zoom.meeting.add_registrant(id=known, **guest), expected=201, at=at)

    def registrants(self, meeting_id: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Zoom API: GET /meetings/{meetingId}/registrants, those who are approved."""
        tried = "list the guests of a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        return self._wire.pages(
            tried,
            "registrants",
            lambda zoom, page: zoom.meeting.list_registrants(id=known, status="approved", **page),
            at=at,
        )

    def cancel_registrants(self, meeting_id: str, rows: Sequence[Mapping[str, Any]], *, at: datetime) -> None:
        """Zoom API: PUT /meetings/{meetingId}/registrants/status. `rows` are rows of `registrants`, at most 30."""
        tried = "cancel the registration of a guest with Zoom"
        known = _meeting_id(tried, meeting_id)
        body = {"action": "cancel", "registrants": [{"id": row.get("id"), "email": row.get("email")} for row in rows]}
        self._wire.call(
            tried,
            lambda zoom: zoom.put_request(f"/meetings/{known}/registrants/status", data=body),
            expected=204,
            at=at,
        )

    def user(self, host: str, *, at: datetime) -> dict[str, Any]:
        """Zoom API: GET /users/{userId}."""
        known = _user(host)
        return self._wire.call("read a Zoom host", lambda zoom: zoom.get_request(f"/users/{known}"), at=at)

    def host_settings(self, host: str, *, at: datetime) -> dict[str, Any]:
        """Zoom API: GET /users/{userId}/settings."""
        user = _user(host)
        return self._wire.call("read a Zoom host's settings", lambda zoom: zoom.user.get_settings(id=user), at=at)

    def change_host_settings(self, host: str, settings: Mapping[str, Any], *, at: datetime) -> None:
        """Zoom API: PATCH /users/{userId}/settings."""
        user = _user(host)
        self._wire.call(
            "change a Zoom host's settings",
            lambda zoom: zoom.user.update_settings(id=user, **settings),
            expected=204,
            at=at,
        )

    def group_locks(self, group_id: str, *, at: datetime) -> dict[str, Any]:
        """Zoom API: GET /groups/{groupId}/lock_settings. True: members cannot change what is set for them."""
        quoted = quote(group_id, safe="")
        return self._wire.call(
            "read the locks of a Zoom group", lambda zoom: zoom.get_request(f"/groups/{quoted}/lock_settings"), at=at
        )

    def live_participants(self, meeting_id: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Zoom API: GET /metrics/meetings/{meetingId}/participants of a running meeting. Heavy; Business and above.

        The rows also hold addresses and devices of the people's machines, which must not be kept.
        """
        tried = "list who is in a Zoom meeting"
        known = _meeting_id(tried, meeting_id)
        return self._wire.pages(
            tried,
            "participants",
            lambda zoom, page: zoom.get_request(f"/metrics/meetings/{known}/participants", {"type": "live", **page}),
            at=at,
        )

    def reported_participants(self, instance: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Zoom API: GET /report/meetings/{uuid}/participants. Heavy; it comes some time after the end."""
        return self._after_the_end("/report/meetings", instance, at=at)

    def past_participants(self, instance: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """Zoom API: GET /past_meetings/{uuid}/participants. Zoom keeps no row of a run with only one person."""
        return self._after_the_end("/past_meetings", instance, at=at)

    def _after_the_end(self, section: str, instance: str, *, at: datetime) -> Iterator[dict[str, Any]]:
        """zoomus would leave the slashes of most ids unquoted, so the path is ours. `instance` may also be a meeting's
        id, which means its latest run."""
        path = f"{section}/{quote(quote(instance, safe=''), safe='')}/participants"
        return self._wire.pages(
            "list who was in a Zoom meeting",
            "participants",
            lambda zoom, page: zoom.get_request(path, {"include_fields": "registrant_id", **page}),
            at=at,
        )

    def _spend(self, tried: str, host: str, at: datetime) -> None:
        if not self._budget.spend(host, at=at):
            said = "the meetings that Zoom lets this host create and update in one UTC day are used up"
            raise ProviderError(tried, said, permanent=False, retry_after=_next_utc_day(at) - at)


def _next_utc_day(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time.min, UTC)


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
