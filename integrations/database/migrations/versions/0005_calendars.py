"""Calendars, sessions that are called off for a day, slot windows of programs, and where students go to school."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0005"
down_revision = "0004"

_OF_PROGRAMS = ("opens_on", "windows", "meets_without_school")


def upgrade() -> None:
    op.add_column("programs", sa.Column("opens_on", sa.Date()))
    op.add_column("programs", sa.Column("windows", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column(
        "programs", sa.Column("meets_without_school", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("people", sa.Column("school", sa.String(length=200)))
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("school", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("released_at", sa.Time()),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("lifted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_days"),
        sa.UniqueConstraint("source", "day", "school", "kind", name="uq_calendar_days_source_day_school_kind"),
    )
    op.create_index("ix_calendar_days_day", "calendar_days", ["day"])
    op.create_table(
        "days_off",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_days_off_session_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_days_off"),
    )


def downgrade() -> None:
    op.drop_table("days_off")
    op.drop_table("calendar_days")
    op.drop_column("people", "school")
    for column in _OF_PROGRAMS:
        op.drop_column("programs", column)
