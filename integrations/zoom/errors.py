"""What Zoom's failures mean to us. Nothing of `requests` or `zoomus` travels further than this."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from integrations.zoom.tempo import SpeedLimit
from mentoring.ports import ProviderError

_PRIVATE = (
    (re.compile(r"https?://\S+"), "<link>"),
    (re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+"), "<address>"),
    (re.compile(r"(?=[\w\-./+=]*\d)[\w\-./+=]{24,}"), "<secret>"),
)
_LONGEST = 200

_SOON = re.compile(r"[0-5]")
"""Seconds that a call itself waits for; whoever is told to wait for longer may have something better to do."""
_DEFAULT_WAIT, _DEFAULT_LIMIT = "1", "20"
"""Seconds, and calls a second: Zoom's limit for medium calls on a Pro plan."""

NO_SUCH_USER, NO_SUCH_MEETING, NOT_WHILE_IT_RUNS = 1001, 3001, 3002
NOT_IN_PLAN = 200
LACKS_SCOPE = 4711
"""Zoom answers it with status 400."""


class ZoomRefused(ProviderError):
    """Zoom understood and said no. `code` is Zoom's own (3001: no such meeting), None where it gave none. `forbidden`:
    we may not ask this at all, whatever its subject."""

    def __init__(
        self,
        tried: str,
        said: str,
        *,
        code: int | None,
        forbidden: bool,
        permanent: bool,
        ambiguous: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(tried, said, permanent=permanent, ambiguous=ambiguous, retry_after=retry_after)
        self.code, self.forbidden = code, forbidden


def json_object(response: requests.Response) -> dict[str, Any] | None:
    """The answer's JSON object, or None: Zoom's edge sometimes answers XML or a web page."""
    try:
        body = response.json()
    except requests.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def refused(tried: str, response: requests.Response, *, writes: bool, at: datetime) -> ProviderError:
    """The error for an answer that is not the expected success.

    5xx may have done the work, so for a write it is ambiguous; so is a success of another kind. 429 will pass:
    per second in seconds, per day at a date. So will that a meeting is running.
    """
    status, body = response.status_code, json_object(response)
    unclear, code = status >= 500 or status < 300, _code(body)
    return ZoomRefused(
        tried,
        _said(status, body),
        code=code,
        forbidden=status in (401, 403) or code == LACKS_SCOPE,
        permanent=not unclear and status not in (408, 429) and code != NOT_WHILE_IT_RUNS,
        ambiguous=writes and unclear,
        retry_after=_retry_after(response.headers, at) if status in (429, 503) else None,
    )


def speed_limit(response: requests.Response) -> SpeedLimit | None:
    """The limit per second that this call went over; None for any other answer.

    Zoom: `X-RateLimit-Type` is `QPS` or `Daily-limit`, and `Retry-After` a date for the latter.
    """
    headers = response.headers
    wait = headers.get("Retry-After", "").strip() or _DEFAULT_WAIT
    daily = "daily" in headers.get("X-RateLimit-Type", "").casefold()
    if response.status_code != 429 or daily or not _SOON.fullmatch(wait):
        return None
    told = headers.get("X-RateLimit-Limit", "").strip()
    a_second = told if re.fullmatch(r"[1-9][0-9]{0,5}", told) else _DEFAULT_LIMIT
    return SpeedLimit(headers.get("X-RateLimit-Category", ""), int(a_second), float(wait))


def unreadable(tried: str, what: str, *, writes: bool) -> ProviderError:
    """Zoom says that it succeeded, but not in a form that we know."""
    return ProviderError(tried, what, permanent=False, ambiguous=writes)


def unreachable(tried: str, error: requests.RequestException, *, writes: bool) -> ProviderError:
    """No answer came. The exception's own text holds addresses, so only its kind is told."""
    return ProviderError(tried, f"no answer ({type(error).__name__})", permanent=False, ambiguous=writes)


def cleaned(text: str) -> str:
    """Zoom's own words without links, e-mail addresses and anything as long as a token."""
    for pattern, stand_in in _PRIVATE:
        text = pattern.sub(stand_in, text)
    return text[:_LONGEST]


def _said(status: int, body: Mapping[str, Any] | None) -> str:
    if body is None:
        return f"HTTP {status} without a JSON object"
    reasons = [str(body.get("message") or body.get("reason") or "no reason given")]
    errors = body.get("errors")
    mistakes = errors if isinstance(errors, list) else []
    reasons += [f"{one.get('field')}: {one.get('message')}" for one in mistakes if isinstance(one, dict)]
    code = body.get("code", body.get("error", ""))
    return cleaned(f"HTTP {status} {code}: {'; '.join(reasons)}")


def _code(body: Mapping[str, Any] | None) -> int | None:
    code = (body or {}).get("code")
    return code if isinstance(code, int) else None


def _retry_after(headers: Mapping[str, str], at: datetime) -> timedelta | None:
    """Zoom: Retry-After is seconds for limits per second, an ISO 8601 date-time in UTC for daily limits."""
    value = headers.get("Retry-After", "").strip()
    try:
        if value.isdecimal():
            return timedelta(seconds=int(value))
        until = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - at, timedelta(0))
