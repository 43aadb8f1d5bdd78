"""Trainings, their places, and who may enter their rooms."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime

trainings = Table(
    "trainings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("roles", String(64), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("seats", SmallInteger, nullable=False),
    person_column("facilitator_id"),
    Column("state", String(16), nullable=False),
    Column("host", String(200)),
    Column("generation", SmallInteger, nullable=False, server_default="1"),
    Column("attempted_at", UtcDateTime),
    Column("meeting_id", String(100), unique=True),
    Column("sealed_address", Text),
    Column("proven_at", UtcDateTime),
    Index("ix_trainings_state_starts_at", "state", "starts_at"),
)

retired_training_rooms = Table(
    "retired_training_rooms",
    metadata,
    Column("training_id", Integer, ForeignKey("trainings.id"), primary_key=True),
    Column("generation", SmallInteger, primary_key=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("host", String(200)),
    Column("attempted_at", UtcDateTime, nullable=False),
    Column("meeting_id", String(100)),
    Column("sealed_address", Text),
    Column("retired_at", UtcDateTime, nullable=False),
)

training_seats = Table(
    "training_seats",
    metadata,
    Column("training_id", Integer, ForeignKey("trainings.id"), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("longest_gap", Integer),
    Column("surveyed_at", UtcDateTime),
    Index("ix_training_seats_person_id", "person_id"),
)

training_entries = Table(
    "training_entries",
    metadata,
    Column("training_id", Integer, ForeignKey("trainings.id"), primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("identity", String(200), nullable=False),
    Column("sealed_address", Text),
    Column("opens_room", Boolean, nullable=False),
)
