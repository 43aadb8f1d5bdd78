"""One of each refusal around agreeing, pausing, ending and limits."""

from __future__ import annotations

from datetime import date, timedelta

from mentoring.acts.booking import SlotTaken, TimeTaken
from mentoring.acts.ending import LeavingAlready, StillBeingTold
from mentoring.acts.pausing import NothingPaused, PauseHasNoEnd
from mentoring.acts.suggesting import NothingToSuggest, OnlyIndependent
from mentoring.checklists import NoSuchItem
from mentoring.consents import (
    AnswerTooLate,
    AskedAlready,
    NotAsked,
    OptionsCount,
    ReasonMissing,
    ReasonTooLong,
    SideDeclined,
    StartNotPicked,
)
from mentoring.errors import Refusal
from mentoring.limits import LimitKind, LimitOutOfRange, TooManyHours, TooManyMatches
from mentoring.people import Role
from tests.unit.rule_fixtures import match, person, program, session

ANA = person(1, Role.MENTOR, name="Ana Silva", key="ana-silva")
QUARTER = timedelta(minutes=15)

AGREEMENTS: tuple[Refusal, ...] = (
    AnswerTooLate(match()),
    AskedAlready(match()),
    LeavingAlready(match()),
    *(LimitOutOfRange(kind) for kind in LimitKind),
    NoSuchItem("space"),
    NotAsked(match()),
    NothingPaused(match()),
    NothingToSuggest(ANA),
    OnlyIndependent(),
    OptionsCount(),
    PauseHasNoEnd(date(2026, 10, 1), program()),
    ReasonMissing(),
    ReasonTooLong(),
    SideDeclined(match(), ANA),
    SlotTaken(ANA, match(id=4), date(2026, 11, 3), QUARTER),
    StartNotPicked(match()),
    StillBeingTold(match()),
    TimeTaken(ANA, session(), program(), QUARTER),
    TooManyHours(ANA, timedelta(hours=20)),
    TooManyMatches(ANA, 20),
)
