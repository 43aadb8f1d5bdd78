"""People have a telephone number, and every match a key of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("people", sa.Column("sealed_phone", sa.Text()))
    op.execute("UPDATE matches SET key = 'match-' || id WHERE key IS NULL")


def downgrade() -> None:
    op.drop_column("people", "sealed_phone")
