"""Nominations that may be of a student who is here already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from integrations.database.tables import known_students
from integrations.database.upserts import insert_into
from mentoring.known_students import KnownReason, KnownStudent
from mentoring.likeness import LikeVerdict


class SqlKnownStudents:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def note(self, found: Sequence[KnownStudent]) -> None:
        for one in found:
            row = {
                "nomination_id": one.nomination_id,
                "student_id": one.student_id,
                "reasons": ",".join(one.reasons),
                "verdict": one.verdict,
            }
            new = insert_into(self._conn, known_students).values(row)
            pair = ["nomination_id", "student_id"]
            self._conn.execute(new.on_conflict_do_update(index_elements=pair, set_={"reasons": new.excluded.reasons}))

    def of(self, nomination_ids: Collection[int]) -> Sequence[KnownStudent]:
        if not nomination_ids:
            return []
        table = known_students
        theirs = select(table).where(table.c.nomination_id.in_(set(nomination_ids)))
        return [
            KnownStudent(
                nomination_id=row.nomination_id,
                student_id=row.student_id,
                reasons=tuple(KnownReason(reason) for reason in row.reasons.split(",")),
                verdict=LikeVerdict(row.verdict),
                decided_by=row.decided_by,
                decided_at=row.decided_at,
            )
            for row in self._conn.execute(theirs.order_by(table.c.nomination_id, table.c.student_id))
        ]

    def decide(self, pair: KnownStudent, verdict: LikeVerdict, *, by: int, at: datetime) -> bool:
        table = known_students
        this = (table.c.nomination_id == pair.nomination_id) & (table.c.student_id == pair.student_id)
        decided = update(table).where(this, table.c.verdict == pair.verdict)
        return self._conn.execute(decided.values(verdict=verdict, decided_by=by, decided_at=at)).rowcount == 1
