"""Programs and matches."""

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
    Time,
    false,
    text,
)

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime

programs = Table(
    "programs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("model", String(16), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("opens_on", Date),
    Column("windows", Text, nullable=False, server_default=text("''")),
    Column("meets_without_school", Boolean, nullable=False, server_default=false()),
)

matches = Table(
    "matches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), unique=True),
    Column("program_id", Integer, ForeignKey("programs.id"), nullable=False),
    person_column("mentor_id"),
    person_column("monitor_id"),
    Column("monitor_kind", String(16), nullable=False),
    person_column("manager_id"),
    Column("weekday", SmallInteger, nullable=False),
    Column("time", Time, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("platform", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("starts_on", Date),
    Column("sealed_link", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime),
    person_column("released_by", nullable=True),
    Column("resumes_on", Date),
    Column("offer", Integer),
    Index("ix_matches_manager_id_state", "manager_id", "state"),
    Index("ix_matches_mentor_id", "mentor_id"),
    Index("ix_matches_monitor_id", "monitor_id"),
    Index("ix_matches_state", "state"),
    Index("ix_matches_offer", "offer"),
)

match_students = Table(
    "match_students",
    metadata,
    Column("match_id", Integer, ForeignKey("matches.id"), primary_key=True),
    Column("student_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("place", SmallInteger, nullable=False),
    Index("ix_match_students_student_id", "student_id"),
)
