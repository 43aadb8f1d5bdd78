"""One training for both roles (R042): whom it covers is offered a place in it, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentoring.acts.training import cancel_training, join_training, list_trainings, plan_training
from mentoring.people import VOLUNTEERS, Role
from mentoring.rooms import Platform
from mentoring.tidings import Topic
from mentoring.trainings import NotForTheirRole, SeatState, Training, TrainingDraft
from tests.contract.database_fixtures import engine, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request, office
from tests.contract.test_job_training import HOSTS, join

__all__ = ["engine", "office", "postgres_engine", "sqlite_engine"]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BOTH, MENTORS, PROCTORS = VOLUNTEERS, frozenset({Role.MENTOR}), frozenset({Role.PROCTOR})


@pytest.fixture
def trainings(office: Office) -> dict[frozenset[Role], Training]:
    """One for both roles, one for each alone, on three days."""
    return {roles: plan(office, roles, day) for day, roles in enumerate((BOTH, MENTORS, PROCTORS), 1)}


def plan(office: Office, roles: frozenset[Role], day: int) -> Training:
    start = NOW + day * DAY
    draft = TrainingDraft(start, start + HOUR, "America/New_York", roles, Platform.ZOOM, 20, office["dana"].id)
    line = plan_training(
        office.store, actor=office["dana"], draft=draft, hosts=HOSTS, request=new_request(), at=NOW, policy=POLICY
    )
    return line.training


def taken(office: Office) -> dict[int, SeatState]:
    with office.store.look() as view:
        return {seat.person_id: seat.state for seat in view.trainings.seats([1, 2, 3])}


@pytest.mark.parametrize(("who", "roles"), [("ana", MENTORS), ("ruth", PROCTORS), ("ana", BOTH), ("ruth", BOTH)])
def test_mentors_and_proctors_join_what_is_for_them(
    office: Office, trainings: dict[frozenset[Role], Training], who: str, roles: frozenset[Role]
) -> None:
    join(office, trainings[roles], who)
    assert taken(office) == {office[who].id: SeatState.TAKEN}


@pytest.mark.parametrize(("who", "roles"), [("ana", PROCTORS), ("ruth", MENTORS)])
@pytest.mark.parametrize("by_manager", [True, False], ids=["by a manager", "themselves"])
def test_nobody_joins_what_is_for_the_other_role(
    office: Office, trainings: dict[frozenset[Role], Training], who: str, roles: frozenset[Role], *, by_manager: bool
) -> None:
    actor, person, number = office["dana" if by_manager else who], office[who].id, trainings[roles].id
    with pytest.raises(NotForTheirRole):
        join_training(office.store, actor=actor, person_id=person, training_id=number, at=NOW, policy=POLICY)
    assert not taken(office)


def test_each_is_shown_those_of_their_role_and_a_manager_all(
    office: Office, trainings: dict[frozenset[Role], Training]
) -> None:
    shown = {
        who: [line.training.roles for line in list_trainings(office.store, actor=office[who], at=NOW)]
        for who in ("ana", "ruth", "dana")
    }
    assert shown == {"ana": [BOTH, MENTORS], "ruth": [BOTH, PROCTORS], "dana": [BOTH, MENTORS, PROCTORS]}


def test_after_one_that_is_called_off_the_next_of_their_role_is_named(
    office: Office, trainings: dict[frozenset[Role], Training]
) -> None:
    join(office, trainings[BOTH], "ruth")
    cancel_training(office.store, actor=office["dana"], training_id=trainings[BOTH].id, why="snow", at=NOW)
    with office.store.look() as view:
        told = view.tidings.many(range(1, 100)).values()
    (called_off,) = [tiding for tiding in told if tiding.topic is Topic.TRAINING_CANCELLED]
    assert called_off.facts["next"] == [trainings[PROCTORS].starts_at.isoformat()]
