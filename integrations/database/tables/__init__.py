"""Every table, by topic."""

from integrations.database.tables.base import metadata
from integrations.database.tables.contact import check_ins, check_ins_due, relay_messages
from integrations.database.tables.matches import match_students, matches, programs
from integrations.database.tables.people import contacts, name_words, people, person_roles
from integrations.database.tables.presence import checks, identities, keepings, ledger, recognitions
from integrations.database.tables.rooms import entries, host_writes, retired_rooms, rooms
from integrations.database.tables.sessions import answers, doors, records, sessions, visits
from integrations.database.tables.tidings import tidings
from integrations.database.tables.work import alert_messages, alerts, deeds, duties, requests

__all__ = [
    "alert_messages",
    "alerts",
    "answers",
    "check_ins",
    "check_ins_due",
    "checks",
    "contacts",
    "deeds",
    "doors",
    "duties",
    "entries",
    "host_writes",
    "identities",
    "keepings",
    "ledger",
    "match_students",
    "matches",
    "metadata",
    "name_words",
    "people",
    "person_roles",
    "programs",
    "recognitions",
    "records",
    "relay_messages",
    "requests",
    "retired_rooms",
    "rooms",
    "sessions",
    "tidings",
    "visits",
]
