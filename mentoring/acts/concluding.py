"""Concluding a training: who attended is written down, and everybody hears of it within the hour (R043, R048-R051)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.acts.telling import tell_people
from mentoring.acts.training import (
    TrainingLine,
    find_training,
    next_dates,
    place_tiding,
    survey_due,
    training_line,
    training_name,
)
from mentoring.acts.volunteering import take_step, today
from mentoring.attendance import Attendance, Attended, Lasted, held, judge_attendance
from mentoring.errors import Refusal
from mentoring.links import Page
from mentoring.people import Person
from mentoring.permissions import require_manager
from mentoring.policy import Policy
from mentoring.presence import Stay
from mentoring.rooms import Cast, Entry
from mentoring.store import Store, Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic
from mentoring.trainings import SURVEY_AGAIN, Materials, SeatState, Training, TrainingState
from mentoring.volunteers import Step, StepTaken, steps_left


def cast_of(work: Work, entries: Iterable[Entry], people: Collection[Person]) -> Cast:
    """Who is known by which identity; what the room itself agreed on goes first, and accounts that we know last."""
    accounts = work.identities.known([person.id for person in people])
    emails = {f"email:{person.email}".casefold(): person.id for person in people if person.email}
    return {**accounts, **emails, **{entry.identity: entry.person_id for entry in entries}}


def conclude(
    work: Work,
    training: Training,
    stays: Sequence[Stay] | None,
    cast: Cast,
    *,
    materials: Materials,
    policy: Policy,
    at: datetime,
) -> bool:
    """Judges everybody who has a place, in the caller's transaction. `stays` None: there is no record to judge by.
    False when it was concluded, or cancelled, before."""
    # Both before the training itself, as whoever joins does: two transactions must not wait for each other.
    work.calendars.steady()
    work.people.hold([seat.person_id for seat in work.trainings.seats([training.id])])
    if not work.trainings.move(training.id, TrainingState.PLANNED, TrainingState.HELD):
        return False
    planned = Lasted(training.starts_at, training.ends_at)
    lasted = held(stays, cast, training.facilitator_id, planned) if stays is not None else None
    if lasted is not None and 2 * lasted.length < planned.length:
        lasted = None
    seats = [seat for seat in training_line(work, training).seats if seat.state is SeatState.TAKEN]
    outcomes: dict[Attended, list[int]] = {attended: [] for attended in Attended}
    for seat in seats:
        attendance = judge_attendance(stays, cast, seat.person_id, lasted, policy=policy)
        outcomes[attendance.attended].append(seat.person_id)
        _conclude_one(work, training, seat.person_id, attendance, materials, policy, at)
    told = ", ".join(f"{attended} {len(people)}" for attended, people in outcomes.items())
    work.deeds.add(Deed(at, None, "training.close", training_name(training), "planned", told))
    tell_people(work, [_record(training, outcomes, materials, at)])
    return True


def _conclude_one(
    work: Work,
    training: Training,
    person_id: int,
    attendance: Attendance,
    materials: Materials,
    policy: Policy,
    at: datetime,
) -> None:
    after = SeatState.after(attendance.attended)
    work.trainings.settle_seat(training.id, person_id, SeatState.TAKEN, after, attendance)
    if attendance.attended is Attended.COMPLETE:
        complete(work, training, person_id, materials, actor_id=None, at=at, policy=policy)
    elif attendance.attended is not Attended.UNVERIFIED:
        came = attendance.attended is Attended.INCOMPLETE
        tell_people(work, [_again(work, training, person_id, came=came, allowed=policy.training_gap, at=at)])


def complete(
    work: Work,
    training: Training,
    person_id: int,
    materials: Materials,
    *,
    actor_id: int | None,
    at: datetime,
    policy: Policy,
) -> None:
    """The day and the curriculum are written down, and the closing mail goes out; the survey is asked for once more."""
    step = StepTaken(Step.TRAINING, training.day, version=materials.curriculum)
    take_step(work, person_id, step, actor_id=actor_id, at=at, policy=policy)
    missing = [*steps_left(work.people.get(person_id).clearance, today(work, at))]
    facts = {
        "slides": materials.slides,
        "packet": materials.packet,
        "survey": materials.survey,
        "missing": missing,
    }
    tell_people(work, [place_tiding(training, person_id, Topic.TRAINING_DONE, at, facts, page=Page.VOLUNTEER)])
    if materials.survey:
        work.duties.plan([survey_due(training, person_id, at=at, after=SURVEY_AGAIN)])


class NothingToSettle(Refusal):
    """Only what nobody could tell is decided by a person; the five-minute rule is not theirs to waive (R043)."""

    def __init__(self, person: Person, training: Training) -> None:
        super().__init__(person.id, training.id)
        self.person, self.training = person, training


def settle_attendance(
    store: Store,
    *,
    actor: Person,
    training_id: int,
    person_id: int,
    there: bool,
    materials: Materials,
    at: datetime,
    policy: Policy,
) -> TrainingLine:
    """A manager says whether somebody attended of whom the record cannot tell it. Raises ManagersOnly, NoSuchTraining,
    NothingToSettle."""
    require_manager(actor)
    with store.begin() as work:
        training = find_training(work, training_id)
        after = SeatState.COMPLETE if there else SeatState.INCOMPLETE
        if not work.trainings.settle_seat(training_id, person_id, SeatState.UNVERIFIED, after):
            raise NothingToSettle(work.people.get(person_id), training)
        if there:
            complete(work, training, person_id, materials, actor_id=actor.id, at=at, policy=policy)
        else:
            tell_people(work, [_again(work, training, person_id, came=True, allowed=None, at=at)])
        about = f"person-{person_id}: {SeatState.UNVERIFIED}"
        work.deeds.add(Deed(at, actor.id, "training.settle", training_name(training), about, after))
        return training_line(work, training)


def _again(
    work: Work, training: Training, person_id: int, *, came: bool, allowed: timedelta | None, at: datetime
) -> Tiding:
    """`allowed`: the rule that they could not keep; None where a person has decided."""
    minutes = round(allowed.total_seconds() / 60) if allowed is not None else None
    facts = {"came": came, "allowed": minutes, "next": next_dates(work, [work.people.get(person_id)], at)[person_id]}
    return place_tiding(training, person_id, Topic.TRAINING_AGAIN, at, facts, page=Page.VOLUNTEER)


def _record(
    training: Training, outcomes: Mapping[Attended, Sequence[int]], materials: Materials, at: datetime
) -> Tiding:
    """For the facilitator. A tiding names people by their part, so each has a part of their own."""
    told = place_tiding(training, training.facilitator_id, Topic.TRAINING_RECORD, at, page=Page.VOLUNTEER)
    people = {f"person-{person}": person for found in outcomes.values() for person in found}
    facts = {attended.value: [f"person-{person}" for person in found] for attended, found in outcomes.items()}
    unset = list(materials.missing) if outcomes[Attended.COMPLETE] else []
    return replace(told, people={**told.people, **people}, facts={**told.facts, **facts, "unset": unset})


def ask_again(work: Work, training: Training, person_id: int, materials: Materials, *, at: datetime) -> None:
    """The survey, once more, unless it is done (R050)."""
    seat = training_line(work, training).seat_of(person_id)
    if seat is None or seat.surveyed_at is not None or not materials.survey:
        return
    facts = {"survey": materials.survey}
    tell_people(work, [place_tiding(training, person_id, Topic.TRAINING_SURVEY, at, facts, page=Page.VOLUNTEER)])
