"""What volunteers offer to help with, and when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, select

from integrations.database.tables import preferences
from integrations.database.upserts import insert_into
from mentoring.nominations import DayPart, Subject
from mentoring.preferences import NOTHING_SAID, Preferences
from mentoring.slots import Weekday

_REMEMBERED = 8_192


class SqlVolunteerPreferences:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def all(self) -> Mapping[int, Preferences]:
        return {row.person_id: _said(row) for row in self._conn.execute(select(preferences))}

    def of(self, person_id: int) -> Preferences:
        row = self._conn.execute(select(preferences).where(preferences.c.person_id == person_id)).one_or_none()
        return _said(row) if row is not None else NOTHING_SAID

    def put(self, person_id: int, said: Preferences) -> None:
        values = {
            "subjects": ",".join(sorted(said.subjects)),
            "days": ",".join(day.name for day in sorted(said.days)),
            "parts": ",".join(sorted(said.parts)),
            "speaks": ",".join(sorted(said.speaks)),
        }
        new = insert_into(self._conn, preferences).values(person_id=person_id, **values)
        self._conn.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=values))


def _said(row: Row[Any]) -> Preferences:
    return _read(row.subjects, row.days, row.parts, row.speaks)


@lru_cache(_REMEMBERED)
def _read(subjects: str, days: str, parts: str, speaks: str) -> Preferences:
    """Many say the same, and suggestions look at everybody."""
    return Preferences(
        frozenset(Subject(one) for one in _words(subjects)),
        frozenset(Weekday[one] for one in _words(days)),
        frozenset(DayPart(one) for one in _words(parts)),
        frozenset(_words(speaks)),
    )


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]
