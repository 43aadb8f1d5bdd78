"""One of each refusal around notes, plans, and sessions that are not named."""

from __future__ import annotations

from mentoring.acts.own_day import NoSessionToday, WhichSession
from mentoring.acts.replying import LaterThanTheEnd
from mentoring.errors import Refusal
from mentoring.session_notes import (
    NoNotesOfThat,
    NotesChanged,
    NotesNotOpen,
    NotesTooLong,
    NothingNoted,
    NotYourNotes,
    OffTheScale,
)
from mentoring.session_plans import NoContactDetailsThere, NotALink, NotYoursToPlan, PlanTooLong, RoomIsNoContent
from tests.unit.blocks_fixtures import session_line
from tests.unit.rule_fixtures import match, session

NOTES_REFUSALS: tuple[Refusal, ...] = (
    LaterThanTheEnd(session()),
    NoContactDetailsThere(),
    NoNotesOfThat(session()),
    NoSessionToday(),
    NotALink(),
    NotYourNotes(),
    NotYoursToPlan(match()),
    NotesChanged(session()),
    NotesNotOpen(session()),
    NotesTooLong("success", 99_999),
    NothingNoted(),
    OffTheScale("temperature"),
    PlanTooLong(9_999),
    RoomIsNoContent(),
    WhichSession([session_line()] * 40),
)
