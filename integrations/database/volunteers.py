"""Volunteers: their dossiers, and the dates that clear them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select, update
from sqlalchemy.sql import Select

from integrations.database.tables import people, person_roles, volunteers
from integrations.database.upserts import insert_into
from mentoring.people import VOLUNTEERS, Clearance
from mentoring.volunteers import Dossier, Interview, Screening


class SqlVolunteers:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def of(self, person_ids: Collection[int]) -> dict[int, Dossier]:
        found = self._conn.execute(select(volunteers).where(volunteers.c.person_id.in_(set(person_ids))))
        return {person: Dossier(person) for person in person_ids} | {row.person_id: _dossier(row) for row in found}

    def all(self) -> Sequence[tuple[Dossier, Clearance]]:
        dates = [people.c[field.name] for field in fields(Clearance)]
        joined = select(volunteers, *dates).join(people, people.c.id == volunteers.c.person_id)
        rows = self._conn.execute(joined.order_by(volunteers.c.person_id))
        return [(_dossier(row), Clearance(*row[-len(dates) :])) for row in rows]

    def put(self, dossier: Dossier) -> None:
        values = asdict(dossier)
        new = insert_into(self._conn, volunteers).values(**values)
        self._conn.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=values))

    def clear(self, person_id: int, old: Clearance, new: Clearance) -> bool:
        standing = and_(*(people.c[name].is_not_distinct_from(on) for name, on in asdict(old).items()))
        changed = update(people).where(people.c.id == person_id, standing).values(**asdict(new))
        return self._conn.execute(changed).rowcount == 1

    def waiting(self, on: date, *, limit: int, offset: int = 0) -> Sequence[int]:
        order = (volunteers.c.since.is_not(None), volunteers.c.since, people.c.id)
        query = self._waiting(select(people.c.id), on).order_by(*order).limit(limit).offset(offset)
        return list(self._conn.scalars(query))

    def count_waiting(self, on: date) -> int:
        return self._conn.scalar(self._waiting(select(func.count()), on)) or 0

    @staticmethod
    def _waiting(query: Select[Any], on: date) -> Select[Any]:
        """The same as `Clearance.missing`; a test holds the two against each other."""
        done = (people.c.interviewed_on, people.c.trained_on, people.c.agreement_on)
        lacks = [or_(column.is_(None), column > on) for column in done]
        check = or_(people.c.background_check_until.is_(None), people.c.background_check_until < on)
        serve = select(person_roles.c.person_id).where(person_roles.c.role.in_(VOLUNTEERS))
        away = or_(
            volunteers.c.interview.is_not_distinct_from(Interview.TURNED_AWAY),
            volunteers.c.screening.is_not_distinct_from(Screening.NOT_CLEARED),
        )
        joined = query.select_from(people).join(volunteers, volunteers.c.person_id == people.c.id, isouter=True)
        return joined.where(people.c.id.in_(serve), or_(check, *lacks), ~away)


def _dossier(row: Row[Any]) -> Dossier:
    return Dossier(
        person_id=row.person_id,
        applied_on=row.applied_on,
        interviewer_id=row.interviewer_id,
        interview=Interview(row.interview) if row.interview else None,
        check_on=row.check_on,
        screening=Screening(row.screening) if row.screening else None,
        agreement=row.agreement,
        curriculum=row.curriculum,
        since=row.since,
    )
