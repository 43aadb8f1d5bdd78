"""What was asked for, what must be done, and what was done."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime

requests = Table(
    "requests",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String(64)),
)

duties = Table(
    "duties",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject_kind", String(16), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("occurrence", String(100), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    person_column(nullable=True),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("interrupted", Boolean, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("note", String(500), nullable=False),
    UniqueConstraint("subject_kind", "subject_id", "kind", "occurrence"),
    Index("ix_duties_state_kind_due_at", "state", "kind", "due_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", Integer, ForeignKey("sessions.id"), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    person_column("acknowledged_by", nullable=True),
    Column("acknowledged_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    UniqueConstraint("session_id", "reason"),
    Index("ix_alerts_state", "state"),
)

alert_messages = Table(
    "alert_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", Integer, ForeignKey("alerts.id"), nullable=False),
    person_column(),
    Column("channel", String(32), nullable=False),
    Column("ts", String(32), nullable=False),
    Column("mark", String(100), nullable=False, index=True),
    UniqueConstraint("alert_id", "mark"),
)

deeds = Table(
    "deeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    person_column("actor_id", nullable=True),
    Column("action", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_deeds_subject", "subject"),
    Index("ix_deeds_actor_id", "actor_id"),
)

# Whom a line names, beside whoever did it and whom it is about; they may have been erased since.
deed_names = Table(
    "deed_names",
    metadata,
    Column("person_id", Integer, primary_key=True),
    Column("deed_id", Integer, ForeignKey("deeds.id"), primary_key=True),
)
