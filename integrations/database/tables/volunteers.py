"""Volunteers on their way, beside the dates in `people` that clear them."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table

from integrations.database.tables.base import metadata, person_column

volunteers = Table(
    "volunteers",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("applied_on", Date),
    person_column("interviewer_id", nullable=True),
    Column("interview", String(16)),
    Column("check_on", Date),
    Column("screening", String(16)),
    Column("agreement", String(32)),
    Column("curriculum", String(32)),
    Column("since", Date),
)
