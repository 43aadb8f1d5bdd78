"""Google's limits, for each user and for the whole project."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.google.refusals import exhausted

SPANS = {"minute": timedelta(minutes=1), "second": timedelta(seconds=1)}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PROJECT = "the project"


@dataclass(frozen=True)
class Limit:
    """Requests in each full `span`. `metric` is the name that Google's refusal gives it."""

    metric: str
    per_user: int
    per_project: int
    span: str = "minute"

    def window(self, at: datetime) -> datetime:
        """When the span began in which this moment lies."""
        return at - (at - EPOCH) % SPANS[self.span]


READS = Limit("Read requests", 600, 6_000)
WRITES = Limit("Write requests", 100, 1_000)
"""Meet v2's limits; that of `spaces.create` stands beside it in `spaces`."""

CALENDAR = Limit("Queries", 600, 10_000)
"""Calendar v3's limit of projects made after 1 May 2026."""

POLICIES = Limit("Policy read requests", 1, 1, span="second")
"""Cloud Identity v1: one call a second for each customer."""


class Quotas:
    """Counts always; refuses only when `enforced`. A refused request is not counted."""

    def __init__(self, *, enforced: bool) -> None:
        self.enforced = enforced
        self._counts: Counter[tuple[Limit, datetime, str]] = Counter()

    def reads_per_minute(self, user: str | None = None) -> dict[datetime, int]:
        """How often this user, or all together, read Meet, by the beginning of each minute that was not quiet."""
        who = user or PROJECT
        return {minute: n for (limit, minute, reader), n in self._counts.items() if (limit, reader) == (READS, who)}

    def count(self, method_id: str, verb: str, *, subject: str, at: datetime) -> None:
        """Raises Refusal 429 when the share of the user or of the project is used up."""
        limit = _limit(method_id, verb)
        if limit is None:
            return
        window = limit.window(at)
        if self.enforced and self._counts[limit, window, subject] >= limit.per_user:
            raise exhausted(_refusal(limit, "per user"))
        if self.enforced and self._counts[limit, window, PROJECT] >= limit.per_project:
            raise exhausted(_refusal(limit, "per project"))
        self._counts.update([(limit, window, subject), (limit, window, PROJECT)])


def _limit(method_id: str, verb: str) -> Limit | None:
    match method_id.partition(".")[0]:
        case "meet":
            return READS if verb == "GET" else WRITES
        case "calendar":
            return CALENDAR
        case "cloudidentity":
            return POLICIES
        case _:
            return None


def _refusal(limit: Limit, whose: str) -> str:
    return f"Quota exceeded for quota metric '{limit.metric}' and limit '{limit.metric} per {limit.span} {whose}'."
