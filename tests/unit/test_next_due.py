"""When a running session is looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.acts.judging import Told, look_into, next_due
from mentoring.acts.seeing import Case
from mentoring.policy import Policy
from mentoring.ports import ProviderError
from tests.unit.rule_fixtures import match, session

POLICY = Policy()
EVERY = timedelta(seconds=30)
LATER = timedelta(minutes=10)


def waits(session_id: int, told: Told, after: timedelta = LATER) -> timedelta:
    """How long after a look at a session, so long after its start, the next one is."""
    of = session(id=session_id)
    at: datetime = of.starts_at + after
    look = look_into(Case(of, match(), None, (), (), (), frozenset()), told, policy=POLICY, at=at)
    return next_due(look, policy=POLICY, every=EVERY, at=at) - at


def refused(seconds: int) -> ProviderError:
    return ProviderError("look", "too fast", permanent=False, retry_after=timedelta(seconds=seconds))


def test_sessions_that_start_together_do_not_stay_in_step_and_none_waits_longer() -> None:
    found = {waits(number, None) for number in range(1, 12)}
    assert len(found) == 11
    assert EVERY * 9 / 10 <= min(found) <= max(found) <= EVERY


def test_no_look_comes_after_a_deadline() -> None:
    assert {waits(number, None, POLICY.monitor_grace - timedelta(seconds=5)) for number in range(1, 12)} == {
        timedelta(seconds=5)
    }


def test_a_platform_that_can_be_asked_sooner_is_asked_sooner_and_never_later_than_usual() -> None:
    assert waits(11, refused(4)) == timedelta(seconds=4)
    assert waits(11, refused(3600)) == EVERY
