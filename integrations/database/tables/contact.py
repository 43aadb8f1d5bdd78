"""What mentors and families write to each other, and the check-ins of the office. Words are sealed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime

relay_messages = Table(
    "relay_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("match_id", Integer, ForeignKey("matches.id"), nullable=False),
    person_column("writer_id"),
    person_column("reader_id"),
    Column("language", String(16), nullable=False),
    Column("sealed_text", Text, nullable=False),
    Column("details", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    person_column("decided_by", nullable=True),
    Column("decided_at", UtcDateTime),
    Index("ix_relay_messages_match_id", "match_id"),
    Index("ix_relay_messages_writer_id_at", "writer_id", "at"),
)

relay_kept = Table(
    "relay_kept",
    metadata,
    Column("match_id", Integer, ForeignKey("matches.id"), primary_key=True),
    Column("reason", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

check_ins = Table(
    "check_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("match_id", Integer, ForeignKey("matches.id"), nullable=False),
    person_column(),
    Column("part", String(16), nullable=False),
    Column("way", String(16), nullable=False),
    Column("minutes", SmallInteger),
    Column("sealed_note", Text, nullable=False),
    person_column("by"),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_check_ins_match_id_at", "match_id", "at"),
)

check_ins_due = Table(
    "check_ins_due",
    metadata,
    Column("match_id", Integer, ForeignKey("matches.id"), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("part", String(16), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("waits_until", UtcDateTime),
    Index("ix_check_ins_due_due_at", "due_at"),
)
