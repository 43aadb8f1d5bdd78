"""Google's failures as ProviderError: what was tried, what Google said, and whether asking again can help."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError
from googleapiclient.errors import HttpError
from httplib2 import HttpLib2Error, ServerNotFoundError

from mentoring.ports import ProviderError

RATE_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded"})
LACKS_SCOPE = "insufficientPermissions"
PASSING = frozenset({408, 412, 429})
"""No answer in time, changed by somebody else since it was read, too many requests: worth another try later."""

_SECRETS = re.compile(
    r"""https?://\S+ | \S+@\S+ | \b[a-z]{3}-[a-z]{4}-[a-z]{3}\b | \bspaces/\S+ | \busers/\S+ | [\w.~+/=-]{24,}""",
    re.VERBOSE,
)


@contextmanager
def asking(tried: str, *, at: datetime, writes: bool = False) -> Iterator[None]:
    """Turns whatever Google's client raises inside into ProviderError.

    `writes`: the request changes something, so that no clear answer leaves open whether it was done.
    """
    try:
        yield
    except HttpError as error:
        raise _refused(tried, error, at=at, writes=writes) from None
    except GoogleAuthError as error:
        permanent = isinstance(error, RefreshError) and not error.retryable
        raise ProviderError(tried, f"no access token: {_cleaned(error)}", permanent=permanent) from None
    except (ConnectionRefusedError, ServerNotFoundError) as error:
        raise ProviderError(tried, f"not reached: {_cleaned(error)}", permanent=False) from None
    except TimeoutError:
        raise ProviderError(tried, "no answer in time", permanent=False, ambiguous=writes) from None
    except (OSError, HTTPException, HttpLib2Error, KeyError, ValueError) as error:
        said = f"no usable answer: {type(error).__name__}"
        raise ProviderError(tried, said, permanent=False, ambiguous=writes) from None


@contextmanager
def unless_gone(tried: str, *, at: datetime, writes: bool = False) -> Iterator[None]:
    """As `asking`. Meet answers 404 for a space that is gone, and 403 for one that is not ours any more: then what
    follows inside is left out, and it is no error."""
    with asking(tried, at=at, writes=writes):
        try:
            yield
        except HttpError as error:
            if not is_refusal(error, 403, 404) or lacks_scope(error) or passes(error):
                raise


def answer_of(request: Any) -> dict[str, Any]:
    """Sends a request and returns the JSON object that came back; raises ValueError for anything else.

    Google's client hands a page of HTML on as text, so that the sign-in page of a proxy would pass for success.
    Only a deletion is answered with nothing (Calendar: 204).
    """
    answer = request.execute()
    if request.method == "DELETE" and not answer:
        return {}
    if not isinstance(answer, dict):
        raise ValueError("the answer is no JSON object")
    return answer


def is_refusal(error: HttpError, *statuses: int) -> bool:
    return int(error.resp.status) in statuses


def passes(error: HttpError) -> bool:
    """Whether Google refused only for now."""
    code = int(error.resp.status)
    return code in PASSING or code >= 500 or (code == 403 and not RATE_REASONS.isdisjoint(_reasons(_told(error))))


def lacks_scope(error: HttpError) -> bool:
    """Whether Google refused the token and not the request."""
    return LACKS_SCOPE in _reasons(_told(error))


def _refused(tried: str, error: HttpError, *, at: datetime, writes: bool) -> ProviderError:
    code, told = int(error.resp.status), _told(error)
    said = " ".join(str(word) for word in (code, *_reasons(told), _cleaned(told.get("message", ""))) if word)
    return ProviderError(
        tried,
        said,
        permanent=not passes(error),
        ambiguous=writes and (code >= 500 or code == 408),
        retry_after=_retry_after(error, at),
    )


def _told(error: HttpError) -> dict[str, Any]:
    """Google's error object; empty when something else answered, such as a proxy with a page of HTML."""
    try:
        told = json.loads(error.content)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return told if isinstance(told, dict) else {}


def _reasons(told: dict[str, Any]) -> tuple[str, ...]:
    causes = told.get("errors", [])
    return tuple(str(word) for word in (told.get("status"), *(cause.get("reason") for cause in causes)) if word)


def _retry_after(error: HttpError, at: datetime) -> timedelta | None:
    """RFC 9110: seconds or an HTTP date; what stands before Google may write an ISO date. None: nothing readable."""
    told = str(error.resp.get("retry-after", "")).strip()
    if told.isdecimal():
        return timedelta(seconds=int(told))
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(told)
        except ValueError:
            continue
        return max(timedelta(0), (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at)
    return None


def _cleaned(said: object) -> str:
    """Without addresses of people and rooms, ids, tokens and anything long enough to be one."""
    return _SECRETS.sub("…", str(said))[:200]
