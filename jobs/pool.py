"""The pool of Zoom hosts, held against every session of the horizon: who will have none is told days ahead.

Where the rooms that stand already leave somebody without a host although the pool is large enough, rooms that have
time are moved to other hosts: the old one is retired, a new one is made, and the doors stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from jobs.means import Means
from mentoring.acts.alerting import raise_alerts, resolve, see
from mentoring.acts.hosting import bookings, hold_pool, room_key
from mentoring.alerts import AlertReason, Facts
from mentoring.duties import Duty, DutyKind, DutyState, PlannedDuty, occurrence, session_subject
from mentoring.hosts import Allotment, Booking, allot, rearranged
from mentoring.rooms import Platform
from mentoring.sessions import SessionState
from mentoring.store import Work

log = structlog.get_logger("jobs.pool")
LONGEST = timedelta(days=1)
"""No session lasts longer: one that began earlier is over."""
TIME_TO_MOVE = timedelta(hours=2)
"""A room that is needed sooner than this stays where it is: somebody may be on their way to it."""


class Pool:
    """Handler of the duty `check_pool`."""

    def __init__(self, means: Means) -> None:
        self._means, self._store, self._policy = means, means.store, means.policy

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None:
        hosts = self._means.hosts.get(Platform.ZOOM, {})
        with self._store.begin() as work:
            if hosts:
                self._check(work, hosts, at)
            work.duties.finish([duty.id for duty in duties], DutyState.DONE, at=at)

    def _check(self, work: Work, hosts: Mapping[str, int], at: datetime) -> None:
        hold_pool(work, Platform.ZOOM)
        booked = bookings(work, at - LONGEST, at + self._policy.horizon + LONGEST, Platform.ZOOM)
        before, after = self._policy.host_margin_before, self._policy.host_margin_after
        allotment = allot(booked, hosts, before=before, after=after)
        if allotment.homeless:
            settled = at + TIME_TO_MOVE
            better = rearranged(booked, hosts, before=before, after=after, settled_until=settled)
            if set(better.homeless) < set(allotment.homeless):
                self._rearrange(work, booked, allotment, better, at)
                allotment = better
        self._tell(work, allotment, at)

    def _rearrange(
        self, work: Work, booked: Sequence[Booking], before: Allotment, after: Allotment, at: datetime
    ) -> None:
        """Moves what must move, and writes down whom they and the homeless are to have: their places are taken now."""
        moved = {b.session_id for b in booked if b.host not in (None, after.hosts.get(b.session_id, b.host))}
        for session_id in moved:
            self._vacate(work, session_id, at)
        for session_id in moved | (set(before.homeless) & set(after.hosts)):
            if work.rooms.of(session_id) is None:
                work.rooms.intend(session_id, room_key(work, session_id), at=at, host=after.hosts[session_id])
            else:
                work.rooms.rehost(session_id, after.hosts[session_id])

    def _vacate(self, work: Work, session_id: int, at: datetime) -> None:
        session, generation = work.sessions.get(session_id), work.rooms.retire([session_id], at=at).get(session_id)
        if generation is None:
            return
        log.info("room.moved_to_another_host", session=session_id, generation=generation)
        work.sessions.move(session_id, {SessionState.READY}, SessionState.PLANNED)
        subject, again = session_subject(session_id), f"{occurrence(session)}/room-{generation + 1}"
        work.duties.cancel(subject, {DutyKind.PROVISION})
        work.duties.plan(
            [
                PlannedDuty(subject, DutyKind.RETIRE_ROOM, at, str(generation)),
                PlannedDuty(subject, DutyKind.PROVISION, at, again.lstrip("/"), session.ends_at),
            ]
        )

    def _tell(self, work: Work, allotment: Allotment, at: datetime) -> None:
        """One alert for each session without a host, in one message; those that have one by now are resolved."""
        facts = Facts(at, why=str(max(1, allotment.missing)))
        homeless: Collection[int] = set(allotment.homeless)
        for alert in work.alerts.standing():
            if alert.reason is AlertReason.POOL_TOO_SMALL and alert.session_id in homeless:
                see(work, alert, facts, at=at)
            elif alert.reason is AlertReason.POOL_TOO_SMALL:
                resolve(work, alert, at=at)
        raise_alerts(work, [(session, AlertReason.POOL_TOO_SMALL, facts) for session in allotment.homeless], at=at)
