"""Managers who step in as second adults."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from integrations.database.bulk import among
from integrations.database.tables import stepped_in
from integrations.database.upserts import insert_into
from mentoring.store.stepping_in import SteppedIn


class SqlSteppingIn:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def put(self, session_id: int, person_id: int, *, starts_at: datetime, at: datetime) -> bool:
        said = {"starts_at": starts_at, "at": at}
        new = insert_into(self._conn, stepped_in).values(session_id=session_id, person_id=person_id, **said)
        again = new.on_conflict_do_update(
            index_elements=["session_id", "person_id"], set_=said, where=stepped_in.c.starts_at != starts_at
        )
        return self._conn.execute(again.returning(stepped_in.c.person_id)).first() is not None

    def remove(self, session_id: int, person_id: int) -> bool:
        here = (stepped_in.c.session_id == session_id) & (stepped_in.c.person_id == person_id)
        return self._conn.execute(delete(stepped_in).where(here)).rowcount == 1

    def forget(self, session_ids: Collection[int]) -> None:
        self._conn.execute(delete(stepped_in).where(among(self._conn, stepped_in.c.session_id, session_ids)))

    def of(self, session_ids: Collection[int]) -> Mapping[int, Sequence[SteppedIn]]:
        found: dict[int, list[SteppedIn]] = {session_id: [] for session_id in session_ids}
        order = (stepped_in.c.at, stepped_in.c.person_id)
        query = select(stepped_in).where(among(self._conn, stepped_in.c.session_id, found)).order_by(*order)
        for row in self._conn.execute(query):
            found[row.session_id].append(SteppedIn(row.person_id, row.starts_at, row.at))
        return dict(found)
