"""Tidings: written once, whatever is repeated."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, select

from integrations.database.bulk import among, as_rows, rows_of
from integrations.database.tables import duties, tidings
from integrations.database.upserts import insert_for
from mentoring.duties import DutyState, SubjectKind
from mentoring.store import Vault
from mentoring.tidings import Tiding, Topic

_WRITTEN = ["key", "topic", "reader_id", "match_id", "sealed_facts", "at", "expires_at"]


@cache
def _adding(dialect: str) -> Any:
    new = insert_for(dialect, tidings).from_select(_WRITTEN, rows_of(dialect, tidings, _WRITTEN))
    return new.on_conflict_do_nothing(index_elements=["key"]).returning(tidings.c.id, tidings.c.key)


class SqlTidings:
    """Whom a tiding is about and what it tells are sealed."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def add(self, found: Iterable[Tiding]) -> Sequence[Tiding]:
        by_key = {tiding.key: tiding for tiding in found}
        if not by_key:
            return []
        dialect = self._conn.dialect.name
        added = self._conn.execute(_adding(dialect), as_rows(dialect, map(self._row, by_key.values())))
        ids = {key: number for number, key in added}
        return [replace(by_key[key], id=ids[key]) for key in sorted(ids, key=ids.__getitem__)]

    def many(self, tiding_ids: Collection[int]) -> dict[int, Tiding]:
        query = select(tidings).where(among(self._conn, tidings.c.id, tiding_ids))
        found = self._conn.execute(query) if tiding_ids else ()
        return {row.id: self._tiding(row) for row in found}

    def outcomes(self, match_id: int, topic: Topic) -> Mapping[int, Sequence[DutyState]]:
        bringing = (duties.c.subject_id == tidings.c.id) & (duties.c.subject_kind == SubjectKind.TIDING)
        query = select(tidings.c.reader_id, duties.c.state).join(duties, bringing)
        found: dict[int, list[DutyState]] = {}
        for row in self._conn.execute(query.where(tidings.c.match_id == match_id, tidings.c.topic == topic)):
            found.setdefault(row.reader_id, []).append(DutyState(row.state))
        return dict(found)

    def numbers(self, match_id: int, topic: Topic) -> Sequence[int]:
        query = select(tidings.c.id).where(tidings.c.match_id == match_id, tidings.c.topic == topic)
        return self._conn.scalars(query.order_by(tidings.c.id)).all()

    def _row(self, tiding: Tiding) -> tuple[object, ...]:
        sealed = self._vault.seal(json.dumps([dict(tiding.people), dict(tiding.facts), tiding.page]))
        about = (tiding.key, tiding.topic, tiding.reader_id, tiding.match_id)
        return (*about, sealed, tiding.at, tiding.expires_at)

    def _tiding(self, row: Row[tuple[object, ...]]) -> Tiding:
        people, facts, page = json.loads(self._vault.unseal(row.sealed_facts))
        return Tiding(
            row.key,
            Topic(row.topic),
            row.reader_id,
            row.at,
            row.match_id,
            people,
            facts,
            (page[0], tuple(page[1])) if page else None,
            row.expires_at,
            row.id,
        )
