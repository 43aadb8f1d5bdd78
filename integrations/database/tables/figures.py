"""How matches stand, as counted every night: what figures of the whole program are made of."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from integrations.database.tables.base import metadata

standings = Table(
    "standings",
    metadata,
    Column("match_id", Integer, ForeignKey("matches.id"), primary_key=True),
    Column("weeks", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("short", Integer, nullable=False),
)
