"""What is known of the platforms: things kept, identities, recognitions, the budget of hosts, and checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, select

from integrations.database.tables import checks, host_writes, identities, keepings, recognitions
from integrations.database.upserts import insert_into
from mentoring.checks import Check, CheckState
from mentoring.rooms import Keeping, Kept


class SqlKeepings:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def add(self, session_id: int, kept: Iterable[Kept], *, at: datetime) -> Sequence[Kept]:
        found = {one.key: one for one in kept}
        rows = [{**vars(one), "session_id": session_id, "noticed_at": at} for one in found.values()]
        if not rows:
            return []
        new = insert_into(self._conn, keepings).values(rows).on_conflict_do_nothing().returning(keepings.c.key)
        return [found[key] for key in self._conn.scalars(new)]

    def of(self, session_ids: Collection[int]) -> dict[int, Sequence[Kept]]:
        found: dict[int, list[Kept]] = {session_id: [] for session_id in session_ids}
        query = select(keepings).where(keepings.c.session_id.in_(found)).order_by(keepings.c.since, keepings.c.key)
        for row in self._conn.execute(query):
            found[row.session_id].append(Kept(Keeping(row.keeping), row.key, row.since, row.running))
        return dict(found)


class SqlIdentities:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def learn(self, found: Mapping[str, int], *, how: str, at: datetime) -> None:
        rows = [{"identity": name, "person_id": who, "how": how, "learned_at": at} for name, who in found.items()]
        if rows:
            self._conn.execute(insert_into(self._conn, identities).values(rows).on_conflict_do_nothing())

    def known(self, person_ids: Collection[int]) -> dict[str, int]:
        query = select(identities.c.identity, identities.c.person_id).where(identities.c.person_id.in_(set(person_ids)))
        return {row.identity: row.person_id for row in self._conn.execute(query)}


class SqlRecognitions:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def put(self, session_id: int, connection: str, person_id: int, *, by: int, at: datetime) -> None:
        row = {"session_id": session_id, "connection": connection, "person_id": person_id, "by": by, "at": at}
        new = insert_into(self._conn, recognitions).values(**row)
        changed = {name: new.excluded[name] for name in ("person_id", "by", "at")}
        again = new.on_conflict_do_update(index_elements=["session_id", "connection"], set_=changed)
        self._conn.execute(again)

    def of(self, session_ids: Collection[int]) -> dict[int, Mapping[str, int]]:
        found: dict[int, dict[str, int]] = {session_id: {} for session_id in session_ids}
        for row in self._conn.execute(select(recognitions).where(recognitions.c.session_id.in_(found))):
            found[row.session_id][row.connection] = row.person_id
        return dict(found)


class SqlHostWrites:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def spend(self, host: str, day: date, *, limit: int) -> bool:
        new = insert_into(self._conn, host_writes).values(host=host, day=day, spent=1)
        counted = new.on_conflict_do_update(
            index_elements=["host", "day"],
            set_={"spent": host_writes.c.spent + 1},
            where=host_writes.c.spent < limit,
        )
        return self._conn.execute(counted.returning(host_writes.c.spent)).first() is not None

    def spent(self, day: date) -> dict[str, int]:
        query = select(host_writes.c.host, host_writes.c.spent).where(host_writes.c.day == day)
        return {row.host: row.spent for row in self._conn.execute(query)}


class SqlChecks:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def put(self, found: Iterable[Check], *, at: datetime) -> None:
        for check in found:
            new = insert_into(self._conn, checks).values(**vars(check), checked_at=at)
            columns = {name: new.excluded[name] for name in ("state", "evidence", "fix", "checked_at")}
            self._conn.execute(new.on_conflict_do_update(index_elements=["name"], set_=columns))

    def all(self) -> Sequence[tuple[Check, datetime]]:
        query = select(checks).order_by(checks.c.name)
        return [
            (Check(row.name, CheckState(row.state), row.evidence, row.fix), row.checked_at)
            for row in self._conn.execute(query)
        ]
