"""Whatever people do with matches and sessions, in whatever order: no session that is to come is without a valid
monitor, nobody is in two rooms at once, nothing is told twice, and every change stands in the audit log."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import Engine, func, select

from integrations.database.tables import deeds, tidings
from mentoring.acts.answering import SessionIsOver
from mentoring.acts.changing import cancel_session, move_session, replace_monitor
from mentoring.acts.consenting import offer_options
from mentoring.acts.horizon import fill_all
from mentoring.acts.limiting import set_limit
from mentoring.acts.moving_trainings import move_training
from mentoring.acts.stepping_in import step_in
from mentoring.acts.training import join_training, plan_training
from mentoring.consents import Choice
from mentoring.duties import DutyKind, DutyState, company
from mentoring.errors import Refusal
from mentoring.limits import LimitKind
from mentoring.matches import MONITOR_ROLES, RELEASED, Match, MatchDraft, MatchState, MonitorKind
from mentoring.people import VOLUNTEERS, Person, Role
from mentoring.rooms import Platform
from mentoring.sessions import AHEAD, NOT_OVER, Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.store import Work
from mentoring.trainings import SeatState, Training, TrainingDraft, TrainingIsOver, TrainingState
from tests.contract.agreement_fixtures import Round, handler
from tests.contract.database_fixtures import postgres_engine, sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, POLICY, Office, new_request, person_row

__all__ = ["postgres_engine", "sqlite_engine"]

SEVERAL = ("match_asked", "match_changed", "match_declined", "match_leaving", "training_place", "training_moved")
"""In one moment somebody may say no and be asked anew, the mentor pick one day and then another, several may say no, or
that they want to leave, and a training be moved twice."""
HOUR = timedelta(hours=1)
HOSTS = {"room@program.example": 50}
Room = tuple[Session | Training, set[int]]
TIMES = (time(15), time(15, 30), time(16, 30), time(17), time(23, 30))
KINDS = (
    DutyKind.RESUME_MATCH,
    DutyKind.CLOSE_MATCH,
    DutyKind.RECALL_LEAVING,
    DutyKind.ASK_AGAIN,
    DutyKind.MISS_ANSWERS,
    DutyKind.FIRST_DAY,
    DutyKind.COMMUNICATION,
)


class World:
    """A small town in which few people have few free hours, so that everything clashes with everything."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.office, self.random, self.at = Office(engine), random.Random(seed), NOW
        self.store, self.done = self.office.store, Counter[str]()
        more = [person_row(f"mentor{n}", Role.MENTOR, Role.PROCTOR, clearance=CLEARED) for n in range(3)]
        more.append(person_row("marta", Role.MANAGER, Role.PROCTOR, clearance=CLEARED))
        more += [person_row(f"kid{n}", Role.STUDENT, adult=False, guardian="grace", email=None) for n in range(2)]
        self.office.add_people(*more)
        self.lisbon = self.office.add_program("lisbon", timezone="Europe/Lisbon")
        with self.store.look() as view:
            self.people = {person.id: person for person in view.people.all()}
        self.dana = self.office["dana"]

    # What can happen

    def step(self) -> None:
        act = self.random.choice(ACTS)
        try:
            act(self)
        except Refusal as refusal:
            self.done[type(refusal).__name__] += 1
        else:
            self.done[act.__name__] += 1

    def who(self, *roles: Role) -> Person:
        return self.random.choice([person for person in self.people.values() if person.has(*roles)])

    def draft(self) -> MatchDraft:
        guardian = self.random.random() < 0.2
        program = self.random.choice([self.office.program, self.lisbon])
        count = self.random.choice([1, 1, 1, 2])
        return MatchDraft(
            program_id=program.id,
            mentor_id=self.who(Role.MENTOR).id,
            student_ids=tuple({self.who(Role.STUDENT).id for _ in range(count)}),
            monitor_id=(self.office["grace"] if guardian else self.who(Role.PROCTOR)).id,
            monitor_kind=MonitorKind.GUARDIAN if guardian else MonitorKind.PROCTOR,
            slot=Slot(self.random.choice(list(Weekday)[:4]), self.random.choice(TIMES), self.random.choice([60, 90])),
            platform=Platform.GOOGLE_MEET,
            starts_on=program.day(self.at) + timedelta(days=self.random.randint(0, 10)),
        )

    def create(self) -> None:
        self.office.create(self.draft(), at=self.at)

    def options(self) -> None:
        first = self.draft()
        others = [self.draft() for _ in range(2)]
        drafts = tuple(MatchDraft(**{**vars(one), "mentor_id": first.mentor_id}) for one in (first, *others))
        offer_options(self.store, actor=self.dana, drafts=drafts, request=new_request(), at=self.at, policy=POLICY)

    def round(self) -> Round:
        with self.store.look() as view:
            ids = view.matches.all_ids()
            if not ids:
                raise SessionIsOver(_NOBODY)
            match = view.matches.get(self.random.choice(ids))
        assert match is not None
        found = Round(self.office, match)
        found.at = self.at
        return found

    def answer(self) -> None:
        choice = self.random.choice([Choice.YES, Choice.YES, Choice.YES, Choice.NO])
        found = self.round()
        for consent in self._consents(found.match):
            starts_on = (self.at + timedelta(days=self.random.randint(0, 12))).date()
            try:
                found.answer(self.people[consent].key, choice, starts_on=starts_on)
            except Refusal:
                continue

    def _consents(self, match: Match) -> list[int]:
        with self.store.look() as view:
            return [consent.person_id for consent in view.consents.of(match.id)]

    def confirm(self) -> None:
        self.office.confirm(self.round().match, at=self.at)

    def release(self) -> None:
        self.office.release(self.round().match, at=self.at)

    def offer_again(self) -> None:
        self.round().offer_again()

    def pause(self) -> None:
        self.round().pause((self.at + timedelta(days=self.random.randint(1, 40))).date())

    def resume(self) -> None:
        self.round().resume()

    def end(self) -> None:
        if self.random.random() < 0.3:
            self.round().end(by=self.random.choice(["dana", "marcus"]))

    def leave(self) -> None:
        found = self.round()
        found.leave(self.people[found.match.mentor_id].key)

    def session(self) -> Session:
        with self.store.look() as view:
            found = [
                session for session in view.sessions.all() if session.state in AHEAD and session.starts_at > self.at
            ]
        if not found:
            raise SessionIsOver(_NOBODY)
        return self.random.choice(found)

    def move(self) -> None:
        session = self.session()
        by = timedelta(hours=self.random.choice([-48, -24, -1, 1, 24, 48]), minutes=self.random.choice([0, 30]))
        move_session(
            self.store,
            actor=self.dana,
            session_id=session.id,
            starts_at=session.starts_at + by,
            at=self.at,
            policy=POLICY,
        )

    def cancel(self) -> None:
        if self.random.random() < 0.3:
            cancel_session(self.store, actor=self.dana, session_id=self.session().id, why="", at=self.at)

    def stand_in(self) -> None:
        replace_monitor(
            self.store,
            actor=self.dana,
            session_id=self.session().id,
            monitor_id=self.who(Role.PROCTOR).id,
            kind=MonitorKind.PROCTOR,
            at=self.at,
            policy=POLICY,
        )

    def step_in(self) -> None:
        session, manager = self.session(), self.who(Role.MANAGER)
        step_in(self.store, actor=manager, session_id=session.id, at=self.at)

    def hour(self) -> datetime:
        """One at which somebody has a session, or nearly."""
        return self.session().starts_at + self.random.choice([-1, -0.5, 0, 0.5]) * HOUR

    def plan_training(self) -> None:
        starts_at, holder = self.hour(), self.who(Role.MANAGER)
        roles, zone = frozenset(VOLUNTEERS), self.office.program.timezone
        draft = TrainingDraft(starts_at, starts_at + HOUR, zone, roles, Platform.ZOOM, 3, holder.id)
        plan_training(
            self.store, actor=holder, draft=draft, hosts=HOSTS, request=new_request(), at=self.at, policy=POLICY
        )

    def training(self) -> Training:
        with self.store.look() as view:
            ahead = view.trainings.ahead(self.at, limit=100)
        if not ahead:
            raise TrainingIsOver(_NO_TRAINING)
        return self.random.choice(ahead)

    def join_training(self) -> None:
        number, person = self.training().id, self.who(*VOLUNTEERS).id
        join_training(self.store, actor=self.dana, person_id=person, training_id=number, at=self.at, policy=POLICY)

    def move_training(self) -> None:
        number, starts_at = self.training().id, self.hour()
        move_training(
            self.store,
            actor=self.dana,
            training_id=number,
            starts_at=starts_at,
            hosts=HOSTS,
            at=self.at,
            policy=POLICY,
        )

    def limit(self) -> None:
        kind, value = self.random.choice([(LimitKind.MATCHES, 3), (LimitKind.HOURS, 5), (LimitKind.GAP, 15)])
        person = self.who(Role.MENTOR, Role.PROCTOR)
        wanted = self.random.choice([value, None])
        set_limit(self.store, actor=self.dana, person=person, kind=kind, value=wanted, at=self.at, policy=POLICY)

    def sweep(self) -> None:
        fill_all(self.store, at=self.at, policy=POLICY)

    def pass_time(self) -> None:
        """A day or more: what falls due is done, people are told, and sessions are held."""
        self.at += timedelta(hours=self.random.choice([1, 12, 24, 72]))
        with self.store.begin() as work:
            for session in work.sessions.all():
                if session.ends_at <= self.at and session.state in NOT_OVER:
                    work.sessions.move(session.id, {session.state}, SessionState.HELD)
            for duty in work.duties.take([DutyKind.BRING_TIDING], at=self.at, limit=10_000):
                work.duties.finish([duty.id], DutyState.DONE, at=self.at)
            due = [duty for kind in KINDS for duty in work.duties.take([kind], at=self.at, limit=1000)]
        handlers = handler(self.store)
        for duty in due:
            handlers[duty.kind]([duty], at=self.at)

    # What must never be

    def check(self) -> None:
        with self.store.look() as view:
            sessions = [s for s in view.sessions.all() if s.state in NOT_OVER]
            matches = view.matches.many(view.matches.all_ids())
            rooms = rooms_of(view, sessions, matches)
        for session in sessions:
            self._has_a_valid_monitor(session, matches[session.match_id])
        assert_nobody_is_in_two(rooms)
        self._told_once()

    def _has_a_valid_monitor(self, session: Session, match: Match) -> None:
        monitor = self.people[session.monitor_id]
        assert monitor.has(*MONITOR_ROLES[session.monitor_kind])
        assert monitor.id not in (match.mentor_id, *match.student_ids)
        if session.starts_at > self.at:
            assert match.state in RELEASED, (session, match)
        if match.state is MatchState.PAUSED and session.starts_at > self.at:
            assert match.resumes_on is not None
            assert session.day >= match.resumes_on or session.slot_day != session.day

    def _told_once(self) -> None:
        with self.office.engine.connect() as conn:
            readers = conn.execute(
                select(tidings.c.match_id, tidings.c.topic, tidings.c.reader_id, tidings.c.at, func.count())
                .where(tidings.c.topic.not_in(SEVERAL))
                .group_by(tidings.c.match_id, tidings.c.topic, tidings.c.reader_id, tidings.c.at)
                .having(func.count() > 1)
            ).all()
        assert readers == []

    def check_log(self) -> None:
        """Each state that a match is in now is the last one that the log tells of."""
        with self.office.engine.connect() as conn:
            rows = conn.execute(select(deeds).order_by(deeds.c.id)).all()
        last = {row.subject: MatchState.PROPOSED for row in rows if row.action == "match.create"}
        last |= {row.subject: row.after for row in rows if row.after in set(MatchState) and row.action != "match.leave"}
        with self.store.look() as view:
            for match in view.matches.many(view.matches.all_ids()).values():
                assert last[f"match-{match.id}"] == match.state


def rooms_of(view: Work, sessions: Sequence[Session], matches: Mapping[int, Match]) -> list[Room]:
    """Every session and every training that is to come, with whoever is to be there."""
    said = view.stepped_in.of([session.id for session in sessions])
    rooms: list[Room] = []
    for session in sessions:
        beside = {one.person_id for one in said[session.id] if one.starts_at == session.starts_at}
        rooms.append((session, beside.union(company(session, matches[session.match_id]).everybody)))
    planned = {one.id: one for one in view.trainings.all() if one.state is TrainingState.PLANNED}
    seats = [seat for seat in view.trainings.seats(list(planned)) if seat.state is SeatState.TAKEN]
    for training in planned.values():
        there = {seat.person_id for seat in seats if seat.training_id == training.id}
        rooms.append((training, there | {training.facilitator_id}))
    return rooms


def assert_nobody_is_in_two(rooms: Sequence[Room]) -> None:
    ordered = sorted(rooms, key=lambda room: room[0].starts_at)
    for number, (one, people) in enumerate(ordered):
        for other, others in ordered[number + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            assert not people & others, (one, other)


_NO_TRAINING = Training(0, NOW, NOW + HOUR, "UTC", frozenset(VOLUNTEERS), Platform.ZOOM, 1, 0)
_NOBODY = Session(0, 0, NOW.date(), NOW, NOW + HOUR, SessionState.HELD, 0, MonitorKind.PROCTOR, Platform.GOOGLE_MEET)
ACTS: tuple[Callable[[World], None], ...] = (
    World.create,
    World.create,
    World.options,
    World.answer,
    World.answer,
    World.confirm,
    World.release,
    World.release,
    World.offer_again,
    World.pause,
    World.resume,
    World.end,
    World.leave,
    World.move,
    World.move,
    World.cancel,
    World.stand_in,
    World.stand_in,
    World.step_in,
    World.plan_training,
    World.join_training,
    World.join_training,
    World.move_training,
    World.limit,
    World.sweep,
    World.pass_time,
)


def run(world: World, steps: int, *, look_every: int) -> set[str]:
    """What never went well, of all that can be done."""
    for number in range(steps):
        world.step()
        if number % look_every == 0:
            world.check()
    world.check()
    world.check_log()
    return {act.__name__ for act in ACTS} - set(world.done)


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_ever_alone_or_in_two_rooms(sqlite_engine: Engine, seed: int) -> None:
    assert len(run(World(sqlite_engine, seed), 600, look_every=5)) <= 1


def test_nor_on_postgres(postgres_engine: Engine) -> None:
    assert len(run(World(postgres_engine, 8), 300, look_every=10)) <= 1
