"""Days of calendars, and the sessions that are called off for them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Time, UniqueConstraint, false

from integrations.database.tables.base import metadata, session_column
from integrations.database.types import UtcDateTime

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("day", Date, nullable=False),
    Column("school", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("label", String(200), nullable=False),
    Column("released_at", Time),
    Column("uid", String(255), nullable=False),
    Column("lifted", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("source", "day", "school", "kind"),
    Index("ix_calendar_days_day", "day"),
)

days_off = Table(
    "days_off",
    metadata,
    session_column(primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
"""Sessions that are cancelled because of a day, and by nobody's own decision."""
