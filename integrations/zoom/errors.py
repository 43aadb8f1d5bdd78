"""What Zoom's failures mean to us. Nothing of `requests` or `zoomus` travels further than this."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from mentoring.ports import ProviderError

_PRIVATE = (
    (re.compile(r"https?://\S+"), "<link>"),
    (re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+"), "<address>"),
    (re.compile(r"(?=[\w\-./+=]*\d)[\w\-./+=]{24,}"), "<secret>"),
)
_LONGEST = 200

NO_SUCH_USER, NO_SUCH_MEETING, NOT_WHILE_IT_RUNS = 1001, 3001, 3002
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
