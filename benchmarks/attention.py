"""What a platform's log of calls tells of how the running sessions were watched. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise

from sandbox.calls import Call


class Read(Enum):
    """One call for each kind of thing that watching reads; the path names the session's room or call."""

    MEET_PRESENCE = re.compile(r"/v2/conferenceRecords/([^/]+)/participants$")
    MEET_KEPT = re.compile(r"/v2/conferenceRecords/([^/]+)/recordings$")
    """Transcripts and notes are listed together with it."""
    ZOOM_MEETING = re.compile(r"/v2/meetings/([0-9]+)$")
    ZOOM_LIST = re.compile(r"/v2/metrics/meetings/([^/]+)/participants$")


def looks(calls: Iterable[Call], read: Read) -> Mapping[str, Sequence[datetime]]:
    """Room or call -> when it was read so, in order. What was refused is no look."""
    found: dict[str, list[datetime]] = {}
    for call in sorted(calls, key=lambda call: call.at):
        match = read.value.search(call.path)
        if match is not None and call.status == 200:
            found.setdefault(match[1], []).append(call.at)
    return found


def longest(seen: Mapping[str, Sequence[datetime]], *, among: int, since: datetime, until: datetime) -> timedelta:
    """The longest that any of so many went without a look. The time before the first look counts, and that after the
    last: what has waited at least so long may have waited longer."""
    if len(seen) < among:
        return until - since
    return max(later - earlier for times in seen.values() for earlier, later in pairwise([since, *times, until]))


def busiest_second(calls: Iterable[Call], read: Read) -> int:
    """The most calls of that kind within one second of the clock."""
    seconds = Counter(call.at.replace(microsecond=0) for call in calls if read.value.search(call.path))
    return max(seconds.values(), default=0)


def refused(calls: Iterable[Call]) -> int:
    """Calls that a platform would not answer, for whatever reason."""
    return sum(call.status >= 400 for call in calls)
