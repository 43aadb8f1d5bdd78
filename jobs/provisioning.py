"""Rooms: made ahead, proven not to record, checked again.

Making a room, step by step, so that a kill at any point leaves one room:
1. A transaction chooses the host and writes the intent, with the effect key. If an intent without a room is there
   already, an earlier try did not come back: the platform is asked for a room of that key before a new one is made.
2. The platform makes the room. A transaction writes down what it made.
3. The room is read back. A setting that is not what we want is set again, once, and read again. If one still is not,
   or is unknown, the room is not handed out and a manager hears it. What cannot be read again shortly before the doors
   open is unknown as well: an old proof opens no door.
4. The guests are made known to the room (repeating that changes nothing).
5. One transaction writes the entries, the proof and the new state of the session.
Each transaction first looks whether the session is still the one that was read: one that was changed, called off or
moved to another host meanwhile has duties of its own, and a room that was made for it in vain is taken away again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from jobs.errands import put_off
from jobs.means import Means
from jobs.tenancy import Tenancy, provider_of, tenancy
from mentoring.acts.alerting import raise_alerts, resolve
from mentoring.acts.answering import find_session
from mentoring.acts.hosting import NoFreeHost, choose_host, pool_check, room_key
from mentoring.alerts import ROOM_REASONS, UNPROVEN_REASONS, UNRESOLVED, AlertReason, Facts
from mentoring.duties import Duty, DutyKind, DutyState, next_try
from mentoring.ports import ProviderError
from mentoring.rooms import Entry, MadeRoom, Platform, Proof, RoomRequest
from mentoring.sessions import GOING_ON, NOT_OVER, Session, SessionState
from mentoring.store import Work

log = structlog.get_logger("jobs.provisioning")
TELL_TOGETHER = timedelta(hours=24)
"""Rooms missing within this time after the one that is due are told in the same message."""
TELL_AFTER = 7
"""Tries, which are about a quarter of an hour: a shorter outage, days ahead, is no news for a manager."""
KEEP_TRYING = timedelta(minutes=30)
"""What a platform refuses for good today, somebody may have mended by then."""
SECURE_EVERY = 8
"""Once a manager knows that a room is not proven, its settings are set again at every so many tries only, about four
hours: each costs writes, of which Zoom allows few a day."""
PROOF_HOLDS = timedelta(minutes=30)
"""A proof from before this may have drifted: the doors do not open on it. The last look falls due so long before the
start, and is repeated until the doors open, so that an outage of minutes shuts nobody out."""
LAST_CALL = timedelta(minutes=1)
"""So long before the doors open it is decided whether they may."""
PRESSING = timedelta(minutes=1)
"""From then on the room is looked at this often until it is proven."""


class Overtaken(Exception):
    """The session was changed, called off or moved to another host while its room was seen to."""


class Provisioning:
    """Handlers of the duties `provision`, `verify_room` and `check_room`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store, self._policy = means, means.store, means.policy

    def provision(self, duties: Sequence[Duty], *, at: datetime) -> None:
        for duty in duties:
            self._guarded(duty, self._provision, at)

    def verify(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """Drift: a room that was proven may not be any more by the time it is used."""
        for duty in duties:
            self._guarded(duty, self._verify, at)

    def check(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """A day before the start there must be a room; every room that will be missing soon is told at once."""
        with self._store.begin() as work:
            for session_id in {duty.subject.id for duty in duties}:
                self._raise_missing(work, session_id, at)
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)

    def _raise_missing(self, work: Work, session_id: int, at: datetime, *, why: str = "") -> None:
        session, match = find_session(work, session_id)
        if session.state is not SessionState.PLANNED:
            return
        until = session.starts_at + TELL_TOGETHER
        soon = work.sessions.between(session.starts_at, until, person_id=match.manager_id)
        due = (s for s in soon if s.platform is session.platform and s.starts_at - self._policy.provision_ahead <= at)
        missing = [s.id for s in due if s.state is SessionState.PLANNED]
        raise_alerts(work, [(s, AlertReason.ROOM_NOT_READY, Facts(at, why=why)) for s in missing], at=at)

    def _guarded(self, duty: Duty, act: Callable[[Duty, datetime], None], at: datetime) -> None:
        """A room is never given up before its session is over: until then somebody may mend what is wrong."""
        try:
            act(duty, at)
        except Overtaken:
            self._finish(duty, at)
        except ProviderError as error:
            with self._store.begin() as work:
                if isinstance(error, NoFreeHost):
                    work.duties.plan([pool_check(at)])
                elif duty.kind is DutyKind.VERIFY_ROOM:
                    self._doubt(work, duty.subject.id, error, at)
                elif error.permanent or duty.tries == TELL_AFTER:
                    self._raise_missing(work, duty.subject.id, at, why=error.said)
                next_call = self._next_call(work, duty, at)
                put_off(work, duty, error, at=at, no_later_than=next_call, mended_after=KEEP_TRYING)

    def _doubt(self, work: Work, session_id: int, error: ProviderError, at: datetime) -> None:
        """The room cannot be read. A refusal for good is told; without a fresh proof the doors do not open."""
        session, room = work.sessions.get(session_id), work.rooms.of(session_id)
        if session.state not in NOT_OVER or room is None or room.proven_at is None:
            return
        unsure = error.permanent or at - room.proven_at > PROOF_HOLDS
        withheld = unsure and self._last_call(session) <= at < session.starts_at
        if withheld:
            self._withhold(work, session_id)
        if withheld or error.permanent:
            self._tell_unproven(work, session, f"its settings cannot be read ({error.said})", at)

    def _next_call(self, work: Work, duty: Duty, at: datetime) -> datetime | None:
        """When the next try comes at the latest. Making a room is hurried once only: each try may cost a write."""
        last_call = self._last_call(work.sessions.get(duty.subject.id))
        if at < last_call:
            return last_call
        return at + PRESSING if duty.kind is DutyKind.VERIFY_ROOM else None

    def _last_call(self, session: Session) -> datetime:
        return session.starts_at - self._policy.doors_open_ahead - LAST_CALL

    def _withhold(self, work: Work, session_id: int) -> None:
        work.rooms.unproven(session_id)
        work.sessions.move(session_id, {SessionState.READY}, SessionState.PLANNED)

    def _tell_unproven(self, work: Work, session: Session, why: str, at: datetime) -> None:
        reason = AlertReason.ROOM_DRIFTED if session.state in GOING_ON else AlertReason.ROOM_NOT_PROVEN
        raise_alerts(work, [(session.id, reason, Facts(at, why=why))], at=at)

    def _provision(self, duty: Duty, at: datetime) -> None:
        job = tenancy(self._store, duty.subject.id)
        if job.session.state is not SessionState.PLANNED:
            self._finish(duty, at)
        elif job.session.platform is Platform.EXTERNAL:
            self._store_link(duty, job, at)
        else:
            room = self._room(job, at)
            self._hand_out(duty, job, room, at)

    def _store_link(self, duty: Duty, job: Tenancy, at: datetime) -> None:
        entries = [Entry(guest.person_id, f"door:{guest.person_id}") for guest in job.guests]
        room = MadeRoom(Platform.EXTERNAL, f"teacher-{job.session.id}", job.match.link or "")
        with self._store.begin() as work:
            _check_unchanged(work, job.session)
            if job.room is None:
                work.rooms.intend(job.session.id, room_key(work, job.session.id), at=at)
            work.rooms.made(job.session.id, room)
            self._make_ready(work, duty, job, entries, at)

    def _room(self, job: Tenancy, at: datetime) -> MadeRoom:
        if job.room is not None and job.room.room is not None:
            return job.room.room
        provider = provider_of(self._means, job.session.platform)
        request = self._request(job, at)
        room = provider.find(request, at=at) if job.room is not None else None
        if room is None:
            room = provider.create(self._with_host(job, request, at), at=at)
        try:
            with self._store.begin() as work:
                _check_unchanged(work, job.session, request.effect_key)
                work.rooms.made(job.session.id, room)
        except Overtaken:
            provider.retire(room, at=at)
            raise
        return room

    def _request(self, job: Tenancy, at: datetime) -> RoomRequest:
        """The same effect key for every try at this room; the intent is written before anything is asked outside."""
        session = job.session
        if job.room is not None:
            key, host = job.room.effect_key, job.room.host
        else:
            with self._store.begin() as work:
                _check_unchanged(work, session)
                host = choose_host(work, session, self._hosts(session), policy=self._policy, at=at)
                key = room_key(work, session.id)
                work.rooms.intend(session.id, key, at=at, host=host)
        return RoomRequest(key, f"Mentoring session {session.id}", session.starts_at, session.ends_at, host)

    def _with_host(self, job: Tenancy, request: RoomRequest, at: datetime) -> RoomRequest:
        """An earlier try did not come back and left no room: whom it had chosen may have no place any more."""
        if job.room is None:
            return request
        with self._store.begin() as work:
            _check_unchanged(work, job.session, request.effect_key)
            host = choose_host(work, job.session, self._hosts(job.session), policy=self._policy, at=at)
            work.rooms.rehost(job.session.id, host)
        return replace(request, host=host)

    def _hosts(self, session: Session) -> dict[str, int]:
        return dict(self._means.hosts.get(session.platform, {}))

    def _hand_out(self, duty: Duty, job: Tenancy, room: MadeRoom, at: datetime) -> None:
        provider = provider_of(self._means, job.session.platform)
        proof = provider.prove(room, at=at)
        if not proof.holds and self._may_secure(duty, job.session):
            provider.secure(room, at=at)
            proof = provider.prove(room, at=at)
        if not proof.holds:
            self._refuse(duty, job.session, room, proof, at)
            return
        entries = provider.let_in(room, job.guests, at=at)
        with self._store.begin() as work:
            _check_unchanged(work, job.session, room=room)
            self._make_ready(work, duty, job, entries, at)

    def _may_secure(self, duty: Duty, session: Session) -> bool:
        with self._store.look() as view:
            alerts = view.alerts.of_sessions([session.id])
        told = any(a.state in UNRESOLVED for (_, reason), a in alerts.items() if reason in UNPROVEN_REASONS)
        return not told or duty.tries % SECURE_EVERY == 0

    def _make_ready(self, work: Work, duty: Duty, job: Tenancy, entries: Sequence[Entry], at: datetime) -> None:
        work.rooms.proven(job.session.id, entries, at=at)
        doors_open = job.session.doors_open(at, self._policy)
        state = SessionState.OPEN if doors_open else SessionState.READY
        work.sessions.move(job.session.id, {SessionState.PLANNED}, state)
        self._resolve_room_alerts(work, job.session.id, at)
        work.duties.finish([duty.id], DutyState.DONE, at=at)

    def _refuse(self, duty: Duty, session: Session, room: MadeRoom, proof: Proof, at: datetime) -> None:
        why = "; ".join(f"{r.setting} is {r.found or 'unknown'}, not {r.wanted}" for r in proof.doubts)
        log.error("room.not_proven", session=session.id, doubts=why)
        with self._store.begin() as work:
            _check_unchanged(work, session, room=room)
            self._withhold(work, session.id)
            self._tell_unproven(work, work.sessions.get(session.id), why, at)
            work.duties.postpone(duty.id, until=at + next_try(duty.kind, duty.tries), note=why)

    def _verify(self, duty: Duty, at: datetime) -> None:
        job = tenancy(self._store, duty.subject.id)
        if job.session.state not in NOT_OVER or job.room is None or job.room.room is None:
            self._finish(duty, at)
            return
        self._hand_out(duty, job, job.room.room, at)

    def _resolve_room_alerts(self, work: Work, session_id: int, at: datetime) -> None:
        for (_, reason), alert in work.alerts.of_sessions([session_id]).items():
            if reason in ROOM_REASONS | UNPROVEN_REASONS:
                resolve(work, alert, at=at)

    def _finish(self, duty: Duty, at: datetime) -> None:
        with self._store.begin() as work:
            work.duties.finish([duty.id], DutyState.SKIPPED, at=at, note="no longer needed")


def _check_unchanged(work: Work, session: Session, key: str | None = None, *, room: MadeRoom | None = None) -> None:
    """`key` and `room`: those that the session must still have. Raises Overtaken."""
    now, standing = work.sessions.get(session.id), work.rooms.of(session.id)
    if now.version != session.version or now.state not in NOT_OVER:
        raise Overtaken
    if key is not None and (standing is None or standing.effect_key != key):
        raise Overtaken
    if room is not None and (standing is None or standing.room != room):
        raise Overtaken
