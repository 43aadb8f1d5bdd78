"""The audit log is read by who did something, and by whom its lines name."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_NAMED = re.compile(r"\bperson-([0-9]{1,9})\b")


def upgrade() -> None:
    op.create_index("ix_deeds_actor_id", "deeds", ["actor_id"])
    names = op.create_table(
        "deed_names",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deed_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deed_id"], ["deeds.id"], name="fk_deed_names_deed_id"),
        sa.PrimaryKeyConstraint("person_id", "deed_id", name="pk_deed_names"),
    )
    if not op.get_context().as_sql:
        op.bulk_insert(names, _names_so_far())


def _names_so_far() -> list[dict[str, int]]:
    rows = op.get_bind().execute(sa.text("SELECT id, before, after, why FROM deeds")).all()
    return [
        {"deed_id": number, "person_id": int(person)}
        for number, *texts in rows
        for person in sorted({found for text in texts for found in _NAMED.findall(text)})
    ]


def downgrade() -> None:
    op.drop_table("deed_names")
    op.drop_index("ix_deeds_actor_id", table_name="deeds")
