"""The small program with a calendar, as managers keep it."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Engine

from mentoring.acts.calendars import Outcome, add_days, call_snow_day, remove_days, take_back_snow_day
from mentoring.calendars import DayKind
from mentoring.duties import DutyKind, DutyState, session_subject
from mentoring.matches import Match
from mentoring.people import Role
from mentoring.sessions import Session, SessionState
from mentoring.tidings import Tiding, Topic
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, Office, new_request, person_row


class School(Office):
    """The office with a calendar: Luis goes to Holland, Mia to Condon, Amara to no school that we know of."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        with self.store.begin() as work:
            work.people.save(person_row("luis", Role.STUDENT, school="Holland School"))
            work.people.save(person_row("mia", Role.STUDENT, school="Condon K-8"))

    def snow(
        self,
        day: date = FIRST_DAY,
        school: str | None = None,
        *,
        by: str = "dana",
        request: str = "",
        at: datetime = NOW,
    ) -> Outcome:
        request = request or new_request()
        return call_snow_day(self.store, actor=self[by], day=day, school=school, request=request, at=at, policy=POLICY)

    def undo(self, day: date = FIRST_DAY, school: str | None = None, *, at: datetime = NOW) -> Outcome:
        return take_back_snow_day(
            self.store, actor=self["dana"], day=day, school=school, request=new_request(), at=at, policy=POLICY
        )

    def add(
        self,
        day: date = FIRST_DAY,
        last: date | None = None,
        *,
        kind: DayKind = DayKind.NO_SCHOOL,
        school: str | None = None,
        released_at: time | None = None,
        at: datetime = NOW,
    ) -> Outcome:
        return add_days(
            self.store,
            actor=self["dana"],
            first=day,
            last=last or day,
            kind=kind,
            label="Veterans Day",
            school=school,
            released_at=released_at,
            request=new_request(),
            at=at,
            policy=POLICY,
        )

    def remove(self, day: date = FIRST_DAY, last: date | None = None, *, at: datetime = NOW) -> Outcome:
        return remove_days(
            self.store, actor=self["dana"], first=day, last=last or day, request=new_request(), at=at, policy=POLICY
        )

    def on(self, match: Match, day: date) -> Session | None:
        return next((session for session in self.sessions(match) if session.day == day), None)

    def state(self, match: Match, day: date = FIRST_DAY) -> SessionState | None:
        session = self.on(match, day)
        return session.state if session is not None else None

    def tidings(self, topic: Topic) -> list[Tiding]:
        with self.store.look() as view:
            return [tiding for tiding in view.tidings.many(range(1, 500)).values() if tiding.topic is topic]

    def readers(self, topic: Topic) -> list[str]:
        names = {person.id: person.key for person in self._people.values()}
        return sorted(names[tiding.reader_id] for tiding in self.tidings(topic))

    def waiting(self, session: Session) -> set[DutyKind]:
        return {
            DutyKind(row.kind) for row in self.duties(session_subject(session.id)) if row.state == DutyState.WAITING
        }
