"""The one set of all tables. Columns named `sealed_…` are unreadable without the secret key."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def person_column(name: str = "person_id", *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey("people.id"), nullable=nullable)


def session_column(*, primary_key: bool = False) -> Column[int]:
    return Column("session_id", Integer, ForeignKey("sessions.id"), nullable=False, primary_key=primary_key)
