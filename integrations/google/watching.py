"""Watching one organizer's rooms with as few reads as Meet's quota asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from integrations.google.account import MeetAccount
from integrations.google.memory import Memory, Shared
from integrations.google.presence import Call
from integrations.google.records import CallRecords
from integrations.google.tripwires import Tripwires
from mentoring.presence import Observation, Stay

LISTED_FOR = timedelta(seconds=5)
"""So long one listing of the running calls serves all rooms of the organizer."""

ROOMS_REMEMBERED = 2_000


class Watcher:
    """Who is in the rooms of one organizer, and what is kept of their calls. Thread-safe.

    A look at a running call costs one read and, as far as the budget reaches, three more for what is kept. A room in
    which nobody is costs only its part of the listing. The calls of a room are listed when one has ended, and when
    this process sees the room for the first time.
    """

    def __init__(self, account: MeetAccount) -> None:
        self._account, self._records = account, CallRecords(account)
        self._running = Shared(self._list_running, lasts=LISTED_FOR)
        self._calls: Memory[str, Sequence[Call]] = Memory(ROOMS_REMEMBERED)
        self._final: Memory[str, Sequence[Stay]] = Memory(ROOMS_REMEMBERED)
        self._tripwires = Tripwires(account, self._records)

    def observe(self, space: str, *, since: datetime, at: datetime) -> Observation:
        """Meet shows a gap only after the call; raises ProviderError when even presence cannot be read in time."""
        running, listed_at = self._running.answer(at=at)
        calls = [c for c in self._calls_of(space, running.get(space, ()), at) if not c.over_by(since)]
        seen = [(call, self._stays_of(call, at)) for call in calls]
        self._account.budget.looked(space, at=at)
        live = any(call.goes_on(stays) for call, stays in seen)
        stays = tuple(stay for _, theirs in seen for stay in theirs if not _over_by(stay, since))
        kept, unread_since = self._tripwires.look(calls, at=at)
        read_at = at if live else min(listed_at, at)
        return Observation(live, stays, read_at, kept=kept, unread_since=unread_since)

    def recall(self, space: str, *, since: datetime, at: datetime) -> tuple[Stay, ...] | None:
        """Stay by stay, gaps included; None where Meet knows of no call."""
        calls = [call for call in self._records.of_space(space, at=at, spare=True) if not call.over_by(since)]
        stays = [stay for call in calls for stay in self._records.single_stays(call, at=at)]
        return tuple(stay for stay in stays if not _over_by(stay, since)) if calls else None

    def forget_running(self) -> None:
        """We have ended a call ourselves."""
        self._running.forget()

    def _list_running(self, at: datetime) -> Mapping[str, Sequence[Call]]:
        running = defaultdict(list)
        for call in self._records.running(at=at):
            running[call.space].append(call)
        self._account.budget.expect(running, at=at)
        return running

    def _calls_of(self, space: str, running: Sequence[Call], at: datetime) -> Sequence[Call]:
        """With what has begun since the calls of the room were listed; listed again when one of them has ended."""
        known = self._calls.get(space)
        if known is None or any(call.ended_at is None and call not in running for call in known):
            known = self._records.of_space(space, at=at)
        begun = [call for call in running if call.name not in {one.name for one in known}]
        self._calls.put(space, [*begun, *known])
        return [*begun, *known]

    def _stays_of(self, call: Call, at: datetime) -> Sequence[Stay]:
        final = self._final.get(call.name)
        if final is not None:
            return final
        stays = self._records.stays(call, at=at)
        if call.ended_at is not None:
            self._final.put(call.name, stays)
        return stays


def _over_by(stay: Stay, moment: datetime) -> bool:
    return stay.left_at is not None and stay.left_at <= moment
