"""What the rules need from the database of check-ins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mentoring.checkins import CheckIn, DueCheckIn


class CheckIns(Protocol):
    """Notes are sealed."""

    def add(self, check_in: CheckIn) -> CheckIn: ...
    def of_match(self, match_id: int, *, limit: int) -> Sequence[CheckIn]:
        """The newest first."""
        ...

    def all(self) -> Sequence[CheckIn]:
        """By match, the oldest first."""
        ...

    def moments(self, match_ids: Collection[int]) -> Mapping[int, Mapping[int, Sequence[datetime]]]:
        """When, by match and person."""
        ...

    def first_held(self, match_ids: Collection[int]) -> Mapping[int, datetime]:
        """The end of the first session of each match that was held."""
        ...

    def planned(self, match_ids: Collection[int]) -> Mapping[int, Mapping[int, DueCheckIn]]:
        """By match and person."""
        ...

    def put(self, due: Iterable[DueCheckIn]) -> None: ...
    def drop(self, due: Iterable[DueCheckIn]) -> None: ...
    def due(self, manager_id: int | None, *, before: datetime, limit: int, offset: int = 0) -> Sequence[DueCheckIn]:
        """Of that manager's active matches, or of everybody's; the oldest first."""
        ...

    def count_due(self, manager_id: int | None, *, before: datetime, overdue: datetime) -> tuple[int, int]:
        """How many in all, and how many of them were due by `overdue` already."""
        ...

    def managers_with_due(self, *, before: datetime) -> Mapping[int, int]:
        """How many check-ins of active matches each manager has."""
        ...
