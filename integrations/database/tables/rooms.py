"""The rooms of sessions, and who may enter them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from integrations.database.tables.base import metadata, session_column
from integrations.database.types import UtcDateTime

rooms = Table(
    "rooms",
    metadata,
    session_column(primary_key=True),
    Column("effect_key", String(100), nullable=False, unique=True),
    Column("attempted_at", UtcDateTime, nullable=False),
    Column("platform", String(16)),
    Column("meeting_id", String(100), unique=True),
    Column("sealed_address", Text),
    Column("host", String(200)),
    Column("proven_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("generation", SmallInteger, nullable=False, server_default="1"),
    Index("ix_rooms_host", "host"),
)

retired_rooms = Table(
    "retired_rooms",
    metadata,
    Column("session_id", Integer, ForeignKey("sessions.id"), primary_key=True),
    Column("generation", SmallInteger, primary_key=True),
    Column("effect_key", String(100), nullable=False),
    Column("attempted_at", UtcDateTime, nullable=False),
    Column("platform", String(16)),
    Column("meeting_id", String(100)),
    Column("sealed_address", Text),
    Column("host", String(200)),
    Column("retired_at", UtcDateTime, nullable=False),
    Index("ix_retired_rooms_meeting_id", "meeting_id"),
)

host_writes = Table(
    "host_writes",
    metadata,
    Column("host", String(200), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("spent", SmallInteger, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    session_column(primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("identity", String(200), nullable=False),
    Column("sealed_address", Text),
    Column("opens_room", Boolean, nullable=False),
)
