"""Takes due duties in batches, hands each batch to its handler, and never loses one.

A duty is taken, in its own transaction, before anything is done outside; its handler finishes or postpones it in
the transaction that writes its effect. A duty whose taker was killed comes back marked as interrupted, and one whose
handler breaks comes back later; where even that cannot be written, it is written at the next tick.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from mentoring.duties import Duty, DutyKind, DutyState, next_try
from mentoring.errors import whereabouts
from mentoring.ports import Clock
from mentoring.store import Store

LEASE = timedelta(minutes=5)
"""A duty taken this long ago and not finished was taken by a process that is no more."""
TOO_OFTEN = 4
"""Breaks in a row after which a duty is told as one that does not get done."""
OVERDUE = timedelta(minutes=2)
"""A broken duty that has not come back so long after its next try was due was called off meanwhile."""

log = structlog.get_logger("jobs")


class Handler(Protocol):
    """Does a batch of duties of one kind, and finishes or postpones each of them."""

    def __call__(self, duties: Sequence[Duty], *, at: datetime) -> None: ...


@dataclass(frozen=True)
class Entry:
    """One line of the timetable. `batch`: how many duties are taken at once."""

    handler: Handler
    batch: int


@dataclass(frozen=True)
class _Break:
    """`times` counts the breaks in a row; `until` is when the next try is due."""

    kind: DutyKind
    times: int
    until: datetime


class Runner:
    """The tick. One at a time per process: a second caller waits for the first."""

    def __init__(self, store: Store, clock: Clock, timetable: Mapping[DutyKind, Entry]) -> None:
        self._store, self._clock, self._timetable = store, clock, timetable
        self._batch = max(entry.batch for entry in timetable.values())
        self._lock = threading.Lock()
        self._breaks: dict[int, _Break] = {}
        self._in_hand: list[int] = []
        self.last_tick: datetime | None = None

    def recover(self) -> int:
        """At the start of the only process: whatever is still taken was interrupted. Not for several workers."""
        with self._store.begin() as work:
            return work.duties.release_taken(taken_before=self._clock.now())

    def run_due(self) -> int:
        """Does everything that is due, and what falls due through it; returns how many duties were handled."""
        with self._lock:
            at = self._clock.now()
            self._let_go(at)
            handled = 0
            while batch := self._take(at):
                self._handle(batch, at)
                handled += len(batch)
                at = self._clock.now()
            self.last_tick = at
            return handled

    def breaking(self) -> Mapping[int, DutyKind]:
        """Duties that break again and again: their ids and kinds. Never waits for a tick that hangs."""
        gone = self._clock.now() - OVERDUE
        return {n: one.kind for n, one in self._breaks.copy().items() if one.times >= TOO_OFTEN and one.until > gone}

    def _take(self, at: datetime) -> Sequence[Duty]:
        with self._store.begin() as work:
            work.duties.release_taken(taken_before=at - LEASE)
            taken = work.duties.take(self._timetable, at=at, limit=self._batch)
            late = [duty.id for duty in taken if duty.expires_at is not None and at > duty.expires_at]
            if late:
                work.duties.finish(late, DutyState.SKIPPED, at=at, note="too late to be of use")
        return taken

    def _handle(self, batch: Sequence[Duty], at: datetime) -> None:
        timely = [duty for duty in batch if duty.expires_at is None or at <= duty.expires_at]
        entry = self._timetable[batch[0].kind]
        self._in_hand = [duty.id for duty in timely]
        for start in range(0, len(timely), entry.batch):
            self._attempt(entry.handler, timely[start : start + entry.batch], at)
        self._in_hand.clear()

    def _let_go(self, at: datetime) -> None:
        """What is still in hand was left there by a tick that could not even write down that its duties broke. Whatever
        of it is finished is not taken any more, and stays so."""
        if self._in_hand:
            with self._store.begin() as work:
                for duty_id in self._in_hand:
                    work.duties.postpone(duty_id, until=at, note="broke: not written down", interrupted=True)
            self._in_hand.clear()

    def _attempt(self, handler: Handler, duties: Sequence[Duty], at: datetime) -> None:
        try:
            handler(duties, at=at)
        except Exception as error:
            ids = [duty.id for duty in duties]
            log.error("duty.broke", kind=duties[0].kind, ids=ids, error=type(error).__name__, where=whereabouts(error))
            if len(duties) > 1:
                for duty in duties:
                    self._attempt(handler, [replace(duty, interrupted=True)], at)
            else:
                self._put_back(duties[0], error)
        else:
            for duty in duties:
                self._breaks.pop(duty.id, None)

    def _put_back(self, duty: Duty, error: Exception) -> None:
        before = self._breaks.get(duty.id)
        times = before.times + 1 if before is not None else 1
        until = self._clock.now() + next_try(duty.kind, times)
        self._breaks[duty.id] = _Break(duty.kind, times, until)
        with self._store.begin() as work:
            note = f"broke: {type(error).__name__}"
            work.duties.postpone(duty.id, until=until, note=note, interrupted=True)
