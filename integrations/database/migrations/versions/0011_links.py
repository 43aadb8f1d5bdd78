"""Since when the page links of one person count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("people", sa.Column("links_since", UtcDateTime()))


def downgrade() -> None:
    op.drop_column("people", "links_since")
