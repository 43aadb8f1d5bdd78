"""Concerns. What a report says, of whom and of what kind, is sealed as a whole; so is every note."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime


def _incident_column(*, primary_key: bool = False) -> Column[int]:
    return Column("incident_id", Integer, ForeignKey("incidents.id"), nullable=False, primary_key=primary_key)


incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("clock_from", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    person_column("responsible_id", nullable=True),
    Column("taken_at", UtcDateTime),
    Column("held", Boolean, nullable=False),
    Column("joined_to", Integer, ForeignKey("incidents.id")),
    Column("closed_at", UtcDateTime),
    Index("ix_incidents_state_opened_at", "state", "opened_at"),
)

concern_reports = Table(
    "concern_reports",
    metadata,
    Column("id", Integer, primary_key=True),
    _incident_column(),
    person_column("reporter_id"),
    Column("match_id", Integer, ForeignKey("matches.id")),
    Column("session_id", Integer, ForeignKey("sessions.id")),
    Column("sealed_words", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_concern_reports_incident_id", "incident_id"),
    Index("ix_concern_reports_match_id", "match_id"),
)

concern_steps = Table(
    "concern_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    _incident_column(),
    Column("kind", String(16), nullable=False),
    Column("sealed_note", Text, nullable=False),
    person_column("by"),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_concern_steps_incident_id", "incident_id"),
)

concern_readers = Table(
    "concern_readers",
    metadata,
    _incident_column(primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Index("ix_concern_readers_person_id", "person_id"),
)
