"""What the rules need from the database of tidings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from mentoring.tidings import Tiding


class Tidings(Protocol):
    def add(self, tidings: Iterable[Tiding]) -> Sequence[Tiding]:
        """Those that are new, now with their ids."""
        ...

    def many(self, tiding_ids: Collection[int]) -> dict[int, Tiding]: ...
