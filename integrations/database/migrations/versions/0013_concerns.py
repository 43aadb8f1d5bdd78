"""Concerns: what people report, what was done about it, and who may read it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    _incidents()
    _reports()
    _steps()
    _readers()


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("clock_from", UtcDateTime()),
        sa.Column("delivered_at", UtcDateTime()),
        sa.Column("responsible_id", sa.Integer()),
        sa.Column("taken_at", UtcDateTime()),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("joined_to", sa.Integer()),
        sa.Column("closed_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["responsible_id"], ["people.id"], name="fk_incidents_responsible_id"),
        sa.ForeignKeyConstraint(["joined_to"], ["incidents.id"], name="fk_incidents_joined_to"),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_state_opened_at", "incidents", ["state", "opened_at"])


def _reports() -> None:
    op.create_table(
        "concern_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer()),
        sa.Column("session_id", sa.Integer()),
        sa.Column("sealed_words", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_concern_reports_incident_id"),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name="fk_concern_reports_reporter_id"),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_concern_reports_match_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_concern_reports_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_concern_reports"),
    )
    op.create_index("ix_concern_reports_incident_id", "concern_reports", ["incident_id"])
    op.create_index("ix_concern_reports_match_id", "concern_reports", ["match_id"])


def _steps() -> None:
    op.create_table(
        "concern_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sealed_note", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_concern_steps_incident_id"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_concern_steps_by"),
        sa.PrimaryKeyConstraint("id", name="pk_concern_steps"),
    )
    op.create_index("ix_concern_steps_incident_id", "concern_steps", ["incident_id"])


def _readers() -> None:
    op.create_table(
        "concern_readers",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_concern_readers_incident_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_concern_readers_person_id"),
        sa.PrimaryKeyConstraint("incident_id", "person_id", name="pk_concern_readers"),
    )
    op.create_index("ix_concern_readers_person_id", "concern_readers", ["person_id"])


def downgrade() -> None:
    for table in ("concern_readers", "concern_steps", "concern_reports", "incidents"):
        op.drop_table(table)
