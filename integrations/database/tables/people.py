"""People, and how they are found and reached."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from integrations.database.tables.base import metadata, person_column
from integrations.database.types import UtcDateTime

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
    Column("sealed_phone", Text),
    Column("language", String(16), nullable=False),
    Column("adult", Boolean, nullable=False),
    Column("interviewed_on", Date),
    Column("trained_on", Date),
    Column("agreement_on", Date),
    Column("background_check_until", Date),
    Column("guardian_opted_in_on", Date),
    person_column("guardian_id", nullable=True),
    person_column("deputy_id", nullable=True),
    Column("school", String(200)),
    Column("timezone", String(64)),
    Column("chosen_language", String(16)),
    Column("chosen_timezone", String(64)),
    Column("links_since", UtcDateTime),
    Index("ix_people_guardian_id", "guardian_id"),
)

_WORD = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Names are found by the range of words that begin alike, which only the order of code points keeps together."""

name_words = Table(
    "name_words",
    metadata,
    person_column(),
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
