"""Nominations, what they have in common, and which may be of one child."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    _add_nominations()
    _add_marks()
    _add_likenesses()


def _add_nominations() -> None:
    op.create_table(
        "nominations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(length=255)),
        sa.Column("nominator", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.Text()),
        sa.Column("waiting_since", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("consent_given", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=32)),
        sa.Column("entered_by", sa.Integer()),
        sa.Column("changed_by", sa.Integer()),
        sa.Column("duplicate_of", sa.Integer()),
        sa.Column("student_id", sa.Integer()),
        sa.Column("match_id", sa.Integer()),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name="fk_nominations_entered_by"),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_nominations_changed_by"),
        sa.ForeignKeyConstraint(["duplicate_of"], ["nominations.id"], name="fk_nominations_duplicate_of"),
        sa.ForeignKeyConstraint(["student_id"], ["people.id"], name="fk_nominations_student_id"),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_nominations_match_id"),
        sa.PrimaryKeyConstraint("id", name="pk_nominations"),
        sa.UniqueConstraint("request", name="uq_nominations_request"),
    )
    op.create_index("ix_nominations_waiting_since_state_model", "nominations", ["waiting_since", "state", "model"])
    op.create_index("ix_nominations_state_model", "nominations", ["state", "model"])
    op.create_index("ix_nominations_student_id", "nominations", ["student_id"])


def _add_marks() -> None:
    op.create_table(
        "nomination_marks",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name="fk_nomination_marks_nomination_id"),
        sa.PrimaryKeyConstraint("nomination_id", "mark", name="pk_nomination_marks"),
    )
    op.create_index("ix_nomination_marks_mark", "nomination_marks", ["mark"])


def _add_likenesses() -> None:
    op.create_table(
        "nomination_likenesses",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(length=100), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name="fk_nomination_likenesses_nomination_id"),
        sa.ForeignKeyConstraint(["other_id"], ["nominations.id"], name="fk_nomination_likenesses_other_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_nomination_likenesses_decided_by"),
        sa.PrimaryKeyConstraint("nomination_id", "other_id", name="pk_nomination_likenesses"),
    )
    op.create_index("ix_nomination_likenesses_other_id", "nomination_likenesses", ["other_id"])


def downgrade() -> None:
    op.drop_table("nomination_likenesses")
    op.drop_table("nomination_marks")
    op.drop_table("nominations")
