"""Sessions that want cover, and opt-ins of guardians that are dated for each child and can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from integrations.database.types import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _covers()
    _offers()
    _standbys()
    _opt_ins()
    op.execute(
        "INSERT INTO opt_ins (guardian_id, student_id, given_on, how, written_at) "
        "SELECT guardian.id, student.id, guardian.guardian_opted_in_on, 'roster', CURRENT_TIMESTAMP "
        "FROM people AS student JOIN people AS guardian ON guardian.id = student.guardian_id "
        "WHERE guardian.guardian_opted_in_on IS NOT NULL"
    )


def _covers() -> None:
    op.create_table(
        "covers",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("lost_id", sa.Integer(), nullable=False),
        sa.Column("pressing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_covers_session_id"),
        sa.ForeignKeyConstraint(["lost_id"], ["people.id"], name="fk_covers_lost_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_covers"),
    )
    op.create_index("ix_covers_state", "covers", ["state"])


def _offers() -> None:
    op.create_table(
        "cover_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.Integer()),
        sa.Column("answered_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_cover_offers_session_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_cover_offers_person_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_cover_offers_asked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_cover_offers"),
        sa.UniqueConstraint(
            "session_id",
            "round",
            "starts_at",
            "person_id",
            name="uq_cover_offers_session_id_round_starts_at_person_id",
        ),
    )
    op.create_index("ix_cover_offers_person_id", "cover_offers", ["person_id"])


def _standbys() -> None:
    op.create_table(
        "standbys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_standbys_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_standbys"),
        sa.UniqueConstraint("person_id", "weekday", "starts", "ends", name="uq_standbys_person_id_weekday_starts_ends"),
    )


def _opt_ins() -> None:
    op.create_table(
        "opt_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("revoked_on", sa.Date()),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["guardian_id"], ["people.id"], name="fk_opt_ins_guardian_id"),
        sa.ForeignKeyConstraint(["student_id"], ["people.id"], name="fk_opt_ins_student_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opt_ins"),
        sa.UniqueConstraint("guardian_id", "student_id", "given_on", name="uq_opt_ins_guardian_id_student_id_given_on"),
    )


def downgrade() -> None:
    for table in ("opt_ins", "standbys", "cover_offers", "covers"):
        op.drop_table(table)
