"""Every table. Columns named `sealed_…` are unreadable without the secret key."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from integrations.database.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _person(name: str = "person_id", *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey("people.id"), nullable=nullable)


def _session(*, primary_key: bool = False) -> Column[int]:
    return Column("session_id", Integer, ForeignKey("sessions.id"), nullable=False, primary_key=primary_key)


requests = Table(
    "requests",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String(64)),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("folded_name", String(400), nullable=False, index=True),
    Column("sealed_email", Text),
    Column("email_fingerprint", String(64), unique=True),
    Column("slack_user_id", String(32), unique=True),
    Column("language", String(16), nullable=False),
    Column("adult", Boolean, nullable=False),
    Column("interviewed_on", Date),
    Column("trained_on", Date),
    Column("agreement_on", Date),
    Column("background_check_until", Date),
    Column("guardian_opted_in_on", Date),
    _person("guardian_id", nullable=True),
    _person("deputy_id", nullable=True),
)

_WORD = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Names are found by the range of words that begin alike, which only the order of code points keeps together."""

name_words = Table(
    "name_words",
    metadata,
    _person(),
    Column("word", _WORD, nullable=False),
    Index("ix_name_words_word", "word"),
    Index("ix_name_words_person_id", "person_id"),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("role", String(16), primary_key=True),
    Index("ix_person_roles_role", "role"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("channel", String(32), nullable=False),
)

programs = Table(
    "programs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("model", String(16), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(100), unique=True),
    Column("program_id", Integer, ForeignKey("programs.id"), nullable=False),
    _person("mentor_id"),
    _person("monitor_id"),
    Column("monitor_kind", String(16), nullable=False),
    _person("manager_id"),
    Column("weekday", SmallInteger, nullable=False),
    Column("time", Time, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("platform", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("starts_on", Date),
    Column("sealed_link", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime),
    _person("released_by", nullable=True),
    Index("ix_matches_manager_id_state", "manager_id", "state"),
    Index("ix_matches_mentor_id", "mentor_id"),
    Index("ix_matches_monitor_id", "monitor_id"),
    Index("ix_matches_state", "state"),
)

match_students = Table(
    "match_students",
    metadata,
    Column("match_id", Integer, ForeignKey("matches.id"), primary_key=True),
    Column("student_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("place", SmallInteger, nullable=False),
    Index("ix_match_students_student_id", "student_id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("match_id", Integer, ForeignKey("matches.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    _person("monitor_id"),
    Column("monitor_kind", String(16), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("held_on", Date),
    Column("version", SmallInteger, nullable=False, server_default="1"),
    UniqueConstraint("match_id", "day"),
    Index("ix_sessions_starts_at", "starts_at"),
    Index("ix_sessions_monitor_id_starts_at", "monitor_id", "starts_at"),
)

rooms = Table(
    "rooms",
    metadata,
    _session(primary_key=True),
    Column("effect_key", String(100), nullable=False, unique=True),
    Column("attempted_at", UtcDateTime, nullable=False),
    Column("platform", String(16)),
    Column("meeting_id", String(100), unique=True),
    Column("sealed_address", Text),
    Column("host", String(200)),
    Column("proven_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("generation", SmallInteger, nullable=False, server_default="1"),
    Index("ix_rooms_host", "host"),
)

retired_rooms = Table(
    "retired_rooms",
    metadata,
    Column("session_id", Integer, ForeignKey("sessions.id"), primary_key=True),
    Column("generation", SmallInteger, primary_key=True),
    Column("effect_key", String(100), nullable=False),
    Column("attempted_at", UtcDateTime, nullable=False),
    Column("platform", String(16)),
    Column("meeting_id", String(100)),
    Column("sealed_address", Text),
    Column("host", String(200)),
    Column("retired_at", UtcDateTime, nullable=False),
    Index("ix_retired_rooms_meeting_id", "meeting_id"),
)

host_writes = Table(
    "host_writes",
    metadata,
    Column("host", String(200), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("spent", SmallInteger, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    _session(primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("identity", String(200), nullable=False),
    Column("sealed_address", Text),
    Column("opens_room", Boolean, nullable=False),
)

duties = Table(
    "duties",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject_kind", String(16), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("occurrence", String(100), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    _person(nullable=True),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("interrupted", Boolean, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("note", String(500), nullable=False),
    UniqueConstraint("subject_kind", "subject_id", "kind", "occurrence"),
    Index("ix_duties_state_kind_due_at", "state", "kind", "due_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", Integer, ForeignKey("sessions.id"), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("round", SmallInteger, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    _person("acknowledged_by", nullable=True),
    Column("acknowledged_at", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    UniqueConstraint("session_id", "reason"),
    Index("ix_alerts_state", "state"),
)

alert_messages = Table(
    "alert_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", Integer, ForeignKey("alerts.id"), nullable=False),
    _person(),
    Column("channel", String(32), nullable=False),
    Column("ts", String(32), nullable=False),
    Column("mark", String(100), nullable=False, index=True),
    UniqueConstraint("alert_id", "mark"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("meeting_id", String(100), nullable=False),
    Column("instance", String(100), nullable=False),
    Column("happening", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("connection", String(100), nullable=False),
    Column("sealed_identities", Text, nullable=False),
    Column("display_name", String(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("source", String(16), nullable=False, server_default="zoom_webhook"),
    Index("ix_ledger_meeting_id", "meeting_id"),
    Index("ix_ledger_instance", "instance"),
)

keepings = Table(
    "keepings",
    metadata,
    Column("key", String(255), primary_key=True),
    _session(),
    Column("keeping", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("running", Boolean, nullable=False),
    Column("noticed_at", UtcDateTime, nullable=False),
    Index("ix_keepings_session_id", "session_id"),
)

identities = Table(
    "identities",
    metadata,
    Column("identity", String(200), primary_key=True),
    _person(),
    Column("how", String(16), nullable=False),
    Column("learned_at", UtcDateTime, nullable=False),
    Index("ix_identities_person_id", "person_id"),
)

recognitions = Table(
    "recognitions",
    metadata,
    _session(primary_key=True),
    Column("connection", String(255), primary_key=True),
    _person(),
    _person("by"),
    Column("at", UtcDateTime, nullable=False),
)

checks = Table(
    "checks",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("fix", Text, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
)

doors = Table(
    "doors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", Integer, ForeignKey("sessions.id"), nullable=False),
    _person(),
    Column("revoked_at", UtcDateTime),
    UniqueConstraint("session_id", "person_id"),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("door_id", Integer, ForeignKey("doors.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("let_in", Boolean, nullable=False),
    Column("opened", Boolean, nullable=False),
    Index("ix_visits_door_id", "door_id"),
)

answers = Table(
    "answers",
    metadata,
    _session(primary_key=True),
    Column("person_id", Integer, ForeignKey("people.id"), primary_key=True),
    Column("answer", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

records = Table(
    "records",
    metadata,
    _session(primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("covered", Boolean),
    Column("body", JSON, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
)

deeds = Table(
    "deeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    _person("actor_id", nullable=True),
    Column("action", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_deeds_subject", "subject"),
)
