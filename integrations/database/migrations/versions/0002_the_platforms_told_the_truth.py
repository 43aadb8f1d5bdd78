"""Changed sessions and retired rooms, the budget of each host, what was kept, who is known by what, and checks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("held_on", sa.Date()))
    op.add_column("sessions", sa.Column("version", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column("rooms", sa.Column("generation", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column("ledger", sa.Column("source", sa.String(length=16), server_default="zoom_webhook", nullable=False))
    op.create_index("ix_ledger_instance", "ledger", ["instance"])
    _rooms()
    _evidence()


def downgrade() -> None:
    for table in ("checks", "recognitions", "identities", "keepings", "host_writes", "retired_rooms"):
        op.drop_table(table)
    op.drop_index("ix_ledger_instance", "ledger")
    for table, column in (
        ("ledger", "source"),
        ("rooms", "generation"),
        ("sessions", "version"),
        ("sessions", "held_on"),
    ):
        op.drop_column(table, column)


def _rooms() -> None:
    op.create_table(
        "retired_rooms",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.Column("effect_key", sa.String(length=100), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("platform", sa.String(length=16)),
        sa.Column("meeting_id", sa.String(length=100)),
        sa.Column("sealed_address", sa.Text()),
        sa.Column("host", sa.String(length=200)),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_retired_rooms_session_id"),
        sa.PrimaryKeyConstraint("session_id", "generation", name="pk_retired_rooms"),
    )
    op.create_index("ix_retired_rooms_meeting_id", "retired_rooms", ["meeting_id"])
    op.create_table(
        "host_writes",
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spent", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("host", "day", name="pk_host_writes"),
    )


def _evidence() -> None:
    op.create_table(
        "keepings",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("keeping", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_keepings_session_id"),
        sa.PrimaryKeyConstraint("key", name="pk_keepings"),
    )
    op.create_index("ix_keepings_session_id", "keepings", ["session_id"])
    op.create_table(
        "identities",
        sa.Column("identity", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_identities_person_id"),
        sa.PrimaryKeyConstraint("identity", name="pk_identities"),
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"])
    op.create_table(
        "recognitions",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("connection", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_recognitions_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_recognitions_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_recognitions_session_id"),
        sa.PrimaryKeyConstraint("session_id", "connection", name="pk_recognitions"),
    )
    op.create_table(
        "checks",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("fix", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_checks"),
    )
