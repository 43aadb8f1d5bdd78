"""Trainings: their places, and their rooms, whose addresses are sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, true, update

from integrations.database.bulk import among
from integrations.database.tables import retired_training_rooms, training_entries, training_seats, trainings
from integrations.database.upserts import insert_into
from mentoring.attendance import Attendance
from mentoring.hosts import Booking
from mentoring.people import Role
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.store import Vault
from mentoring.trainings import Seat, SeatState, Training, TrainingDraft, TrainingState


class SqlTrainings:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def add(self, draft: TrainingDraft, *, host: str | None) -> Training:
        values = {**vars(draft), "roles": ",".join(sorted(draft.roles))}
        new = insert(trainings).values(**values, state=TrainingState.PLANNED, host=host).returning(trainings)
        return self._training(self._conn.execute(new).one())

    def get(self, training_id: int) -> Training | None:
        return self.many([training_id]).get(training_id)

    def many(self, training_ids: Collection[int]) -> dict[int, Training]:
        query = select(trainings).where(trainings.c.id.in_(set(training_ids)))
        return {row.id: self._training(row) for row in self._conn.execute(query)}

    def all(self) -> Sequence[Training]:
        return self._standing(true())

    def begun_by(self, facilitator_id: int, starts_at: datetime) -> Training | None:
        theirs = (trainings.c.facilitator_id == facilitator_id) & (trainings.c.starts_at == starts_at)
        return next(iter(self._standing(theirs)), None)

    def _standing(self, which: Any) -> Sequence[Training]:
        query = select(trainings).where(which, trainings.c.state != TrainingState.CANCELLED)
        found = self._conn.execute(query.order_by(trainings.c.starts_at, trainings.c.id))
        return [self._training(row) for row in found]

    def by_meeting(self, meeting_id: str) -> Training | None:
        row = self._conn.execute(select(trainings).where(trainings.c.meeting_id == meeting_id)).first()
        return self._training(row) if row is not None else None

    def hold(self, training_id: int) -> None:
        self._conn.execute(select(trainings.c.id).where(trainings.c.id == training_id).with_for_update())

    def ahead(self, at: datetime, *, limit: int) -> Sequence[Training]:
        planned = (trainings.c.state == TrainingState.PLANNED) & (trainings.c.starts_at > at)
        query = select(trainings).where(planned).order_by(trainings.c.starts_at, trainings.c.id).limit(limit)
        return [self._training(row) for row in self._conn.execute(query)]

    def of_people(
        self, since: datetime, until: datetime, person_ids: Collection[int] | None = None
    ) -> Mapping[int, Sequence[Training]]:
        taken = (training_seats.c.training_id == trainings.c.id) & (training_seats.c.state == SeatState.TAKEN)
        touching = (trainings.c.starts_at < until) & (trainings.c.ends_at > since)
        there = trainings.outerjoin(training_seats, taken)
        query = select(trainings, training_seats.c.person_id.label("seated_id")).select_from(there)
        query = query.where(touching, trainings.c.state == TrainingState.PLANNED)
        if person_ids is not None:
            either = (trainings.c.facilitator_id, training_seats.c.person_id)
            query = query.where(or_(*(among(self._conn, column, person_ids) for column in either)))
        rows = self._conn.execute(query.order_by(trainings.c.starts_at, trainings.c.id)).all()
        known = {row.id: row for row in rows}
        people: dict[int, dict[int, None]] = {}
        for row in rows:
            for person_id in {row.facilitator_id, row.seated_id} - {None}:
                people.setdefault(person_id, {})[row.id] = None
        read = {number: self._training(row) for number, row in known.items()}
        wanted = people.keys() if person_ids is None else people.keys() & set(person_ids)
        return {person_id: [read[number] for number in people[person_id]] for person_id in wanted}

    def bookings(self, since: datetime, until: datetime, platform: Platform) -> Sequence[Booking]:
        touching = (trainings.c.starts_at < until) & (trainings.c.ends_at > since)
        holding = (trainings.c.state == TrainingState.PLANNED) & trainings.c.host.is_not(None)
        query = select(trainings).where(touching, holding, trainings.c.platform == platform)
        found = self._conn.execute(query.order_by(trainings.c.starts_at, trainings.c.id))
        return [Booking(-row.id, row.starts_at, row.ends_at, row.host, settled=True) for row in found]

    def move(self, training_id: int, old: TrainingState, new: TrainingState) -> bool:
        here = (trainings.c.id == training_id) & (trainings.c.state == old)
        return self._conn.execute(update(trainings).where(here).values(state=new)).rowcount == 1

    def reschedule(
        self, training: Training, starts_at: datetime, ends_at: datetime, *, host: str | None, at: datetime
    ) -> bool:
        mine = (trainings.c.id == training.id) & (trainings.c.generation == training.generation)
        row = self._conn.execute(select(trainings).where(mine, trainings.c.state == TrainingState.PLANNED)).first()
        if row is None:
            return False
        if row.attempted_at is not None:
            columns = ("generation", "starts_at", "ends_at", "host", "attempted_at", "meeting_id", "sealed_address")
            kept = {name: getattr(row, name) for name in columns}
            self._conn.execute(insert(retired_training_rooms).values(training_id=row.id, retired_at=at, **kept))
        self._conn.execute(delete(training_entries).where(training_entries.c.training_id == training.id))
        nothing = dict.fromkeys(("attempted_at", "meeting_id", "sealed_address", "proven_at"))
        new = {"starts_at": starts_at, "ends_at": ends_at, "host": host, "generation": training.generation + 1}
        return self._set(training, **new, **nothing)

    def before(self, training_id: int, generation: int) -> Training | None:
        retired = retired_training_rooms.c
        here = (retired.training_id == training_id) & (retired.generation == generation)
        row = self._conn.execute(select(retired_training_rooms).where(here)).first()
        training = self.get(training_id)
        if row is None or training is None:
            return None
        return replace(
            training,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            host=row.host,
            generation=row.generation,
            attempted_at=row.attempted_at,
            room=self._room(training.platform, row),
            proven_at=None,
        )

    def intend(self, training: Training, *, at: datetime) -> bool:
        return self._set(training, attempted_at=at)

    def made(self, training: Training, room: MadeRoom) -> bool:
        sealed = self._vault.seal(room.address)
        return self._set(training, meeting_id=room.meeting_id, sealed_address=sealed, host=room.host)

    def proven(self, training: Training, entries: Iterable[Entry], *, at: datetime) -> bool:
        if not self._set(training, proven_at=at):
            return False
        training_id = training.id
        self._conn.execute(delete(training_entries).where(training_entries.c.training_id == training_id))
        rows = [self._entry_row(training_id, entry) for entry in entries]
        if rows:
            self._conn.execute(insert(training_entries), rows)
        return True

    def unproven(self, training: Training) -> None:
        self._set(training, proven_at=None)

    def entries(self, training_id: int) -> Sequence[Entry]:
        query = select(training_entries).where(training_entries.c.training_id == training_id)
        return [self._entry(row) for row in self._conn.execute(query.order_by(training_entries.c.person_id))]

    def take_seat(self, training_id: int, person_id: int, *, at: datetime) -> bool:
        taken = {"state": SeatState.TAKEN, "taken_at": at}
        new = insert_into(self._conn, training_seats).values(training_id=training_id, person_id=person_id, **taken)
        again = new.on_conflict_do_update(
            index_elements=["training_id", "person_id"],
            set_=taken,
            where=training_seats.c.state == SeatState.GIVEN_BACK,
        )
        return self._conn.execute(again.returning(training_seats.c.person_id)).first() is not None

    def settle_seat(
        self,
        training_id: int,
        person_id: int,
        old: SeatState,
        new: SeatState,
        attendance: Attendance | None = None,
    ) -> bool:
        here = (training_seats.c.training_id == training_id) & (training_seats.c.person_id == person_id)
        gap = attendance.longest_gap if attendance is not None else None
        values = {"state": new, "longest_gap": round(gap.total_seconds()) if gap is not None else None}
        changed = update(training_seats).where(here, training_seats.c.state == old).values(**values)
        return self._conn.execute(changed).rowcount == 1

    def seats(self, training_ids: Collection[int]) -> Sequence[Seat]:
        return self._seats(training_seats.c.training_id.in_(set(training_ids)))

    def all_seats(self) -> Sequence[Seat]:
        return self._seats(true())

    def seats_of(self, person_id: int) -> Sequence[Seat]:
        return self._seats(training_seats.c.person_id == person_id)

    def surveyed(self, training_id: int, person_id: int, *, at: datetime) -> bool:
        here = (training_seats.c.training_id == training_id) & (training_seats.c.person_id == person_id)
        first = update(training_seats).where(here, training_seats.c.surveyed_at.is_(None)).values(surveyed_at=at)
        return self._conn.execute(first).rowcount == 1

    def _seats(self, which: Any) -> Sequence[Seat]:
        order = (training_seats.c.training_id, training_seats.c.taken_at, training_seats.c.person_id)
        return [_seat(row) for row in self._conn.execute(select(training_seats).where(which).order_by(*order))]

    def _set(self, training: Training, **values: Any) -> bool:
        """Of the room that was read, and of no later one."""
        mine = (trainings.c.id == training.id) & (trainings.c.generation == training.generation)
        return self._conn.execute(update(trainings).where(mine).values(**values)).rowcount == 1

    def _entry_row(self, training_id: int, entry: Entry) -> dict[str, Any]:
        sealed = self._vault.seal(entry.address) if entry.address else None
        values = {"identity": entry.identity, "sealed_address": sealed, "opens_room": entry.opens_room}
        return {"training_id": training_id, "person_id": entry.person_id, **values}

    def _entry(self, row: Row[Any]) -> Entry:
        address = self._vault.unseal(row.sealed_address) if row.sealed_address else None
        return Entry(row.person_id, row.identity, address, row.opens_room)

    def _training(self, row: Row[Any]) -> Training:
        platform = Platform(row.platform)
        return Training(
            id=row.id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            timezone=row.timezone,
            roles=frozenset(map(Role, row.roles.split(","))),
            platform=platform,
            seats=row.seats,
            facilitator_id=row.facilitator_id,
            state=TrainingState(row.state),
            host=row.host,
            generation=row.generation,
            attempted_at=row.attempted_at,
            room=self._room(platform, row),
            proven_at=row.proven_at,
        )

    def _room(self, platform: Platform, row: Row[Any]) -> MadeRoom | None:
        if row.meeting_id is None:
            return None
        return MadeRoom(platform, row.meeting_id, self._vault.unseal(row.sealed_address), row.host)


def _seat(row: Row[Any]) -> Seat:
    gap = timedelta(seconds=row.longest_gap) if row.longest_gap is not None else None
    return Seat(row.training_id, row.person_id, SeatState(row.state), row.taken_at, gap, row.surveyed_at)
