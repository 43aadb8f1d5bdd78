"""What `doctor` asks of Slack."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.manifest import SCOPES
from integrations.slack.examiner import NAME_CLOCK, NAME_SCOPES, NAME_TOKEN, SlackExaminer
from mentoring.checks import Check, CheckState
from sandbox.faults import Effect
from tests.contract.slack_fixtures import NOW, TOKEN, House, house
from tests.patience import LONG

__all__ = ["house"]


def examined(house: House, *, token: str = TOKEN, at: datetime = NOW) -> dict[str, Check]:
    examiner = SlackExaminer(token=token, base_url=house.api_url, scopes=SCOPES, timeout=LONG)
    return {check.name: check for check in examiner.examine(at=at)}


def states(found: dict[str, Check]) -> dict[str, CheckState]:
    return {name: check.state for name, check in found.items()}


def test_a_token_with_every_scope_and_a_right_clock_pass(house: House) -> None:
    found = examined(house)

    assert states(found) == dict.fromkeys((NAME_TOKEN, NAME_SCOPES, NAME_CLOCK), CheckState.PASS)
    assert TOKEN not in str(found)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_that_was_not_granted_is_named_with_the_page_that_grants_it(house: House, scope: str) -> None:
    house.slack.scopes = frozenset(SCOPES) - {scope}

    check = examined(house)[NAME_SCOPES]

    assert check.state is CheckState.FAIL
    assert scope in check.evidence
    assert "OAuth & Permissions" in check.fix
    assert scope in check.fix


@pytest.mark.parametrize("off", [timedelta(seconds=61), timedelta(minutes=-10), timedelta(days=1)])
def test_a_clock_that_is_wrong_fails_before_signatures_do(house: House, off: timedelta) -> None:
    check = examined(house, at=NOW + off)[NAME_CLOCK]

    assert check.state is CheckState.FAIL
    assert "timedatectl" in check.fix


def test_a_clock_a_few_seconds_off_is_right_enough(house: House) -> None:
    assert examined(house, at=NOW + timedelta(seconds=30))[NAME_CLOCK].state is CheckState.PASS


def test_a_wrong_token_fails_and_is_not_repeated(house: House) -> None:
    found = examined(house, token="xoxb-somebody-elses")

    assert found[NAME_TOKEN].state is CheckState.FAIL
    assert found[NAME_SCOPES].state is CheckState.UNKNOWN
    assert "somebody-elses" not in str(found)


@pytest.mark.parametrize("effect", [Effect.ERROR, Effect.RATE_LIMIT, Effect.TIMEOUT])
def test_a_slack_that_is_down_is_unknown_and_never_passes(house: House, effect: Effect) -> None:
    house.faults.order("slack", effect, 1)

    assert set(states(examined(house)).values()) == {CheckState.UNKNOWN}
