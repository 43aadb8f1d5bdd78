"""Answers to a reminder. «I can't make it» reaches mentor and manager in one transaction, or neither (R073)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from mentoring.duties import DutyKind, PlannedDuty, company, session_subject
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.permissions import NotYourMatch
from mentoring.sessions import NOT_OVER, Session
from mentoring.store import Store, Work
from mentoring.stored import Answer, Deed


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
    a session that was moved would have begun. `version`: of the session that it tells of; 0 until it stands there."""

    topic: Topic
    about: int
    at: datetime
    was: datetime | None = None
    version: int = 0

    def occurrence(self, reader: int, version: int) -> str:
        """`version` of the session: two changes within a second are told as two."""
        was = f"/{int(self.was.timestamp())}" if self.was is not None else ""
        return f"{self.topic}/{self.about}/{int(self.at.timestamp())}/{reader}/v{version}{was}"

    @classmethod
    def read(cls, occurrence: str) -> Notice:
        """The notice that stands in the duty of this occurrence."""
        topic, about, at, _reader, version, *was = occurrence.split("/")
        return cls(Topic(topic), int(about), _moment(at), _moment(was[0]) if was else None, int(version[1:]))


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def find_session(work: Work, session_id: int) -> tuple[Session, Match]:
    """Raises NoSuchSession."""
    session = work.sessions.many([session_id]).get(session_id)
    match = work.matches.get(session.match_id) if session else None
    if session is None or match is None:
        raise NoSuchSession(session_id)
    return session, match


def answer_reminder(
    store: Store, *, actor: Person, session_id: int, answer: Answer, at: datetime
) -> tuple[Session, bool]:
    """Notes the answer and, where it matters to others, the notices about it, all in one transaction. Pressing the
    same button again tells nobody twice: the second value says whether this was news.
    Raises NoSuchSession, NotYourMatch, SessionIsOver."""
    with store.begin() as work:
        session, match = find_session(work, session_id)
        adults = (match.mentor_id, session.monitor_id)
        if actor.id not in adults:
            raise NotYourMatch
        if session.state not in NOT_OVER or at >= session.ends_at:
            raise SessionIsOver(session)
        before = work.answers.of([session_id]).get(session_id, {}).get(actor.id)
        if not work.answers.put(session_id, actor.id, answer, at=at):
            return session, False
        work.deeds.add(Deed(at, actor.id, f"session.{answer}", f"session-{session_id}", before=before or ""))
        topic = _topic(answer, before)
        if topic is not None:
            tell(work, session, Notice(topic, actor.id, at), _readers(actor, session, match, topic))
        return session, True


def _topic(answer: Answer, before: Answer | None) -> Topic | None:
    if answer is Answer.CANNOT:
        return Topic.CANNOT
    if answer is Answer.LATE:
        return Topic.LATE
    return Topic.COMING_AFTER_ALL if before is Answer.CANNOT else None


def _readers(actor: Person, session: Session, match: Match, topic: Topic) -> Iterable[int]:
    other_adult = session.monitor_id if actor.id == match.mentor_id else match.mentor_id
    families = match.student_ids if topic is Topic.CANNOT and actor.id == match.mentor_id else ()
    return (match.manager_id, other_adult, *families)


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
