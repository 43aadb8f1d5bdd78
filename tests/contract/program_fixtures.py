"""A small program in a real store: two managers, their volunteers and families, and a match that is easily made."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Engine, Row, Table, func, insert, select

from integrations.database.store import SqlStore
from integrations.database.tables import duties, metadata
from mentoring.acts.answering import Notice
from mentoring.acts.matchmaking import confirm_match, create_match, propose_match, release_match
from mentoring.acts.opting import take_roster_words
from mentoring.duties import DutyKind, Subject, session_subject
from mentoring.matches import Match, MatchDraft, MonitorKind
from mentoring.people import Clearance, Person, Role
from mentoring.policy import Policy
from mentoring.programs import Model, Program
from mentoring.rooms import Platform
from mentoring.rosters import PersonRow, ProgramRow
from mentoring.sessions import Session
from mentoring.slots import Slot, Weekday
from tests.contract.database_fixtures import VAULT

POLICY = Policy()
NOW = datetime(2026, 10, 26, 12, tzinfo=UTC)
"""A Monday, 8:00 AM in New York, six days before the clocks go back."""
TUESDAY = Slot(Weekday.TU, time(16, 30))
FIRST_DAY = date(2026, 10, 27)
CLEARED = Clearance(date(2026, 7, 1), date(2026, 8, 1), date(2026, 8, 2), date(2028, 7, 1))

_requests = itertools.count(1)


def person_row(key: str, *roles: Role, **more: Any) -> PersonRow:
    blank = PersonRow(
        line=0,
        key=key,
        name=f"{key.title()} Example",
        roles=frozenset(roles),
        email=f"{key}@example.org",
        slack_id=None,
        language="en",
        clearance=Clearance(),
        adult=True,
        guardian=None,
        guardian_opted_in_on=None,
        deputy=None,
    )
    return replace(blank, **more)


def program_row(key: str, model: Model = Model.INDEPENDENT, **more: Any) -> ProgramRow:
    blank = ProgramRow(key, key.upper(), model, "America/New_York", date(2026, 9, 14), date(2027, 6, 18))
    return replace(blank, **more)


PEOPLE = (
    person_row("dana", Role.MANAGER, slack_id="U07DANA01", deputy="marcus"),
    person_row("marcus", Role.MANAGER, slack_id="U07MARCUS"),
    person_row("ana", Role.MENTOR, slack_id="U07ANA", clearance=CLEARED),
    person_row("ben", Role.MENTOR, clearance=CLEARED),
    person_row("gus", Role.MENTOR),
    person_row("ruth", Role.PROCTOR, slack_id="U07RUTH", clearance=CLEARED),
    person_row("sam", Role.PROCTOR, clearance=CLEARED),
    person_row("carol", Role.TEACHER),
    person_row("grace", Role.GUARDIAN, guardian_opted_in_on=date(2026, 9, 1)),
    person_row("amara", Role.STUDENT, email=None, adult=False, guardian="grace"),
    person_row("luis", Role.STUDENT),
    person_row("mia", Role.STUDENT),
)


_grown: dict[str, list[tuple[Table, list[dict[str, Any]]]]] = {}
"""The rows of the program by kind of database, as they stood when it was set up the first time."""


def plant(engine: Engine) -> None:
    """Thousands of tests begin with the same people: after the first time their rows are written as they were."""
    kind = engine.dialect.name
    if kind not in _grown:
        _set_up(SqlStore(engine, VAULT))
        with engine.connect() as conn:
            found = [(t, [dict(row) for row in conn.execute(select(t)).mappings()]) for t in metadata.sorted_tables]
        _grown[kind] = [(table, rows) for table, rows in found if rows]
        return
    with engine.begin() as conn:
        for table, rows in _grown[kind]:
            conn.execute(insert(table).values(rows))
            if kind == "postgresql" and "id" in table.c:
                counter = func.pg_get_serial_sequence(table.name, "id")
                conn.execute(select(func.setval(counter, max(row["id"] for row in rows))))


def _set_up(store: SqlStore) -> None:
    with store.begin() as work:
        for row in PEOPLE:
            work.people.save(row)
        for row in PEOPLE:
            work.people.link(row)
        take_roster_words(work, PEOPLE, at=NOW)
        work.programs.save(program_row("ils"))
        work.programs.save(program_row("school", Model.IN_CLASS))


class Office:
    """The program as its managers run it."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.store = engine, SqlStore(engine, VAULT)
        plant(engine)
        with self.store.look() as view:
            self.program, self.school = view.programs.all()
            self._people = {person.key: person for person in view.people.all()}

    def __getitem__(self, key: str) -> Person:
        return self._people[key]

    def ids(self, *keys: str) -> tuple[int, ...]:
        return tuple(self[key].id for key in keys)

    def add_program(self, key: str, model: Model = Model.INDEPENDENT, **more: Any) -> Program:
        with self.store.begin() as work:
            return work.programs.save(program_row(key, model, **more))[0]

    def add_people(self, *rows: PersonRow) -> None:
        with self.store.begin() as work:
            for row in rows:
                work.people.save(row)
            for row in rows:
                work.people.link(row)
            self._people = {person.key: person for person in work.people.all()}

    def draft(self, mentor: str = "ana", student: str = "luis", monitor: str = "ruth", **more: Any) -> MatchDraft:
        blank = MatchDraft(
            program_id=self.program.id,
            mentor_id=self[mentor].id,
            student_ids=self.ids(student),
            monitor_id=self[monitor].id,
            monitor_kind=MonitorKind.PROCTOR,
            slot=TUESDAY,
            platform=Platform.GOOGLE_MEET,
            starts_on=FIRST_DAY,
        )
        return replace(blank, **more)

    def in_class(self, **more: Any) -> MatchDraft:
        return self.draft(
            monitor="carol",
            program_id=self.school.id,
            monitor_kind=MonitorKind.TEACHER,
            platform=Platform.EXTERNAL,
            link="https://class.example.org/5b",
            **more,
        )

    def create(self, draft: MatchDraft, *, by: str = "dana", request: str = "", at: datetime = NOW) -> Match:
        return create_match(
            self.store, actor=self[by], draft=draft, request=request or new_request(), at=at, policy=POLICY
        )

    def confirm(
        self, match: Match, starts_on: date | None = None, *, by: str = "dana", request: str = "", at: datetime = NOW
    ) -> Match:
        return confirm_match(
            self.store,
            actor=self[by],
            match_id=match.id,
            starts_on=starts_on,
            request=request or new_request(),
            at=at,
            policy=POLICY,
        )

    def release(self, match: Match, *, by: str = "dana", request: str = "", at: datetime = NOW) -> Match:
        return release_match(
            self.store, actor=self[by], match_id=match.id, request=request or new_request(), at=at, policy=POLICY
        )

    def active(self, draft: MatchDraft | None = None, *, at: datetime = NOW) -> Match:
        """Agreed on paper, without anybody having been asked."""
        with self.store.begin() as work:
            match = propose_match(work, self["dana"], draft or self.draft(), at=at, policy=POLICY)
        return self.release(self.confirm(match, at=at), at=at)

    def sessions(self, match: Match) -> Sequence[Session]:
        with self.store.look() as view:
            return view.sessions.of_match(match.id)

    def first_session(self, draft: MatchDraft | None = None) -> Session:
        """The first session of a match that was just released."""
        return self.sessions(self.active(draft))[0]

    def duties(self, subject: Subject, *kinds: DutyKind) -> Sequence[Row[Any]]:
        """The rows of the duties about that subject, of these kinds or of all, by their time."""
        about = (duties.c.subject_kind == subject.kind) & (duties.c.subject_id == subject.id)
        query = select(duties).where(about, duties.c.kind.in_(kinds or DutyKind)).order_by(duties.c.due_at, duties.c.id)
        with self.engine.connect() as conn:
            return conn.execute(query).all()

    def told(self, session: Session) -> list[tuple[str, int]]:
        """What is to be told about that session, and whom."""
        return [
            (Notice.read(row.occurrence).topic, row.person_id)
            for row in self.duties(session_subject(session.id), DutyKind.TELL)
        ]

    def deeds(self, subject: str) -> list[str]:
        with self.store.look() as view:
            return [deed.action for deed in view.deeds.of(subject)]

    def session(self, session_id: int) -> Session:
        with self.store.look() as view:
            return view.sessions.get(session_id)


def new_request() -> str:
    """The name of a request that nobody has made before."""
    return f"request-{next(_requests)}"


@pytest.fixture
def office(sqlite_engine: Engine) -> Office:
    return Office(sqlite_engine)
