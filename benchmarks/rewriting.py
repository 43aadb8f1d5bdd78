"""The baseline of *snow*: the rows that an act has written, written once more with the bare driver and nothing else."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select

from integrations.database import tables

ADDED_TO = (tables.deeds, tables.tidings, tables.duties)
"""Tables that an act adds rows to; their numbers grow."""
_TOUCHED = (
    "UPDATE sessions SET state = state WHERE day = {mark}",
    "UPDATE doors SET revoked_at = revoked_at WHERE session_id IN (SELECT id FROM sessions WHERE day = {mark})",
    "UPDATE duties SET state = state WHERE subject_kind = 'session' AND id <= {mark}"
    " AND subject_id IN (SELECT id FROM sessions WHERE day = {mark})",
)


def newest(engine: Engine) -> Mapping[str, int]:
    """The highest number in each of these tables."""
    with engine.connect() as conn:
        return {table.name: conn.scalar(select(func.max(table.c.id))) or 0 for table in ADDED_TO}


def rewrite(engine: Engine, since: Mapping[str, int], day: date) -> float:
    """Seconds for one transaction that adds what was added since then, and touches what stood there for that day."""
    with engine.execution_options(writes=True).begin() as conn:
        rows = {table.name: _take_out(conn, table, since[table.name]) for table in ADDED_TO}
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    on = str(day) if engine.dialect.name == "sqlite" else day
    began = time.perf_counter()
    with engine.execution_options(writes=True).begin() as conn:
        for table in ADDED_TO:
            _put_back(conn, table, rows[table.name], mark)
        for statement in _TOUCHED:
            values = (since["duties"], on) if statement.count("{mark}") == 2 else (on,)
            conn.exec_driver_sql(statement.format(mark=mark), values)
    return time.perf_counter() - began


def _take_out(conn: Connection, table: Table, since: int) -> Sequence[tuple[Any, ...]]:
    """As the driver reads them, so that it can write them without anybody's help."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    found = conn.exec_driver_sql(f"SELECT {columns} FROM {table.name} WHERE id > {since:d}").all()  # noqa: S608 - our own names
    conn.exec_driver_sql(f"DELETE FROM {table.name} WHERE id > {since:d}")  # noqa: S608 - our own names
    return [tuple(row) for row in found]


def _put_back(conn: Connection, table: Table, rows: Sequence[tuple[Any, ...]], mark: str) -> None:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join(mark for _ in table.columns)
    if rows:
        conn.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608 - our own names
