"""What mentors and families write to each other, check-ins, and what families choose for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    _messages()
    _check_ins()
    _due()
    op.add_column("people", sa.Column("timezone", sa.String(length=64)))
    op.add_column("people", sa.Column("chosen_language", sa.String(length=16)))
    op.add_column("people", sa.Column("chosen_timezone", sa.String(length=64)))
    op.create_index("ix_people_guardian_id", "people", ["guardian_id"])


def _messages() -> None:
    op.create_table(
        "relay_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("sealed_text", sa.Text(), nullable=False),
        sa.Column("details", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_relay_messages_match_id"),
        sa.ForeignKeyConstraint(["writer_id"], ["people.id"], name="fk_relay_messages_writer_id"),
        sa.ForeignKeyConstraint(["reader_id"], ["people.id"], name="fk_relay_messages_reader_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_relay_messages_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_relay_messages"),
    )
    op.create_index("ix_relay_messages_match_id", "relay_messages", ["match_id"])
    op.create_index("ix_relay_messages_writer_id_at", "relay_messages", ["writer_id", "at"])


def _check_ins() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.SmallInteger()),
        sa.Column("sealed_note", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_check_ins_match_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_check_ins_person_id"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_check_ins_by"),
        sa.PrimaryKeyConstraint("id", name="pk_check_ins"),
    )
    op.create_index("ix_check_ins_match_id_at", "check_ins", ["match_id", "at"])


def _due() -> None:
    op.create_table(
        "check_ins_due",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("waits_until", UtcDateTime()),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_check_ins_due_match_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_check_ins_due_person_id"),
        sa.PrimaryKeyConstraint("match_id", "person_id", name="pk_check_ins_due"),
    )
    op.create_index("ix_check_ins_due_due_at", "check_ins_due", ["due_at"])


def downgrade() -> None:
    op.drop_index("ix_people_guardian_id", "people")
    for column in ("chosen_timezone", "chosen_language", "timezone"):
        op.drop_column("people", column)
    for table in ("check_ins_due", "check_ins", "relay_messages"):
        op.drop_table(table)
