"""What the database keeps besides the rules' own values: rooms, doors, visits, answers, records and deeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mentoring.coverage import Verdict
from mentoring.rooms import MadeRoom, Platform


class Answer(StrEnum):
    """What a volunteer says to a reminder."""

    COMING = "coming"
    LATE = "late"
    CANNOT = "cannot"


@dataclass(frozen=True)
class SessionRoom:
    """The room of a session. `room` None: we set out to make it and do not know how that ended. `host`: whom the pool
    chose for it. `generation` counts the rooms that this session has had."""

    session_id: int
    effect_key: str
    attempted_at: datetime
    room: MadeRoom | None = None
    proven_at: datetime | None = None
    ended_at: datetime | None = None
    generation: int = 1
    host: str | None = None


@dataclass(frozen=True)
class RetiredRoom:
    """A room that its session no longer uses. `room` None: it may stand there all the same, under its effect key."""

    session_id: int
    generation: int
    effect_key: str
    platform: Platform | None
    room: MadeRoom | None


@dataclass(frozen=True)
class Door:
    """One person's own way into one session."""

    id: int
    session_id: int
    person_id: int
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Visit:
    """Somebody came to a door. `let_in`: they were sent on to the room; `opened`: as the one who opens it."""

    person_id: int
    at: datetime
    let_in: bool
    opened: bool


@dataclass(frozen=True)
class Record:
    """What happened in a session: the safety case. `body` holds people and spans in plain values."""

    session_id: int
    verdict: Verdict
    covered: bool | None
    body: Mapping[str, Any]
    written_at: datetime


@dataclass(frozen=True)
class Leaving:
    """Somebody wants to leave a match. `why` is for managers only."""

    match_id: int
    person_id: int
    why: str
    at: datetime


@dataclass(frozen=True)
class Tick:
    """An item of a checklist that is done."""

    item: str
    by: int
    at: datetime


@dataclass(frozen=True)
class Deed:
    """One line of the audit log."""

    at: datetime
    actor_id: int | None
    action: str
    subject: str
    before: str = ""
    after: str = ""
    why: str = ""
