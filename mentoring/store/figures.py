"""What the rules need from the database for figures of the whole program: in few statements, however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from mentoring.benchmarks import Benchmarks
from mentoring.dosage import Dosage
from mentoring.figures import Counted
from mentoring.matches import MatchState


@dataclass(frozen=True)
class Waiting:
    """A student without a match. `since` None: nobody knows."""

    student_id: int
    school: str | None
    language: str
    since: datetime | None


@dataclass(frozen=True)
class Pupil:
    """As much of a student as figures are cut by. `language` is the one of their home: that of the guardian whom the
    office writes to, where there is one."""

    school: str | None
    language: str


@dataclass(frozen=True)
class Nominated:
    """What a nomination brings to the figures. `matched_at` None: it has not come to that."""

    student_id: int | None
    school: str
    language: str
    grade: int
    since: datetime
    matched_at: datetime | None


class FiguresOf(Protocol):
    def put_standings(self, counted: Mapping[int, Dosage]) -> None:
        """How every active match stands, instead of what stood there."""
        ...

    def matched(self) -> Sequence[Counted]:
        """Students of matches that last, with the hours as they stand; a few have much in common."""
        ...

    def waiting(self) -> Sequence[Waiting]:
        """Students of the program without a match that lasts, who were never in one that had sessions and whose
        nomination was not refused, or who are nominated anew."""
        ...

    def nominated(self, *, enrolled: bool) -> Sequence[Nominated]:
        """Nominations that are open or came to a match. `enrolled` False: only those of nobody in the program yet."""
        ...

    def pupils(self) -> Mapping[int, Pupil]:
        """Every student."""
        ...

    def last_met(self, states: frozenset[MatchState]) -> Mapping[int, tuple[date, date | None]]:
        """Of matches that were released: their first day, and the day of the last session that was held."""
        ...

    def benchmarks(self) -> Benchmarks:
        """All but the check-ins."""
        ...
