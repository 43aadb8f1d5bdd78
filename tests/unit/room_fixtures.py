"""Who is in a room, by the second, for the rules that judge it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st

from mentoring.coverage import Evidence
from mentoring.duties import Company
from mentoring.presence import Source, Stay
from tests.unit.rule_fixtures import MANAGER, MENTOR, MONITOR, NOON, OTHER_STUDENT, STUDENT

PEOPLE = Company(MENTOR, MONITOR, (STUDENT, OTHER_STUDENT))
CAST = {f"registrant:{n}": n for n in (MENTOR, MONITOR, STUDENT, OTHER_STUDENT, MANAGER)}
MONITORS = frozenset({MONITOR, MANAGER})
NOBODY = 0
"""Somebody whom no identity names."""


def second(n: float) -> datetime:
    """So many seconds after the start of the session."""
    return NOON + timedelta(seconds=n)


def stay(who: int, since: float, until: float | None = None) -> Stay:
    identities = (f"registrant:{who}",) if who != NOBODY else ("device:x",)
    left = second(until) if until is not None else None
    return Stay(Source.ZOOM_WEBHOOK, identities, f"display name {who}", second(since), left)


def evidence(*stays: Stay, readable: bool = True, live: bool = True) -> Evidence:
    return Evidence(stays, CAST, MONITORS, readable, live)


def a_stay(*who: int) -> st.SearchStrategy[Stay]:
    """A stay of one of these people within five minutes around the start."""
    return st.builds(
        lambda person, since, length: stay(person, since, since + length if length is not None else None),
        st.sampled_from(who),
        st.integers(-60, 240),
        st.none() | st.integers(0, 200),
    )


def some_evidence(*who: int) -> st.SearchStrategy[Evidence]:
    return st.builds(
        lambda stays, readable, live: Evidence(tuple(stays), CAST, MONITORS, readable, live),
        st.lists(a_stay(*who), max_size=8),
        st.booleans(),
        st.booleans(),
    )
