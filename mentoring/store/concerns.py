"""What the rules need from the database of concerns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mentoring.concerns import ConcernDraft, Incident, Report, Step


class Concerns(Protocol):
    """Reports and notes are sealed. Whether somebody may read them is the rules' own question."""

    def open(self, draft: ConcernDraft, *, reporter_id: int, at: datetime) -> Incident:
        """A new incident with this one report in it."""
        ...

    def get(self, incident_id: int) -> Incident | None: ...
    def many(self, incident_ids: Collection[int]) -> dict[int, Incident]: ...
    def reports(self, incident_ids: Collection[int]) -> Mapping[int, Sequence[Report]]:
        """By incident, the oldest first."""
        ...

    def steps(self, incident_ids: Collection[int]) -> Mapping[int, Sequence[Step]]:
        """By incident, in their order."""
        ...

    def add_step(self, incident_id: int, step: Step) -> None: ...
    def readers(self, incident_id: int) -> frozenset[int]: ...
    def let_read(self, incident_id: int, person_ids: Collection[int]) -> None: ...
    def keep_from(self, incident_id: int, person_ids: Collection[int]) -> None: ...
    def take(self, incident_id: int, *, by: int, instead_of: int | None = None, at: datetime) -> bool:
        """Of an open incident that nobody has, or that other person; False when somebody was there first."""
        ...

    def release(self, incident_id: int) -> None:
        """Nobody has it any more."""
        ...

    def delivered(self, incident_id: int, *, at: datetime) -> None:
        """A call has arrived; the first moment stays."""
        ...

    def press(self, incident_id: int, *, clock_from: datetime | None) -> bool:
        """It is urgent from now on, and its clock runs from that moment, or from an earlier one it had; False when it
        is not open any more."""
        ...

    def hold(self, incident_id: int, *, held: bool) -> None: ...
    def close(self, incident_id: int, *, at: datetime) -> bool:
        """From OPEN only."""
        ...

    def join(self, incident_id: int, to: int) -> bool:
        """From OPEN to JOINED: its reports and steps are the other's from now on, and its list is empty; False unless
        both are open."""
        ...

    def near(self, incident_id: int, *, since: datetime, until: datetime) -> Sequence[int]:
        """Other open incidents that were opened in that time and have a match in common with it."""
        ...

    def page(self, reader_id: int, *, limit: int, offset: int) -> Sequence[Incident]:
        """Those on whose list that person is: the open ones first, then the closed ones, the newest first."""
        ...

    def count(self, reader_id: int) -> int: ...
    def uncalled(self, *, before: datetime) -> Sequence[int]:
        """Open urgent incidents since before that moment of which no call has arrived, and that nobody has."""
        ...

    def over_since(self, before: datetime, *, limit: int) -> Sequence[Incident]:
        """Closed before that moment, and not held."""
        ...

    def erase(self, incident_ids: Collection[int]) -> None:
        """Reports, steps, list, and who had it: only its number and its days stay."""
        ...
