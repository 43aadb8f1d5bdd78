"""Answers to a reminder. «I can't make it» reaches mentor and manager in one transaction, or neither (R073)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from mentoring.acts.answering import Notice, Topic, check_not_over, find_session, tell
from mentoring.acts.wanting import undo_cover, want_cover
from mentoring.cover import WhyCover
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.permissions import NotYourMatch
from mentoring.sessions import Session
from mentoring.store import Store, Work
from mentoring.stored import Answer, Deed


class LaterThanTheEnd(Refusal):
    """Whoever comes so many minutes late comes when the session is over."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.id)
        self.session = session


def answer_reminder(
    store: Store,
    *,
    actor: Person,
    session_id: int,
    answer: Answer,
    minutes: int | None = None,
    request: str = "",
    at: datetime,
) -> tuple[Session, bool]:
    """Notes the answer and, where it matters to others, the notices about it, all in one transaction. Pressing the
    same button again tells nobody twice: the second value says whether this was news.
    `minutes`: how late, where it is said; then it is news each time, but for a retry of `request`.
    Raises NoSuchSession, NotYourMatch, SessionIsOver, LaterThanTheEnd."""
    with store.begin() as work:
        session, match = find_session(work, session_id)
        adults = (match.mentor_id, session.monitor_id)
        if actor.id not in adults:
            raise NotYourMatch
        check_not_over(session, at)
        if minutes is not None and not timedelta(0) < timedelta(minutes=minutes) < session.ends_at - session.starts_at:
            raise LaterThanTheEnd(session)
        before = work.answers.of([session_id]).get(session_id, {}).get(actor.id)
        said_anew = minutes is not None and work.requests.claim(request, at=at)
        if not work.answers.put(session_id, actor.id, answer, at=at) and not said_anew:
            return session, False
        after = f"{minutes} minutes" if minutes is not None else ""
        deed = Deed(at, actor.id, f"session.{answer}", f"session-{session_id}", before=before or "", after=after)
        work.deeds.add(deed)
        if actor.id == session.monitor_id:
            _look_for_cover(work, session, answer, at)
        topic = _topic(answer, before)
        if topic is not None:
            tell(work, session, Notice(topic, actor.id, at, minutes=minutes), _readers(actor, session, match, topic))
        return session, True


def _look_for_cover(work: Work, session: Session, answer: Answer, at: datetime) -> None:
    """The search begins in the transaction in which a monitor cannot come, and ends when they can after all (R073)."""
    if answer is Answer.CANNOT:
        want_cover(work, session, WhyCover.CANNOT, at=at, by=session.monitor_id)
        return
    cover = work.covers.of([session.id]).get(session.id)
    if cover is not None and cover.wanted and cover.why is WhyCover.CANNOT:
        undo_cover(work, session, at=at, by=session.monitor_id)


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
