"""What the rules need from the database of nominations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from mentoring.likeness import Likeness, LikeVerdict
from mentoring.nominations import (
    ConsentGiven,
    DeclineReason,
    Nomination,
    NominationDraft,
    NominationState,
)
from mentoring.programs import Model


@dataclass(frozen=True)
class Wanted:
    """Which nominations to list: `states` none: all of them; `model` None: both."""

    states: frozenset[NominationState]
    model: Model | None = None


class Nominations(Protocol):
    """Personal fields are sealed; what nominations have in common is found by keyed fingerprints."""

    def add(
        self,
        draft: NominationDraft,
        *,
        request: str,
        marks: Collection[str],
        given: ConsentGiven,
        entered_by: int | None,
        at: datetime,
        state: NominationState = NominationState.NEW,
    ) -> tuple[Nomination, bool]:
        """The nomination of that request, and whether it is new: sent again, it is the same."""
        ...

    def get(self, nomination_id: int) -> Nomination | None: ...
    def of_request(self, request: str) -> Nomination | None: ...
    def all(self) -> Sequence[tuple[str, Nomination]]:
        """Those that are not erased, each with its request, by number."""
        ...

    def was_erased(self, request: str) -> bool:
        """Whether the nomination of that request stood here and was erased."""
        ...

    def many(self, nomination_ids: Collection[int]) -> dict[int, Nomination]: ...
    def rewrite(self, nomination_id: int, draft: NominationDraft, marks: Collection[str]) -> None: ...
    def sharing(self, marks: Collection[str], *, apart_from: int, limit: int) -> Sequence[Nomination]:
        """Those that are neither erased nor held and have one of these marks, the newest first."""
        ...

    def count_since(self, since: datetime, *, mark: str | None = None) -> int:
        """How many that are not erased came by the form since then: those that have this mark, or all but held ones."""
        ...

    def first_letter(self, email: str, *, on: date, at: datetime) -> bool:
        """Whether no receipt goes to that address on that day yet. From now on one does."""
        ...

    def forget_letters(self, before: datetime) -> int:
        """Which addresses got a receipt until then; how many are forgotten."""
        ...

    def burst(self) -> tuple[int, int]:
        """How many are held, and the highest number of them; 0 where none is."""
        ...

    def decline_held(self, *, up_to: int, limit: int, by: int, at: datetime) -> Sequence[Nomination]:
        """Declines so many as not genuine, of those that are held up to that number; who they were, in any order."""
        ...

    def move(
        self,
        nomination: Nomination,
        to: NominationState,
        *,
        by: int | None,
        at: datetime,
        why: DeclineReason | None = None,
        duplicate_of: int | None = None,
        match_id: int | None = None,
    ) -> bool: ...
    def enrol(self, nomination_id: int, student_id: int) -> None: ...
    def ready_for(self, student_ids: Collection[int]) -> Sequence[Nomination]: ...
    def page(self, wanted: Wanted, *, limit: int, offset: int) -> Sequence[Nomination]:
        """Waiting longest first."""
        ...

    def count(self, wanted: Wanted) -> int: ...
    def tally(self) -> Mapping[NominationState, int]: ...
    def longest_waiting(self, state: NominationState) -> Nomination | None: ...
    def note_likeness(self, found: Sequence[Likeness]) -> None:
        """A pair that is known keeps its verdict, and learns new reasons."""
        ...

    def likenesses(self, nomination_ids: Collection[int]) -> Sequence[Likeness]: ...
    def decide(self, likeness: Likeness, verdict: LikeVerdict, *, by: int, at: datetime) -> bool: ...
    def refused_before(self, before: datetime, *, limit: int) -> Sequence[Nomination]:
        """Declined or withdrawn before that moment, and not erased yet."""
        ...

    def erase(self, nomination_ids: Collection[int]) -> None:
        """Leaves the number, the state and the dates; nothing that says who it was."""
        ...

    def forget_people(self, nominations: Sequence[Nomination]) -> Sequence[int]:
        """Erases the student that was made of each of these nominations, and the guardian, where they have no other
        part in the program; their ids."""
        ...
