"""A family's own page: their next sessions, in which language and zone they read, and «we cannot come»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from mentoring.acts.answering import Notice, Topic, check_not_over, find_session, tell
from mentoring.acts.looking import SessionLine, session_lines
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Person, Role
from mentoring.permissions import NotYourMatch
from mentoring.sessions import NOT_OVER, Session
from mentoring.store import Store, Work
from mentoring.stored import Answer, Deed

AHEAD = timedelta(days=28)
LONGEST_SESSION = timedelta(days=1)


class NoSuchLanguage(Refusal):
    """That is none of the languages to choose from."""


class NoSuchTimeZone(Refusal):
    """That is no zone of the IANA's."""


@dataclass(frozen=True)
class FamilySession:
    """A session of one child. `coming` False: the family has said that they cannot come."""

    line: SessionLine
    child: Person
    coming: bool


@dataclass(frozen=True)
class FamilyView:
    """What a guardian, or a student of 18 or more, sees of their own; the next session first."""

    reader: Person
    sessions: Sequence[FamilySession]


def family_view(store: Store, *, person_id: int, at: datetime) -> FamilyView | None:
    """None for somebody who is neither a guardian nor a student of age."""
    with store.look() as view:
        reader = view.people.many([person_id]).get(person_id)
        if reader is None or not _has_a_page(reader):
            return None
        found = [one for child in _own(view, reader) for one in _sessions(view, child, at)]
        return FamilyView(reader, sorted(found, key=lambda one: (one.line.session.starts_at, one.line.session.id)))


def _has_a_page(person: Person) -> bool:
    return person.has(Role.GUARDIAN) or (person.has(Role.STUDENT) and person.adult)


def _own(view: Work, reader: Person) -> list[Person]:
    children = [child for child in view.people.children_of(reader.id) if child.has(Role.STUDENT)]
    return [*children, *([reader] if reader.has(Role.STUDENT) and reader.adult else [])]


def _sessions(view: Work, child: Person, at: datetime) -> list[FamilySession]:
    found = view.sessions.between(at - LONGEST_SESSION, at + AHEAD, person_id=child.id)
    lines = session_lines(view, [s for s in found if s.state in NOT_OVER and s.ends_at > at])
    return [
        FamilySession(line, child, line.answers.get(child.id) is not Answer.CANNOT)
        for line in lines
        if child.id in line.match.student_ids
    ]


def choose_wishes(
    store: Store, *, person_id: int, language: str, timezone: str, offered: frozenset[str], at: datetime
) -> Person:
    """In which language, one of those offered, and in which zone a family reads; an empty zone is the program's. Raises
    NotYourMatch, NoSuchLanguage, NoSuchTimeZone."""
    with store.begin() as work:
        before = _reader(work, person_id)
        if language not in offered | {before.language}:
            raise NoSuchLanguage
        if timezone and timezone not in available_timezones():
            raise NoSuchTimeZone
        work.people.choose(person_id, language=language, timezone=timezone or None)
        after = work.people.get(person_id)
        if (before.language, before.timezone) != (after.language, after.timezone):
            told = [f"{who.language}, {who.timezone or 'program time'}" for who in (before, after)]
            work.deeds.add(Deed(at, person_id, "family.choose", f"person-{person_id}", *told))
        return after


def _reader(work: Work, person_id: int) -> Person:
    """Raises NotYourMatch."""
    reader = work.people.many([person_id]).get(person_id)
    if reader is None or not _has_a_page(reader):
        raise NotYourMatch
    return reader


def answer_for_family(
    store: Store, *, person_id: int, session_id: int, child_id: int, coming: bool, at: datetime
) -> bool:
    """«We cannot come», and its undoing: mentor, monitor and manager hear of it at once, all in one transaction (R073).
    Saying the same again tells nobody twice: the value says whether this was news. A guardian who would have watched
    over the session does not come, either. Raises NotYourMatch, NoSuchSession, SessionIsOver."""
    with store.begin() as work:
        reader = _reader(work, person_id)
        session, match = find_session(work, session_id)
        child = next((child for child in _own(work, reader) if child.id == child_id), None)
        if child is None or child.id not in match.student_ids:
            raise NotYourMatch
        check_not_over(session, at)
        before = work.answers.of([session_id]).get(session_id, {}).get(child.id)
        answer = Answer.COMING if coming else Answer.CANNOT
        if before is answer or (coming and before is None):
            return False
        _note(work, session, child, reader, answer, before, at=at)
        topic = Topic.FAMILY_COMING if coming else Topic.FAMILY_CANNOT
        tell(work, session, Notice(topic, child.id, at), _readers(session, match, reader))
        return True


def _note(
    work: Work, session: Session, child: Person, reader: Person, answer: Answer, before: Answer | None, *, at: datetime
) -> None:
    for person in {child.id, *({reader.id} & {session.monitor_id})}:
        work.answers.put(session.id, person, answer, at=at)
    deed = Deed(at, reader.id, f"family.{answer}", f"session-{session.id}", before or "", f"person-{child.id}")
    work.deeds.add(deed)


def _readers(session: Session, match: Match, reader: Person) -> Sequence[int]:
    everybody = (match.manager_id, match.mentor_id, session.monitor_id)
    return [person for person in dict.fromkeys(everybody) if person != reader.id]
