"""Rooms: made ahead, proven not to record, checked again, ended.

Making a room, step by step, so that a kill at any point leaves one room:
1. A transaction writes the intent, with the effect key. If an intent without a room is there already, an earlier
   try did not come back: the platform is asked for a room of that key before a new one is made.
2. The platform makes the room. A transaction writes down what it made.
3. The room is read back. If one setting is not what we want, or unknown, it is not handed out and a manager hears it.
4. The guests are made known to the room (repeating that changes nothing).
5. One transaction writes the entries, the proof and the new state of the session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from jobs.errands import put_off
from jobs.means import Means
from mentoring.acts.alerting import raise_alerts, resolve
from mentoring.acts.answering import find_session
from mentoring.alerts import AlertReason, Facts
from mentoring.duties import Duty, DutyState, next_try
from mentoring.matches import Match
from mentoring.people import Person
from mentoring.ports import ProviderError, RoomProvider
from mentoring.rooms import Entry, Guest, MadeRoom, Platform, Proof, RoomRequest, RoomRole
from mentoring.sessions import NOT_OVER, Session, SessionState
from mentoring.store import SessionRoom, Work

log = structlog.get_logger("jobs.provisioning")
TELL_TOGETHER = timedelta(hours=24)
"""Rooms missing within this time after the one that is due are told in the same message."""


class PlatformOff(ProviderError):
    """No settings for that platform."""

    def __init__(self, platform: Platform) -> None:
        super().__init__("use the platform", f"{platform} is not set up here", permanent=False)


@dataclass(frozen=True)
class _Job:
    session: Session
    match: Match
    room: SessionRoom | None
    guests: tuple[Guest, ...]


class Provisioning:
    """Handlers of the duties `provision`, `verify_room`, `check_room`, `admit` and `end_room`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def provision(self, duties: Sequence[Duty], *, at: datetime) -> None:
        for duty in duties:
            self._guarded(duty, self._provision, at)

    def verify(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """Drift: a room that was proven may not be any more by the time it is used."""
        for duty in duties:
            self._guarded(duty, self._verify, at)

    def admit(self, duties: Sequence[Duty], *, at: datetime) -> None:
        for duty in duties:
            self._guarded(duty, self._admit, at)

    def end(self, duties: Sequence[Duty], *, at: datetime) -> None:
        for duty in duties:
            self._guarded(duty, self._end, at)

    def check(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """A day before the start there must be a room; every room that will be missing soon is told at once."""
        with self._store.begin() as work:
            for session_id in {duty.subject.id for duty in duties}:
                self._raise_missing(work, session_id, at)
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)

    def _raise_missing(self, work: Work, session_id: int, at: datetime) -> None:
        session, match = find_session(work, session_id)
        if session.state is not SessionState.PLANNED:
            return
        until = session.starts_at + TELL_TOGETHER
        soon = work.sessions.between(session.starts_at, until, person_id=match.manager_id)
        missing = [s.id for s in soon if s.state is SessionState.PLANNED]
        raise_alerts(work, [(s, AlertReason.ROOM_NOT_READY, Facts(at)) for s in missing], at=at)

    def _guarded(self, duty: Duty, act: Callable[[Duty, datetime], None], at: datetime) -> None:
        try:
            act(duty, at)
        except ProviderError as error:
            with self._store.begin() as work:
                put_off(work, duty, error, at=at)

    def _provision(self, duty: Duty, at: datetime) -> None:
        job = self._load(duty)
        if job.session.state is not SessionState.PLANNED:
            self._finish(duty, at)
        elif job.session.platform is Platform.EXTERNAL:
            self._store_link(duty, job, at)
        else:
            room = self._room(job, at)
            self._hand_out(duty, job, room, at)

    def _load(self, duty: Duty) -> _Job:
        with self._store.look() as view:
            session, match = find_session(view, duty.subject.id)
            ids = (session.monitor_id, match.mentor_id, *match.student_ids)
            people = view.people.many(ids)
            guests = (
                _guest(people[session.monitor_id], RoomRole.MONITOR),
                _guest(people[match.mentor_id], RoomRole.MENTOR),
                *(_guest(people[student], RoomRole.STUDENT) for student in match.student_ids),
            )
            return _Job(session, match, view.rooms.of(session.id), guests)

    def _store_link(self, duty: Duty, job: _Job, at: datetime) -> None:
        entries = [Entry(guest.person_id, f"door:{guest.person_id}") for guest in job.guests]
        key = _effect_key(job.session)
        room = MadeRoom(Platform.EXTERNAL, f"teacher-{job.session.id}", job.match.link or "")
        with self._store.begin() as work:
            if job.room is None:
                work.rooms.intend(job.session.id, key, at=at)
            work.rooms.made(job.session.id, room)
            self._make_ready(work, duty, job, entries, at)

    def _room(self, job: _Job, at: datetime) -> MadeRoom:
        if job.room is not None and job.room.room is not None:
            return job.room.room
        provider, request = self._provider(job.session.platform), _request(job.session)
        room = provider.find(request, at=at) if job.room is not None else None
        if job.room is None:
            with self._store.begin() as work:
                work.rooms.intend(job.session.id, request.effect_key, at=at)
        room = room or provider.create(request, at=at)
        with self._store.begin() as work:
            work.rooms.made(job.session.id, room)
        return room

    def _hand_out(self, duty: Duty, job: _Job, room: MadeRoom, at: datetime) -> None:
        provider = self._provider(job.session.platform)
        proof = provider.prove(room, at=at)
        if not proof.holds:
            self._refuse(duty, job.session, proof, at)
            return
        entries = provider.let_in(room, job.guests, at=at)
        with self._store.begin() as work:
            self._make_ready(work, duty, job, entries, at)

    def _make_ready(self, work: Work, duty: Duty, job: _Job, entries: Sequence[Entry], at: datetime) -> None:
        work.rooms.proven(job.session.id, entries, at=at)
        doors_open = job.session.doors_open(at, self._means.policy)
        state = SessionState.OPEN if doors_open else SessionState.READY
        work.sessions.move(job.session.id, {SessionState.PLANNED}, state)
        self._resolve_room_alerts(work, job.session.id, at)
        work.duties.finish([duty.id], DutyState.DONE, at=at)

    def _refuse(self, duty: Duty, session: Session, proof: Proof, at: datetime) -> None:
        why = "; ".join(f"{r.setting} is {r.found or 'unknown'}, not {r.wanted}" for r in proof.doubts)
        log.error("room.not_proven", session=session.id, doubts=why)
        with self._store.begin() as work:
            work.rooms.unproven(session.id)
            work.sessions.move(session.id, {SessionState.READY}, SessionState.PLANNED)
            raise_alerts(work, [(session.id, AlertReason.ROOM_NOT_PROVEN, Facts(at, why=why))], at=at)
            work.duties.postpone(duty.id, until=at + next_try(duty.kind, duty.tries), note=why)

    def _verify(self, duty: Duty, at: datetime) -> None:
        job = self._load(duty)
        if job.session.state not in NOT_OVER or job.room is None or job.room.room is None:
            self._finish(duty, at)
            return
        self._hand_out(duty, job, job.room.room, at)

    def _admit(self, duty: Duty, at: datetime) -> None:
        job = self._load(duty)
        if job.room is None or job.room.room is None or job.session.platform is Platform.EXTERNAL:
            self._finish(duty, at)
            return
        with self._store.look() as view:
            manager = view.people.get(duty.person_id or 0)
        guest = _guest(manager, RoomRole.MONITOR)
        entries = self._provider(job.session.platform).let_in(job.room.room, [guest], at=at)
        with self._store.begin() as work:
            work.rooms.admit(job.session.id, [e for e in entries if not e.opens_room])
            work.duties.finish([duty.id], DutyState.DONE, at=at)

    def _end(self, duty: Duty, at: datetime) -> None:
        job = self._load(duty)
        if job.room is not None and job.room.room is not None and job.session.platform is not Platform.EXTERNAL:
            self._provider(job.session.platform).end(job.room.room, at=at)
        with self._store.begin() as work:
            work.rooms.ended(job.session.id, at=at)
            work.duties.finish([duty.id], DutyState.DONE, at=at)

    def _provider(self, platform: Platform) -> RoomProvider:
        if platform not in self._means.rooms:
            raise PlatformOff(platform)
        return self._means.rooms[platform]

    def _resolve_room_alerts(self, work: Work, session_id: int, at: datetime) -> None:
        about_rooms = {AlertReason.ROOM_NOT_READY, AlertReason.ROOM_NOT_PROVEN}
        for (_, reason), alert in work.alerts.of_sessions([session_id]).items():
            if reason in about_rooms:
                resolve(work, alert, at=at)

    def _finish(self, duty: Duty, at: datetime) -> None:
        with self._store.begin() as work:
            work.duties.finish([duty.id], DutyState.SKIPPED, at=at, note="no longer needed")


def _guest(person: Person, role: RoomRole) -> Guest:
    return Guest(person.id, role, person.public_name, person.email)


def _effect_key(session: Session) -> str:
    return f"session-{session.id}-room-1"


def _request(session: Session) -> RoomRequest:
    return RoomRequest(_effect_key(session), f"Mentoring session {session.id}", session.starts_at, session.ends_at)
