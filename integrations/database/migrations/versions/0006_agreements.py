"""What people agree to of a match, pauses with an end, and how much one person carries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _extend_matches()
    _add_what_people_agree_to()
    _add_laid_off_sessions()
    _add_checklists()
    _add_limits()


def _extend_matches() -> None:
    op.add_column("matches", sa.Column("resumes_on", sa.Date()))
    op.add_column("matches", sa.Column("offer", sa.Integer()))
    op.create_index("ix_matches_offer", "matches", ["offer"])


def _add_what_people_agree_to() -> None:
    op.create_table(
        "consents",
        *_match_and_person("consents"),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("choice", sa.String(length=8)),
        sa.Column("sealed_why", sa.Text()),
        sa.Column("answered_at", UtcDateTime()),
    )
    op.create_index("ix_consents_person_id", "consents", ["person_id"])
    op.create_table(
        "leavings",
        *_match_and_person("leavings"),
        sa.Column("sealed_why", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )


def _add_laid_off_sessions() -> None:
    op.create_table(
        "laid_off",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_laid_off_session_id"),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_laid_off_match_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_laid_off"),
    )
    op.create_index("ix_laid_off_match_id", "laid_off", ["match_id"])


def _add_checklists() -> None:
    op.create_table(
        "ticks",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_ticks_match_id"),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_ticks_by"),
        sa.PrimaryKeyConstraint("match_id", "item", name="pk_ticks"),
    )


def _add_limits() -> None:
    op.create_table(
        "limits",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("matches", sa.SmallInteger()),
        sa.Column("hours", sa.SmallInteger()),
        sa.Column("gap", sa.SmallInteger()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_limits_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_limits"),
    )


def downgrade() -> None:
    for table in ("limits", "ticks", "laid_off", "leavings", "consents"):
        op.drop_table(table)
    op.drop_index("ix_matches_offer", "matches")
    op.drop_column("matches", "offer")
    op.drop_column("matches", "resumes_on")


def _match_and_person(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    return (
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=f"fk_{table}_match_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=f"fk_{table}_person_id"),
        sa.PrimaryKeyConstraint("match_id", "person_id", name=f"pk_{table}"),
    )
