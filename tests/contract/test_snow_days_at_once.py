"""On PostgreSQL, which lets several write at once: a snow day among those who make rooms, plan and cancel."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import Engine, text

from mentoring.acts.calendars import Outcome
from mentoring.acts.changing import cancel_session, move_session
from mentoring.errors import Refusal
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import NOT_OVER, SessionState
from tests.contract.calendar_fixtures import School
from tests.contract.database_fixtures import all_at_once, postgres_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY
from tests.patience import LONG

__all__ = ["postgres_engine"]


@pytest.fixture
def school(postgres_engine: Engine) -> School:
    return School(postgres_engine)


def somebody_waits(engine: Engine) -> None:
    """Until one transaction waits for another."""
    until = monotonic() + LONG
    here = "datname = current_database() AND wait_event_type = 'Lock'"
    waiting = text(f"SELECT count(*) FROM pg_stat_activity WHERE {here}")  # noqa: S608 - nobody else's words
    while monotonic() < until:
        with engine.connect() as conn:
            if conn.scalar(waiting):
                return
    raise AssertionError("Nobody waited.")


@contextmanager
def meanwhile(school: School) -> Iterator[list[Outcome]]:
    """A snow day that is called when the block waits for it, and done after the block."""
    answers: list[Outcome] = []
    with ThreadPoolExecutor(1) as pool:
        calling = []

        def call() -> None:
            answers.append(school.snow())

        with school.store.begin() as work:
            session = next(iter(work.sessions.all()))
            work.rooms.proven(session.id, [], at=NOW)
            calling.append(pool.submit(call))
            somebody_waits(school.engine)
            yield answers
            assert work.sessions.move(session.id, NOT_OVER, SessionState.READY)
        calling[0].result(timeout=LONG)


def test_a_room_that_is_being_proven_and_a_snow_day_do_not_wait_for_each_other(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]
    with school.store.begin() as work:
        work.rooms.intend(session.id, f"session-{session.id}-room-1", at=NOW)
        work.rooms.made(session.id, MadeRoom(Platform.GOOGLE_MEET, "abc", "https://meet.example.org/abc"))
    with meanwhile(school) as answers:
        assert answers == []
    assert answers == [Outcome(off=1)]
    assert school.state(match) is SessionState.CANCELLED
    with school.store.look() as view:
        assert view.rooms.of(session.id) is None


def test_a_manager_who_cancels_and_one_who_calls_the_snow_day_cancel_it_once(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]

    def act(number: int) -> object:
        if number % 2:
            return school.snow()
        return cancel_session(school.store, actor=school["dana"], session_id=session.id, why="", at=NOW)

    answers = all_at_once(act)
    assert school.state(match) is SessionState.CANCELLED
    by_hand = [one for one in answers if getattr(one, "state", None) is SessionState.CANCELLED]
    off = [one for one in answers if isinstance(one, Outcome) and one.off]
    assert len(by_hand) + len(off) == 1
    assert len(school.deeds(f"session-{session.id}")) == 1


def test_nobody_is_moved_onto_a_day_that_is_called_off_at_that_moment(school: School) -> None:
    match = school.active()
    session = school.sessions(match)[0]
    snowy = FIRST_DAY + timedelta(days=1)

    def act(number: int) -> object:
        if number == 0:
            return school.snow(snowy)
        to = session.starts_at + timedelta(days=1)
        return move_session(
            school.store, actor=school["dana"], session_id=session.id, starts_at=to, at=NOW, policy=POLICY
        )

    answers = all_at_once(act)
    found = school.session(session.id)
    assert found.day == FIRST_DAY or found.state is SessionState.CANCELLED
    assert all(isinstance(one, Refusal) for one in answers if isinstance(one, Exception))
