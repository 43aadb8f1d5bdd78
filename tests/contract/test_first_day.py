"""The checklist of the first day comes in time, ticks are kept, and a communication plan is asked for (R113-R124)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentoring.acts.changing import move_session
from mentoring.acts.first_day import Progress, own_checklist, tick_items
from mentoring.checklists import COMMUNICATION, NoSuchItem, Stage
from mentoring.duties import DutyKind
from mentoring.permissions import NotYourMatch
from mentoring.sessions import NOT_OVER, SessionState
from mentoring.tidings import Topic
from tests.contract.agreement_fixtures import DAY, Round, refused, released
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office, office

__all__ = ["office", "sqlite_engine"]

FIRST = datetime(2026, 10, 27, 20, 30, tzinfo=UTC)


@pytest.fixture
def going(office: Office) -> Round:
    return released(office)


def tick(going: Round, *done: str, stage: Stage | None = None, by: str = "ana") -> Progress:
    actor = going.office[by]
    return tick_items(going.store, actor=actor, match_id=going.id, done=done, stage=stage, at=NOW)


def first_session_was_held(going: Round) -> None:
    with going.store.begin() as work:
        work.sessions.move(going.office.sessions(going.match)[0].id, NOT_OVER, SessionState.HELD)


def look(going: Round, at: datetime) -> None:
    going.run(DutyKind.FIRST_DAY, at=at)


def test_the_checklist_comes_to_the_mentor_a_day_before_the_first_session(going: Round) -> None:
    look(going, NOW)
    assert going.told(Topic.CHECKLIST) == []
    look(going, FIRST - DAY)
    look(going, FIRST)
    assert going.told(Topic.CHECKLIST) == [("checklist", "ana")]


def test_a_first_session_that_is_moved_takes_its_checklist_along(going: Round) -> None:
    look(going, NOW)
    move_session(
        going.store,
        actor=going.office["dana"],
        session_id=going.office.sessions(going.match)[0].id,
        starts_at=FIRST + 2 * DAY,
        at=NOW,
        policy=POLICY,
    )
    look(going, FIRST - DAY)
    assert going.told(Topic.CHECKLIST) == []
    look(going, FIRST + DAY)
    assert going.told(Topic.CHECKLIST) == [("checklist", "ana")]


def test_ticks_are_kept_and_taken_back_by_stage(going: Round) -> None:
    tick(going, "space", "introduce", stage=Stage.BEFORE)
    tick(going, COMMUNICATION, stage=Stage.AFTER)
    found = tick(going, "space", stage=Stage.BEFORE)
    assert found.done == {"space", COMMUNICATION}
    assert going.deeds()[-4:] == [
        "checklist.introduce",
        "checklist.space",
        "checklist.communication",
        "checklist.introduce",
    ]


def test_only_the_mentor_ticks_and_only_what_is_on_the_list(going: Round) -> None:
    refused(going, lambda: tick(going, "space", by="ruth"), NotYourMatch)
    refused(going, lambda: tick(going, "space", "horse"), NoSuchItem)
    with going.store.look() as view, pytest.raises(NotYourMatch):
        own_checklist(view, match_id=going.id, person_id=going.office["ruth"].id)


def communication(going: Round) -> list[tuple[str, str]]:
    look(going, FIRST - DAY)
    going.run(DutyKind.COMMUNICATION, at=FIRST + timedelta(hours=1) + 3 * DAY)
    going.run(DutyKind.COMMUNICATION, at=FIRST + timedelta(hours=1) + 7 * DAY)
    return going.told(Topic.COMMUNICATION)


def test_without_a_communication_plan_the_mentor_is_reminded_and_then_the_manager_told(going: Round) -> None:
    first_session_was_held(going)
    assert communication(going) == [("communication", "ana"), ("communication", "dana")]


def test_with_one_nobody_is_bothered(going: Round) -> None:
    first_session_was_held(going)
    tick(going, COMMUNICATION)
    assert communication(going) == []


def test_before_they_have_met_there_is_nothing_to_plan(going: Round) -> None:
    assert communication(going) == []
