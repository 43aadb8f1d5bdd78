"""What the rules need from the database of notes after sessions, and of what matches have agreed on for theirs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from mentoring.session_notes import SessionNotes
from mentoring.session_plans import Part, SessionPlan


class Noted(Protocol):
    """All that stands in notes is sealed."""

    def of(self, session_id: int) -> SessionNotes | None: ...
    def recent(self, match_ids: Collection[int], *, limit: int) -> Mapping[int, Sequence[SessionNotes]]:
        """The last ones of each match that has any, the newest session first."""
        ...

    def write(self, notes: SessionNotes) -> bool:
        """Version 1 is new, any other comes after the one before it. False: somebody else was first."""
        ...

    def erase(self, *, program_ended_before: date, limit: int) -> Sequence[int]:
        """The oldest notes of programs that ended before that day, in no match that is kept; the match of each."""
        ...


class Plans(Protocol):
    """Both parts are sealed."""

    def of(self, match_id: int) -> SessionPlan: ...
    def put(self, match_id: int, part: Part, text: str, *, by: int, at: datetime) -> None:
        """The other part stays as it is."""
        ...

    def erase(self, *, program_ended_before: date) -> Sequence[int]:
        """Of programs that ended before that day, in no match that is kept; which matches had one."""
        ...
