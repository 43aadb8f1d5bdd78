"""What volunteers offer to help with, and when. The four lists have commas between their words."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from integrations.database.tables.base import metadata

preferences = Table(
    "preferences",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("subjects", String(100), nullable=False),
    Column("days", String(32), nullable=False),
    Column("parts", String(64), nullable=False),
    Column("speaks", String(120), nullable=False),
)
