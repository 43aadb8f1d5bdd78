"""Volunteers on their way to being cleared, and their trainings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _volunteers()
    _trainings()
    _seats()
    _entries()


def _volunteers() -> None:
    op.create_table(
        "volunteers",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date()),
        sa.Column("interviewer_id", sa.Integer()),
        sa.Column("interview", sa.String(length=16)),
        sa.Column("check_on", sa.Date()),
        sa.Column("screening", sa.String(length=16)),
        sa.Column("agreement", sa.String(length=32)),
        sa.Column("curriculum", sa.String(length=32)),
        sa.Column("since", sa.Date()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_volunteers_person_id"),
        sa.ForeignKeyConstraint(["interviewer_id"], ["people.id"], name="fk_volunteers_interviewer_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_volunteers"),
    )


def _trainings() -> None:
    op.create_table(
        "trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("roles", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("seats", sa.SmallInteger(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("host", sa.String(length=200)),
        sa.Column("attempted_at", UtcDateTime()),
        sa.Column("meeting_id", sa.String(length=100)),
        sa.Column("sealed_address", sa.Text()),
        sa.Column("proven_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["facilitator_id"], ["people.id"], name="fk_trainings_facilitator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_trainings"),
        sa.UniqueConstraint("meeting_id", name="uq_trainings_meeting_id"),
    )
    op.create_index("ix_trainings_state_starts_at", "trainings", ["state", "starts_at"])


def _seats() -> None:
    op.create_table(
        "training_seats",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("longest_gap", sa.Integer()),
        sa.Column("surveyed_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name="fk_training_seats_training_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_training_seats_person_id"),
        sa.PrimaryKeyConstraint("training_id", "person_id", name="pk_training_seats"),
    )
    op.create_index("ix_training_seats_person_id", "training_seats", ["person_id"])


def _entries() -> None:
    op.create_table(
        "training_entries",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=200), nullable=False),
        sa.Column("sealed_address", sa.Text()),
        sa.Column("opens_room", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name="fk_training_entries_training_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_training_entries_person_id"),
        sa.PrimaryKeyConstraint("training_id", "person_id", name="pk_training_entries"),
    )


def downgrade() -> None:
    for table in ("training_entries", "training_seats", "trainings", "volunteers"):
        op.drop_table(table)
