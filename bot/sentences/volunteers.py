"""What is refused of volunteers and of their trainings."""

from __future__ import annotations

from datetime import date

from bot.sentences.shape import Sentences
from bot.wording import name
from mentoring import wall
from mentoring.acts.concluding import NothingToSettle
from mentoring.acts.engagements import TrainingThen
from mentoring.acts.moving_trainings import JoinedMeanwhile
from mentoring.acts.training import FacilitatorBusy, NoPlace, NoRoomThen, NoSuchTraining, NotLetIntoTraining
from mentoring.acts.training_hours import MeetingThen
from mentoring.acts.volunteering import ClearanceChanged, NoAddress, NoRole
from mentoring.preferences import NotOffered
from mentoring.trainings import (
    NotForTheirRole,
    PlaceElsewhere,
    Training,
    TrainingFull,
    TrainingInThePast,
    TrainingIsOver,
    TrainingMisshapen,
)
from mentoring.volunteers import CheckTooLong, InterviewFirst, NotAVolunteer, NotYet, longest_check


def _when(training: Training) -> str:
    return wall.moment(training.starts_at, training.zone)


def _day(on: date) -> str:
    return f"{wall.day(on)}, {on.year}"


def _meeting_then(r: MeetingThen) -> str:
    """Its match by its number: a volunteer reads no child's name here."""
    on, zone = r.meeting.when, r.program.zone
    return (
        f"{name(r.person)} is in a session of match #{r.meeting.match.id} then ({wall.day(on.day)}, "
        f"{wall.span(on.starts_at, on.ends_at, zone)}). Choose another training or another time, or have that session "
        "moved first."
    )


SENTENCES: Sentences = {
    NotOffered: "Choose subjects, days, times and languages from those that the form shows. Nothing was saved.",
    NotAVolunteer: lambda r: f"{name(r.person)} is neither mentor nor proctor. Only volunteers are cleared here.",
    NotYet: lambda r: f"{_day(r.on)} is still to come. Write a step down when it has happened.",
    CheckTooLong: lambda r: (
        f"A background check of {_day(r.on)} holds from that day on, for three years at the most: choose a day up to "
        f"{_day(longest_check(r.on))}. One that holds no more is taken away with `/mentoring revoke NAME`."
    ),
    InterviewFirst: lambda r: (
        f"{name(r.person)} has not passed the interview, which comes before the training. Write it down first, with "
        "`/mentoring volunteer NAME`."
    ),
    NoRole: "A volunteer is a mentor, a proctor, or both. Choose at least one.",
    NoAddress: "A volunteer needs a name and an e-mail address like name@example.org. Fill in both.",
    ClearanceChanged: lambda r: (
        f"Somebody else wrote down a step of {name(r.person)} just now, so I left it. Look at them once more."
    ),
    TrainingInThePast: "That is in the past. Choose a time that is still to come.",
    TrainingMisshapen: (
        "A training lasts from 30 minutes to 4 hours, has 1 to 100 places, and meets on Zoom or Google Meet. Change "
        "what does not fit."
    ),
    TrainingIsOver: lambda r: (
        f"Training {r.training.id} has begun, is over or was called off, so nothing was changed. `/mentoring training` "
        "shows the next ones."
    ),
    TrainingFull: lambda r: (
        f"All places of training {r.training.id} are taken. `/mentoring training` shows the others."
    ),
    NotForTheirRole: lambda r: (
        f"Training {r.training.id} is for {' and '.join(f'{role}s' for role in sorted(r.training.roles))}, and "
        f"{name(r.person)} is not one of them. Choose another one."
    ),
    PlaceElsewhere: lambda r: (
        f"{name(r.person)} has a place in training {r.other.id} ({_when(r.other)}). Give that one back first: "
        f"`/mentoring training leave {r.other.id}`."
    ),
    NoSuchTraining: lambda r: f"There is no training {r.training_id}. `/mentoring training` shows the next ones.",
    NoRoomThen: "Every Zoom host is taken at that time. Choose another time, or say `meet`.",
    FacilitatorBusy: lambda r: (
        f"Whoever holds it is in training {r.other.id} then ({_when(r.other)}). Choose another time, or call that one "
        "off."
    ),
    TrainingThen: lambda r: (
        f"{name(r.person)} is in training {r.training.id} then ({_when(r.training)}). Choose another time, a start "
        "after it, or another person."
    ),
    MeetingThen: _meeting_then,
    JoinedMeanwhile: lambda r: (
        f"Somebody took a place in training {r.training.id} just now, so I left it. Move it once more."
    ),
    NoPlace: lambda r: (
        f"{name(r.person)} has no place in training {r.training.id}. `/mentoring training` shows the next ones."
    ),
    NotLetIntoTraining: "That door does not open now. Use the link in the last reminder.",
    NothingToSettle: lambda r: (
        f"There is nothing to decide about {name(r.person)} in training {r.training.id}: only what I cannot tell is "
        "yours to say. Whoever was away for too long signs up again."
    ),
}
