"""Nominations: what a family wrote is sealed, and erased when it comes to nothing."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime

nominations = Table(
    "nominations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("request", String(255), unique=True),
    Column("nominator", String(16), nullable=False),
    Column("model", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("sealed", Text),
    Column("waiting_since", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("consent_given", String(16), nullable=False),
    Column("why", String(32)),
    person_column("entered_by", nullable=True),
    person_column("changed_by", nullable=True),
    Column("duplicate_of", Integer, ForeignKey("nominations.id")),
    person_column("student_id", nullable=True),
    Column("match_id", Integer, ForeignKey("matches.id")),
    # Each answers its question by itself: the queue in its order, and how many there are of a kind.
    Index("ix_nominations_waiting_since_state_model", "waiting_since", "state", "model"),
    Index("ix_nominations_state_model", "state", "model"),
    Index("ix_nominations_student_id", "student_id"),
)

nomination_marks = Table(
    "nomination_marks",
    metadata,
    Column("nomination_id", Integer, ForeignKey("nominations.id"), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Index("ix_nomination_marks_mark", "mark"),
)

nomination_likenesses = Table(
    "nomination_likenesses",
    metadata,
    Column("nomination_id", Integer, ForeignKey("nominations.id"), primary_key=True),
    Column("other_id", Integer, ForeignKey("nominations.id"), primary_key=True),
    Column("reasons", String(100), nullable=False),
    Column("verdict", String(16), nullable=False),
    person_column("decided_by", nullable=True),
    Column("decided_at", UtcDateTime),
    Index("ix_nomination_likenesses_other_id", "other_id"),
)
