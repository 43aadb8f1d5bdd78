"""What the rules need from the database of managers who step in as second adults."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class SteppedIn:
    """A manager has said that they are the second adult of a session, when it was at that hour."""

    person_id: int
    starts_at: datetime
    at: datetime


class SteppingIn(Protocol):
    def put(self, session_id: int, person_id: int, *, starts_at: datetime, at: datetime) -> bool:
        """False where they have said it already, for this hour."""
        ...

    def remove(self, session_id: int, person_id: int) -> bool: ...
    def forget(self, session_ids: Collection[int]) -> None:
        """Nobody has said so of these sessions."""
        ...

    def of(self, session_ids: Collection[int]) -> Mapping[int, Sequence[SteppedIn]]:
        """For each of these sessions, in the order in which they said it."""
        ...
