"""What people agreed to and asked for, of a match: consents, wishes to leave, ticks, and pauses with their sessions."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from integrations.database.tables.base import metadata, person_column, session_column
from integrations.database.types import UtcDateTime


def _match_column() -> Column[int]:
    return Column("match_id", Integer, ForeignKey("matches.id"), primary_key=True)


def _person_key() -> Column[int]:
    return Column("person_id", Integer, ForeignKey("people.id"), primary_key=True)


consents = Table(
    "consents",
    metadata,
    _match_column(),
    _person_key(),
    Column("round", SmallInteger, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("choice", String(8)),
    Column("sealed_why", Text),
    Column("answered_at", UtcDateTime),
    Index("ix_consents_person_id", "person_id"),
)

leavings = Table(
    "leavings",
    metadata,
    _match_column(),
    _person_key(),
    Column("sealed_why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

laid_off = Table(
    "laid_off",
    metadata,
    session_column(primary_key=True),
    Column("match_id", Integer, ForeignKey("matches.id"), nullable=False),
    Index("ix_laid_off_match_id", "match_id"),
)

pauses = Table(
    "pauses",
    metadata,
    _match_column(),
    Column("first_day", Date, primary_key=True),
    Column("last_day", Date, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    _match_column(),
    Column("item", String(32), primary_key=True),
    person_column("by"),
    Column("at", UtcDateTime, nullable=False),
)

limits = Table(
    "limits",
    metadata,
    _person_key(),
    Column("matches", SmallInteger),
    Column("hours", SmallInteger),
    Column("gap", SmallInteger),
)

program_limits = Table(
    "program_limits",
    metadata,
    Column("program_id", Integer, ForeignKey("programs.id"), primary_key=True),
    Column("matches", SmallInteger),
    Column("hours", SmallInteger),
    Column("gap", SmallInteger),
)
