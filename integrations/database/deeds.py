"""The audit log: written with what it tells of, and read page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select

from integrations.database.bulk import as_rows, rows_of
from integrations.database.tables import (
    alerts,
    deed_names,
    deeds,
    match_students,
    matches,
    nominations,
    people,
    sessions,
)
from mentoring.histories import OF_A_CONCERN, Sought, numbers_in
from mentoring.stored import Deed

_OF_A_DEED = [field.name for field in fields(Deed)]
_COLUMNS = [deeds.c[name] for name in _OF_A_DEED]
PORTION = 5_000
"""Lines read at once where all are."""
_TEXTS = [deeds.c.before, deeds.c.after, deeds.c.why]
_OF_A_NAME = ["deed_id", "person_id"]


@cache
def _logging(dialect: str, *, naming: bool) -> Any:
    """`naming`: each line comes back with its number, for those whom it names."""
    new = insert(deeds).from_select(_OF_A_DEED, rows_of(dialect, deeds, _OF_A_DEED))
    return new.returning(deeds.c.id, *_TEXTS) if naming else new


@cache
def _naming(dialect: str) -> Any:
    return insert(deed_names).from_select(_OF_A_NAME, rows_of(dialect, deed_names, _OF_A_NAME))


class SqlDeeds:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def add(self, deed: Deed) -> None:
        self.add_all([deed])

    def add_all(self, done: Collection[Deed]) -> None:
        if done:
            dialect, rows = self._conn.dialect.name, ([getattr(deed, name) for name in _OF_A_DEED] for deed in done)
            naming = any(numbers_in(deed.before, deed.after, deed.why) for deed in done)
            new = self._conn.execute(_logging(dialect, naming=naming), as_rows(dialect, rows))
            named = [(number, who) for number, *texts in new for who in sorted(numbers_in(*texts))] if naming else []
            if named:
                self._conn.execute(_naming(dialect), as_rows(dialect, named))

    def of(self, subject: str) -> Sequence[Deed]:
        return self._load(select(*_COLUMNS).where(deeds.c.subject == subject).order_by(deeds.c.id))

    def page(self, sought: Sought, *, limit: int, offset: int) -> Sequence[Deed]:
        # By number first: whole lines, with their texts, are long to sort.
        fitting = select(deeds.c.id).where(_fits(sought)).order_by(deeds.c.id.desc()).limit(limit).offset(offset)
        shown = deeds.c.id.in_(self._conn.scalars(fitting).all())
        return self._load(select(*_COLUMNS).where(shown).order_by(deeds.c.id.desc()))

    def count(self, sought: Sought) -> int:
        return self._conn.scalar(select(func.count()).select_from(deeds).where(_fits(sought))) or 0

    def apart_from_concerns(self) -> Iterator[Deed]:
        last = 0
        query = select(deeds.c.id, *_COLUMNS).where(~_OF_CONCERNS).order_by(deeds.c.id).limit(PORTION)
        while rows := self._conn.execute(query.where(deeds.c.id > last)).all():
            yield from (Deed(*row[1:]) for row in rows)
            last = rows[-1].id

    def subjects_about(self, person_id: int) -> Sequence[str]:
        student_in = select(match_students.c.match_id).where(match_students.c.student_id == person_id)
        theirs = or_(matches.c.mentor_id == person_id, matches.c.monitor_id == person_id, matches.c.id.in_(student_in))
        attended = sessions.c.match_id.in_(student_in)
        guardian = select(people.c.guardian_id).where(people.c.id == person_id, people.c.guardian_id.is_not(None))
        numbers = {
            "person": guardian,
            "match": select(matches.c.id).where(theirs),
            "session": select(sessions.c.id).where(attended),
            "alert": select(alerts.c.id).join(sessions, sessions.c.id == alerts.c.session_id).where(attended),
            "nomination": select(nominations.c.id).where(nominations.c.student_id == person_id),
        }
        found = [f"{kind}-{number}" for kind, query in numbers.items() for number in self._conn.scalars(query)]
        return [f"person-{person_id}", *found]

    def _load(self, query: Any) -> list[Deed]:
        return [Deed(*row) for row in self._conn.execute(query)]


_OF_CONCERNS = deeds.c.subject.startswith(OF_A_CONCERN, autoescape=True)


def _fits(sought: Sought) -> ColumnElement[bool]:
    wanted: ColumnElement[bool] = deeds.c.subject.in_(sought.subjects)
    if (person := sought.person_id) is not None:
        naming = select(deed_names.c.deed_id).where(deed_names.c.person_id == person)
        wanted = or_(wanted, deeds.c.actor_id == person, deeds.c.id.in_(naming))
    return wanted & or_(~_OF_CONCERNS, deeds.c.subject.in_(sought.concerns))
