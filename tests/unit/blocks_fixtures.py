"""Lines and views as the database would give them, with ordinary names and with the worst that a roster may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import MatchLine, SessionLine
from mentoring.alerts import Alert, AlertReason, AlertState, Facts
from mentoring.cover import WhyCover
from mentoring.coverage import Doubt, Verdict
from mentoring.matches import MatchState
from mentoring.people import Person, Role
from mentoring.sessions import SessionState
from mentoring.stored import Answer, Record
from tests.unit.rule_fixtures import MANAGER, MENTOR, MONITOR, NOON, STUDENT, match, person, program, session

DOOR = "https://mentoring.example.org/join/abc.def"
STUDENTS_OF = {"one": (STUDENT,), "a class of 30": tuple(range(100, 130))}
NAMES = {
    "ordinary": "Amara Okafor",
    "of 200 characters": "N" * 99 + " " + "M" * 100,
    "emoji": "👩‍👧 🙂🎉",
    "right to left": "يوسف الحداد",
    "full of markup": "<!channel> & *b* `c` <@U123|x> _i_",
}


def people(name: str, students: tuple[int, ...] = (STUDENT,)) -> dict[int, Person]:
    roles = {MENTOR: Role.MENTOR, MONITOR: Role.PROCTOR, MANAGER: Role.MANAGER, **dict.fromkeys(students, Role.STUDENT)}
    return {person_id: person(person_id, role, name=name) for person_id, role in roles.items()}


def match_line(name: str = NAMES["ordinary"], students: tuple[int, ...] = (STUDENT,), **more: Any) -> MatchLine:
    return MatchLine(match(student_ids=students, **more), program(name=name), people(name, students))


def record(verdict: Verdict = Verdict.PRESENT, *, covered: bool | None = True, guests: int = 3) -> Record:
    stay = {"from": NOON.isoformat(), "until": (NOON + timedelta(hours=1)).isoformat()}
    known = [
        {"person": person_id, "stays": [stay, {**stay, "until": None}]} for person_id in (MENTOR, MONITOR, STUDENT)
    ]
    strangers = [{"person": None, "stays": [stay]}] * guests
    return Record(5, verdict, covered, {"people": [*known, *strangers]}, NOON)


def session_line(name: str = NAMES["ordinary"], students: tuple[int, ...] = (STUDENT,), **more: Any) -> SessionLine:
    state = more.pop("state", SessionState.READY)
    known = people(name, students)
    return SessionLine(session(state=state), match(student_ids=students), program(name=name), known, **more)


def full_line(name: str, students: tuple[int, ...]) -> SessionLine:
    """A line with all that a line may tell."""
    return session_line(
        name,
        students,
        state=SessionState.HELD,
        record=record(covered=False, guests=20),
        alerts=[alert(AlertReason.UNMONITORED)] * 3,
        answers={MENTOR: Answer.COMING, MONITOR: Answer.CANNOT},
    )


WHY = {
    AlertReason.UNVERIFIED: Doubt.UNKNOWN_PERSON,
    AlertReason.NEEDS_COVER: WhyCover.CANNOT,
    AlertReason.ROOM_NOT_PROVEN: "recording was to be «off», <read> as «on»",
}


def alert(reason: AlertReason, state: AlertState = AlertState.DELIVERED, number: int = 1, **facts: Any) -> Alert:
    seen = Facts(NOON, since=NOON, mentor_in=True, students_in=(STUDENT,), why=WHY.get(reason, ""))
    blank = Alert(number, 5, reason, state, replace(seen, **facts), NOON)
    if state is AlertState.ACKNOWLEDGED:
        return replace(blank, acknowledged_by=MANAGER, acknowledged_at=NOON)
    return replace(blank, resolved_at=NOON) if state is AlertState.RESOLVED else blank


def alert_view(standing: Alert, name: str = NAMES["ordinary"], **more: Any) -> AlertView:
    students = more.pop("students", (STUDENT,))
    return AlertView(standing, more.pop("line", session_line(name, students)), timedelta(seconds=90), **more)


FAR = date(2026, 11, 3)
EVERY_STATE = tuple(MatchState)
