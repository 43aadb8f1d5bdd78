"""A program with one match and everybody who reads of it, and every letter that each of them may get."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.acts.answering import Notice, Topic
from mentoring.acts.briefing import AlertView
from mentoring.acts.looking import SessionLine
from mentoring.alerts import Alert, AlertReason, AlertState, Facts
from mentoring.coverage import Doubt
from mentoring.matches import Match, MatchState, MonitorKind
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.programs import Model, Program
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import Session, SessionState
from mentoring.slots import Slot, Weekday
from mentoring.stored import SessionRoom
from web.languages import LANGUAGES, STAFF_LANGUAGES
from web.letters import PlainLetters

LETTERS = PlainLetters(Policy(), ZoneInfo("America/New_York"))
DOOR = "https://doors.example.org/join/Mg.x7"
MANAGER_DOOR = "https://doors.example.org/join/Nw.q2"
ROOM = "https://zoom.us/j/5551112222?pwd=abc"


def person(number: int, name: str, *roles: Role, **more: object) -> Person:
    key = name.split()[0].casefold()
    blank = Person(number, key, name, frozenset(roles), email=f"{key}@family.example", slack_user_id=f"U{number}")
    return replace(blank, **more)  # type: ignore[arg-type] # the fields of a Person, by name


DANA = person(1, "Dana Whitfield", Role.MANAGER)
MARCUS = person(2, "Marcus Oyelaran", Role.MANAGER)
ANA = person(3, "Ana Silva", Role.MENTOR)
RUTH = person(4, "Ruth Abernathy", Role.PROCTOR)
GRACE = person(5, "Grace Okonkwo", Role.GUARDIAN)
AMARA = person(6, "Amara Okonkwo", Role.STUDENT, adult=False, guardian_id=5)
LUIS = person(7, "Luis Rosado", Role.STUDENT)
EVERYBODY = (DANA, MARCUS, ANA, RUTH, GRACE, AMARA, LUIS)
PRIVATE = re.compile(r"Okonkwo(?<!Grace Okonkwo)|Rosado|@|zoom\.us|555111|U[1-7]\b|pwd")
"""Students' family names, anybody's address or account, and the room."""

PROGRAM = Program(
    1, "ils", "Saturday Circle", Model.INDEPENDENT, "America/New_York", date(2026, 9, 1), date(2027, 6, 1)
)
MATCH = Match(
    id=12,
    program_id=1,
    mentor_id=ANA.id,
    student_ids=(AMARA.id, LUIS.id),
    monitor_id=RUTH.id,
    monitor_kind=MonitorKind.PROCTOR,
    manager_id=DANA.id,
    slot=Slot(Weekday.TU, time(16, 30)),
    platform=Platform.ZOOM,
    state=MatchState.ACTIVE,
)


def line_at(starts_at: datetime, *, people: Sequence[Person] = EVERYBODY, monitor: Person = RUTH) -> SessionLine:
    day = starts_at.astimezone(PROGRAM.zone).date()
    ends_at = starts_at + timedelta(hours=1)
    session = Session(
        7, 12, day, starts_at, ends_at, SessionState.READY, monitor.id, MonitorKind.PROCTOR, Platform.ZOOM
    )
    room = SessionRoom(7, "session-7-room-1", starts_at, MadeRoom(Platform.ZOOM, "5551112222", ROOM), starts_at)
    return SessionLine(session, MATCH, PROGRAM, {p.id: p for p in people}, room)


LINE = line_at(datetime(2026, 11, 3, 21, 30, tzinfo=UTC))
READERS: Sequence[tuple[Person, Person | None]] = (
    (ANA, None),
    (RUTH, None),
    (LUIS, None),
    (GRACE, AMARA),
    (DANA, None),
)


def speaking(reader: Person, language: str) -> Person:
    return replace(reader, language=language)


def alert_view(reason: AlertReason, number: int = 1, **more: object) -> AlertView:
    facts = Facts(
        LINE.session.starts_at,
        since=LINE.session.starts_at,
        mentor_in=True,
        students_in=(AMARA.id,),
        strangers=("evil@phish.example", "visit zoom.us/j/666"),
        why=Doubt.UNKNOWN_PERSON if reason is AlertReason.UNVERIFIED else f"passcode of {ROOM} is 555111",
    )
    state = AlertState.DELIVERED
    alert = Alert(number, 7, reason, state, facts, raised_at=LINE.session.starts_at)
    return replace(AlertView(alert, LINE, timedelta(seconds=90)), **more)  # type: ignore[arg-type] # fields by name


def notice(
    line: SessionLine, topic: Topic, about: Person | None, reader: Person, child: Person | None = None
) -> tuple[str, str]:
    was = LINE.session.starts_at - timedelta(days=1) if topic is Topic.MOVED else None
    told = Notice(topic, about.id if about is not None else 0, LINE.session.starts_at, was)
    return LETTERS.notice(line, told, about, reader, child, DOOR if reader.id != DANA.id else "")


def every_family_letter(line: SessionLine = LINE) -> Iterator[tuple[str, str, str]]:
    """Every letter to every reader in every language: a name for it, subject and body."""
    for code in LANGUAGES:
        for plain, child in READERS:
            reader = speaking(plain, code)
            name = f"{code}/{reader.key}"
            if plain is not DANA:
                yield f"{name}/invitation", *LETTERS.invitation(line, reader, child, DOOR)
                yield f"{name}/day", *LETTERS.reminder(line, reader, child, DOOR, soon=False)
                yield f"{name}/soon", *LETTERS.reminder(line, reader, child, DOOR, soon=True)
            for topic in Topic:
                for about in (line.people[ANA.id], line.people[RUTH.id], None):
                    yield f"{name}/{topic}/{about and about.key}", *notice(line, topic, about, reader, child)
            yield f"{name}/withdrawal", *LETTERS.withdrawal(line, reader)


def every_staff_letter() -> Iterator[tuple[str, str, str]]:
    for code in STAFF_LANGUAGES:
        for reason in AlertReason:
            for number, views in enumerate(_views(reason)):
                yield f"{code}/{reason}/{number}", *LETTERS.alert(views, speaking(DANA, code))


def _views(reason: AlertReason) -> Iterator[list[AlertView]]:
    yield [alert_view(reason)]
    yield [alert_view(reason, next_reader=MARCUS), alert_view(reason, 2, next_reader=MARCUS)]
    yield [alert_view(reason, taken_by=DANA, door=MANAGER_DOOR)]
    resolved = alert_view(reason)
    yield [replace(resolved, alert=replace(resolved.alert, facts=replace(resolved.alert.facts, strangers=())))]
    nobody = replace(resolved.alert.facts, mentor_in=False, students_in=(), strangers=())
    yield [replace(resolved, alert=replace(resolved.alert, facts=nobody))]
    yield [replace(resolved, alert=replace(resolved.alert, state=AlertState.RESOLVED))]
