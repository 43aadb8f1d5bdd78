"""An office in which people report concerns: reported, opened, and what then stands in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from mentoring.acts.concern_files import ConcernFile, log_step, open_concern, take_on
from mentoring.acts.concern_reports import Receipt, report_concern
from mentoring.concerns import ConcernDraft, ConcernKind, Incident, Safe, StepKind
from mentoring.people import Role
from mentoring.tidings import Tiding, Topic
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request, person_row

WORDS = "He said: «my uncle hits me». Please keep it from my mother 😢"
CALLS = {Topic.CONCERN_CALL, Topic.CONCERN_NEW, Topic.CONCERN_DUE}


class Reporting:
    """The office, with a third manager who is nobody's deputy."""

    def __init__(self, engine: Engine) -> None:
        self.office = Office(engine)
        self.office.add_people(person_row("priya", Role.MANAGER, slack_id="U07PRIYA1"))
        self.store, self.match = self.office.store, self.office.active()

    def report(
        self,
        by: str = "ana",
        kind: ConcernKind = ConcernKind.DISCLOSURE,
        *,
        request: str = "",
        at: datetime = NOW,
        about: str = "",
        **more: Any,
    ) -> Receipt:
        usual = {"safe": Safe.UNKNOWN, "words": WORDS, "match_id": self.match.id}
        about_id = self.office[about].id if about else None
        return report_concern(
            self.store,
            actor=self.office[by],
            draft=ConcernDraft(kind, **{**usual, "about_id": about_id, **more}),
            request=request or new_request(),
            at=at,
            policy=POLICY,
        )

    def opens(self, by: str, number: int, *, at: datetime = NOW) -> ConcernFile:
        return open_concern(self.store, actor=self.office[by], incident_id=number, at=at, policy=POLICY)

    def takes(self, by: str, number: int, *, instead_of: str = "", at: datetime = NOW) -> Incident:
        before = self.office[instead_of].id if instead_of else None
        return take_on(self.store, actor=self.office[by], incident_id=number, instead_of=before, at=at)

    def writes(
        self, by: str, number: int, kind: StepKind, note: str = "because", *, request: str = "", at: datetime = NOW
    ) -> None:
        log_step(
            self.store,
            actor=self.office[by],
            incident_id=number,
            kind=kind,
            note=note,
            request=request or new_request(),
            at=at,
            policy=POLICY,
        )

    def incident(self, number: int) -> Incident:
        with self.store.look() as view:
            return view.concerns.many([number])[number]

    def readers(self, number: int) -> set[str]:
        with self.store.look() as view:
            people = view.people.many(view.concerns.readers(number))
        return {person.key for person in people.values()}

    def told(self, *topics: Topic) -> list[tuple[str, str]]:
        """What was written of concerns for whom, in the order in which it was."""
        found = [tiding for tiding in self.tidings() if tiding.topic in (topics or CALLS)]
        return [(tiding.topic, self.key(tiding.reader_id)) for tiding in found]

    def tidings(self) -> Sequence[Tiding]:
        with self.store.look() as view:
            return list(view.tidings.many(range(1, 500)).values())

    def deeds(self, number: int) -> list[tuple[str, str]]:
        with self.store.look() as view:
            found = view.deeds.of(f"concern-{number}")
        return [(deed.action, self.key(deed.actor_id)) for deed in found]

    def key(self, person_id: int | None) -> str:
        with self.store.look() as view:
            people = view.people.many([person_id] if person_id is not None else [])
        return next((person.key for person in people.values()), "")


@pytest.fixture
def reporting(engine: Engine) -> Reporting:
    """On both databases."""
    return Reporting(engine)


@pytest.fixture
def office(sqlite_engine: Engine) -> Reporting:
    return Reporting(sqlite_engine)
