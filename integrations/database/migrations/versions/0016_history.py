"""The audit log is read by who did something, too."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index("ix_deeds_actor_id", "deeds", ["actor_id"])


def downgrade() -> None:
    op.drop_index("ix_deeds_actor_id", table_name="deeds")
