"""Every table, by topic."""

from integrations.database.tables.agreements import consents, laid_off, leavings, limits, pauses, program_limits, ticks
from integrations.database.tables.base import metadata
from integrations.database.tables.calendars import calendar_days, days_off
from integrations.database.tables.concerns import concern_readers, concern_reports, concern_steps, incidents
from integrations.database.tables.contact import check_ins, check_ins_due, relay_kept, relay_messages
from integrations.database.tables.cover import cover_offers, covers, opt_ins, standbys
from integrations.database.tables.figures import standings
from integrations.database.tables.known_students import known_students
from integrations.database.tables.matches import match_students, matches, programs
from integrations.database.tables.nominations import nomination_likenesses, nomination_marks, nominations
from integrations.database.tables.notes import session_notes, session_plans
from integrations.database.tables.people import contacts, name_words, people, person_roles
from integrations.database.tables.preferences import preferences
from integrations.database.tables.presence import checks, identities, keepings, ledger, recognitions
from integrations.database.tables.rooms import entries, host_writes, retired_rooms, rooms
from integrations.database.tables.sessions import answers, doors, records, sessions, visits
from integrations.database.tables.stepping_in import stepped_in
from integrations.database.tables.tidings import tidings
from integrations.database.tables.trainings import retired_training_rooms, training_entries, training_seats, trainings
from integrations.database.tables.volunteers import volunteers
from integrations.database.tables.work import alert_messages, alerts, deed_names, deeds, duties, requests

__all__ = [
    "alert_messages",
    "alerts",
    "answers",
    "calendar_days",
    "check_ins",
    "check_ins_due",
    "checks",
    "concern_readers",
    "concern_reports",
    "concern_steps",
    "consents",
    "contacts",
    "cover_offers",
    "covers",
    "days_off",
    "deed_names",
    "deeds",
    "doors",
    "duties",
    "entries",
    "host_writes",
    "identities",
    "incidents",
    "keepings",
    "known_students",
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
    "pauses",
    "people",
    "person_roles",
    "preferences",
    "program_limits",
    "programs",
    "recognitions",
    "records",
    "relay_kept",
    "relay_messages",
    "requests",
    "retired_rooms",
    "retired_training_rooms",
    "rooms",
    "session_notes",
    "session_plans",
    "sessions",
    "standbys",
    "standings",
    "stepped_in",
    "ticks",
    "tidings",
    "training_entries",
    "training_seats",
    "trainings",
    "visits",
    "volunteers",
]
