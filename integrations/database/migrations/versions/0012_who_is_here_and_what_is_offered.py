"""Students whom a nomination may be about, what volunteers offer, limits of programs, trainings that move, and managers
who step in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    _known_students()
    _preferences()
    _program_limits()
    op.add_column("trainings", sa.Column("generation", sa.SmallInteger(), nullable=False, server_default="1"))
    _retired_training_rooms()
    _stepped_in()


def _known_students() -> None:
    op.create_table(
        "known_students",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(length=100), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name="fk_known_students_nomination_id"),
        sa.ForeignKeyConstraint(["student_id"], ["people.id"], name="fk_known_students_student_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_known_students_decided_by"),
        sa.PrimaryKeyConstraint("nomination_id", "student_id", name="pk_known_students"),
    )
    op.create_index("ix_known_students_student_id", "known_students", ["student_id"])


def _preferences() -> None:
    op.create_table(
        "preferences",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subjects", sa.String(length=100), nullable=False),
        sa.Column("days", sa.String(length=32), nullable=False),
        sa.Column("parts", sa.String(length=64), nullable=False),
        sa.Column("speaks", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_preferences_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_preferences"),
    )


def _program_limits() -> None:
    op.create_table(
        "program_limits",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("matches", sa.SmallInteger()),
        sa.Column("hours", sa.SmallInteger()),
        sa.Column("gap", sa.SmallInteger()),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_program_limits_program_id"),
        sa.PrimaryKeyConstraint("program_id", name="pk_program_limits"),
    )


def _retired_training_rooms() -> None:
    op.create_table(
        "retired_training_rooms",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("host", sa.String(length=200)),
        sa.Column("attempted_at", UtcDateTime(), nullable=False),
        sa.Column("meeting_id", sa.String(length=100)),
        sa.Column("sealed_address", sa.Text()),
        sa.Column("retired_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name="fk_retired_training_rooms_training_id"),
        sa.PrimaryKeyConstraint("training_id", "generation", name="pk_retired_training_rooms"),
    )


def _stepped_in() -> None:
    op.create_table(
        "stepped_in",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_stepped_in_session_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_stepped_in_person_id"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name="pk_stepped_in"),
    )


def downgrade() -> None:
    op.drop_table("stepped_in")
    op.drop_table("retired_training_rooms")
    op.drop_column("trainings", "generation")
    op.drop_table("program_limits")
    op.drop_table("preferences")
    op.drop_table("known_students")
