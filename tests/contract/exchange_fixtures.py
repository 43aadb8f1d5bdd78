"""A house in which something of every kind of table has happened, by the product's own acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from integrations.database.store import SqlStore
from integrations.database.tables import metadata
from mentoring.acts.calendar_import import take_calendar_in
from mentoring.acts.calendars import add_days, remove_days
from mentoring.acts.checking_in import log_check_in
from mentoring.acts.consenting import answer_match
from mentoring.acts.exchange import EXCHANGES
from mentoring.acts.exchange.shape import House
from mentoring.acts.exchange.taking import Filed, take_everything, take_table
from mentoring.acts.exporting import whole_roster
from mentoring.acts.importing import Imported, RowReport
from mentoring.acts.limiting import set_limit
from mentoring.acts.opting import give_word, take_word_back
from mentoring.acts.queueing import decline, withdraw
from mentoring.acts.training import join_training, plan_training
from mentoring.acts.volunteering import record_step
from mentoring.attendance import Attendance, Attended
from mentoring.calendars import CalendarDay, DayKind
from mentoring.checkins import Part, Way
from mentoring.consents import Choice
from mentoring.limits import LimitKind
from mentoring.matches import MonitorKind
from mentoring.nominations import DeclineReason
from mentoring.people import HowGiven, Role
from mentoring.rooms import Platform
from mentoring.rosters import read_roster
from mentoring.rosters.writing import write_roster
from mentoring.slots import Slot, Weekday
from mentoring.tables.reading import read_table, write_table
from mentoring.trainings import SeatState, TrainingDraft, TrainingState
from mentoring.volunteers import Interview, Screening, Step, StepTaken
from tests.contract.database_fixtures import VAULT
from tests.contract.nomination_fixtures import GUARDIAN, NAMES, STUDENT, TEACHER, Intake
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request, person_row

ZONE = ZoneInfo("America/New_York")
HOUSE = House(NOW, POLICY, NAMES)
TODAY = date(2026, 10, 26)
WHY = "=1+1, «tak» 🙂 مرحبا"
"""A formula, a comma, an emoji and writing from the right, in one cell."""


class Files:
    """A house, and the text of its tables."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.store = engine, SqlStore(engine, VAULT)

    def roster(self) -> str:
        return write_roster(whole_roster(self.store))

    def text(self, kind: str) -> str:
        exchange = EXCHANGES[kind]
        with self.store.look() as view:
            rows = sorted(exchange.rows(view), key=lambda row: tuple(map(str, exchange.table.key_of(row))))
        return write_table(exchange.table, rows)

    def everything(self) -> dict[str, str]:
        return {kind: self.text(kind) for kind in EXCHANGES}

    def take(self, kind: str, text: str, *, at: datetime = NOW, rehearse: bool = False) -> Imported:
        return take_table(self.store, filed(kind, text), house=replace(HOUSE, at=at), rehearse=rehearse)

    def take_all(self, roster: str, texts: Mapping[str, str], *, at: datetime = NOW) -> Mapping[str, Imported]:
        files = [filed(kind, text) for kind, text in texts.items()]
        return take_everything(self.store, read_roster(roster), files, house=replace(HOUSE, at=at))

    def dump(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        with self.engine.connect() as conn:
            return {name: list(conn.execute(select(table)).all()) for name, table in metadata.tables.items()}

    def deeds(self, action: str) -> list[tuple[str, str, str, str]]:
        found = [row for row in self.dump()["deeds"] if row.action == action]
        return [(row.subject, row.before, row.after, row.why) for row in found]


def filed(kind: str, text: str) -> Filed:
    exchange = EXCHANGES[kind]
    return Filed(exchange, read_table(exchange.table, text, zone=ZONE))


def sheet(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def fates(imported: Imported) -> list[str]:
    return [str(row.fate) for row in imported.rows]


def told(imported: Imported) -> Sequence[RowReport]:
    return imported.rows


def lived_in(engine: Engine) -> Files:
    """Something of every kind, as people and managers bring it about."""
    live_in(Office(engine))
    return Files(engine)


def live_in(office: Office) -> None:
    office.add_people(
        person_row("lan", Role.GUARDIAN),
        person_row("mateo", Role.STUDENT, email=None, adult=False, guardian="lan", school="Holland Elementary"),
    )
    _limits_and_words(office)
    _volunteers(office)
    _trainings(office)
    _matches(office)
    _calendars(office)
    _nominations(Intake(office))


def _limits_and_words(office: Office) -> None:
    for kind, value in ((LimitKind.MATCHES, 3), (LimitKind.GAP, 0)):
        set_limit(
            office.store, actor=office["dana"], person=office["ana"], kind=kind, value=value, at=NOW, policy=POLICY
        )
    store, lan, grace = office.store, office["lan"], office["grace"]
    give_word(store, actor=lan, guardian_id=lan.id, child_id=None, on=TODAY, how=HowGiven.PAGE, at=NOW, policy=POLICY)
    take_word_back(store, actor=grace, guardian_id=grace.id, child_id=None, on=TODAY, at=NOW, policy=POLICY)


def _volunteers(office: Office) -> None:
    dana = office["dana"]
    steps = {
        "gus": [
            StepTaken(Step.INTERVIEW, date(2026, 10, 1), Interview.PASSED, by=dana.id),
            StepTaken(Step.CHECK, date(2026, 10, 5), Screening.CLEARED, until=date(2029, 10, 5)),
            StepTaken(Step.AGREEMENT, date(2026, 10, 6), version="2026-10"),
        ],
        "sam": [StepTaken(Step.CHECK, date(2026, 10, 5), Screening.NOT_CLEARED)],
        "ben": [StepTaken(Step.INTERVIEW, date(2026, 10, 5), Interview.TURNED_AWAY)],
    }
    for key, taken in steps.items():
        for step in taken:
            record_step(office.store, actor=dana, person_id=office[key].id, step=step, at=NOW, policy=POLICY)


def _trainings(office: Office) -> None:
    ahead, past = (_training(office, NOW + timedelta(days=days), NOW - timedelta(days=9)) for days in (10, -5))
    dana = office["dana"]
    join_training(office.store, actor=dana, person_id=office["gus"].id, training_id=ahead, at=NOW, policy=POLICY)
    with office.store.begin() as work:
        work.trainings.move(past, TrainingState.PLANNED, TrainingState.HELD)
        for key, state in (("ana", SeatState.COMPLETE), ("ruth", SeatState.ABSENT), ("sam", SeatState.GIVEN_BACK)):
            work.trainings.take_seat(past, office[key].id, at=NOW - timedelta(days=8, microseconds=7))
            seen = None if state is SeatState.GIVEN_BACK else Attendance(Attended(state.value), timedelta(seconds=61))
            work.trainings.settle_seat(past, office[key].id, SeatState.TAKEN, state, seen)
        work.trainings.surveyed(past, office["ana"].id, at=NOW - timedelta(days=4))


def _training(office: Office, starts_at: datetime, at: datetime) -> int:
    roles = frozenset({Role.MENTOR, Role.PROCTOR})
    hour = timedelta(hours=1)
    draft = TrainingDraft(
        starts_at, starts_at + hour, "America/New_York", roles, Platform.ZOOM, 20, office["marcus"].id
    )
    line = plan_training(
        office.store, actor=office["dana"], draft=draft, hosts={}, request=new_request(), at=at, policy=POLICY
    )
    return line.training.id


def _matches(office: Office) -> None:
    active = office.active()
    watched: dict[str, Any] = {"student": "mateo", "monitor": "lan", "monitor_kind": MonitorKind.GUARDIAN}
    office.active(office.draft(**watched, slot=Slot(Weekday.TH, time(16, 30)), starts_on=date(2026, 10, 29)))
    asked = office.create(office.draft(student="mia", slot=Slot(Weekday.WE, time(16, 30))))
    for key, choice, why in (("ana", Choice.YES, ""), ("mia", Choice.NO, WHY)):
        answer_match(office.store, actor=office[key], match_id=asked.id, choice=choice, why=why, at=NOW, policy=POLICY)
    for part, note, minutes in ((Part.MENTOR, '+1 "good", going well', 15), (Part.STUDENT, "", None)):
        log_check_in(
            office.store,
            actor=office["dana"],
            match_id=active.id,
            part=part,
            way=Way.CALL,
            minutes=minutes,
            note=note,
            request=new_request(),
            at=NOW,
            policy=POLICY,
        )


def _calendars(office: Office) -> None:
    days = [
        CalendarDay(date(2026, 11, 11), DayKind.NO_SCHOOL, "Veterans Day", source="bps", uid="1"),
        CalendarDay(date(2026, 11, 25), DayKind.EARLY_RELEASE, "=Half day", None, time(12, 30), "bps", "2"),
        CalendarDay(date(2026, 9, 7), DayKind.NO_SCHOOL, "Labor Day, 假日", source="bps", uid="3"),
        CalendarDay(date(2026, 12, 9), DayKind.NO_SCHOOL, "Teachers", "Holland Elementary", source="bps", uid="4"),
    ]
    take_calendar_in(office.store, days, source="bps", rehearse=False, at=NOW, policy=POLICY)
    store, dana, snow, lifted = office.store, office["dana"], date(2026, 10, 28), date(2026, 11, 11)
    add_days(
        store,
        actor=dana,
        first=snow,
        last=snow,
        kind=DayKind.SNOW_DAY,
        label="snow",
        request=new_request(),
        at=NOW,
        policy=POLICY,
    )
    remove_days(store, actor=dana, first=lifted, last=lifted, request=new_request(), at=NOW, policy=POLICY)


def _nominations(intake: Intake) -> None:
    dana, store = intake.office["dana"], intake.store
    intake.takes(GUARDIAN, note=f"@{WHY}\n\nShe likes animals.", request="=web:1", at=NOW - timedelta(days=3))
    intake.in_hand(TEACHER)
    intake.ready(STUDENT)
    away = intake.takes(GUARDIAN, first_name="Lucía")
    gone = intake.takes(TEACHER, first_name="'Noor", guardian_name=None, guardian_phone=None)
    decline(store, actor=dana, nomination_id=away.id, why=DeclineReason.NOT_REACHED, at=NOW)
    withdraw(store, actor=dana, nomination_id=gone.id, at=NOW)
