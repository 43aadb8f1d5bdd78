"""The database as one store of transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from integrations.database.agreements import (
    SqlCarryingLimits,
    SqlConsents,
    SqlLaidOff,
    SqlLeavings,
    SqlPauses,
    SqlTicks,
)
from integrations.database.alerts import SqlAlerts
from integrations.database.calendars import SqlCalendars, SqlDaysOff
from integrations.database.checkins import SqlCheckIns
from integrations.database.concerns import SqlConcerns
from integrations.database.cover import SqlCovers, SqlOffers, SqlOptIns, SqlStandbys
from integrations.database.deeds import SqlDeeds
from integrations.database.dosage import SqlHours
from integrations.database.duties import SqlDuties
from integrations.database.engine import for_reading
from integrations.database.examiner import DatabaseExaminer
from integrations.database.figures import SqlFigures
from integrations.database.known_students import SqlKnownStudents
from integrations.database.matches import SqlMatches, SqlPrograms
from integrations.database.nominations import SqlNominations
from integrations.database.notes import SqlNoted, SqlPlans
from integrations.database.people import SqlContacts, SqlPeople, SqlRequests
from integrations.database.platforms import (
    SqlChecks,
    SqlHostWrites,
    SqlIdentities,
    SqlKeepings,
    SqlRecognitions,
)
from integrations.database.preferences import SqlVolunteerPreferences
from integrations.database.presence import SqlAnswers, SqlDoors, SqlLedger, SqlRecords
from integrations.database.relay import SqlRelay
from integrations.database.sessions import SqlRooms, SqlSessions
from integrations.database.stepping_in import SqlSteppingIn
from integrations.database.tidings import SqlTidings
from integrations.database.trainings import SqlTrainings
from integrations.database.volunteers import SqlVolunteers
from mentoring.store import Vault


class SqlWork:
    """One transaction with its repositories."""

    def __init__(self, conn: Connection, vault: Vault) -> None:
        self.requests, self.people, self.contacts = SqlRequests(conn), SqlPeople(conn, vault), SqlContacts(conn)
        self.programs, self.matches = SqlPrograms(conn), SqlMatches(conn, vault)
        self.sessions, self.rooms = SqlSessions(conn), SqlRooms(conn, vault)
        self.duties, self.alerts = SqlDuties(conn), SqlAlerts(conn)
        self.ledger, self.doors = SqlLedger(conn, vault), SqlDoors(conn)
        self.keepings, self.identities = SqlKeepings(conn), SqlIdentities(conn)
        self.recognitions, self.host_writes, self.checks = SqlRecognitions(conn), SqlHostWrites(conn), SqlChecks(conn)
        self.tidings, self.nominations = SqlTidings(conn, vault), SqlNominations(conn, vault)
        self.stepped_in = SqlSteppingIn(conn)
        self.known_students, self.preferences = SqlKnownStudents(conn), SqlVolunteerPreferences(conn)
        self.calendars, self.days_off, self.hours = SqlCalendars(conn), SqlDaysOff(conn), SqlHours(conn)
        self.figures = SqlFigures(conn, vault)
        self.consents, self.leavings = SqlConsents(conn, vault), SqlLeavings(conn, vault)
        self.laid_off, self.ticks, self.limits = SqlLaidOff(conn), SqlTicks(conn), SqlCarryingLimits(conn)
        self.pauses = SqlPauses(conn)
        self.covers, self.offers = SqlCovers(conn), SqlOffers(conn)
        self.standbys, self.opt_ins = SqlStandbys(conn), SqlOptIns(conn)
        self.volunteers, self.trainings = SqlVolunteers(conn), SqlTrainings(conn, vault)
        self.relay, self.check_ins = SqlRelay(conn, vault), SqlCheckIns(conn, vault)
        self.concerns = SqlConcerns(conn, vault)
        self.notes, self.plans = SqlNoted(conn, vault), SqlPlans(conn, vault)
        self.answers, self.records, self.deeds = SqlAnswers(conn), SqlRecords(conn), SqlDeeds(conn)


class SqlStore:
    """Threads may share it; each transaction has a connection of its own."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._engine, self._vault = engine, vault
        self._writing, self._reading = engine.execution_options(writes=True), for_reading(engine)

    @contextmanager
    def begin(self) -> Iterator[SqlWork]:
        with self._writing.begin() as conn:
            yield SqlWork(conn, self._vault)

    @contextmanager
    def look(self) -> Iterator[SqlWork]:
        with self._reading.connect() as conn:
            yield SqlWork(conn, self._vault)

    def reachable(self) -> bool:
        try:
            with self._engine.connect() as conn:
                conn.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def examiner(self, *, expects_webhooks: bool) -> DatabaseExaminer:
        return DatabaseExaminer(self._engine, expects_webhooks=expects_webhooks)

    def close(self) -> None:
        self._engine.dispose()
