"""What the rules need from the database of the hours that matches have had: counted for many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from mentoring.dosage import Course
from mentoring.matches import MatchState
from mentoring.programs import Program

ACTIVE = frozenset({MatchState.ACTIVE})


class Hours(Protocol):
    def courses(
        self, programs: Mapping[int, Program], *, manager_id: int | None, states: Collection[MatchState] = ACTIVE
    ) -> Sequence[Course]:
        """Of every match in these states of that manager, or of all, that was given a first day."""
        ...

    def held(
        self,
        *,
        manager_id: int | None,
        states: Collection[MatchState] = ACTIVE,
        days: tuple[date, date] | None = None,
    ) -> Mapping[int, Mapping[int, int]]:
        """Minutes of the sessions held, by match and week: all, or those of the days from the first to the last, both
        included."""
        ...
