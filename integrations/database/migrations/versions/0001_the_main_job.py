"""People, programs, matches, sessions, rooms, duties, alerts and evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _people()
    _names()
    _programs()
    _matches()
    _sessions()
    _rooms()
    _duties()
    _alerts()
    _evidence()
    _outcomes()


def downgrade() -> None:
    newest_first = (
        *("deeds", "records", "answers", "visits", "doors", "ledger", "alert_messages"),
        *("alerts", "duties", "entries", "rooms", "sessions", "match_students", "matches"),
        *("requests", "programs", "contacts", "name_words", "person_roles", "people"),
    )
    for table in newest_first:
        op.drop_table(table)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded_name", sa.String(length=400), nullable=False),
        sa.Column("sealed_email", sa.Text()),
        sa.Column("email_fingerprint", sa.String(length=64)),
        sa.Column("slack_user_id", sa.String(length=32)),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("adult", sa.Boolean(), nullable=False),
        sa.Column("interviewed_on", sa.Date()),
        sa.Column("trained_on", sa.Date()),
        sa.Column("agreement_on", sa.Date()),
        sa.Column("background_check_until", sa.Date()),
        sa.Column("guardian_opted_in_on", sa.Date()),
        sa.Column("guardian_id", sa.Integer()),
        sa.Column("deputy_id", sa.Integer()),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name="fk_people_deputy_id"),
        sa.ForeignKeyConstraint(["guardian_id"], ["people.id"], name="fk_people_guardian_id"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email_fingerprint", name="uq_people_email_fingerprint"),
        sa.UniqueConstraint("key", name="uq_people_key"),
        sa.UniqueConstraint("slack_user_id", name="uq_people_slack_user_id"),
    )
    op.create_index("ix_people_folded_name", "people", ["folded_name"])


def _names() -> None:
    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_roles_person_id"),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_person_roles"),
    )
    op.create_index("ix_person_roles_role", "person_roles", ["role"])
    op.create_table(
        "name_words",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "word",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_name_words_person_id"),
    )
    op.create_index("ix_name_words_person_id", "name_words", ["person_id"])
    op.create_index("ix_name_words_word", "name_words", ["word"])
    op.create_table(
        "contacts",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contacts_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_contacts"),
    )


def _programs() -> None:
    op.create_table(
        "programs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("model", sa.String(length=16), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_programs"),
        sa.UniqueConstraint("key", name="uq_programs_key"),
    )
    op.create_table(
        "requests",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=64)),
        sa.PrimaryKeyConstraint("key", name="pk_requests"),
    )


def _matches() -> None:
    op.create_table(
        "matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100)),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("monitor_id", sa.Integer(), nullable=False),
        sa.Column("monitor_kind", sa.String(length=16), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("time", sa.Time(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("sealed_link", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True)),
        sa.Column("released_by", sa.Integer()),
        sa.ForeignKeyConstraint(["manager_id"], ["people.id"], name="fk_matches_manager_id"),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name="fk_matches_mentor_id"),
        sa.ForeignKeyConstraint(["monitor_id"], ["people.id"], name="fk_matches_monitor_id"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_matches_program_id"),
        sa.ForeignKeyConstraint(["released_by"], ["people.id"], name="fk_matches_released_by"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
        sa.UniqueConstraint("key", name="uq_matches_key"),
    )
    op.create_index("ix_matches_manager_id_state", "matches", ["manager_id", "state"])
    op.create_index("ix_matches_mentor_id", "matches", ["mentor_id"])
    op.create_index("ix_matches_monitor_id", "matches", ["monitor_id"])
    op.create_index("ix_matches_state", "matches", ["state"])


def _sessions() -> None:
    op.create_table(
        "match_students",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_match_students_match_id"),
        sa.ForeignKeyConstraint(["student_id"], ["people.id"], name="fk_match_students_student_id"),
        sa.PrimaryKeyConstraint("match_id", "student_id", name="pk_match_students"),
    )
    op.create_index("ix_match_students_student_id", "match_students", ["student_id"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("monitor_id", sa.Integer(), nullable=False),
        sa.Column("monitor_kind", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name="fk_sessions_match_id"),
        sa.ForeignKeyConstraint(["monitor_id"], ["people.id"], name="fk_sessions_monitor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("match_id", "day", name="uq_sessions_match_id_day"),
    )
    op.create_index("ix_sessions_monitor_id_starts_at", "sessions", ["monitor_id", "starts_at"])
    op.create_index("ix_sessions_starts_at", "sessions", ["starts_at"])


def _rooms() -> None:
    op.create_table(
        "rooms",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("effect_key", sa.String(length=100), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("platform", sa.String(length=16)),
        sa.Column("meeting_id", sa.String(length=100)),
        sa.Column("sealed_address", sa.Text()),
        sa.Column("host", sa.String(length=200)),
        sa.Column("proven_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_rooms_session_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_rooms"),
        sa.UniqueConstraint("effect_key", name="uq_rooms_effect_key"),
        sa.UniqueConstraint("meeting_id", name="uq_rooms_meeting_id"),
    )
    op.create_index("ix_rooms_host", "rooms", ["host"])
    op.create_table(
        "entries",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=200), nullable=False),
        sa.Column("sealed_address", sa.Text()),
        sa.Column("opens_room", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_entries_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_entries_session_id"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name="pk_entries"),
    )


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.String(length=100), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("person_id", sa.Integer()),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("interrupted", sa.Boolean(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_duties_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_duties"),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "kind", "occurrence", name="uq_duties_subject_kind_subject_id_kind_occurrence"
        ),
    )
    op.create_index("ix_duties_state_kind_due_at", "duties", ["state", "kind", "due_at"])


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
        sa.Column("acknowledged_by", sa.Integer()),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True)),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["people.id"], name="fk_alerts_acknowledged_by"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_alerts_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("session_id", "reason", name="uq_alerts_session_id_reason"),
    )
    op.create_index("ix_alerts_state", "alerts", ["state"])
    op.create_table(
        "alert_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_alert_messages_alert_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_alert_messages_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert_messages"),
        sa.UniqueConstraint("alert_id", "mark", name="uq_alert_messages_alert_id_mark"),
    )
    op.create_index("ix_alert_messages_mark", "alert_messages", ["mark"])


def _evidence() -> None:
    op.create_table(
        "ledger",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("meeting_id", sa.String(length=100), nullable=False),
        sa.Column("instance", sa.String(length=100), nullable=False),
        sa.Column("happening", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("connection", sa.String(length=100), nullable=False),
        sa.Column("sealed_identities", sa.Text(), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_ledger"),
    )
    op.create_index("ix_ledger_meeting_id", "ledger", ["meeting_id"])
    op.create_table(
        "doors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_doors_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_doors_session_id"),
        sa.PrimaryKeyConstraint("id", name="pk_doors"),
        sa.UniqueConstraint("session_id", "person_id", name="uq_doors_session_id_person_id"),
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("let_in", sa.Boolean(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["door_id"], ["doors.id"], name="fk_visits_door_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
    )
    op.create_index("ix_visits_door_id", "visits", ["door_id"])


def _outcomes() -> None:
    op.create_table(
        "answers",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_answers_person_id"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_answers_session_id"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name="pk_answers"),
    )
    op.create_table(
        "records",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("covered", sa.Boolean()),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_records_session_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_records"),
    )
    op.create_table(
        "deeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name="fk_deeds_actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deeds"),
    )
    op.create_index("ix_deeds_subject", "deeds", ["subject"])
