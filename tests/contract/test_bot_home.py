"""The Home tab."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.slack.block_kit import faults_in_view
from tests.contract.bot_fixtures import ANA, BEN, DANA, NOBODY, RUTH, TUESDAYS, Office, office, texts

__all__ = ["office"]


def home(office: Office, user: str) -> str:
    assert office.play.town.slack.app_home_opened(user)["status"] == 200
    view: dict[str, Any] | None = office.play.town.slack.home_for(user)
    assert view is not None
    assert faults_in_view({"type": "home", "blocks": view["blocks"]}) == []
    return "\n".join(texts(view["blocks"]))


@pytest.mark.parametrize("user", [DANA, ANA, RUTH])
def test_everybody_sees_their_sessions_of_the_next_days(office: Office, user: str) -> None:
    office.releases_match()

    said = home(office, user)

    assert "The next 7 days" in said
    assert "Tuesday, Oct 27, 4:30 PM to 5:30 PM" in said and "Ana Silva with Luis R." in said
    assert "Nov 3" not in said


def test_nothing_planned_is_said_and_not_left_blank(office: Office) -> None:
    assert "Nothing is planned in the next 7 days." in home(office, BEN)


def test_a_stranger_is_told_whom_to_ask(office: Office) -> None:
    assert "I don't know you yet." in home(office, NOBODY)


def test_the_home_tab_shows_at_every_opening_how_things_stand(office: Office) -> None:
    assert "Nothing is planned" in home(office, ANA)

    office.releases_match(TUESDAYS)

    assert "Tuesday, Oct 27" in home(office, ANA)
