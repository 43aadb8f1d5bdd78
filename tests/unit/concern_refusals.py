"""Every refusal about concerns, as somebody could meet it."""

from __future__ import annotations

from mentoring.acts.concern_pauses import StillInSessions
from mentoring.concerns import (
    ConcernIsOver,
    Incident,
    IncidentState,
    NobodyToPause,
    NotAnAdultHere,
    NotTheSame,
    NotYourConcern,
    ReportStillDue,
    StepKind,
    StepNeedsWords,
    TakenAlready,
)
from mentoring.errors import Refusal
from mentoring.people import Role
from tests.unit.rule_fixtures import NOON, person

CONCERN_REFUSALS: list[Refusal] = [
    *(ConcernIsOver(Incident(3, state, NOON, urgent=True, joined_to=2)) for state in IncidentState),
    NobodyToPause(),
    NotAnAdultHere(),
    NotTheSame(),
    NotYourConcern(12),
    ReportStillDue([StepKind.ORAL]),
    ReportStillDue([StepKind.ORAL, StepKind.WRITTEN]),
    StepNeedsWords(),
    StillInSessions([12, 14]),
    TakenAlready(person(1, Role.MANAGER, name="Dana <Whitfield>")),
]
