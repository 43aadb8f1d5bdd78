"""What the rules need from the database of trainings: their places and their rooms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mentoring.attendance import Attendance
from mentoring.hosts import Booking
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.trainings import Seat, SeatState, Training, TrainingDraft, TrainingState


class Trainings(Protocol):
    def add(self, draft: TrainingDraft, *, host: str | None) -> Training: ...
    def get(self, training_id: int) -> Training | None: ...
    def many(self, training_ids: Collection[int]) -> dict[int, Training]: ...
    def all(self) -> Sequence[Training]:
        """All that were not called off, in order."""
        ...

    def begun_by(self, facilitator_id: int, starts_at: datetime) -> Training | None:
        """The one that this person holds from that moment on, unless it was called off."""
        ...

    def by_meeting(self, meeting_id: str) -> Training | None: ...
    def hold(self, training_id: int) -> None:
        """Until this transaction ends, nobody else can give away a place in it."""
        ...

    def ahead(self, at: datetime, *, limit: int) -> Sequence[Training]:
        """Those that are planned and have not begun, in order."""
        ...

    def of_people(
        self, since: datetime, until: datetime, person_ids: Collection[int] | None = None
    ) -> Mapping[int, Sequence[Training]]:
        """By person, those that are planned, touch that stretch, and which they hold or have a place in; of these
        people, or of all."""
        ...

    def bookings(self, since: datetime, until: datetime, platform: Platform) -> Sequence[Booking]:
        """Trainings that hold one of that platform's hosts and touch that stretch. They are numbered from -1 down, so
        that no session has the same number."""
        ...

    def move(self, training_id: int, old: TrainingState, new: TrainingState) -> bool: ...
    def reschedule(
        self, training: Training, starts_at: datetime, ends_at: datetime, *, host: str | None, at: datetime
    ) -> bool:
        """Another time, and another room to be made for it; what was made so far is kept under `before`. False when
        it is no longer as it was read."""
        ...

    def before(self, training_id: int, generation: int) -> Training | None:
        """As it was when that room was given up; None: no such room was ever begun."""
        ...

    def intend(self, training: Training, *, at: datetime) -> bool:
        """We set out to make its room; False: it was moved meanwhile, and that room is not wanted."""
        ...

    def made(self, training: Training, room: MadeRoom) -> bool: ...
    def proven(self, training: Training, entries: Iterable[Entry], *, at: datetime) -> bool:
        """The room is as it must be; those of the entries are known to it, and nobody else."""
        ...

    def unproven(self, training: Training) -> None: ...
    def entries(self, training_id: int) -> Sequence[Entry]: ...
    def take_seat(self, training_id: int, person_id: int, *, at: datetime) -> bool:
        """False when this person has a place in it already."""
        ...

    def settle_seat(
        self,
        training_id: int,
        person_id: int,
        old: SeatState,
        new: SeatState,
        attendance: Attendance | None = None,
    ) -> bool: ...
    def seats(self, training_ids: Collection[int]) -> Sequence[Seat]:
        """Every place that was ever taken, in the order of the trainings and then as they were taken."""
        ...

    def all_seats(self) -> Sequence[Seat]: ...
    def seats_of(self, person_id: int) -> Sequence[Seat]: ...
    def surveyed(self, training_id: int, person_id: int, *, at: datetime) -> bool:
        """Whether this is news."""
        ...
