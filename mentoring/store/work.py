"""What the rules need from the database of what must be done, and of what was done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from mentoring.alerts import Alert, AlertReason, AlertState, Facts
from mentoring.duties import Duty, DutyKind, DutyState, PlannedDuty, Subject
from mentoring.histories import Sought
from mentoring.ports import Posted
from mentoring.stored import Deed


class Duties(Protocol):
    def plan(self, duties: Iterable[PlannedDuty]) -> None:
        """Adds what is missing and moves what still waits; what was done, skipped or cancelled stays so."""
        ...

    def take(self, kinds: Iterable[DutyKind], *, at: datetime, limit: int) -> Sequence[Duty]:
        """Due duties of the first of these kinds that has any, now taken."""
        ...

    def finish(self, duty_ids: Collection[int], state: DutyState, *, at: datetime, note: str = "") -> None: ...
    def postpone(self, duty_id: int, *, until: datetime, note: str, interrupted: bool = False) -> None:
        """`interrupted`: what this try did outside is not known, so the next one looks first."""
        ...

    def cancel(self, subject: Subject, kinds: Collection[DutyKind]) -> None: ...
    def cancel_all(self, subjects: Collection[Subject], kinds: Collection[DutyKind]) -> None: ...
    def hasten(self, subjects: Collection[Subject], kind: DutyKind, *, at: datetime) -> None:
        """Makes duties of that kind due now that were begun and wait for their next try."""
        ...

    def release_taken(self, *, taken_before: datetime) -> int:
        """Hands duties back whose taker did not return; they come again as interrupted."""
        ...

    def next_due(self) -> datetime | None: ...
    def oldest_overdue(self, *, at: datetime) -> datetime | None: ...


class Alerts(Protocol):
    def get(self, alert_id: int) -> Alert: ...
    def many(self, alert_ids: Collection[int]) -> dict[int, Alert]: ...
    def of_sessions(self, session_ids: Collection[int]) -> dict[tuple[int, AlertReason], Alert]: ...
    def all(self) -> Sequence[Alert]: ...
    def standing(self) -> Sequence[Alert]:
        """Every alert that is not resolved."""
        ...

    def raise_(self, found: Iterable[tuple[int, AlertReason, Facts]], *, at: datetime) -> Sequence[Alert]:
        """One alert per session and reason: a new row, or a resolved one opened again. An open one is left out."""
        ...

    def move(
        self, alert_id: int, old: Collection[AlertState], new: AlertState, *, at: datetime, by: int | None = None
    ) -> bool: ...
    def resolve(self, alert_ids: Collection[int], *, at: datetime) -> frozenset[int]:
        """Those that stood and now are resolved."""
        ...

    def delivered(self, alert_ids: Collection[int], *, at: datetime) -> None:
        """Those that were raised and now are delivered; an answered one keeps its state."""
        ...

    def see(self, alert_id: int, facts: Facts) -> None: ...
    def add_messages(self, messages: Iterable[tuple[int, int, Posted, str]]) -> None:
        """(alert, person, where it stands, its mark) of messages that Slack has answered for."""
        ...

    def messages_about(self, alert_ids: Collection[int]) -> Sequence[tuple[int, int, Posted, str]]:
        """Every message that tells of one of these alerts, with a line (alert, person, where it stands, its mark)
        for each alert that it tells of."""
        ...


class Deeds(Protocol):
    """The audit log: only ever added to."""

    def add(self, deed: Deed) -> None: ...
    def add_all(self, done: Collection[Deed]) -> None:
        """Whom a line names as `person-12`, finds it."""
        ...

    def of(self, subject: str) -> Sequence[Deed]: ...
    def page(self, sought: Sought, *, limit: int, offset: int) -> Sequence[Deed]:
        """The newest first."""
        ...

    def count(self, sought: Sought) -> int: ...
    def apart_from_concerns(self) -> Iterator[Deed]:
        """All others, the oldest first."""
        ...

    def subjects_about(self, person_id: int) -> Sequence[str]:
        """The person, and the matches that they mentor, watch over or learn in now; of a student also the sessions and
        alerts of these, their nominations, and their guardian."""
        ...
