"""How often running sessions are looked at, so that every look at who is there finds room in Google's quotas."""

from __future__ import annotations

from datetime import timedelta

from mentoring.policy import Policy

MINUTE = timedelta(minutes=1)
READS_OF_ONE = 540
"""Reads of Meet a minute for one organizer. Google: 600 per user; the rest is for what else we must read."""
READS_OF_ALL = 5_400
"""Google: 6,000 per project."""
SLOWEST = timedelta(seconds=60)
"""Looking more seldom than this, a monitor who leaves is not found within two minutes."""


def pace(rooms: int, organizers: int, policy: Policy) -> timedelta:
    """The time between two looks at a running Meet session, each about one read. It may be longer than `SLOWEST`: then
    there are too few organizers for so many rooms, which a person must hear."""
    fullest = -(-rooms // max(organizers, 1))
    return max(policy.watch_every, MINUTE * fullest / READS_OF_ONE, MINUTE * rooms / READS_OF_ALL)
