"""Notes after sessions, and what matches have agreed on for theirs. Words and numbers are sealed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from integrations.database.tables.base import metadata, person_column, session_column
from integrations.database.types import UtcDateTime

session_notes = Table(
    "session_notes",
    metadata,
    session_column(primary_key=True),
    Column("match_id", Integer, ForeignKey("matches.id"), nullable=False),
    Column("sealed_notes", Text, nullable=False),
    person_column("by"),
    Column("at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_session_notes_match_id", "match_id"),
)

session_plans = Table(
    "session_plans",
    metadata,
    Column("match_id", Integer, ForeignKey("matches.id"), primary_key=True),
    Column("sealed_structure", Text),
    Column("sealed_content", Text),
    person_column("by"),
    Column("at", UtcDateTime, nullable=False),
)
