"""What is kept of an organizer's calls, as far as Meet lets it be read."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from integrations.google.account import MeetAccount
from integrations.google.memory import Memory
from integrations.google.presence import ARTIFACTS, Call
from integrations.google.records import CallRecords
from mentoring.ports import ProviderError
from mentoring.rooms import Keeping, Kept

FILES_COME_LATE = timedelta(minutes=15)
"""So long after its end a call is asked for what was kept of it: a recording shows its file only then."""

CALLS_REMEMBERED = 2_000

_log = logging.getLogger(__name__)


class Tripwires:
    """The lists of recordings, transcripts and notes of each call. They must not hide who is in the room: where one
    cannot be read, what it told before stands, and it is said since when. Thread-safe."""

    def __init__(self, account: MeetAccount, records: CallRecords) -> None:
        self._budget, self._records = account.budget, records
        self._kept: Memory[tuple[str, Keeping], tuple[Kept, ...]] = Memory(CALLS_REMEMBERED * len(ARTIFACTS))
        self._unread: Memory[str, datetime | None] = Memory(CALLS_REMEMBERED)

    def look(self, calls: Sequence[Call], *, at: datetime) -> tuple[tuple[Kept, ...], datetime | None]:
        """What was kept of these calls, and since when not all of it could be read."""
        for call in calls:
            if self._may_tell_more(call, at):
                self._unread.put(call.name, None if self._read(call, at) else self._unread.get(call.name) or at)
        kept = (kept for call in calls for keeping in ARTIFACTS for kept in self._kept.get((call.name, keeping)) or ())
        unread = (self._unread.get(call.name) for call in calls)
        return tuple(kept), min((since for since in unread if since is not None), default=None)

    def _may_tell_more(self, call: Call, at: datetime) -> bool:
        never_read = any(self._kept.get((call.name, keeping)) is None for keeping in ARTIFACTS)
        unread = self._unread.get(call.name) is not None
        return never_read or unread or not call.over_by(at - FILES_COME_LATE)

    def _read(self, call: Call, at: datetime) -> bool:
        """Whether all lists of this call could be read. One that is refused keeps nobody from trying the others."""
        if not self._budget.spend_on_tripwires(call.name, at=at):
            return False
        read = [self._read_one(call, keeping, at) for keeping in ARTIFACTS]
        return all(read)

    def _read_one(self, call: Call, keeping: Keeping, at: datetime) -> bool:
        try:
            self._kept.put((call.name, keeping), self._records.kept(call, keeping, at=at))
        except ProviderError as error:
            _log.warning("Meet does not tell of %s: %s", ARTIFACTS[keeping], error.said)
            return False
        return True
