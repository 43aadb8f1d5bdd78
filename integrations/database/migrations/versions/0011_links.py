"""Since when the page links of one person count, and in which matches nothing that was written is erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("people", sa.Column("links_since", UtcDateTime()))
    op.create_table(
        "relay_kept",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_relay_kept_match_id"),
        sa.PrimaryKeyConstraint("match_id", "reason", name="pk_relay_kept"),
    )


def downgrade() -> None:
    op.drop_table("relay_kept")
    op.drop_column("people", "links_since")
