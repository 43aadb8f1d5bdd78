"""What the rules need from the database of nominations that may be of a student who is here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from mentoring.known_students import KnownStudent
from mentoring.likeness import LikeVerdict


class KnownStudents(Protocol):
    def note(self, found: Sequence[KnownStudent]) -> None:
        """A pair that is known keeps its verdict, and learns new reasons."""
        ...

    def of(self, nomination_ids: Collection[int]) -> Sequence[KnownStudent]: ...
    def decide(self, pair: KnownStudent, verdict: LikeVerdict, *, by: int, at: datetime) -> bool: ...
