"""What one person is to hear of anything but the hour of one session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "tidings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer()),
        sa.Column("sealed_facts", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["reader_id"], ["people.id"], name="fk_tidings_reader_id"),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_tidings_match_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tidings"),
        sa.UniqueConstraint("key", name="uq_tidings_key"),
    )
    op.create_index("ix_tidings_reader_id", "tidings", ["reader_id"])
    op.create_index("ix_tidings_match_id", "tidings", ["match_id"])


def downgrade() -> None:
    op.drop_table("tidings")
