"""How often running sessions are looked at, so that every look at who is there finds room in Google's quotas."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from mentoring.policy import Policy

MINUTE = timedelta(minutes=1)
READS_OF_ONE = 510
"""Reads of Meet a minute for one organizer. Google: 600 per user; the rest is for what is kept, and what else we must
read."""
READS_OF_ALL = 5_100
"""Google: 6,000 per project."""
SOONEST = 0.9
"""A look may come by this part of the interval already, so that sessions which begin together do not stay in step."""
SLOWEST = timedelta(seconds=60)
"""Looking more seldom than this, a monitor who leaves is not found within two minutes."""


def pace(rooms: int, organizers: int, policy: Policy) -> timedelta:
    """The time between two looks at a running Meet session, each about one read. It may be longer than `SLOWEST`: then
    there are too few organizers for so many rooms, which a person must hear.

    Rooms that began together are looked at together, so that a minute holds whole rounds: where two and a half would
    fit, the third would go unread.
    """
    fullest = -(-rooms // max(organizers, 1))
    rounds = min(READS_OF_ONE // max(fullest, 1), READS_OF_ALL // max(rooms, 1))
    minutes = max(-(-fullest // READS_OF_ONE), -(-rooms // READS_OF_ALL), 1)
    apart = minutes * MINUTE / max(rounds, 1) / SOONEST
    return max(policy.watch_every, timedelta(seconds=ceil(apart.total_seconds())))


def rounds_a_minute(every: timedelta) -> int:
    """How many rounds any sixty seconds can hold, however soon each of them comes."""
    return ceil(MINUTE / (every * SOONEST))
