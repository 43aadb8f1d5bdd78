"""A training is moved to another time: places are kept, the room is another one, and everybody hears it once. Whoever
is in a session then gives their place back, and hears of the next dates.

People are held before the training, as whoever joins does: two transactions must not wait for each other. Whoever has
taken a place in between is not held, so that somebody could give their time away meanwhile: that move is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from mentoring.acts.hosting import pool_check
from mentoring.acts.telling import tell_people
from mentoring.acts.training import (
    TrainingLine,
    check_facilitator,
    find_training,
    host_then,
    next_dates,
    place_tiding,
    training_line,
    training_name,
)
from mentoring.acts.training_hours import busy_then
from mentoring.duties import DutyKind, PlannedDuty
from mentoring.errors import Refusal
from mentoring.hosts import Booking
from mentoring.links import Page
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


class JoinedMeanwhile(Refusal):
    """Somebody took a place in it in the moment in which it was to be moved."""

    def __init__(self, training: Training) -> None:
        super().__init__(training.id)
        self.training = training


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
    """As long as before, from `starts_at` on; moved to when it is anyway, nothing changes. Whoever is in a session or
    holds another training then loses their place; whoever else cannot come gives it back. `hosts`: those of its
    platform. Raises ManagersOnly, NoSuchTraining, TrainingIsOver, TrainingInThePast, FacilitatorBusy, MeetingThen,
    NoRoomThen, JoinedMeanwhile."""
    require_manager(actor)
    with store.begin() as work:
        before = _held(work, training_id)
        if before.state is not TrainingState.PLANNED or at >= before.starts_at:
            raise TrainingIsOver(before)
        if starts_at <= at:
            raise TrainingInThePast
        if starts_at != before.starts_at:
            moved = _reschedule(work, before, starts_at, hosts, policy=policy, at=at)
            gone = _give_back(work, moved, actor, at=at)
            _plan_anew(work, before, moved, policy=policy, at=at)
            _tell(work, before, moved, gone, actor, at=at)
            was, now = before.starts_at.isoformat(), starts_at.isoformat()
            work.deeds.add(Deed(at, actor.id, "training.move", training_name(moved), was, now, why))
        return training_line(work, find_training(work, training_id))


def _held(work: Work, training_id: int) -> Training:
    """Raises NoSuchTraining, JoinedMeanwhile."""
    training = find_training(work, training_id)
    people = {training.facilitator_id, *(seat.person_id for seat in _taken(work, training))}
    work.people.hold(people)
    work.trainings.hold(training_id)
    if not {seat.person_id for seat in _taken(work, training)} <= people:
        raise JoinedMeanwhile(training)
    return find_training(work, training_id)


def _reschedule(
    work: Work, before: Training, starts_at: datetime, hosts: Mapping[str, int], *, policy: Policy, at: datetime
) -> Training:
    ends_at = starts_at + (before.ends_at - before.starts_at)
    check_facilitator(work, replace(before, starts_at=starts_at, ends_at=ends_at), besides=before.id)
    # Trainings are numbered from -1 down in the pool: its own booking of before is not in its way.
    wanted = Booking(-before.id, starts_at, ends_at)
    host = host_then(work, wanted, before.platform, hosts, policy, at)
    if not work.trainings.reschedule(before, starts_at, ends_at, host=host, at=at):
        raise TrainingIsOver(before)
    return find_training(work, before.id)


def _give_back(work: Work, moved: Training, actor: Person, *, at: datetime) -> Collection[int]:
    """The places of whoever is somewhere else at its new time."""
    gone = sorted(busy_then(work, [seat.person_id for seat in _taken(work, moved)], moved))
    for person_id in gone:
        work.trainings.settle_seat(moved.id, person_id, SeatState.TAKEN, SeatState.GIVEN_BACK)
        why = f"{training_name(moved)} was moved to {moved.starts_at.isoformat()}"
        work.deeds.add(Deed(at, actor.id, "training.leave", training_name(moved), f"person-{person_id}", "", why))
    return gone


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


def _tell(work: Work, before: Training, moved: Training, gone: Collection[int], actor: Person, *, at: datetime) -> None:
    """Whoever has a place, or had to give it back, and whoever holds it, unless they moved it themselves."""
    was = {"was": before.starts_at.isoformat()}
    readers: dict[int, Mapping[str, object]] = {seat.person_id: {"holds": False} for seat in _taken(work, moved)}
    for person_id, ahead in next_dates(work, list(work.people.many(gone).values()), at).items():
        readers[person_id] = {"holds": False, "gone": True, "next": ahead}
    if moved.facilitator_id != actor.id:
        readers[moved.facilitator_id] = {"holds": True}
    tell_people(work, [_tiding(moved, reader, {**was, **said}, at) for reader, said in sorted(readers.items())])


def _tiding(moved: Training, reader_id: int, facts: Mapping[str, object], at: datetime) -> Tiding:
    """Once for each time that it moves, and not after it has begun. Whoever has no place there any more has no way in,
    but a page on which they take another one."""
    page, which = Page.VOLUNTEER if facts.get("gone") else Page.TRAINING, str(moved.generation)
    told = place_tiding(moved, reader_id, Topic.TRAINING_MOVED, at, facts, page=page, occurrence=which)
    return replace(told, expires_at=moved.starts_at)


def _taken(work: Work, training: Training) -> list[Seat]:
    return [seat for seat in work.trainings.seats([training.id]) if seat.state is SeatState.TAKEN]
