"""What may still be read of Meet within the minute, and for what. Pure: it takes the time and asks nobody."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum

from mentoring.pace import MINUTE, SOONEST, pace, rounds_a_minute
from mentoring.policy import Policy

FORGOTTEN = timedelta(seconds=90)
"""Who has not asked for so long will not ask again."""

READS_OF_ACCOUNT, READS_OF_PROJECT = 580, 5_800
"""Meet v2: 600 reads a minute for each user and 6,000 for the project, less a margin for what others read."""

LISTINGS = 12
"""Shared listings of the running calls in a minute."""

TRIPWIRES, SURGE = 3, 70
"""Reads for the lists of things kept with one look, and how many looks of one round may cost a second read for
presence, because a call has just ended."""

_USUAL = Policy()
_NEVER = datetime.min.replace(tzinfo=UTC)


def allowance_for(organizers: int) -> int:
    """Reads a minute for each of so many organizers who share one project."""
    return min(READS_OF_ACCOUNT, READS_OF_PROJECT // max(1, organizers))


class Purpose(Enum):
    """What a read is for, the most urgent first."""

    PRESENCE = 1
    TRIPWIRE = 2
    AFTERWARDS = 3


@dataclass(frozen=True)
class _Turn:
    """When somebody last asked for the things kept of a call, and when that was last granted."""

    asked: datetime
    granted: datetime = _NEVER


class ReadBudget:
    """The reads of one organizer. Any sixty seconds hold no more than `allowance`. Thread-safe.

    Every room is looked at once in a round, as often as `pace` says. Who is in a room goes first: what that needs in
    this round and in those of the coming minute is never given to anything else. Things kept are looked up with what is
    left, the call that has waited longest before the others. Records of calls that are over come last. It is kept in
    memory: only one process may watch.
    """

    def __init__(self, allowance: int) -> None:
        self._allowance, self._lock = allowance, threading.Lock()
        self._spent: list[tuple[datetime, Purpose]] = []
        self._turns: dict[str, _Turn] = {}
        self._looked: dict[str, datetime] = {}

    def expect(self, rooms: Collection[str], *, at: datetime) -> None:
        """A call is running in these rooms, and they will want to be looked at in this round."""
        with self._lock:
            self._looked = {room: looked for room, looked in self._looked.items() if at - looked < FORGOTTEN}
            for room in rooms:
                self._looked.setdefault(room, _NEVER)

    def looked(self, room: str, *, at: datetime) -> None:
        """This room has had its look of the round."""
        with self._lock:
            if room in self._looked:
                self._looked[room] = at

    def spend(self, *, at: datetime) -> timedelta | None:
        """One read that cannot wait. None: granted; else how long until there is one again."""
        with self._lock:
            near = [spent_at for spent_at, _ in self._near(at, MINUTE)]
            if len(near) < self._allowance:
                self._spent.append((at, Purpose.PRESENCE))
                return None
            return min(near) + MINUTE - at

    def spend_spare(self, *, at: datetime) -> timedelta | None:
        """One read that can wait. None: granted; else how long to wait before asking again."""
        with self._lock:
            rounds = rounds_a_minute(self._every)
            watching = len(self._looked) * rounds * (1 + TRIPWIRES) + LISTINGS
            afterwards = sum(purpose is Purpose.AFTERWARDS for _, purpose in self._near(at, MINUTE))
            if min(self._left(at), self._allowance - watching - afterwards) < 1:
                return MINUTE
            self._spent.append((at, Purpose.AFTERWARDS))
            return None

    def spend_on_tripwires(self, call: str, *, at: datetime) -> bool:
        """All lists of what is kept of this call, or none of them."""
        with self._lock:
            self._turns = {name: turn for name, turn in self._turns.items() if at - turn.asked < FORGOTTEN}
            mine = replace(self._turns.get(call, _Turn(at)), asked=at)
            ahead = sum(turn.granted < mine.granted for turn in self._turns.values())
            granted = (ahead + 1) * TRIPWIRES <= self._left(at)
            self._turns[call] = replace(mine, granted=at) if granted else mine
            self._spent += [(at, Purpose.TRIPWIRE)] * (TRIPWIRES if granted else 0)
            return granted

    @property
    def _every(self) -> timedelta:
        return pace(len(self._looked), 1, _USUAL)

    def _left(self, at: datetime) -> int:
        """What may be read besides presence without a room going unread, in this round or in one of the minute to
        come: what has been read by now counts until sixty seconds have passed."""
        every = self._every * SOONEST
        unlooked = sum(at - looked >= every / 2 for looked in self._looked.values())
        owed = unlooked + min(unlooked, SURGE)
        rounds = range(rounds_a_minute(self._every))
        most = max(len(self._near(at, MINUTE - n * every)) + n * self._round for n in rounds)
        return self._allowance - owed - most

    @property
    def _round(self) -> int:
        return len(self._looked) + LISTINGS // rounds_a_minute(self._every)

    def _near(self, at: datetime, span: timedelta) -> list[tuple[datetime, Purpose]]:
        """Threads come with slightly different times and in any order: what is near on either side counts."""
        oldest, newest = at - 2 * MINUTE, at + 2 * MINUTE
        self._spent = [read for read in self._spent if oldest < read[0] < newest]
        since, until = at - span, at + span
        return [read for read in self._spent if since < read[0] < until]
