"""Notes after sessions, and what matches have agreed on for theirs. Both are sealed whole: a number about a child tells
as much as a word."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from integrations.database.tables import matches, programs, relay_kept, session_notes, session_plans, sessions
from integrations.database.upserts import insert_into
from mentoring.session_notes import Activity, Notes, SessionNotes
from mentoring.session_plans import Part, SessionPlan
from mentoring.store import Vault


def _matches_over(ended_before: date) -> Select[tuple[int]]:
    """Matches of programs that ended before that day, unless what was written in them is kept for any reason."""
    over = (matches.c.program_id == programs.c.id) & (programs.c.ends_on < ended_before)
    return select(matches.c.id).where(over, matches.c.id.not_in(select(relay_kept.c.match_id)))


class SqlNoted:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def of(self, session_id: int) -> SessionNotes | None:
        row = self._conn.execute(select(session_notes).where(session_notes.c.session_id == session_id)).first()
        return self._notes(row) if row is not None else None

    def recent(self, match_ids: Collection[int], *, limit: int) -> Mapping[int, Sequence[SessionNotes]]:
        place = func.row_number().over(partition_by=session_notes.c.match_id, order_by=sessions.c.starts_at.desc())
        joined = session_notes.join(sessions, sessions.c.id == session_notes.c.session_id)
        of_these = select(session_notes, place.label("place")).select_from(joined)
        placed = of_these.where(session_notes.c.match_id.in_(match_ids)).subquery()
        found: dict[int, list[SessionNotes]] = {}
        for row in self._conn.execute(select(placed).where(placed.c.place <= limit).order_by(placed.c.place)):
            found.setdefault(row.match_id, []).append(self._notes(row))
        return found

    def write(self, notes: SessionNotes) -> bool:
        sealed = self._vault.seal(json.dumps(asdict(notes.notes), ensure_ascii=False))
        values = {"sealed_notes": sealed, "by": notes.by, "at": notes.at, "version": notes.version}
        if notes.version == 1:
            new = insert_into(self._conn, session_notes).values(
                session_id=notes.session_id, match_id=notes.match_id, **values
            )
            added = new.on_conflict_do_nothing().returning(session_notes.c.session_id)
            return self._conn.execute(added).first() is not None
        before = (session_notes.c.session_id == notes.session_id) & (session_notes.c.version == notes.version - 1)
        return self._conn.execute(update(session_notes).where(before).values(**values)).rowcount == 1

    def erase(self, *, program_ended_before: date, limit: int) -> Sequence[int]:
        old = session_notes.alias()
        over = old.c.match_id.in_(_matches_over(program_ended_before))
        found = select(old.c.session_id).where(over).order_by(old.c.session_id).limit(limit)
        # One statement, so that nobody begins to keep a match between the look and the erasing.
        erasing = delete(session_notes).where(session_notes.c.session_id.in_(found))
        return self._conn.scalars(erasing.returning(session_notes.c.match_id)).all()

    def _notes(self, row: Row[Any]) -> SessionNotes:
        said = json.loads(self._vault.unseal(row.sealed_notes))
        notes = Notes(**said | {"activities": tuple(Activity(activity) for activity in said["activities"])})
        return SessionNotes(row.session_id, row.match_id, notes, row.by, row.at, row.version)


class SqlPlans:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def of(self, match_id: int) -> SessionPlan:
        row = self._conn.execute(select(session_plans).where(session_plans.c.match_id == match_id)).first()
        if row is None:
            return SessionPlan()
        return SessionPlan(self._unsealed(row.sealed_structure), self._unsealed(row.sealed_content))

    def put(self, match_id: int, part: Part, text: str, *, by: int, at: datetime) -> None:
        column = f"sealed_{part}"
        values = {column: self._vault.seal(text) if text else None, "by": by, "at": at}
        new = insert_into(self._conn, session_plans).values(match_id=match_id, **values)
        self._conn.execute(new.on_conflict_do_update(index_elements=["match_id"], set_=values))

    def erase(self, *, program_ended_before: date) -> Sequence[int]:
        over = session_plans.c.match_id.in_(_matches_over(program_ended_before))
        return self._conn.scalars(delete(session_plans).where(over).returning(session_plans.c.match_id)).all()

    def _unsealed(self, sealed: str | None) -> str:
        return self._vault.unseal(sealed) if sealed is not None else ""
