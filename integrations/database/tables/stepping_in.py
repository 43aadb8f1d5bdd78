"""Managers who have said that they are a session's second adult themselves."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from integrations.database.tables.base import metadata, session_column
from integrations.database.types import UtcDateTime

stepped_in = Table(
    "stepped_in",
    metadata,
    session_column(primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
