"""Trainings and their places. One that is ahead is set up as a manager would, with its host and its reminders; of one
that was held only the record is taken. One that is planned there and has begun by now is left out, with its places:
nobody knows whether it took place. Whoever completed one is not cleared by it: that says their dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mentoring.acts.exchange.shape import Exchange, Taking
from mentoring.acts.training import check_place, set_up_training, training_name
from mentoring.attendance import Attendance, Attended
from mentoring.errors import Refusal
from mentoring.people import VOLUNTEERS, Person
from mentoring.store import Work
from mentoring.tables.trainings import PLACES, TRAININGS, PlaceRow, TrainingRow
from mentoring.trainings import (
    SeatState,
    Training,
    TrainingDraft,
    TrainingState,
    check_form,
    interviewed,
    plan_seat,
)
from mentoring.volunteers import Dossier, check_volunteer


class UnknownTraining(Refusal):
    """Nobody of that name holds a training from that moment on."""

    def __init__(self, facilitator: str) -> None:
        super().__init__(facilitator)
        self.facilitator, self.column = facilitator, "starts_at"


class NotHeldYet(Refusal):
    """A place in a training that is ahead is taken or given back, and nothing else."""

    def __init__(self, training: Training) -> None:
        super().__init__(training.id)
        self.training, self.column = training, "state"


def _trainings(view: Work) -> Sequence[TrainingRow]:
    keys = view.people.keys()
    return [
        TrainingRow(
            line=0,
            facilitator=keys[one.facilitator_id],
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            timezone=one.timezone,
            roles=one.roles,
            platform=one.platform,
            seats=one.seats,
            state=one.state,
        )
        for one in view.trainings.all()
    ]


def _take_training(taking: Taking, row: TrainingRow, before: TrainingRow | None) -> str | None:
    """Raises NotYet, TrainingMisshapen, FacilitatorBusy, MeetingThen, NoRoomThen."""
    if before is not None or (row.state is TrainingState.PLANNED and row.starts_at <= taking.at):
        return None
    draft = TrainingDraft(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        timezone=row.timezone,
        roles=row.roles,
        platform=row.platform,
        seats=row.seats,
        facilitator_id=taking.people[row.facilitator].id,
    )
    if row.state is TrainingState.PLANNED:
        hosts = taking.house.hosts.get(row.platform, {})
        training = set_up_training(taking.work, draft, hosts=hosts, at=taking.at, policy=taking.house.policy)
        return training_name(training)
    taking.check_happened(ends_at=row.ends_at)
    check_form(draft)
    training = taking.work.trainings.add(draft, host=None)
    taking.work.trainings.move(training.id, TrainingState.PLANNED, TrainingState.HELD)
    return training_name(training)


def _places(view: Work) -> Sequence[PlaceRow]:
    """Without those that nobody would be given today: of whoever does not volunteer any more, or has been turned away
    since they took one that is ahead."""
    people, trainings = {one.id: one for one in view.people.all()}, {one.id: one for one in view.trainings.all()}
    dossiers, seats = view.volunteers.of(people), view.trainings.all_seats()
    return [
        PlaceRow(
            line=0,
            facilitator=people[trainings[seat.training_id].facilitator_id].key,
            starts_at=trainings[seat.training_id].starts_at,
            person=people[seat.person_id].key,
            state=seat.state,
            taken_at=seat.taken_at,
            longest_gap=round(seat.longest_gap.total_seconds()) if seat.longest_gap is not None else None,
            surveyed_at=seat.surveyed_at,
        )
        for seat in seats
        if seat.training_id in trainings
        and _may_have(people[seat.person_id], dossiers[seat.person_id], trainings[seat.training_id], seat.state)
    ]


def _may_have(person: Person, dossier: Dossier, training: Training, state: SeatState) -> bool:
    ahead = training.state is TrainingState.PLANNED and state is SeatState.TAKEN
    welcome = training.covers(person) and interviewed(person.clearance, dossier)
    return person.has(*VOLUNTEERS) and (welcome or not ahead)


def _take_place(taking: Taking, row: PlaceRow, before: PlaceRow | None) -> str | None:
    """Raises UnknownTraining, NotHeldYet, NotAVolunteer, NotYet and, ahead of the training, as `join_training`."""
    training = taking.work.trainings.begun_by(taking.people[row.facilitator].id, row.starts_at)
    if training is None and not _begun_since(taking, row):
        raise UnknownTraining(row.facilitator)
    if training is None or before is not None:
        return None
    taking.check_happened(taken_at=row.taken_at, surveyed_at=row.surveyed_at)
    person = taking.people[row.person]
    check_volunteer(person)
    if training.state is TrainingState.PLANNED:
        _check_ahead(taking, row, training, person)
    seats = taking.work.trainings
    seats.take_seat(training.id, person.id, at=row.taken_at)
    if row.state is not SeatState.TAKEN:
        seats.settle_seat(training.id, person.id, SeatState.TAKEN, row.state, _attendance(row))
    if row.surveyed_at is not None:
        seats.surveyed(training.id, person.id, at=row.surveyed_at)
    return training_name(training)


def _begun_since(taking: Taking, row: PlaceRow) -> bool:
    """Whether nobody had judged it, so that its training may be one that was left out."""
    return row.starts_at <= taking.at and row.state in (SeatState.TAKEN, SeatState.GIVEN_BACK)


def _attendance(row: PlaceRow) -> Attendance | None:
    if row.longest_gap is None:
        return None
    return Attendance(Attended(row.state.value), timedelta(seconds=row.longest_gap))


def _check_ahead(taking: Taking, row: PlaceRow, training: Training, person: Person) -> None:
    if row.state is SeatState.TAKEN:
        check_place(taking.work, person, training, at=taking.at)
        taking.work.duties.plan(plan_seat(training, person.id, taking.house.policy, at=row.taken_at))
    elif row.state is not SeatState.GIVEN_BACK:
        raise NotHeldYet(training)


TRAINING_EXCHANGE = Exchange(TRAININGS, _trainings, _take_training)
PLACE_EXCHANGE = Exchange(PLACES, _places, _take_place)
