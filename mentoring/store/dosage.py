"""What the rules need from the database of the hours that matches have had: counted for many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from mentoring.dosage import Course
from mentoring.programs import Program


class Hours(Protocol):
    def courses(self, programs: Mapping[int, Program], *, manager_id: int | None) -> Sequence[Course]:
        """Of every active match of that manager, or of all."""
        ...

    def held(self, *, manager_id: int | None) -> Mapping[int, Mapping[int, int]]:
        """Minutes of the sessions held, by match and week, of active matches."""
        ...
