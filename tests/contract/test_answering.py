"""Answers to a reminder: who is told, once, and both or neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, Row, event, update
from sqlalchemy.exc import OperationalError

from integrations.database.tables import sessions
from mentoring.acts.answering import (
    NoSuchSession,
    Notice,
    SessionIsOver,
    Topic,
    find_session,
    tell_everybody,
)
from mentoring.acts.replying import LaterThanTheEnd, answer_reminder
from mentoring.duties import DutyKind, session_subject
from mentoring.people import Role
from mentoring.permissions import NotYourMatch
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.stored import Answer
from tests.contract.database_fixtures import all_at_once, engine, sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, Office, office, person_row

__all__ = ["engine", "office", "sqlite_engine"]


@pytest.fixture
def session(office: Office) -> Session:
    return office.first_session()


def answer(office: Office, who: str, session: Session, said: Answer, *, minutes: int = 0) -> bool:
    """Whether it was news."""
    at = NOW + timedelta(minutes=minutes)
    return answer_reminder(office.store, actor=office[who], session_id=session.id, answer=said, at=at)[1]


def told(office: Office, session: Session) -> set[tuple[str, str]]:
    names = {office[key].id: key for key in ("dana", "marcus", "ana", "ruth", "luis", "grace")}
    return {(topic, names[person]) for topic, person in office.told(session)}


def test_a_mentor_who_cannot_come_is_told_to_manager_monitor_and_student(office: Office, session: Session) -> None:
    assert answer(office, "ana", session, Answer.CANNOT)
    assert told(office, session) == {(Topic.CANNOT, "dana"), (Topic.CANNOT, "ruth"), (Topic.CANNOT, "luis")}


def test_a_monitor_who_cannot_come_is_told_to_manager_and_mentor(office: Office, session: Session) -> None:
    assert answer(office, "ruth", session, Answer.CANNOT)
    assert told(office, session) == {(Topic.CANNOT, "dana"), (Topic.CANNOT, "ana")}


def test_who_is_late_is_told_to_manager_and_the_other_adult(office: Office, session: Session) -> None:
    assert answer(office, "ana", session, Answer.LATE)
    assert told(office, session) == {(Topic.LATE, "dana"), (Topic.LATE, "ruth")}


def test_who_comes_as_planned_is_noted_and_told_to_nobody(office: Office, session: Session) -> None:
    assert answer(office, "ana", session, Answer.COMING)
    assert told(office, session) == set()
    with office.store.look() as view:
        assert view.answers.of([session.id]) == {session.id: {office["ana"].id: Answer.COMING}}


def test_the_same_button_twice_tells_once(office: Office, session: Session) -> None:
    assert answer(office, "ana", session, Answer.CANNOT)
    assert not answer(office, "ana", session, Answer.CANNOT, minutes=5)
    assert len(office.told(session)) == 3
    assert office.deeds(f"session-{session.id}") == ["session.cannot"]


def test_coming_after_all_is_told_to_those_who_heard_otherwise(office: Office, session: Session) -> None:
    answer(office, "ruth", session, Answer.CANNOT)
    assert answer(office, "ruth", session, Answer.COMING, minutes=5)
    assert {(Topic.COMING_AFTER_ALL, "dana"), (Topic.COMING_AFTER_ALL, "ana")} < told(office, session)


def test_changing_ones_mind_again_is_told_again(office: Office, session: Session) -> None:
    for minutes, said in enumerate((Answer.CANNOT, Answer.COMING, Answer.CANNOT)):
        assert answer(office, "ruth", session, said, minutes=minutes)
    topics = [topic for topic, person in office.told(session) if person == office["dana"].id]
    assert topics == [Topic.CANNOT, Topic.COMING_AFTER_ALL, Topic.CANNOT]


def test_a_notice_is_due_at_once_and_of_no_use_after_a_day(office: Office, session: Session) -> None:
    answer(office, "ana", session, Answer.CANNOT)
    notices = office.duties(session_subject(session.id), DutyKind.TELL)
    assert {(row.due_at, row.expires_at) for row in notices} == {(NOW, NOW + timedelta(days=1))}


@pytest.mark.parametrize("stranger", ["ben", "sam", "luis", "dana"])
def test_only_the_two_adults_of_a_session_answer_for_themselves(
    office: Office, session: Session, stranger: str
) -> None:
    with pytest.raises(NotYourMatch):
        answer(office, stranger, session, Answer.CANNOT)


def test_a_stand_in_answers_in_the_monitors_place(office: Office, session: Session) -> None:
    with office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(sessions).where(sessions.c.id == session.id).values(monitor_id=office["sam"].id))
    assert answer(office, "sam", session, Answer.LATE)
    with pytest.raises(NotYourMatch):
        answer(office, "ruth", session, Answer.LATE)


def test_there_is_no_such_session(office: Office) -> None:
    with pytest.raises(NoSuchSession):
        answer_reminder(office.store, actor=office["ana"], session_id=4711, answer=Answer.COMING, at=NOW)


@pytest.mark.parametrize("state", sorted(set(SessionState) - NOT_OVER))
def test_nothing_is_said_about_a_session_that_is_over(office: Office, session: Session, state: SessionState) -> None:
    with office.store.begin() as work:
        work.sessions.move(session.id, NOT_OVER, state)
    with pytest.raises(SessionIsOver):
        answer(office, "ana", session, Answer.CANNOT)


def test_an_answer_counts_until_the_end_of_the_hour(office: Office, session: Session) -> None:
    def say(at_end: timedelta) -> None:
        at = session.ends_at + at_end
        answer_reminder(office.store, actor=office["ana"], session_id=session.id, answer=Answer.LATE, at=at)

    say(-timedelta(seconds=1))
    with pytest.raises(SessionIsOver):
        say(timedelta())


def test_everybody_hears_of_it_or_nobody_does(office: Office, session: Session) -> None:
    """The disk fills up between the answer and the notices."""

    def full(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO duties"):
            raise OperationalError(statement, {}, Exception("disk is full"))

    event.listen(office.engine, "before_cursor_execute", full)
    with pytest.raises(OperationalError):
        answer(office, "ana", session, Answer.CANNOT)
    event.remove(office.engine, "before_cursor_execute", full)
    assert told(office, session) == set()
    assert office.deeds(f"session-{session.id}") == []
    assert answer(office, "ana", session, Answer.CANNOT), "the first press left no trace"


# On both databases


@pytest.fixture
def busy_office(engine: Engine) -> Office:
    return Office(engine)


def test_nobody_is_told_of_their_own_answer(busy_office: Office) -> None:
    """A manager may be the mentor of their own match."""
    with busy_office.store.begin() as work:
        olga, _ = work.people.save(person_row("olga", Role.MENTOR, Role.MANAGER, clearance=CLEARED))
        match = work.matches.add(busy_office.draft(mentor_id=olga.id), manager_id=olga.id, at=NOW)
    session = busy_office.sessions(busy_office.release(busy_office.confirm(match)))[0]
    answer_reminder(busy_office.store, actor=olga, session_id=session.id, answer=Answer.CANNOT, at=NOW)
    assert sorted(person for _, person in busy_office.told(session)) == sorted(busy_office.ids("ruth", "luis"))


def test_many_presses_at_once_tell_once(busy_office: Office) -> None:
    session = busy_office.first_session()
    news = all_at_once(lambda number: answer(busy_office, "ana", session, Answer.CANNOT, minutes=number))
    assert sorted(news) == [False] * 7 + [True]
    assert len(busy_office.told(session)) == 3


def test_a_manager_who_is_the_monitor_too_is_told_once(busy_office: Office) -> None:
    with busy_office.store.begin() as work:
        row = person_row("carol", Role.TEACHER, Role.MANAGER)
        carol, _ = work.people.save(row)
        match = work.matches.add(busy_office.in_class(), manager_id=carol.id, at=NOW)
    session = busy_office.sessions(busy_office.release(busy_office.confirm(match)))[0]
    assert answer(busy_office, "ana", session, Answer.CANNOT)
    assert sorted(person for _, person in busy_office.told(session)) == sorted([carol.id, busy_office["luis"].id])
    with busy_office.store.begin() as work:
        tell_everybody(work, *find_session(work, session.id), Notice(Topic.STOPPED, 0, NOW))
    stopped = [person for topic, person in busy_office.told(session) if topic is Topic.STOPPED]
    assert sorted(stopped) == sorted(busy_office.ids("carol", "ana", "luis"))


# How late


def late(office: Office, session: Session, minutes: int, request: str) -> bool:
    """Whether it was news."""
    told: dict[str, Any] = {"actor": office["ana"], "session_id": session.id, "answer": Answer.LATE}
    return answer_reminder(office.store, minutes=minutes, request=request, at=NOW, **told)[1]


def test_how_late_stands_in_the_notice_and_a_retry_tells_nobody_twice(office: Office, session: Session) -> None:
    assert late(office, session, 10, "command:1")
    assert not late(office, session, 10, "command:1")
    assert [Notice.read(row.occurrence).minutes for row in told_rows(office, session)] == [10, 10]
    assert late(office, session, 20, "command:2")
    assert [Notice.read(row.occurrence).minutes for row in told_rows(office, session)] == [10, 10, 20, 20]
    with office.store.look() as view:
        deeds = view.deeds.of(f"session-{session.id}")
    assert [deed.after for deed in deeds] == ["10 minutes", "20 minutes"]


def told_rows(office: Office, session: Session) -> Sequence[Row[Any]]:
    return office.duties(session_subject(session.id), DutyKind.TELL)


@pytest.mark.parametrize("minutes", [-5, 0, 60, 10**9])
def test_who_would_come_after_the_end_is_not_late(office: Office, session: Session, minutes: int) -> None:
    with pytest.raises(LaterThanTheEnd):
        late(office, session, minutes, "command:1")
    assert office.told(session) == [] and office.deeds(f"session-{session.id}") == []


def test_a_notice_with_all_that_it_may_tell_is_read_as_it_was_written() -> None:
    notice = Notice(Topic.LATE, 3, NOW, was=NOW + timedelta(hours=1), version=2, minutes=15)
    assert Notice.read(notice.occurrence(7, 2)) == notice
