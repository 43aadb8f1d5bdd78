"""Every table, by topic."""

from integrations.database.tables.agreements import consents, laid_off, leavings, limits, ticks
from integrations.database.tables.base import metadata
from integrations.database.tables.calendars import calendar_days, days_off
from integrations.database.tables.contact import check_ins, check_ins_due, relay_messages
from integrations.database.tables.cover import cover_offers, covers, opt_ins, standbys
from integrations.database.tables.figures import standings
from integrations.database.tables.matches import match_students, matches, programs
from integrations.database.tables.nominations import nomination_likenesses, nomination_marks, nominations
from integrations.database.tables.people import contacts, name_words, people, person_roles
from integrations.database.tables.presence import checks, identities, keepings, ledger, recognitions
from integrations.database.tables.rooms import entries, host_writes, retired_rooms, rooms
from integrations.database.tables.sessions import answers, doors, records, sessions, visits
from integrations.database.tables.tidings import tidings
from integrations.database.tables.trainings import training_entries, training_seats, trainings
from integrations.database.tables.volunteers import volunteers
from integrations.database.tables.work import alert_messages, alerts, deeds, duties, requests

__all__ = [
    "alert_messages",
    "alerts",
    "answers",
    "calendar_days",
    "check_ins",
    "check_ins_due",
    "checks",
    "consents",
    "contacts",
    "cover_offers",
    "covers",
    "days_off",
    "deeds",
    "doors",
    "duties",
    "entries",
    "host_writes",
    "identities",
    "keepings",
    "laid_off",
    "leavings",
    "ledger",
    "limits",
    "match_students",
    "matches",
    "metadata",
    "name_words",
    "nomination_likenesses",
    "nomination_marks",
    "nominations",
    "opt_ins",
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
    "standbys",
    "standings",
    "ticks",
    "tidings",
    "training_entries",
    "training_seats",
    "trainings",
    "visits",
    "volunteers",
]
