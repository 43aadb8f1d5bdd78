"""*snow*: a snow day for 3,000 sessions, called and taken back, beside the same rows written with the bare driver."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.progress import Progress
from sqlalchemy import Engine, insert

from benchmarks.databases import KINDS, migrated
from benchmarks.population import ZONE, Crowd, add_matches, add_people, add_program, add_sessions
from benchmarks.report import Figure
from benchmarks.rewriting import newest, rewrite
from benchmarks.standins import slack_id
from integrations.database import tables
from integrations.database.store import SqlStore
from integrations.vault import SecretVault
from mentoring.acts.calendars import Outcome, call_snow_day, take_back_snow_day
from mentoring.duties import company, plan
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

    def slowest(self, title: str) -> Figure:
        return Figure(f"{title}: slowest of {len(self.ours)}", max(self.ours), "ms", max(self.bare))


@dataclass(frozen=True)
class _Season:
    """Days on which all these matches meet, in one database."""

    engine: Engine
    store: SqlStore
    manager: Person
    days: Sequence[date]
    now: datetime

    def time(self, act: Any, day: date, expected: Outcome, times: _Times) -> None:
        """Raises Incomplete."""
        before, request = newest(self.engine), f"{act.__name__}-{day}"
        began = time.perf_counter()
        done = act(self.store, actor=self.manager, day=day, school=None, request=request, at=self.now, policy=Policy())
        times.ours.append(1000 * (time.perf_counter() - began))
        if done != expected:
            raise Incomplete(f"{request}: {done} instead of {expected}.")
        times.bare.append(1000 * rewrite(self.engine, before, day))


def measure(progress: Progress) -> list[Figure]:
    """The use cases alone, in one process: what a command waits for besides HTTP. Raises Incomplete."""
    return [figure for kind in KINDS for figure in _on(kind, progress)]


def _on(kind: str, progress: Progress) -> list[Figure]:
    off, back = _Times(), _Times()
    task = progress.add_task(f"snow: {kind}", total=2 * WEEKS)
    with migrated(kind) as engine:
        season = _seeded(engine)
        for day in season.days:
            season.time(call_snow_day, day, Outcome(off=SESSIONS), off)
            progress.advance(task)
            season.time(take_back_snow_day, day, Outcome(back=SESSIONS), back)
            progress.advance(task)
    title = f"{SESSIONS:,} sessions, {kind}: snow day"
    return [off.slowest(title), back.slowest(f"{title} taken back")]


def _seeded(engine: Engine) -> _Season:
    now, vault = datetime.now(UTC).replace(microsecond=0), SecretVault("k" * 40)
    store, days = SqlStore(engine, vault), _mondays(now)
    crowd = Crowd.of(managers=MANAGERS, mentors=SESSIONS, proctors=SESSIONS, students=SESSIONS)
    with engine.execution_options(writes=True).begin() as conn:
        add_people(conn, crowd, vault, slack_id=slack_id)
        add_program(conn, today=days[0])
        add_matches(conn, crowd, SESSIONS, today=days[0])
        add_sessions(conn, crowd, [(m, day) for day in days for m in range(1, SESSIONS + 1)], SessionState.PLANNED)
    with store.begin() as work:
        sessions = work.sessions.all()
        matches = work.matches.many({session.match_id for session in sessions})
        people = {session.id: company(session, matches[session.match_id]) for session in sessions}
        work.doors.add({number: theirs.everybody for number, theirs in people.items()})
        work.duties.plan(duty for session in sessions for duty in plan(session, people[session.id], Policy()))
        manager = work.people.get(crowd.managers[0])
    with engine.execution_options(writes=True).begin() as conn:
        conn.execute(insert(tables.rooms), [_room(s, vault, now) for s in sessions if s.day == days[0]])
    return _Season(engine, store, manager, days, now)


def _mondays(now: datetime) -> Sequence[date]:
    """The next ones: all of these matches meet on Mondays."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    first = today + timedelta(days=7 - today.weekday())
    return [first + timedelta(weeks=week) for week in range(WEEKS)]


def _room(session: Session, vault: SecretVault, now: datetime) -> dict[str, object]:
    """Sessions of the next Monday have theirs already."""
    return {
        "session_id": session.id,
        "effect_key": f"session-{session.id}-room-1",
        "attempted_at": now,
        "generation": 1,
        "platform": Platform.ZOOM,
        "meeting_id": f"{session.id}",
        "sealed_address": vault.seal("https://zoom.example.org/j/1"),
        "host": "zoom-a@example.org",
    }
