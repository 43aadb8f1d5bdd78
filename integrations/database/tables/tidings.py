"""Tidings, sealed: they tell of children."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime

tidings = Table(
    "tidings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(255), nullable=False, unique=True),
    Column("topic", String(32), nullable=False),
    person_column("reader_id"),
    Column("match_id", Integer, ForeignKey("matches.id")),
    Column("sealed_facts", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Index("ix_tidings_reader_id", "reader_id"),
    Index("ix_tidings_match_id", "match_id"),
)
