"""*snow*: a snow day for 3,000 sessions, called and taken back, beside the same rows written with the bare driver."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.progress import Progress
from sqlalchemy import Connection, Engine, insert

from benchmarks.databases import KINDS, migrated
from benchmarks.population import ZONE, Crowd, add_matches, add_people, add_program, add_sessions, starts_at
from benchmarks.report import Figure
from benchmarks.rewriting import newest, rewrite
from benchmarks.standins import slack_id
from integrations.database import tables
from integrations.database.duties import SqlDuties
from integrations.database.store import SqlStore
from integrations.vault import SecretVault
from mentoring.acts.calendars import Outcome, call_snow_day, take_back_snow_day
from mentoring.duties import Company, PlannedDuty, plan
from mentoring.matches import MonitorKind
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.rooms import Platform
from mentoring.sessions import Session, SessionState

SESSIONS, MANAGERS, WEEKS = 3_000, 50, 4
"""That many sessions on each of so many days."""


class Incomplete(RuntimeError):
    """Not every session followed; the time would mean nothing."""


@dataclass
class _Times:
    """In milliseconds, and the same for the bare driver."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def measure(progress: Progress) -> list[Figure]:
    """Raises Incomplete."""
    return [figure for kind in KINDS for figure in _on(kind, progress)]


def _on(kind: str, progress: Progress) -> list[Figure]:
    """The use cases alone, in one process: what a command waits for besides HTTP."""
    now = datetime.now(UTC).replace(microsecond=0)
    days = _days(now)
    task = progress.add_task(f"snow: {kind}", total=2 * len(days))
    off, back = _Times(), _Times()
    with migrated(kind) as engine:
        vault = SecretVault("k" * 40)
        store = SqlStore(engine, vault)
        manager = _seed(engine, store, vault, days, now)
        for day in days:
            for act, name, expected, times in (
                (call_snow_day, "off", Outcome(off=SESSIONS), off),
                (take_back_snow_day, "back", Outcome(back=SESSIONS), back),
            ):
                before = newest(engine)
                began = time.perf_counter()
                done = act(store, actor=manager, day=day, school=None, request=f"{name}-{day}", at=now, policy=Policy())
                times.ours.append(1000 * (time.perf_counter() - began))
                if done != expected:
                    raise Incomplete(f"{name} {day}: {done} instead of {expected}.")
                times.bare.append(1000 * rewrite(engine, before, day))
                progress.advance(task)
    return [
        figure
        for title, times in (("called", off), ("taken back", back))
        for figure in (
            Figure(
                f"snow day, {kind}, {SESSIONS:,} sessions {title}: slowest of {len(days)}",
                max(times.ours),
                "ms",
                max(times.bare),
            ),
        )
    ]


def _days(now: datetime) -> list[date]:
    """The next Mondays, on which all of these matches meet."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    monday = today + timedelta(days=7 - today.weekday())
    return [monday + timedelta(weeks=week) for week in range(WEEKS)]


def _seed(engine: Engine, store: SqlStore, vault: SecretVault, days: list[date], now: datetime) -> Person:
    crowd = Crowd.of(managers=MANAGERS, mentors=SESSIONS, proctors=SESSIONS, students=SESSIONS)
    with engine.execution_options(writes=True).begin() as conn:
        add_people(conn, crowd, vault, slack_id=slack_id)
        add_program(conn, today=days[0])
        add_matches(conn, crowd, SESSIONS, today=days[0])
        add_sessions(conn, crowd, [(m, day) for day in days for m in range(1, SESSIONS + 1)], SessionState.PLANNED)
        _open(conn, crowd, vault, days, now)
    with store.look() as view:
        return view.people.get(crowd.managers[0])


def _open(conn: Connection, crowd: Crowd, vault: SecretVault, days: list[date], now: datetime) -> None:
    """Doors and duties of every session, and a room for those of the first day."""
    number = 0
    for day in days:
        doors: list[dict[str, int]] = []
        duties: list[PlannedDuty] = []
        rooms: list[dict[str, object]] = []
        for index in range(SESSIONS):
            number += 1
            people = Company(crowd.mentors[index], crowd.proctors[index], (crowd.students[index],))
            start = starts_at(day)
            session = Session(
                number,
                index + 1,
                day,
                start,
                start + timedelta(minutes=60),
                SessionState.PLANNED,
                people.monitor_id,
                MonitorKind.PROCTOR,
                Platform.ZOOM,
            )
            doors += [{"session_id": number, "person_id": person} for person in people.everybody]
            duties += plan(session, people, Policy())
            if day == days[0]:
                rooms.append(
                    {
                        "session_id": number,
                        "effect_key": f"session-{number}-room-1",
                        "attempted_at": now,
                        "generation": 1,
                        "platform": Platform.ZOOM,
                        "meeting_id": f"m{number}",
                        "sealed_address": vault.seal("https://zoom.example.org/j/1"),
                        "host": "zoom-a@example.org",
                    }
                )
        conn.execute(insert(tables.doors), doors)
        SqlDuties(conn).plan(duties)
        if rooms:
            conn.execute(insert(tables.rooms), rooms)
