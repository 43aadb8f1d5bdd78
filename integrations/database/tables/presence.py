"""Who was there, and what platforms tell."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    String,
    Table,
    Text,
)

from integrations.database.tables.base import metadata, person_column, session_column
from integrations.database.types import UtcDateTime

ledger = Table(
    "ledger",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("meeting_id", String(100), nullable=False),
    Column("instance", String(100), nullable=False),
    Column("happening", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("connection", String(100), nullable=False),
    Column("sealed_identities", Text, nullable=False),
    Column("display_name", String(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("source", String(16), nullable=False, server_default="zoom_webhook"),
    Index("ix_ledger_meeting_id", "meeting_id"),
    Index("ix_ledger_instance", "instance"),
)

keepings = Table(
    "keepings",
    metadata,
    Column("key", String(255), primary_key=True),
    session_column(),
    Column("keeping", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("running", Boolean, nullable=False),
    Column("noticed_at", UtcDateTime, nullable=False),
    Index("ix_keepings_session_id", "session_id"),
)

identities = Table(
    "identities",
    metadata,
    Column("identity", String(200), primary_key=True),
    person_column(),
    Column("how", String(16), nullable=False),
    Column("learned_at", UtcDateTime, nullable=False),
    Index("ix_identities_person_id", "person_id"),
)

recognitions = Table(
    "recognitions",
    metadata,
    session_column(primary_key=True),
    Column("connection", String(255), primary_key=True),
    person_column(),
    person_column("by"),
    Column("at", UtcDateTime, nullable=False),
)

checks = Table(
    "checks",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("fix", Text, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
)
