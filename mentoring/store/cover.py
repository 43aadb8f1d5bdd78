"""What the rules need from the database of sessions that want cover, and of those who stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from mentoring.cover import Cover, CoverState, Offer, OfferState, Standby, WhyCover
from mentoring.people import OptIn
from mentoring.sessions import Session


class Covers(Protocol):
    def hold(self, session_ids: Collection[int]) -> None:
        """Until this transaction ends, nobody else can ask or answer for one of these sessions."""
        ...

    def of(self, session_ids: Collection[int]) -> Mapping[int, Cover]: ...
    def wanted(self) -> Sequence[Cover]:
        """Of every session that wants cover."""
        ...

    def want(self, cover: Cover) -> bool:
        """A new row, or the next round of one that was settled; False where it is wanted already."""
        ...

    def settle(self, session_ids: Collection[int], state: CoverState) -> frozenset[int]:
        """Those that wanted cover and now are settled like that."""
        ...

    def bar(self, session_id: int, why: WhyCover) -> None:
        """Whoever fell away from a session that wants cover may not come any more, for this reason."""
        ...

    def press(self, session_id: int) -> bool:
        """False when it was pressing already."""
        ...

    def ease(self, session_id: int) -> None:
        """It presses no more: the next time that it does is the first again."""
        ...

    def ahead(self, since: datetime) -> Sequence[Session]:
        """Sessions that are not over and start later than that."""
        ...

    def load(self, person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
        """How many sessions each watches over that start in [since, until) and are not called off."""
        ...

    def proctors(self) -> frozenset[int]: ...
    def missed_by(self, since: datetime, until: datetime) -> Sequence[Session]:
        """Closed sessions, by their start, to which their proctor certainly did not come, by their start."""
        ...

    def set_match_monitor(self, match_id: int, old_id: int, new_id: int, kind: str) -> bool:
        """The monitor of a match for good; False where it is not `old_id` any more."""
        ...


class Offers(Protocol):
    def of(self, session_ids: Collection[int]) -> Mapping[int, Sequence[Offer]]: ...
    def many(self, offer_ids: Collection[int]) -> Mapping[int, Offer]: ...
    def ask(self, offers: Iterable[Offer]) -> Sequence[Offer]:
        """Those that are new, with their ids: nobody is asked twice for one session at one hour in one round."""
        ...

    def move(self, offer_id: int, old: Collection[OfferState], state: OfferState, *, at: datetime) -> bool: ...

    def withdraw(self, session_ids: Collection[int], *, at: datetime) -> None:
        """Whatever is still asked about these sessions."""
        ...


class Standbys(Protocol):
    def add(self, standby: Standby) -> bool:
        """False when it stands there already."""
        ...

    def remove(self, standby_id: int, person_id: int) -> bool: ...
    def of(self, person_ids: Collection[int]) -> Mapping[int, Sequence[Standby]]: ...
    def all(self) -> Sequence[Standby]: ...


class OptIns(Protocol):
    def of(self, guardian_id: int) -> Sequence[OptIn]: ...
    def put(self, guardian_id: int, opt_in: OptIn, *, at: datetime) -> bool:
        """False where there is one of that day for that child already. One that was taken back on that day stands again
        when they say so themselves; an old roster does not make it stand."""
        ...

    def all(self) -> Mapping[int, Sequence[OptIn]]:
        """By guardian, oldest first."""
        ...

    def amend(self, guardian_id: int, opt_in: OptIn, *, at: datetime) -> bool:
        """Writes how it was given and until when it stood, of one of that day that stands; False: there is none."""
        ...

    def revoke(self, guardian_id: int, student_id: int, *, on: date) -> int:
        """Those for that child that stand on that day or later stand no more from then on; how many they were."""
        ...

    def children_of(self, guardian_id: int) -> Sequence[int]: ...
