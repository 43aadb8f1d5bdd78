"""Concluding a training: who attended is written down, and everybody hears of it within the hour (R043, R048-R051)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from mentoring.acts.telling import tell_people
from mentoring.acts.training import next_dates, place_tiding, survey_due, training_line, training_name
from mentoring.acts.volunteering import take_step, today
from mentoring.attendance import Attendance, Attended, Lasted, held, judge_attendance
from mentoring.policy import Policy
from mentoring.presence import Stay
from mentoring.rooms import Cast, Entry
from mentoring.store import Work
from mentoring.stored import Deed
from mentoring.tidings import Tiding, Topic
from mentoring.trainings import SURVEY_AGAIN, Materials, SeatState, Training, TrainingState
from mentoring.volunteers import Step, StepTaken, steps_left


def cast_of(entries: Sequence[Entry], emails: Mapping[str, int]) -> Cast:
    """Who is known by which identity; what the room itself agreed on goes before an e-mail address."""
    return {**emails, **{entry.identity: entry.person_id for entry in entries}}


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
        complete(work, training, person_id, materials, actor_id=None, at=at)
    elif attendance.attended is not Attended.UNVERIFIED:
        facts = {
            "came": attendance.attended is Attended.INCOMPLETE,
            "allowed": round(policy.training_gap.total_seconds() / 60),
            "next": next_dates(work, work.people.get(person_id), at),
        }
        tell_people(work, [place_tiding(training, person_id, Topic.TRAINING_AGAIN, at, page="volunteer", **facts)])


def complete(
    work: Work, training: Training, person_id: int, materials: Materials, *, actor_id: int | None, at: datetime
) -> None:
    """The day and the curriculum are written down, and the closing mail goes out; the survey is asked for once more."""
    step = StepTaken(Step.TRAINING, training.day, version=materials.curriculum)
    take_step(work, work.people.get(person_id), step, actor_id=actor_id, at=at)
    missing = [*steps_left(work.people.get(person_id).clearance, today(work, at))]
    facts = {
        "slides": materials.slides,
        "packet": materials.packet,
        "survey": materials.survey,
        "missing": missing,
    }
    tell_people(work, [place_tiding(training, person_id, Topic.TRAINING_DONE, at, page="volunteer", **facts)])
    if materials.survey:
        work.duties.plan([survey_due(training, person_id, at=at, after=SURVEY_AGAIN)])


def _record(
    training: Training, outcomes: Mapping[Attended, Sequence[int]], materials: Materials, at: datetime
) -> Tiding:
    """For the facilitator. A tiding names people by their part, so each has a part of their own."""
    told = place_tiding(training, training.facilitator_id, Topic.TRAINING_RECORD, at, page="volunteer")
    people = {f"person-{person}": person for found in outcomes.values() for person in found}
    facts = {attended.value: [f"person-{person}" for person in found] for attended, found in outcomes.items()}
    unset = list(materials.missing) if outcomes[Attended.COMPLETE] else []
    return Tiding(
        told.key, told.topic, told.reader_id, at, None, {**told.people, **people}, {**told.facts, **facts, "unset": unset}
    )


def ask_again(work: Work, training: Training, person_id: int, materials: Materials, *, at: datetime) -> None:
    """The survey, once more, unless it is done (R050)."""
    seat = training_line(work, training).seat_of(person_id)
    if seat is None or seat.surveyed_at is not None or not materials.survey:
        return
    facts = {"survey": materials.survey}
    tell_people(work, [place_tiding(training, person_id, Topic.TRAINING_SURVEY, at, page="volunteer", **facts)])
