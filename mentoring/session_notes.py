"""What a mentor writes down after a session (R103 to R108): for the mentor and Partnerships Managers alone."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Person, Role
from mentoring.relay import tidied
from mentoring.sessions import Session, SessionState

LONGEST = 500
"""Characters of each of the two texts."""
WRITTEN_WITHIN = timedelta(days=14)
"""After the end of the session; from then on notes are only read."""
TEMPERATURES = range(1, 11)
CONFIDENCES = range(1, 6)
LOW = 3
"""The highest temperature that a manager is quietly told of."""
FALLS = 3
"""So many falls one after the other are heard of as well."""


class Activity(StrEnum):
    """What the hour was spent on (R107)."""

    HOMEWORK = "homework"
    PROJECT = "project"
    READING = "reading"
    EXAM_PRACTICE = "exam_practice"
    TALKING = "talking"
    OTHER = "other"


class Stage(StrEnum):
    """What can be done with the notes of a session."""

    AHEAD = "ahead"
    """It has not begun: there is only how a session goes."""
    WRITTEN = "written"
    """They are written and changed."""
    READ = "read"
    """It is long over."""


class Mood(StrEnum):
    """What the temperatures of a match say to its manager. It is no alert."""

    LOW = "low"
    FALLING = "falling"


@dataclass(frozen=True)
class Notes:
    """`temperature`: how the student was at the start, from 1 to 10 (R105). `confidence`: how sure of the subject, from
    1 to 5 (R103). `next_confirmed`: whether the next session is agreed (R104). None: not said."""

    temperature: int | None = None
    confidence: int | None = None
    activities: tuple[Activity, ...] = ()
    success: str = ""
    next_focus: str = ""
    next_confirmed: bool | None = None


@dataclass(frozen=True)
class SessionNotes:
    """Notes as they stand: who wrote them last, and when. `version` counts from 1."""

    session_id: int
    match_id: int
    notes: Notes
    by: int
    at: datetime
    version: int = 1


class NotYourNotes(Refusal):
    """Only the mentor and Partnerships Managers read what stands in notes."""


class NoNotesOfThat(Refusal):
    """A session that was called off before it began has none."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


class NotesNotOpen(Refusal):
    """They are written from the start of the session until WRITTEN_WITHIN after its end."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


class NothingNoted(Refusal):
    """Every field is empty."""


class NotesTooLong(Refusal):
    """More than LONGEST characters in one field."""

    def __init__(self, field: str, length: int) -> None:
        super().__init__(field, length)
        self.field, self.length = field, length


class OffTheScale(Refusal):
    """A temperature is from 1 to 10, a confidence from 1 to 5."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NotesChanged(Refusal):
    """Somebody else has changed them since the form was opened."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


def check_may_read(actor: Person, match: Match) -> None:
    """The match's mentor and managers: not the monitor, nor the family. Raises NotYourNotes."""
    if actor.id != match.mentor_id and not actor.has(Role.MANAGER):
        raise NotYourNotes


def stage_of(session: Session, *, at: datetime) -> Stage:
    """Raises NoNotesOfThat."""
    if session.state is SessionState.CANCELLED:
        raise NoNotesOfThat(session)
    if at < session.starts_at:
        return Stage.AHEAD
    return Stage.WRITTEN if at <= session.ends_at + WRITTEN_WITHIN else Stage.READ


def checked(notes: Notes) -> Notes:
    """As they are kept: without what cannot be seen, each activity once. Raises OffTheScale, NotesTooLong."""
    if notes.temperature is not None and notes.temperature not in TEMPERATURES:
        raise OffTheScale("temperature")
    if notes.confidence is not None and notes.confidence not in CONFIDENCES:
        raise OffTheScale("confidence")
    activities = tuple(activity for activity in Activity if activity in notes.activities)
    success, next_focus = _text("success", notes.success), _text("next_focus", notes.next_focus)
    return replace(notes, activities=activities, success=success, next_focus=next_focus)


def _text(field: str, said: str) -> str:
    tidy = tidied(said)
    if len(tidy) > LONGEST:
        raise NotesTooLong(field, len(tidy))
    return tidy


def mood_of(temperatures: Sequence[int]) -> Mood | None:
    """`temperatures`: the newest first, of the sessions that have one."""
    if not temperatures:
        return None
    if temperatures[0] <= LOW:
        return Mood.LOW
    latest = temperatures[: FALLS + 1]
    falling = len(latest) > FALLS and all(after < before for after, before in itertools.pairwise(latest))
    return Mood.FALLING if falling else None
