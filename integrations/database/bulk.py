"""Many numbers and many rows as one parameter of one statement. With a parameter for each value the statement is
written and read anew every time, which takes longer than what the database does; and there may only be so many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from integrations.database.types import aware

FEW = 100
"""Numbers that are written out one by one, as everywhere else."""


def among(conn: Connection, column: ColumnElement[int], numbers: Iterable[int]) -> ColumnElement[bool]:
    """As `column.in_(numbers)`, however many they are."""
    once = sorted(set(numbers))
    if len(once) <= FEW:
        return column.in_(once)
    if conn.dialect.name == "postgresql":
        # As an array, not as a text or a table: only so does the planner see how many they are, and hash them or look
        # each up in an index. Joined with a table of which it expects a single row, they took minutes.
        return column == func.any(bindparam(None, once, ARRAY(Integer)))
    return column.in_(select(func.json_each(json.dumps(once)).table_valued("value").c.value))


def rows_of(dialect: str, table: Table, names: Sequence[str]) -> Select[Any]:
    """What a statement is given with `as_rows`, for `insert_for(…).from_select(names, …)`; `names` are columns of that
    table. Such statements are built once for each dialect: to build one takes longer than to run it."""
    given = bindparam("rows", type_=Text)
    if dialect == "postgresql":
        row = func.jsonb_array_elements(cast(given, JSONB)).column_valued("one")
        texts = ((row.op("->>")(literal_column(str(n))), table.c[name].type) for n, name in enumerate(names))
        # A cast to VARCHAR(n) would cut off what is too long, instead of refusing it.
        return select(*(cast(text, Text() if isinstance(kind, String) else kind) for text, kind in texts)).where(true())
    value = func.json_each(given).table_valued("value").c.value
    # Without a WHERE, SQLite takes what follows on a conflict for a join.
    return select(*(func.json_extract(value, literal_column(f"'$[{n}]'")) for n in range(len(names)))).where(true())


def as_rows(dialect: str, rows: Iterable[Sequence[Any]]) -> Mapping[str, str]:
    """Each row has its values in the order of the names: texts, numbers, aware moments or None."""
    written = cache(_moment if dialect == "postgresql" else _bare_moment)
    return {"rows": json.dumps(list(rows), default=written)}


def _moment(value: datetime) -> str:
    return aware(value).isoformat()


def _bare_moment(value: datetime) -> str:
    """As SQLAlchemy writes it."""
    return aware(value).replace(tzinfo=None).isoformat(" ", "microseconds")
