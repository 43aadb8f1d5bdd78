"""What the rules need from the database of calendars, and of sessions that are called off for a day of theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from mentoring.calendars import CalendarDay
from mentoring.sessions import Session


class Calendars(Protocol):
    """Whoever changes a calendar, or plans and changes sessions by it, says so first: before they hold sessions or
    people."""

    def steady(self) -> None:
        """Until this transaction ends, no calendar is changed."""
        ...

    def hold(self) -> None:
        """Until this transaction ends, nobody else changes a calendar or counts on one being steady."""
        ...

    def between(self, first: date, last: date) -> Sequence[CalendarDay]:
        """Those of all calendars that count, both days included."""
        ...

    def of(self, source: str, day: date | None = None) -> Sequence[CalendarDay]:
        """All of one calendar, or of one day of it, with those that a manager has taken out."""
        ...

    def all(self) -> Sequence[CalendarDay]:
        """Of all calendars, with those that a manager has taken out."""
        ...

    def add(self, days: Iterable[CalendarDay]) -> int:
        """How many were new: a calendar has a day, a school and a kind once."""
        ...

    def amend(self, day: CalendarDay) -> None:
        """Writes label, hour, event and whether it is taken out, of the day with that id."""
        ...

    def remove(self, day_ids: Collection[int]) -> None: ...
    def schools(self) -> Sequence[str]:
        """Where students go to school."""
        ...

    def schools_of(self, match_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
        """The schools of each match's students."""
        ...

    def without_session(self, day: date) -> Sequence[int]:
        """Active matches whose weekly slot is on that day and that have no session for it."""
        ...


class DaysOff(Protocol):
    """Sessions that are cancelled because of a day, as against those that a person cancelled."""

    def mark(self, session_ids: Collection[int], *, at: datetime) -> None: ...
    def unmark(self, session_ids: Collection[int]) -> None: ...
    def of(self, session_ids: Collection[int]) -> frozenset[int]:
        """Those of them that are marked."""
        ...

    def ahead(self, at: datetime) -> Sequence[Session]:
        """All that would begin after that moment."""
        ...
