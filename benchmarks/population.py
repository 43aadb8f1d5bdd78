"""A program of any size, written straight into the tables: what a year of imports and commands would have left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from integrations.database import tables
from mentoring.duties import HOUSE, DutyKind, DutyState
from mentoring.matches import MatchState, MonitorKind
from mentoring.people import Role, folded
from mentoring.programs import Model
from mentoring.rooms import Platform
from mentoring.sessions import SessionState
from mentoring.store import Vault

ZONE = "America/New_York"
SLOT, MINUTES = time(16, 30), 60
PROGRAM = 1
_FIRST = [
    "Ada",
    "Ana",
    "Ben",
    "Carla",
    "Dana",
    "Eli",
    "Fatou",
    "Grace",
    "Hugo",
    "Ines",
    "Jamal",
    "Karin",
    "Lee",
    "Maria",
    "Nadia",
    "Omar",
    "Paula",
    "Quinn",
    "Rosa",
    "Samuel",
    "Thomas",
    "Uma",
    "Vera",
    "Wanda",
    "Yusuf",
]
_HEADS = [
    head + vowel
    for head in ("b", "br", "d", "f", "g", "k", "kl", "l", "m", "n", "p", "r", "s", "t")
    for vowel in "aeiou"
]
_TAILS = ("der", "kins", "lam", "mond", "nez", "ran", "sen", "son", "ster", "to", "va", "vic", "wick", "well", "zak")


@dataclass(frozen=True)
class Crowd:
    """The people's numbers by role. No two people have one name, so that each can be found by it."""

    managers: range
    mentors: range
    proctors: range
    students: range

    @classmethod
    def of(cls, *, managers: int, mentors: int, proctors: int, students: int) -> Crowd:
        ranges, first = [], 1
        for count in (managers, mentors, proctors, students):
            ranges.append(range(first, first + count))
            first += count
        return cls(*ranges)

    @property
    def roles(self) -> Iterable[tuple[Role, range]]:
        return zip(
            (Role.MANAGER, Role.MENTOR, Role.PROCTOR, Role.STUDENT),
            (self.managers, self.mentors, self.proctors, self.students),
            strict=True,
        )


def name_of(person: int) -> str:
    rest, first = divmod(person, len(_FIRST))
    rest, head = divmod(rest, len(_HEADS))
    middle, tail = divmod(rest, len(_TAILS))
    family = f"{_HEADS[head]}{_TAILS[tail]}".capitalize()
    return (
        f"{_FIRST[first]} {family}" if middle == 0 else f"{_FIRST[first]} {_HEADS[middle].capitalize()}{family.lower()}"
    )


def add_people(conn: Connection, crowd: Crowd, vault: Vault, *, slack_id: Any) -> None:
    """Volunteers are cleared, students are of age, and all but students have Slack; `slack_id` gives the user id of a
    number."""
    people, roles, words = [], [], []
    for role, numbers in crowd.roles:
        for number in numbers:
            people.append(_person(number, role, vault, slack_id(number)))
            roles.append({"person_id": number, "role": role})
            words += [{"person_id": number, "word": word} for word in folded(name_of(number)).split()]
    for table, rows in ((tables.people, people), (tables.person_roles, roles), (tables.name_words, words)):
        conn.execute(insert(table), rows)


def _person(number: int, role: Role, vault: Vault, slack_user_id: str) -> dict[str, Any]:
    email, student = f"person-{number}@example.org", role is Role.STUDENT
    return {
        "id": number,
        "key": f"person-{number}",
        "name": name_of(number),
        "folded_name": folded(name_of(number)),
        "sealed_email": vault.seal(email),
        "email_fingerprint": vault.fingerprint(email),
        "slack_user_id": None if student else slack_user_id,
        "language": "en",
        "adult": True,
        "interviewed_on": date(2026, 1, 12),
        "trained_on": date(2026, 1, 19),
        "agreement_on": date(2026, 1, 19),
        "background_check_until": date(2099, 1, 1),
    }


def add_program(conn: Connection, *, today: date) -> None:
    """One program of the present year, and last night's sweep, which has planned everything."""
    year = timedelta(days=180)
    program = {"id": PROGRAM, "key": "b", "name": "Benchmark", "model": Model.INDEPENDENT, "timezone": ZONE}
    conn.execute(insert(tables.programs).values(**program, starts_on=today - year, ends_on=today + year))
    swept = {"kind": DutyKind.EXTEND_HORIZON, "state": DutyState.DONE, "tries": 1, "interrupted": False, "note": ""}
    night = datetime.combine(today, time(5), tzinfo=UTC)
    conn.execute(
        insert(tables.duties),
        [
            {"subject_kind": HOUSE.kind, "subject_id": HOUSE.id, "occurrence": f"{day}", "due_at": night, **swept}
            for day in (today, today + timedelta(days=1))
        ],
    )


def add_matches(conn: Connection, crowd: Crowd, count: int, *, today: date) -> None:
    """Active matches, numbered from 1. The mentors and students behind the last match stay free."""
    matches = [_match(index, crowd, today) for index in range(count)]
    students = [{"match_id": i + 1, "student_id": crowd.students[i], "place": 0} for i in range(count)]
    conn.execute(insert(tables.matches), matches)
    conn.execute(insert(tables.match_students), students)


def _match(index: int, crowd: Crowd, today: date) -> dict[str, Any]:
    """A proctor of several matches has one a day."""
    manager = crowd.managers[index % len(crowd.managers)]
    released = datetime.combine(today - timedelta(days=60), time(12), tzinfo=UTC)
    return {
        "id": index + 1,
        "program_id": PROGRAM,
        "mentor_id": crowd.mentors[index],
        "monitor_id": crowd.proctors[index % len(crowd.proctors)],
        "monitor_kind": MonitorKind.PROCTOR,
        "manager_id": manager,
        "weekday": index // len(crowd.proctors) % 7,
        "time": SLOT,
        "minutes": MINUTES,
        "platform": Platform.ZOOM,
        "state": MatchState.ACTIVE,
        "starts_on": today - timedelta(days=50),
        "created_at": released,
        "released_at": released,
        "released_by": manager,
    }


def add_sessions(conn: Connection, crowd: Crowd, days: Sequence[tuple[int, date]], state: SessionState) -> None:
    """`days`: the number of a match and a day on which it meets. Sessions are numbered from 1 in that order."""
    rows = [
        {
            "match_id": match,
            "day": day,
            "starts_at": starts_at(day),
            "ends_at": starts_at(day) + timedelta(minutes=MINUTES),
            "state": state,
            "monitor_id": crowd.proctors[(match - 1) % len(crowd.proctors)],
            "monitor_kind": MonitorKind.PROCTOR,
            "platform": Platform.ZOOM,
        }
        for match, day in days
    ]
    conn.execute(insert(tables.sessions), rows)


def starts_at(day: date) -> datetime:
    """In UTC."""
    return datetime.combine(day, SLOT, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
