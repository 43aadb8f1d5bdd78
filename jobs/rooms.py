"""What is done in a room that stands: people are let in and put out, recordings stopped, calls ended, rooms retired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from jobs.errands import put_off
from jobs.means import Means
from jobs.tenancy import guest, provider_of, tenancy
from mentoring.acts.alerting import raise_alerts, resolve, see
from mentoring.alerts import NOT_STOPPED, UNRESOLVED, AlertReason, Facts
from mentoring.duties import Duty, DutyKind, DutyState
from mentoring.ports import ProviderError
from mentoring.rooms import Guest, Keeping, MadeRoom, Platform, RoomRequest, RoomRole
from mentoring.store import Work
from mentoring.stored import RetiredRoom

PRESSING = frozenset({DutyKind.END_ROOM, DutyKind.PUT_OUT})
"""A child may be in the room with somebody who should not be."""
TELL_AFTER = 3
"""Tries, which are about six seconds."""
KEEP_TRYING = timedelta(minutes=1)
"""What a platform refuses for good now, somebody may have mended by then."""


class Rooms:
    """Handlers of the duties `admit`, `put_out`, `stop_keeping`, `end_room` and `retire_room`. Each may be repeated."""

    def __init__(self, means: Means) -> None:
        self._means, self._store = means, means.store

    def admit(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, self._admit, at)

    def put_out(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, self._put_out, at)

    def stop_keeping(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, self._stop_keeping, at)

    def end(self, duties: Sequence[Duty], *, at: datetime) -> None:
        self._each(duties, self._end, at)

    def retire(self, duties: Sequence[Duty], *, at: datetime) -> None:
        """The occurrence of the duty is the generation of the room."""
        self._each(duties, self._retire, at)

    def _each(self, duties: Sequence[Duty], act: Callable[[Duty, datetime], None], at: datetime) -> None:
        for duty in duties:
            try:
                act(duty, at)
            except ProviderError as error:
                self._try_again(duty, error, at)

    def _try_again(self, duty: Duty, error: ProviderError, at: datetime) -> None:
        """Nothing here is given up: somebody may be in that room who should not be. A manager hears of it at once when
        the platform refuses for good, and soon when it merely fails."""
        with self._store.begin() as work:
            if error.permanent or duty.tries >= TELL_AFTER:
                self._tell(work, duty, error, at)
            put_off(work, duty, error, at=at, mended_after=KEEP_TRYING)

    def _tell(self, work: Work, duty: Duty, error: ProviderError, at: datetime) -> None:
        if duty.kind in PRESSING:
            facts = Facts(at, why=f"{error.tried}: {error.said}")
            raise_alerts(work, [(duty.subject.id, AlertReason.ROOM_STANDS, facts)], at=at)
        elif duty.kind is DutyKind.STOP_KEEPING:
            _tell_stopping(work, duty.subject.id, stopped=False, at=at)

    def _admit(self, duty: Duty, at: datetime) -> None:
        job = tenancy(self._store, duty.subject.id)
        entries = []
        if job.our_room is not None:
            provider = provider_of(self._means, job.our_room.platform)
            entries = [*provider.let_in(job.our_room, [self._monitor(duty)], at=at)]
        with self._store.begin() as work:
            # Whoever steps in beside the monitor opens the room too, and is known in it by their door alone.
            own = [e for e in entries if not e.opens_room or e.person_id == job.session.monitor_id]
            work.rooms.admit(job.session.id, own)
            self._done(work, duty, at)

    def _put_out(self, duty: Duty, at: datetime) -> None:
        """Somebody who has come back into the session meanwhile stays."""
        job = tenancy(self._store, duty.subject.id)
        if any(guest.person_id == duty.person_id for guest in job.guests):
            self._finish(duty, at)
            return
        if job.our_room is not None:
            provider = provider_of(self._means, job.our_room.platform)
            provider.put_out(job.our_room, [self._monitor(duty)], at=at)
        with self._store.begin() as work:
            work.rooms.expel(job.session.id, duty.person_id or 0)
            self._done(work, duty, at)

    def _monitor(self, duty: Duty) -> Guest:
        with self._store.look() as view:
            return guest(view.people.get(duty.person_id or 0), RoomRole.MONITOR)

    def _stop_keeping(self, duty: Duty, at: datetime) -> None:
        job = tenancy(self._store, duty.subject.id)
        if job.our_room is not None:
            provider_of(self._means, job.our_room.platform).stop_keeping(job.our_room, at=at)
        with self._store.begin() as work:
            _tell_stopping(work, duty.subject.id, stopped=True, at=at)
            self._done(work, duty, at)

    def _end(self, duty: Duty, at: datetime) -> None:
        job = tenancy(self._store, duty.subject.id)
        if job.our_room is not None:
            provider_of(self._means, job.our_room.platform).end(job.our_room, at=at)
        with self._store.begin() as work:
            work.rooms.ended(job.session.id, at=at)
            self._done(work, duty, at)

    def _retire(self, duty: Duty, at: datetime) -> None:
        with self._store.look() as view:
            retired = view.rooms.retired(duty.subject.id, int(duty.occurrence))
            session = view.sessions.get(duty.subject.id)
        if retired is not None and retired.platform is not None and retired.platform is not Platform.EXTERNAL:
            request = RoomRequest(retired.effect_key, "", session.starts_at, session.ends_at)
            room = retired.room or self._lost(retired, request, at)
            if room is not None:
                provider_of(self._means, retired.platform).retire(room, at=at)
        with self._store.begin() as work:
            self._done(work, duty, at)

    def _lost(self, retired: RetiredRoom, request: RoomRequest, at: datetime) -> MadeRoom | None:
        """A room that was being made when its session changed: it may stand there, under its effect key."""
        assert retired.platform is not None
        return provider_of(self._means, retired.platform).find(request, at=at)

    def _finish(self, duty: Duty, at: datetime) -> None:
        with self._store.begin() as work:
            work.duties.finish([duty.id], DutyState.SKIPPED, at=at, note="no longer needed")

    def _done(self, work: Work, duty: Duty, at: datetime) -> None:
        if duty.kind in PRESSING:
            standing = work.alerts.of_sessions([duty.subject.id]).get((duty.subject.id, AlertReason.ROOM_STANDS))
            if standing is not None:
                resolve(work, standing, at=at)
        work.duties.finish([duty.id], DutyState.DONE, at=at)


def _tell_stopping(work: Work, session_id: int, *, stopped: bool, at: datetime) -> None:
    """The alert about a recording says when the platform does not stop it; whoever has taken it on is told anew."""
    alert = work.alerts.of_sessions([session_id]).get((session_id, AlertReason.KEEPING))
    if alert is None or alert.state not in UNRESOLVED:
        return
    kinds = [kind for kind in alert.facts.why.split(", ") if kind != NOT_STOPPED]
    if not stopped and Keeping.RECORDING in kinds:
        kinds.append(NOT_STOPPED)
    see(work, alert, replace(alert.facts, seen_at=at, why=", ".join(kinds)), at=at)
