"""Sessions that want cover, who was asked to stand in, who is glad to, and which guardian watches themselves."""

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
    Time,
    UniqueConstraint,
)

from integrations.database.tables.base import metadata, person_column, session_column
from integrations.database.types import UtcDateTime

covers = Table(
    "covers",
    metadata,
    session_column(primary_key=True),
    Column("state", String(16), nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("why", String(16), nullable=False),
    person_column("lost_id"),
    Column("pressing", Boolean, nullable=False),
    Index("ix_covers_state", "state"),
)

cover_offers = Table(
    "cover_offers",
    metadata,
    Column("id", Integer, primary_key=True),
    session_column(),
    Column("round", SmallInteger, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    person_column(),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    person_column("asked_by", nullable=True),
    Column("answered_at", UtcDateTime),
    UniqueConstraint("session_id", "round", "starts_at", "person_id"),
    Index("ix_cover_offers_person_id", "person_id"),
)

standbys = Table(
    "standbys",
    metadata,
    Column("id", Integer, primary_key=True),
    person_column(),
    Column("weekday", SmallInteger, nullable=False),
    Column("starts", Time, nullable=False),
    Column("ends", Time, nullable=False),
    UniqueConstraint("person_id", "weekday", "starts", "ends"),
)

opt_ins = Table(
    "opt_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    person_column("guardian_id"),
    Column("student_id", Integer, ForeignKey("people.id"), nullable=False),
    Column("given_on", Date, nullable=False),
    Column("how", String(16), nullable=False),
    Column("revoked_on", Date),
    Column("written_at", UtcDateTime, nullable=False),
    UniqueConstraint("guardian_id", "student_id", "given_on"),
)
