"""One of every refusal about volunteers and their trainings."""

from __future__ import annotations

from datetime import date, timedelta

from mentoring.acts.concluding import NothingToSettle
from mentoring.acts.engagements import TrainingThen
from mentoring.acts.moving_trainings import JoinedMeanwhile
from mentoring.acts.training import (
    FacilitatorBusy,
    NoPlace,
    NoRoomThen,
    NoSuchTraining,
    NotLetIntoTraining,
    TrainingDoorIsShut,
)
from mentoring.acts.training_hours import Meeting, MeetingThen
from mentoring.acts.volunteering import ClearanceChanged, NoAddress, NoRole
from mentoring.errors import Refusal
from mentoring.people import VOLUNTEERS, Role
from mentoring.preferences import NotOffered
from mentoring.rooms import Platform
from mentoring.sessions import PlannedSession
from mentoring.trainings import (
    NotForTheirRole,
    PlaceElsewhere,
    Training,
    TrainingFull,
    TrainingInThePast,
    TrainingIsOver,
    TrainingMisshapen,
)
from mentoring.volunteers import CheckTooLong, InterviewFirst, NotAVolunteer, NotYet
from tests.unit.rule_fixtures import NOON, match, person, program

GUS = person(8, Role.MENTOR, name="Gus Tillman", key="gus")
TRAINING = Training(
    3, NOON, NOON + timedelta(hours=1), "America/New_York", VOLUNTEERS, Platform.ZOOM, seats=20, facilitator_id=1
)
VOLUNTEER_REFUSALS: list[Refusal] = [
    CheckTooLong(date(2026, 10, 1)),
    ClearanceChanged(GUS),
    FacilitatorBusy(TRAINING),
    InterviewFirst(GUS),
    JoinedMeanwhile(TRAINING),
    MeetingThen(GUS, Meeting(match(), PlannedSession(NOON.date(), NOON, NOON + timedelta(hours=1))), program()),
    NoAddress(),
    NoPlace(GUS, TRAINING),
    NoRole(),
    NoRoomThen(),
    NoSuchTraining(3),
    NotAVolunteer(GUS),
    NotForTheirRole(GUS, TRAINING),
    NotOffered(),
    NotLetIntoTraining(TrainingDoorIsShut.EARLY, TRAINING),
    NotYet(date(2027, 1, 1)),
    NothingToSettle(GUS, TRAINING),
    PlaceElsewhere(GUS, TRAINING),
    TrainingFull(TRAINING),
    TrainingInThePast(),
    TrainingIsOver(TRAINING),
    TrainingMisshapen(),
    TrainingThen(GUS, TRAINING),
]
