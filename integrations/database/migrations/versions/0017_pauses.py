"""From which day to which matches were paused. Those that are paused now have their pause from the day that the audit
log has; of those that are over only the days of their sessions are known."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    pauses = op.create_table(
        "pauses",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_pauses_match_id"),
        sa.PrimaryKeyConstraint("match_id", "first_day", name="pk_pauses"),
    )
    _take_over_what_is_paused(pauses)


def _take_over_what_is_paused(pauses: sa.Table) -> None:
    conn = op.get_bind()
    matches = sa.table("matches", sa.column("id"), sa.column("state"), sa.column("resumes_on", sa.Date()))
    deeds = sa.table("deeds", sa.column("action"), sa.column("subject"), sa.column("at", sa.DateTime()))
    paused = sa.select(matches.c.id, matches.c.resumes_on)
    for number, resumes_on in conn.execute(
        paused.where(matches.c.state == "paused", matches.c.resumes_on.is_not(None))
    ).all():
        of_match = (deeds.c.action == "match.paused") & (deeds.c.subject == f"match-{number}")
        since = conn.execute(sa.select(sa.func.max(deeds.c.at, type_=sa.DateTime())).where(of_match)).scalar()
        if since is not None:
            span = {"first_day": since.date(), "last_day": resumes_on - timedelta(days=1)}
            conn.execute(sa.insert(pauses).values(match_id=number, **span))


def downgrade() -> None:
    op.drop_table("pauses")
