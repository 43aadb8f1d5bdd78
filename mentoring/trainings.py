"""Trainings: a meeting for volunteers, with an attendance rule of its own (R041-R051)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentoring.attendance import Attended
from mentoring.duties import DutyKind, PlannedDuty, Subject, SubjectKind
from mentoring.errors import Refusal
from mentoring.people import VOLUNTEERS, Clearance, Person, Role
from mentoring.policy import Policy
from mentoring.rooms import MadeRoom, Platform
from mentoring.volunteers import Dossier, Interview, InterviewFirst

SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=4)
MOST_SEATS = 100
"""Zoom: the room of a licensed user holds a hundred people."""
HOLDS = "facilitator"
"""Whose reminders these are: whoever holds the training has no place in it."""
GIVEN_UP = "given-up-"
"""Begins what is to be done about the room that stood before a training was moved, with that room's generation."""
SURVEY_AGAIN = timedelta(days=3)
"""How long after a training the survey is asked for once more (R050); it holds nobody up (C10)."""


class TrainingState(StrEnum):
    """A training goes from planned to one of the others."""

    PLANNED = "planned"
    HELD = "held"
    """It is over, and everybody who had a place has been told."""
    CANCELLED = "cancelled"


class SeatState(StrEnum):
    """What became of somebody's place."""

    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    ABSENT = "absent"
    UNVERIFIED = "unverified"

    @classmethod
    def after(cls, attended: Attended) -> SeatState:
        return cls(attended.value)


@dataclass(frozen=True)
class Training:
    """Times are in UTC; `timezone` is the IANA zone in which it was planned. `roles`: those whom it covers (R042).
    `host`: whom the pool chose when it was planned. `room` None: it is still to be made."""

    id: int
    starts_at: datetime
    ends_at: datetime
    timezone: str
    roles: frozenset[Role]
    platform: Platform
    seats: int
    facilitator_id: int
    state: TrainingState = TrainingState.PLANNED
    host: str | None = None
    generation: int = 1
    """Counts its rooms: one that was moved gets another one."""
    attempted_at: datetime | None = None
    """When we set out to make its room."""
    room: MadeRoom | None = None
    proven_at: datetime | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(self.zone).date()

    @property
    def effect_key(self) -> str:
        return f"training-{self.id}-room-{self.generation}"

    def covers(self, person: Person) -> bool:
        return person.has(*self.roles)


@dataclass(frozen=True)
class Seat:
    """One volunteer's place in one training. `longest_gap`: what the record says of their attendance."""

    training_id: int
    person_id: int
    state: SeatState
    taken_at: datetime
    longest_gap: timedelta | None = None
    surveyed_at: datetime | None = None


@dataclass(frozen=True)
class TrainingDraft:
    """A training as it is asked for; `facilitator_id` is who holds it."""

    starts_at: datetime
    ends_at: datetime
    timezone: str
    roles: frozenset[Role]
    platform: Platform
    seats: int
    facilitator_id: int


@dataclass(frozen=True)
class Materials:
    """What the closing mail brings (R048-R050); None: nobody has set it up."""

    slides: str | None = None
    packet: str | None = None
    survey: str | None = None
    curriculum: str = "1"
    """The version that is written down for whoever completes a training (R046)."""

    @property
    def missing(self) -> tuple[str, ...]:
        given: Mapping[str, str | None] = {
            "CHAPERONE_TRAINING_SLIDES_URL": self.slides,
            "CHAPERONE_TRAINING_PACKET_URL": self.packet,
            "CHAPERONE_TRAINING_SURVEY_URL": self.survey,
        }
        return tuple(name for name, address in given.items() if not address)


class TrainingInThePast(Refusal):
    """A training is planned ahead."""


class TrainingMisshapen(Refusal):
    """From half an hour to four hours, with one to a hundred places, for mentors or proctors, in a room of ours."""


class TrainingIsOver(Refusal):
    """Nothing can be changed about a training that has begun, is over, or was cancelled."""

    def __init__(self, training: Training) -> None:
        super().__init__(training.id)
        self.training = training


class TrainingFull(Refusal):
    """All places are taken."""

    def __init__(self, training: Training) -> None:
        super().__init__(training.id)
        self.training = training


class NotForTheirRole(Refusal):
    """This training covers other roles."""

    def __init__(self, person: Person, training: Training) -> None:
        super().__init__(person.id, training.id)
        self.person, self.training = person, training


class PlaceElsewhere(Refusal):
    """One place at a time, so that others get one."""

    def __init__(self, person: Person, other: Training) -> None:
        super().__init__(person.id, other.id)
        self.person, self.other = person, other


def check_shape(draft: TrainingDraft, *, at: datetime) -> None:
    """Raises TrainingInThePast, TrainingMisshapen."""
    if draft.starts_at <= at:
        raise TrainingInThePast
    check_form(draft)


def check_form(draft: TrainingDraft) -> None:
    """What is true of every training, whenever it was or will be. Raises TrainingMisshapen."""
    right_length = SHORTEST <= draft.ends_at - draft.starts_at <= LONGEST
    right_roles = bool(draft.roles) and draft.roles <= VOLUNTEERS
    ours = draft.platform is not Platform.EXTERNAL
    if not (right_length and right_roles and ours and 1 <= draft.seats <= MOST_SEATS):
        raise TrainingMisshapen


def check_may_join(training: Training, person: Person, dossier: Dossier, *, taken: int, at: datetime) -> None:
    """Raises TrainingIsOver, NotForTheirRole, InterviewFirst, TrainingFull."""
    if training.state is not TrainingState.PLANNED or at >= training.starts_at:
        raise TrainingIsOver(training)
    if not training.covers(person):
        raise NotForTheirRole(person, training)
    if not interviewed(person.clearance, dossier):
        raise InterviewFirst(person)
    if taken >= training.seats:
        raise TrainingFull(training)


def interviewed(clearance: Clearance, dossier: Dossier) -> bool:
    return clearance.interviewed_on is not None and dossier.interview is not Interview.TURNED_AWAY


def training_subject(training_id: int) -> Subject:
    return Subject(SubjectKind.TRAINING, training_id)


def plan_duties(training: Training, policy: Policy, *, at: datetime) -> tuple[PlannedDuty, ...]:
    """What the training itself must have from the day it is planned: its room, proven again shortly before, shut and
    judged afterwards."""
    start, end, about = training.starts_at, training.ends_at, training_subject(training.id)
    prepare, verify = start - policy.provision_ahead, start - policy.doors_open_ahead - timedelta(minutes=15)
    return (
        PlannedDuty(about, DutyKind.TRAINING_ROOM, max(prepare, at), of_room("make", training), end),
        PlannedDuty(about, DutyKind.TRAINING_ROOM, max(verify, at), of_room("verify", training), end),
        *reminders(training, training.facilitator_id, HOLDS, policy),
        PlannedDuty(about, DutyKind.TRAINING_END, end + policy.room_ends_after),
        PlannedDuty(about, DutyKind.TRAINING_CLOSE, end + policy.training_closes_after),
    )


def of_room(what: str, training: Training) -> str:
    """What is done for one room of a training, under a name that its next one does not share."""
    return what if training.generation == 1 else f"{what}.{training.generation}"


def plan_seat(training: Training, person_id: int, policy: Policy, *, at: datetime) -> tuple[PlannedDuty, ...]:
    """What one person's place brings: the room knows them, and they are reminded twice (R044)."""
    taken, let_in = seat_name(person_id, at), max(at, training.starts_at - policy.provision_ahead)
    known = PlannedDuty(training_subject(training.id), DutyKind.TRAINING_ROOM, let_in, taken, training.ends_at)
    return (known, *reminders(training, person_id, taken, policy))


def seat_name(person_id: int, taken_at: datetime) -> str:
    """A place that is given back and taken anew has duties of its own."""
    return f"person-{person_id}/{int(taken_at.timestamp())}"


def reminders(training: Training, person_id: int, whose: str, policy: Policy) -> tuple[PlannedDuty, ...]:
    """The day before and shortly before; a late reminder is not sent."""
    start, about, kind = training.starts_at, training_subject(training.id), DutyKind.TRAINING_REMIND
    day, soon = start - policy.remind_day_ahead, start - policy.remind_soon_ahead
    return (
        PlannedDuty(about, kind, day, f"{of_room('day', training)}/{whose}", start - timedelta(hours=2), person_id),
        PlannedDuty(about, kind, soon, f"{of_room('soon', training)}/{whose}", start + timedelta(minutes=2), person_id),
    )
