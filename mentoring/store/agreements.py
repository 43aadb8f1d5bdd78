"""What the rules need from the database of what people agreed to and asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from mentoring.consents import Choice, Consent
from mentoring.limits import LimitKind, OwnLimits
from mentoring.stored import Leaving, Tick


class Consents(Protocol):
    def ask(self, match_id: int, person_ids: Collection[int], *, at: datetime) -> Sequence[Consent]:
        """These people are asked, for the first time or once more: what they said before counts no longer."""
        ...

    def of(self, match_id: int) -> Sequence[Consent]: ...
    def all(self) -> Sequence[Consent]:
        """By match and person."""
        ...

    def add(self, consent: Consent) -> bool:
        """Whether this person had not been asked about that match."""
        ...

    def answer(self, match_id: int, person_id: int, choice: Choice, *, why: str, at: datetime) -> bool:
        """False for somebody who was never asked."""
        ...


class Leavings(Protocol):
    """Who said that they want to leave a match."""

    def add(self, leaving: Leaving) -> bool:
        """Whether this was news."""
        ...

    def of(self, match_id: int) -> Sequence[Leaving]: ...
    def withdraw(self, match_id: int, person_id: int) -> bool: ...


class LaidOff(Protocol):
    """Sessions that a pause took off, and that come back when it ends sooner."""

    def add(self, match_id: int, session_ids: Collection[int]) -> None: ...
    def of(self, match_id: int) -> frozenset[int]: ...
    def remove(self, session_ids: Collection[int]) -> None: ...


class Pauses(Protocol):
    """From which day to which, both included, a match has had no sessions by decision. What is empty counts nothing."""

    def begin(self, match_id: int, first: date, last: date) -> None: ...
    def end(self, match_id: int, last: date) -> None:
        """The newest of that match has another last day."""
        ...


class Ticks(Protocol):
    """What is done of a match's checklist."""

    def put(self, match_id: int, tick: Tick) -> bool:
        """Whether it was not ticked before."""
        ...

    def remove(self, match_id: int, item: str) -> bool: ...
    def of(self, match_id: int) -> Mapping[str, Tick]: ...


class CarryingLimits(Protocol):
    """What managers have set for single people, and for programs."""

    def of(self, person_ids: Collection[int]) -> Mapping[int, OwnLimits]: ...
    def all(self) -> Mapping[int, OwnLimits]: ...
    def put(self, person_id: int, own: OwnLimits) -> None: ...
    def of_programs(self) -> Mapping[int, OwnLimits]: ...
    def put_for_program(self, program_id: int, kind: LimitKind, value: int | None) -> None:
        """That limit alone: another that is set in the same moment stands beside it."""
        ...
