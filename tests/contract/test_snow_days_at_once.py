"""On PostgreSQL, which lets several write at once: a snow day among those who make rooms, plan and cancel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import time, timedelta
from time import monotonic

import pytest
from sqlalchemy import Engine, text

from mentoring.acts.calendars import Outcome
from mentoring.acts.changing import cancel_session, move_session
from mentoring.acts.consenting import offer_options
from mentoring.acts.lapsing import lapse
from mentoring.acts.offering import ask_somebody, take_cover
from mentoring.acts.seeking import seek, start_seeking
from mentoring.errors import Refusal
from mentoring.matches import Match
from mentoring.people import Role
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.slots import Slot, Weekday
from tests.contract.agreement_fixtures import Round, proposed
from tests.contract.calendar_fixtures import School
from tests.contract.database_fixtures import all_at_once, postgres_engine
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, new_request, person_row
from tests.patience import LONG

__all__ = ["postgres_engine"]

WEEK = timedelta(days=7)
LATER = Slot(Weekday.TH, time(16, 30))


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


Acting = Callable[[], object]


def _answering(school: School, _: Session) -> Acting:
    asked = proposed(school, school.draft(student="mia", slot=LATER))
    return lambda: asked.answer("ana", starts_on=FIRST_DAY + WEEK)


def _offering(school: School, _: Session) -> Acting:
    drafts = tuple(school.draft(student=student, slot=LATER) for student in ("mia", "amara"))
    return lambda: offer_options(
        school.store, actor=school["dana"], drafts=drafts, request=new_request(), at=NOW, policy=POLICY
    )


def _pausing(school: School, session: Session) -> Acting:
    going = Round(school, _match_of(school, session))
    return lambda: going.pause(FIRST_DAY + WEEK)


def _resuming(school: School, session: Session) -> Acting:
    going = Round(school, _match_of(school, session))
    going.pause(FIRST_DAY + WEEK)
    return going.resume


def _ending(school: School, session: Session) -> Acting:
    return Round(school, _match_of(school, session)).end


def _seeking(school: School, session: Session) -> Acting:
    start_seeking(school.store, actor=school["dana"], session_id=session.id, at=NOW)
    late = session.starts_at - POLICY.cover_deadline
    return lambda: seek(school.store, session_ids=[session.id], at=late, policy=POLICY)


def _standing_in(school: School, session: Session) -> Acting:
    start_seeking(school.store, actor=school["dana"], session_id=session.id, at=NOW)
    sam = school["sam"]
    ask_somebody(school.store, actor=school["dana"], session_ids=[session.id], person_id=sam.id, at=NOW, policy=POLICY)
    with school.store.look() as view:
        offers = [offer.id for offer in view.offers.of([session.id])[session.id]]
    return lambda: take_cover(school.store, actor=sam, offer_ids=offers, at=NOW, policy=POLICY)


def _lapsing(school: School, _: Session) -> Acting:
    with school.store.begin() as work:
        work.people.save(person_row("ana", Role.MENTOR))
    return lambda: lapse(school.store, at=NOW, policy=POLICY)


def _match_of(school: School, session: Session) -> Match:
    with school.store.look() as view:
        return view.matches.many([session.match_id])[session.match_id]


@pytest.mark.parametrize(
    "beginning", [_answering, _offering, _pausing, _resuming, _ending, _seeking, _standing_in, _lapsing]
)
def test_who_needs_calendars_and_people_waits_for_the_calendars_first(
    school: School, beginning: Callable[[School, Session], Acting]
) -> None:
    """As a snow day takes them: the other way round, two wait for each other."""
    match = school.active()
    session = school.sessions(match)[0]
    act = beginning(school, session)
    with ThreadPoolExecutor(1) as pool:
        with school.store.begin() as work:
            work.calendars.hold()
            acting = pool.submit(act)
            somebody_waits(school.engine)
            work.covers.hold([session.id])
            work.people.hold(match.busy_ids)
        acting.result(timeout=LONG)
