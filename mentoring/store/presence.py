"""What the rules need from the database of who was there, and of what platforms tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from mentoring.checks import Check
from mentoring.presence import LedgerEvent
from mentoring.rooms import Kept


class Ledger(Protocol):
    def add(self, events: Iterable[LedgerEvent], *, at: datetime) -> int:
        """How many were new: the same event twice is one row."""
        ...

    def known(self, keys: Collection[str]) -> frozenset[str]:
        """Those of these events that are there already."""
        ...

    def of(self, meeting_ids: Collection[str]) -> dict[str, Sequence[LedgerEvent]]: ...

    def meeting_of(self, instance: str) -> str | None:
        """The meeting of which this is a run, where an event has told."""
        ...


class Keepings(Protocol):
    """What platforms told of recordings, transcripts, notes and streams, once each."""

    def add(self, session_id: int, kept: Iterable[Kept], *, at: datetime) -> Sequence[Kept]:
        """Those that are new."""
        ...

    def of(self, session_ids: Collection[int]) -> Mapping[int, Sequence[Kept]]: ...


class Identities(Protocol):
    """Who is known by which identity, beyond a single room: a Meet account that was resolved, or confirmed."""

    def learn(self, found: Mapping[str, int], *, how: str, at: datetime) -> None:
        """Identity -> person. What was learned first stays."""
        ...

    def known(self, person_ids: Collection[int]) -> Mapping[str, int]: ...


class Recognitions(Protocol):
    """What a manager said of somebody whom no identity named: that connection, in that session, is this person."""

    def put(self, session_id: int, connection: str, person_id: int, *, by: int, at: datetime) -> None: ...
    def of(self, session_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]: ...


class HostWrites(Protocol):
    """Zoom: 100 meetings created and updated for each host and UTC day."""

    def spend(self, host: str, day: date, *, limit: int) -> bool:
        """Counts one; False when the day's limit is reached, and then nothing is counted."""
        ...

    def spent(self, day: date) -> Mapping[str, int]: ...


class Checks(Protocol):
    """The last result of every check of `doctor`."""

    def put(self, found: Iterable[Check], *, at: datetime) -> None: ...
    def all(self) -> Sequence[tuple[Check, datetime]]: ...
