"""Notices about a session: what is told of it, and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from mentoring.duties import DutyKind, PlannedDuty, company, session_subject
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.sessions import Session
from mentoring.store import Work


class NoSuchSession(Refusal):
    """There is no session of that number."""

    def __init__(self, session_id: int) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class SessionIsOver(Refusal):
    """Nothing can be said any more about a session that is over."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


class Topic(StrEnum):
    """What a notice about a session tells."""

    CANNOT = "cannot"
    LATE = "late"
    COMING_AFTER_ALL = "coming_after_all"
    FAMILY_CANNOT = "family_cannot"
    """A student cannot come, as the family says."""
    FAMILY_COMING = "family_coming"
    """And can after all."""
    STOPPED = "stopped"
    MOVED = "moved"
    CANCELLED = "cancelled"
    PLATFORM_CHANGED = "platform_changed"
    MONITOR_CHANGED = "monitor_changed"
    RELIEVED = "relieved"
    """For the monitor of before: somebody else watches over the session."""


STILL_ON = frozenset({Topic.MOVED, Topic.PLATFORM_CHANGED, Topic.MONITOR_CHANGED})
"""Notices of a session that takes place, but not as planned."""


@dataclass(frozen=True)
class Notice:
    """A notice as it stands in a duty: what it tells, whom it is about, and which telling of it this is. `was`: when
    a session that was moved would have begun. `version`: of the session that it tells of; 0 until it stands there.
    `minutes`: how late somebody will be, where they have said so."""

    topic: Topic
    about: int
    at: datetime
    was: datetime | None = None
    version: int = 0
    minutes: int | None = None

    def occurrence(self, reader: int, version: int) -> str:
        """`version` of the session: two changes within a second are told as two."""
        was = f"/{int(self.was.timestamp())}" if self.was is not None else ""
        minutes = f"/m{self.minutes}" if self.minutes is not None else ""
        return f"{self.topic}/{self.about}/{int(self.at.timestamp())}/{reader}/v{version}{was}{minutes}"

    @classmethod
    def read(cls, occurrence: str) -> Notice:
        """The notice that stands in the duty of this occurrence."""
        topic, about, at, _reader, version, *more = occurrence.split("/")
        was = next((_moment(part) for part in more if part.isdecimal()), None)
        minutes = next((int(part[1:]) for part in more if part.startswith("m")), None)
        return cls(Topic(topic), int(about), _moment(at), was, int(version[1:]), minutes)


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def find_session(work: Work, session_id: int) -> tuple[Session, Match]:
    """Raises NoSuchSession."""
    session = work.sessions.many([session_id]).get(session_id)
    match = work.matches.get(session.match_id) if session else None
    if session is None or match is None:
        raise NoSuchSession(session_id)
    return session, match


def find_session_on(work: Work, session_id: int, at: datetime) -> tuple[Session, Match]:
    """One that is not over. Raises NoSuchSession, SessionIsOver."""
    session, match = find_session(work, session_id)
    check_not_over(session, at)
    return session, match


def check_not_over(session: Session, at: datetime) -> None:
    """Raises SessionIsOver."""
    if session.is_over(at):
        raise SessionIsOver(session)


def tell(work: Work, session: Session, notice: Notice, readers: Iterable[int]) -> None:
    """Puts the notices down as duties, due at once; a notice nobody got within a day is of no use any more."""
    work.duties.plan(
        PlannedDuty(
            session_subject(session.id),
            DutyKind.TELL,
            notice.at,
            notice.occurrence(reader, session.version),
            notice.at + timedelta(days=1),
            reader,
        )
        for reader in readers
        if reader != notice.about
    )


def tell_everybody(work: Work, session: Session, match: Match, notice: Notice) -> None:
    tell(work, session, notice, (match.manager_id, *company(session, match).everybody))
