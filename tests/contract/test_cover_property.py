"""Thousands of random operations on a program whose adults come and go: no student is ever let in without two adults
who may be there, nobody is in two sessions at once, and a manager hears of every monitor who was lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from mentoring.acts.changing import cancel_session, move_session, replace_monitor
from mentoring.acts.doorway import DoorIsShut, NotLetIn, enter
from mentoring.acts.guarding import unfit_mentor, unfit_monitor
from mentoring.acts.horizon import fill_all
from mentoring.acts.lapsing import lapse, lapse_check
from mentoring.acts.moving_trainings import move_training
from mentoring.acts.offering import ask_somebody, decline_cover, take_cover
from mentoring.acts.opting import give_word, take_word_back
from mentoring.acts.reassigning import change_monitor
from mentoring.acts.replying import answer_reminder
from mentoring.acts.seeking import seek, start_seeking
from mentoring.acts.stepping_in import step_in
from mentoring.acts.training import join_training, plan_training
from mentoring.acts.volunteering import record_step, set_check
from mentoring.alerts import AlertReason
from mentoring.duties import DutyKind, DutyState
from mentoring.errors import Refusal
from mentoring.matches import MonitorKind
from mentoring.people import VOLUNTEERS, HowGiven, Person, Role
from mentoring.rooms import Platform
from mentoring.sessions import NOT_OVER, Session
from mentoring.slots import Slot, Weekday
from mentoring.store import Work
from mentoring.stored import Answer
from mentoring.trainings import TrainingDraft
from mentoring.volunteers import Interview, Screening, Step, StepTaken
from tests.contract.database_fixtures import postgres_engine, sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office, new_request, person_row
from tests.contract.test_matches_property import HOSTS, assert_nobody_is_in_two, rooms_of

__all__ = ["postgres_engine", "sqlite_engine"]

PROCTORS = ("ruth", "sam", "pia", "tom", "ida")
ENDLESS = date(2028, 7, 1)
HOUR = timedelta(hours=1)
T = TypeVar("T")


class NothingToChoose(Exception):
    """No session is left, or nobody is being asked: the step falls out."""


class Life:
    """A small program, its clock, and whatever people do in it."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.office, self.dice, self.at = Office(engine), random.Random(seed), NOW
        self.store = self.office.store
        with self.store.begin() as work:
            for key in PROCTORS[2:]:
                work.people.save(person_row(key, Role.PROCTOR, clearance=CLEARED))
            self.people = {person.key: person for person in work.people.all()}
        self.matches = [self._match(*one) for one in self._drafts()]
        self.done: Counter[str] = Counter()
        self.lost: set[tuple[int, int]] = set()

    def _drafts(self) -> list[tuple[str, str, str, MonitorKind, int]]:
        proctor, guardian = MonitorKind.PROCTOR, MonitorKind.GUARDIAN
        return [
            ("ana", "luis", "ruth", proctor, 16),
            ("ben", "mia", "sam", proctor, 16),
            ("ben", "amara", "grace", guardian, 18),
        ]

    def _match(self, mentor: str, student: str, monitor: str, kind: MonitorKind, hour: int) -> int:
        draft = self.office.draft(mentor, student, monitor, monitor_kind=kind, slot=Slot(Weekday.TU, time(hour, 30)))
        return self.office.active(draft).id

    # What people do.

    def one(self, found: Sequence[T]) -> T:
        return self.some(found, 1)[0]

    def some(self, found: Sequence[T], count: int) -> list[T]:
        if len(found) < count:
            raise NothingToChoose
        return self.dice.sample(found, count)

    def someone(self, *keys: str) -> int:
        return self.people[self.dice.choice(keys)].id

    def sessions(self) -> list[Session]:
        with self.store.look() as view:
            return [s for s in view.sessions.all() if s.state in NOT_OVER and s.ends_at > self.at]

    def expire(self) -> None:
        over = self.today - timedelta(days=self.dice.choice((1, 30)))
        self._step(StepTaken(Step.CHECK, over, Screening.CLEARED, until=over))

    def turn_away(self) -> None:
        self._step(StepTaken(Step.INTERVIEW, self.today, Interview.TURNED_AWAY))

    def welcome_back(self) -> None:
        self._step(StepTaken(Step.INTERVIEW, self.today, Interview.PASSED))

    def expire_soon(self) -> None:
        self._check(self.someone(*PROCTORS, "ana", "ben"), self.today + timedelta(days=self.dice.choice((0, 1, 7))))

    def renew(self) -> None:
        self._check(self.someone(*PROCTORS, "ana", "ben"), ENDLESS)

    def revoke(self) -> None:
        self._check(self.someone(*PROCTORS), None)

    def _check(self, person_id: int, until: date | None) -> None:
        set_check(self.store, actor=self.dana, person_id=person_id, until=until, why="", at=self.at, policy=POLICY)

    def _step(self, step: StepTaken) -> None:
        person_id = self.someone(*PROCTORS, "ana", "ben")
        record_step(self.store, actor=self.dana, person_id=person_id, step=step, at=self.at, policy=POLICY)

    def opt_out(self) -> None:
        take_word_back(
            self.store,
            actor=self.people["grace"],
            guardian_id=self.people["grace"].id,
            child_id=None,
            on=self.today,
            at=self.at,
            policy=POLICY,
        )

    def opt_in(self) -> None:
        give_word(
            self.store,
            actor=self.people["grace"],
            guardian_id=self.people["grace"].id,
            child_id=None,
            on=self.today,
            how=HowGiven.PAGE,
            at=self.at,
            policy=POLICY,
        )

    def answer(self) -> None:
        session = self.one(self.sessions())
        with self.store.look() as view:
            monitor = view.people.get(session.monitor_id)
        answer = self.dice.choice((Answer.CANNOT, Answer.CANNOT, Answer.COMING))
        answer_reminder(self.store, actor=monitor, session_id=session.id, answer=answer, at=self.at)

    def cover(self) -> None:
        session = self.one(self.sessions())
        start_seeking(self.store, actor=self.dana, session_id=session.id, at=self.at)

    def ask(self) -> None:
        sessions = [session.id for session in self.some(self.sessions(), 2)]
        person = self.someone(*PROCTORS)
        ask_somebody(self.store, actor=self.dana, session_ids=sessions, person_id=person, at=self.at, policy=POLICY)

    def say_yes(self) -> None:
        person, offers = self._offers()
        take_cover(self.store, actor=person, offer_ids=offers, at=self.at, policy=POLICY)

    def say_no(self) -> None:
        person, offers = self._offers()
        decline_cover(self.store, actor=person, offer_ids=offers, at=self.at)

    def _offers(self) -> tuple[Person, list[int]]:
        with self.store.look() as view:
            found = view.offers.of([session.id for session in self.sessions()])
            offer = self.one([one for theirs in found.values() for one in theirs])
            same = [o.id for theirs in found.values() for o in theirs if o.person_id == offer.person_id]
            return view.people.get(offer.person_id), self.dice.sample(same, 1 + (len(same) > 1))

    def replace(self) -> None:
        session, person = self.one(self.sessions()), self.someone(*PROCTORS)
        replace_monitor(
            self.store,
            actor=self.dana,
            session_id=session.id,
            monitor_id=person,
            kind=MonitorKind.PROCTOR,
            at=self.at,
            policy=POLICY,
        )

    def for_good(self) -> None:
        change_monitor(
            self.store,
            actor=self.dana,
            match_id=self.dice.choice(self.matches),
            monitor_id=self.someone(*PROCTORS, "grace"),
            kind=self.dice.choice((MonitorKind.PROCTOR, MonitorKind.PROCTOR, MonitorKind.GUARDIAN)),
            starting=self.today + timedelta(days=self.dice.randrange(9)),
            request=new_request(),
            at=self.at,
            policy=POLICY,
        )

    def step_in(self) -> None:
        actor = self.people[self.dice.choice(("dana", "marcus"))]
        step_in(self.store, actor=actor, session_id=self.one(self.sessions()).id, at=self.at)

    def _hour(self) -> datetime:
        return self.one(self.sessions()).starts_at + HOUR * self.dice.choice((-1, -0.5, 0, 0.5, 2))

    def plan_training(self) -> None:
        holder, starts_at = self.people[self.dice.choice(("dana", "marcus"))], self._hour()
        draft = TrainingDraft(starts_at, starts_at + HOUR, "UTC", frozenset(VOLUNTEERS), Platform.ZOOM, 3, holder.id)
        plan_training(
            self.store, actor=holder, draft=draft, hosts=HOSTS, request=new_request(), at=self.at, policy=POLICY
        )

    def _training(self) -> int:
        with self.store.look() as view:
            return self.one(view.trainings.ahead(self.at, limit=100)).id

    def join_training(self) -> None:
        number, person = self._training(), self.someone(*PROCTORS, "ana", "ben")
        join_training(self.store, actor=self.dana, person_id=person, training_id=number, at=self.at, policy=POLICY)

    def move_training(self) -> None:
        number, starts_at = self._training(), self._hour()
        move_training(
            self.store,
            actor=self.dana,
            training_id=number,
            starts_at=starts_at,
            hosts=HOSTS,
            at=self.at,
            policy=POLICY,
        )

    def cancel(self) -> None:
        cancel_session(self.store, actor=self.dana, session_id=self.one(self.sessions()).id, why="", at=self.at)

    def move(self) -> None:
        session = self.one(self.sessions())
        starts_at = session.starts_at + HOUR * self.dice.randrange(-3, 30)
        move_session(self.store, actor=self.dana, session_id=session.id, starts_at=starts_at, at=self.at, policy=POLICY)

    def time_passes(self) -> None:
        """Whatever falls due on the way is done in its order."""
        until = self.at + self.dice.choice((timedelta(seconds=50), HOUR, 8 * HOUR, timedelta(days=2)))
        while self._do_next(until):
            pass
        self.at = until

    def _do_next(self, until: datetime) -> bool:
        kinds = (DutyKind.SEEK_COVER, DutyKind.LAPSE)
        with self.store.begin() as work:
            due = work.duties.take(kinds, at=until, limit=1)
            if due:
                self.at = max(self.at, due[0].due_at)
                work.duties.finish([due[0].id], DutyState.DONE, at=self.at)
        for duty in due:
            if duty.kind is DutyKind.SEEK_COVER:
                seek(self.store, session_ids=[duty.subject.id], at=self.at, policy=POLICY)
            else:
                lapse(self.store, at=self.at, policy=POLICY)
                fill_all(self.store, at=self.at, policy=POLICY)
        return bool(due)

    @property
    def today(self) -> date:
        return self.office.program.day(self.at)

    @property
    def dana(self) -> Person:
        return self.office["dana"]

    # What must hold.

    def check(self) -> None:
        with self.store.look() as view:
            sessions = [s for s in view.sessions.all() if s.state in NOT_OVER and s.ends_at > self.at]
            self._nobody_is_in_two_places(view, sessions)
            self._every_doubtful_session_is_marked(view, sessions)
        self._no_student_is_let_in(sessions)

    def _nobody_is_in_two_places(self, view: Work, sessions: list[Session]) -> None:
        matches = view.matches.many({session.match_id for session in sessions})
        wanted = {cover.session_id for cover in view.covers.wanted()}
        rooms = rooms_of(view, sessions, matches)
        # Whoever fell away from a session is not in it, whatever name it still carries.
        lost = {s.id: {s.monitor_id} if s.id in wanted else set[int]() for s in sessions}
        assert_nobody_is_in_two(
            [(room, people - lost[room.id] if isinstance(room, Session) else people) for room, people in rooms]
        )

    def _every_doubtful_session_is_marked(self, view: Work, sessions: list[Session]) -> None:
        matches = view.matches.many({session.match_id for session in sessions})
        covers = view.covers.of([session.id for session in sessions])
        people = {person.id: person for person in view.people.all()}
        for session in sessions:
            match = matches[session.match_id]
            why = unfit_monitor(session, match, self.office.program, people, on=self.today)
            planned_today = session.starts_at > self.at + POLICY.horizon - timedelta(days=3)
            marked = session.id in covers and covers[session.id].wanted
            assert why is None or marked or planned_today, (session, why)
            if marked:
                self.lost.add((session.id, covers[session.id].round))

    def _no_student_is_let_in(self, sessions: list[Session]) -> None:
        for session in self.dice.sample(sessions, min(1, len(sessions))):
            with self.store.look() as view:
                match = view.matches.many([session.match_id])[session.match_id]
                people = view.people.many((match.mentor_id, session.monitor_id, *match.student_ids))
                door = view.doors.of(session.id, match.student_ids[0])
                cover = view.covers.of([session.id]).get(session.id)
            unfit = unfit_monitor(session, match, self.office.program, people, on=session.day)
            mentor_unfit = unfit_mentor(people[match.mentor_id], on=session.day)
            if unfit is None and mentor_unfit is None and not (cover and cover.wanted):
                continue
            assert door is not None
            with pytest.raises(NotLetIn) as refused:
                enter(self.store, door_id=door.id, opening=lambda _: "", at=session.starts_at, policy=POLICY)
            assert refused.value.why is DoorIsShut.UNGUARDED

    def every_loss_was_told(self) -> None:
        """Each session that wanted cover and was not settled before the morning raised an alert to its manager."""
        with self.store.look() as view:
            for cover in view.covers.wanted():
                alerts = view.alerts.of_sessions([cover.session_id])
                session = view.sessions.get(cover.session_id)
                if session.state in NOT_OVER and self.at - cover.since > 12 * HOUR:
                    assert (cover.session_id, AlertReason.NEEDS_COVER) in alerts, cover


OPERATIONS: dict[Callable[[Life], None], int] = {
    Life.expire: 3,
    Life.expire_soon: 3,
    Life.renew: 10,
    Life.revoke: 1,
    Life.turn_away: 1,
    Life.welcome_back: 4,
    Life.opt_out: 2,
    Life.opt_in: 3,
    Life.answer: 8,
    Life.cover: 4,
    Life.ask: 6,
    Life.say_yes: 14,
    Life.say_no: 6,
    Life.replace: 5,
    Life.for_good: 3,
    Life.step_in: 3,
    Life.plan_training: 3,
    Life.join_training: 5,
    Life.move_training: 3,
    Life.cancel: 1,
    Life.move: 4,
    Life.time_passes: 14,
}


def live(life: Life, steps: int) -> None:
    with life.store.begin() as work:
        work.duties.plan([lapse_check(life.at)])
    operations, weights = list(OPERATIONS), list(OPERATIONS.values())
    for _ in range(steps):
        (operation,) = life.dice.choices(operations, weights)
        with suppress(NothingToChoose, Refusal):
            operation(life)
            life.done[operation.__name__] += 1
        life.check()
    life.every_loss_was_told()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_in_a_program(sqlite_engine: Engine, seed: int) -> None:
    life = Life(sqlite_engine, seed)
    live(life, 250)
    assert life.lost
    assert len(life.done) >= 12, life.done


def test_whatever_happens_in_a_program_on_postgresql(postgres_engine: Engine) -> None:
    life = Life(postgres_engine, 99)
    live(life, 80)
    assert len(life.done) >= 6, life.done
