"""Notes after sessions, and what matches have agreed on for theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "session_notes",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("sealed_notes", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_session_notes_session_id"),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_session_notes_match_id"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_session_notes_by"),
        sa.PrimaryKeyConstraint("session_id", name="pk_session_notes"),
    )
    op.create_index("ix_session_notes_match_id", "session_notes", ["match_id"])
    op.create_table(
        "session_plans",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("sealed_structure", sa.Text()),
        sa.Column("sealed_content", sa.Text()),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_session_plans_match_id"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_session_plans_by"),
        sa.PrimaryKeyConstraint("match_id", name="pk_session_plans"),
    )


def downgrade() -> None:
    op.drop_table("session_plans")
    op.drop_table("session_notes")
