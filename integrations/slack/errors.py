"""What Slack's refusals and silences mean for us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

from mentoring.ports import ProviderError

RATE_LIMITED = frozenset({"rate_limited", "ratelimited"})
OUT_OF_ORDER = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's own trouble. `fatal_error` and its like may come after part of the work was done (Slack: Web API errors)."""

_CODE = re.compile(r"[a-z][a-z0-9_]{1,60}")


@contextmanager
def slack_errors(tried: str, *, repeatable: bool) -> Iterator[None]:
    """Turns whatever slack_sdk raises into ProviderError.

    `repeatable` False says that doing it twice would show twice: when Slack gave no clear answer the error is then
    ambiguous. Only Slack's error code is passed on: its messages may repeat what we sent, and the SDK's text
    carries the address.
    """
    try:
        yield
    except SlackApiError as error:
        raise _refused(tried, error, repeatable=repeatable) from None
    except SlackClientError as error:
        raise ProviderError(tried, type(error).__name__, permanent=True) from None
    except (OSError, HTTPException) as error:
        silence = f"no answer ({type(error).__name__})"
        raise ProviderError(tried, silence, permanent=False, ambiguous=not repeatable) from None


def _refused(tried: str, error: SlackApiError, *, repeatable: bool) -> ProviderError:
    """An unknown code is permanent: what Slack has understood and refused, it refuses again."""
    response = error.response
    code = _code(response.get("error"))
    if response.status_code == 429 or code in RATE_LIMITED:
        return ProviderError(tried, "rate_limited", permanent=False, retry_after=_wait(response.headers))
    if response.status_code >= 500 or code in OUT_OF_ORDER or not code:
        said = code or "an answer that is not Slack's"
        return ProviderError(tried, f"{said} (HTTP {response.status_code})", permanent=False, ambiguous=not repeatable)
    return ProviderError(tried, code, permanent=True)


def _code(error: object) -> str:
    """The error code, or nothing: for an answer that is not JSON the SDK puts the page's text in its place."""
    return error if isinstance(error, str) and _CODE.fullmatch(error) else ""


def _wait(headers: dict[str, str]) -> timedelta:
    """Slack: `Retry-After` is in seconds. Without it, Slack's posting limit of one per second is the best guess."""
    seconds = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    return timedelta(seconds=int(seconds) if seconds.isdigit() else 1)
