"""A training is moved to another time: places are kept, the room is another one, and everybody hears it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mentoring.acts.hosting import pool_check
from mentoring.acts.telling import tell_people
from mentoring.acts.training import (
    FacilitatorBusy,
    TrainingLine,
    find_training,
    host_then,
    place_tiding,
    training_line,
    training_name,
)
from mentoring.duties import DutyKind, PlannedDuty
from mentoring.hosts import Booking
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.rooms import Platform
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic
from mentoring.trainings import (
    GIVEN_UP,
    Seat,
    SeatState,
    Training,
    TrainingInThePast,
    TrainingIsOver,
    TrainingState,
    plan_duties,
    reminders,
    seat_name,
    training_subject,
)


def move_training(
    store: Store,
    *,
    actor: Person,
    training_id: int,
    starts_at: datetime,
    hosts: Mapping[str, int],
    why: str = "",
    at: datetime,
    policy: Policy,
) -> TrainingLine:
    """As long as before, from `starts_at` on; moved to when it is anyway, nothing changes. Whoever cannot come then
    gives their place back. `hosts`: those of its platform. Raises ManagersOnly, NoSuchTraining, TrainingIsOver,
    TrainingInThePast, FacilitatorBusy, NoRoomThen."""
    require_manager(actor)
    with store.begin() as work:
        work.people.hold([find_training(work, training_id).facilitator_id])
        work.trainings.hold(training_id)
        before = find_training(work, training_id)
        if before.state is not TrainingState.PLANNED or at >= before.starts_at:
            raise TrainingIsOver(before)
        if starts_at <= at:
            raise TrainingInThePast
        if starts_at != before.starts_at:
            moved = _move(work, before, starts_at, hosts, policy=policy, at=at)
            _tell(work, before, moved, actor, at=at)
            was, now = before.starts_at.isoformat(), starts_at.isoformat()
            work.deeds.add(Deed(at, actor.id, "training.move", training_name(moved), was, now, why))
        return training_line(work, find_training(work, training_id))


def _move(
    work: Work, before: Training, starts_at: datetime, hosts: Mapping[str, int], *, policy: Policy, at: datetime
) -> Training:
    ends_at = starts_at + (before.ends_at - before.starts_at)
    busy = [t for t in work.trainings.of_facilitator(before.facilitator_id, starts_at, ends_at) if t.id != before.id]
    if busy:
        raise FacilitatorBusy(busy[0])
    # Trainings are numbered from -1 down in the pool: its own booking of before is not in its way.
    wanted = Booking(-before.id, starts_at, ends_at)
    host = host_then(work, wanted, before.platform, hosts, policy, at)
    if not work.trainings.reschedule(before, starts_at, ends_at, host=host, at=at):
        raise TrainingIsOver(before)
    moved = find_training(work, before.id)
    _plan_anew(work, before, moved, policy=policy, at=at)
    return moved


def _plan_anew(work: Work, before: Training, moved: Training, *, policy: Policy, at: datetime) -> None:
    about = training_subject(moved.id)
    work.duties.cancel(about, frozenset({DutyKind.TRAINING_REMIND}))
    work.duties.plan(plan_duties(moved, policy, at=at))
    for seat in _taken(work, moved):
        work.duties.plan(reminders(moved, seat.person_id, seat_name(seat.person_id, seat.taken_at), policy))
    if before.attempted_at is not None:
        work.duties.plan([PlannedDuty(about, DutyKind.TRAINING_ROOM, at, f"{GIVEN_UP}{before.generation}")])
    if moved.platform is Platform.ZOOM:
        work.duties.plan([pool_check(at)])


def _tell(work: Work, before: Training, moved: Training, actor: Person, *, at: datetime) -> None:
    """Whoever has a place, and whoever holds it, unless they moved it themselves."""
    facts = {"was": before.starts_at.isoformat()}
    readers = {seat.person_id: {**facts, "holds": False} for seat in _taken(work, moved)}
    if moved.facilitator_id != actor.id:
        readers[moved.facilitator_id] = {**facts, "holds": True}
    tell_people(work, [_tiding(moved, reader, said, at) for reader, said in sorted(readers.items())])


def _tiding(moved: Training, reader_id: int, facts: Mapping[str, object], at: datetime) -> Tiding:
    """Once for each time that it moves, and not after it has begun."""
    told = place_tiding(moved, reader_id, Topic.TRAINING_MOVED, at, facts, occurrence=str(moved.generation))
    return replace(told, expires_at=moved.starts_at)


def _taken(work: Work, training: Training) -> list[Seat]:
    return [seat for seat in work.trainings.seats([training.id]) if seat.state is SeatState.TAKEN]
