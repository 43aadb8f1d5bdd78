"""Nominations that may be of a student who is here already, and what a manager said of each."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime

known_students = Table(
    "known_students",
    metadata,
    Column("nomination_id", Integer, ForeignKey("nominations.id"), primary_key=True),
    Column("student_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("reasons", String(100), nullable=False),
    Column("verdict", String(16), nullable=False),
    person_column("decided_by", nullable=True),
    Column("decided_at", UtcDateTime),
    Index("ix_known_students_student_id", "student_id"),
)
