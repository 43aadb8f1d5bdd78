"""What the rules need from the database of tidings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from mentoring.duties import DutyState
from mentoring.tidings import Tiding, Topic


class Tidings(Protocol):
    def add(self, tidings: Iterable[Tiding]) -> Sequence[Tiding]:
        """Those that are new, now with their ids."""
        ...

    def outcomes(self, match_id: int, topic: Topic) -> Mapping[int, Sequence[DutyState]]:
        """How far each reader's tidings of that topic have come, of one match."""
        ...

    def numbers(self, match_id: int, topic: Topic) -> Sequence[int]:
        """The tidings of that topic about one match."""
        ...

    def many(self, tiding_ids: Collection[int]) -> dict[int, Tiding]: ...
