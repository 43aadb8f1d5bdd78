"""Sessions, what was said of them, and what became of them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from integrations.database.tables.base import metadata, person_column, session_column
from integrations.database.types import UtcDateTime

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("match_id", Integer, ForeignKey("matches.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    person_column("monitor_id"),
    Column("monitor_kind", String(16), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("held_on", Date),
    Column("version", SmallInteger, nullable=False, server_default="1"),
    UniqueConstraint("match_id", "day"),
    Index("ix_sessions_starts_at", "starts_at"),
    Index("ix_sessions_monitor_id_starts_at", "monitor_id", "starts_at"),
)

doors = Table(
    "doors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", Integer, ForeignKey("sessions.id"), nullable=False),
    person_column(),
    Column("revoked_at", UtcDateTime),
    UniqueConstraint("session_id", "person_id"),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("door_id", Integer, ForeignKey("doors.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("let_in", Boolean, nullable=False),
    Column("opened", Boolean, nullable=False),
    Index("ix_visits_door_id", "door_id"),
)

answers = Table(
    "answers",
    metadata,
    session_column(primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("answer", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

records = Table(
    "records",
    metadata,
    session_column(primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("covered", Boolean),
    Column("body", JSON, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
)
