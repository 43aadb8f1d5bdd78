"""A family's own page: their next sessions and «we cannot come», their matches and what they may do about each (R063,
R074, R086), and in which language and zone they read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from mentoring.acts.answering import Notice, Topic, check_not_over, find_session, tell
from mentoring.acts.asking import everybody_of, shown_to
from mentoring.acts.looking import SessionLine, session_lines
from mentoring.consents import Side, sides_of
from mentoring.errors import Refusal
from mentoring.matches import RELEASED, Match, MonitorKind, NoGuardianToWriteTo
from mentoring.people import Person, Role
from mentoring.permissions import NotYourMatch
from mentoring.relay import counterparts
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
class FamilyMatch:
    """A match that has sessions. `students`: those whom the reader may be told of. `watched`: those of them whom the
    reader watches over, on a written word that they can take back. `writes`: whether it is they who write with the
    mentor. `leaving`: they have said that they want to stop."""

    match: Match
    mentor: Person
    manager: Person
    students: tuple[Person, ...]
    watched: tuple[Person, ...]
    writes: bool
    leaving: bool


@dataclass(frozen=True)
class FamilyView:
    """What a guardian, or a student of 18 or more, sees of their own; the next session first."""

    reader: Person
    sessions: Sequence[FamilySession]
    matches: Sequence[FamilyMatch]


def family_view(store: Store, *, person_id: int, at: datetime) -> FamilyView | None:
    """None for somebody who is neither a guardian nor a student of age."""
    with store.look() as view:
        reader = view.people.many([person_id]).get(person_id)
        if reader is None or not _has_a_page(reader):
            return None
        own = _own(view, reader)
        found = [one for child in own for one in _sessions(view, child, at)]
        ahead = sorted(found, key=lambda one: (one.line.session.starts_at, one.line.session.id))
        watched = {one.line.match.id for one in ahead if one.line.session.monitor_id == reader.id}
        return FamilyView(reader, ahead, _matches(view, reader, own, watched, at))


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


def _matches(
    view: Work, reader: Person, own: Sequence[Person], watched: Collection[int], at: datetime
) -> list[FamilyMatch]:
    """`watched`: matches of which the reader watches over a session, for once or for good."""
    theirs = view.matches.holding({reader.id, *(child.id for child in own)})
    released = [match for match in theirs if match.state in RELEASED]
    people, days = everybody_of(view, *released), {program.id: program.day(at) for program in view.programs.all()}
    return [
        _match(
            view,
            match,
            people,
            reader,
            watched_on=days[match.program_id] if match.id in watched or match.monitor_id == reader.id else None,
        )
        for match in released
        if _of_family(match, people, reader)
    ]


def _of_family(match: Match, people: Mapping[int, Person], reader: Person) -> bool:
    """Not what a guardian mentors, proctors or teaches besides."""
    sides = sides_of(match, people).get(reader.id, frozenset())
    return Side.FAMILY in sides or (Side.MONITOR in sides and match.monitor_kind is MonitorKind.GUARDIAN)


def _match(
    view: Work, match: Match, people: Mapping[int, Person], reader: Person, *, watched_on: date | None
) -> FamilyMatch:
    """`watched_on`: the day on which the reader's word must stand; None where they do not watch."""
    parts = shown_to(match, people, reader.id)
    students = tuple(people[who] for part, who in parts.items() if part.startswith("student_"))
    return FamilyMatch(
        match=match,
        mentor=people[match.mentor_id],
        manager=people[match.manager_id],
        students=students,
        watched=tuple(student for student in students if watched_on and reader.watches(student, watched_on)),
        writes=_writes(match, people, reader),
        leaving=any(leaving.person_id == reader.id for leaving in view.leavings.of(match.id)),
    )


def _writes(match: Match, people: Mapping[int, Person], reader: Person) -> bool:
    try:
        return any(other.person.id == reader.id for other in counterparts(match, people))
    except NoGuardianToWriteTo:
        return False


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
