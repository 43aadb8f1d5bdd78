"""What the rules need from the database of volunteers on their way to being cleared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from mentoring.people import Clearance
from mentoring.volunteers import Dossier


class Volunteers(Protocol):
    def of(self, person_ids: Collection[int]) -> dict[int, Dossier]:
        """A dossier for each of these people; an empty one where nothing was ever written down."""
        ...

    def all(self) -> Sequence[tuple[Dossier, Clearance]]:
        """Every dossier that was ever begun, with the dates that clear that person."""
        ...

    def put(self, dossier: Dossier) -> None: ...
    def clear(self, person_id: int, old: Clearance, new: Clearance) -> bool:
        """Writes the dates that clear this person; False when they are no longer as `old` says."""
        ...

    def waiting(self, on: date, *, limit: int, offset: int = 0) -> Sequence[int]:
        """Volunteers who lack something on that day and were not turned away, whoever waits longest first."""
        ...

    def count_waiting(self, on: date) -> int: ...
