"""*calendar*: a manager's report, at 10,000 matches and 100,000 sessions."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.progress import Progress

from benchmarks.population import ZONE, Crowd, add_matches, add_people, add_program, add_sessions
from benchmarks.report import Figure, percentile
from benchmarks.standins import slack_id
from integrations.database.engine import open_engine, upgrade
from integrations.database.store import SqlStore
from integrations.vault import SecretVault
from mentoring.acts.reporting import report
from mentoring.sessions import SessionState

MATCHES, MANAGERS, PAST, AHEAD = 10_000, 50, 6, 4
"""Weeks of sessions that were held, and weeks that are planned."""
REPORTS = 100


def measure(progress: Progress) -> list[Figure]:
    """In one process, on SQLite: what a command waits for besides HTTP."""
    now = datetime.now(UTC).replace(microsecond=0)
    today = now.astimezone(ZoneInfo(ZONE)).date()
    with tempfile.TemporaryDirectory(prefix="calendar-") as folder:
        store = _seeded(f"sqlite:///{folder}/chaperone.db", today)
        with store.look() as view:
            manager = view.people.get(1)
        task = progress.add_task("calendar", total=REPORTS)
        reports = []
        for _ in range(REPORTS):
            since = time.perf_counter()
            report(store, actor=manager, page=1, at=now)
            reports.append(1000 * (time.perf_counter() - since))
            progress.advance(task)
        store.close()
    return [
        Figure("/mentoring report: p50", percentile(reports, 50), "ms"),
        Figure("/mentoring report: p99", percentile(reports, 99), "ms"),
    ]


def _seeded(url: str, today: date) -> SqlStore:
    engine, vault = open_engine(url), SecretVault("k" * 40)
    upgrade(engine)
    proctors = -(-MATCHES // 7)
    crowd = Crowd.of(managers=MANAGERS, mentors=MATCHES, proctors=proctors, students=MATCHES)
    monday = today - timedelta(days=today.weekday())
    days = [
        (match, monday + timedelta(days=(match - 1) // proctors % 7, weeks=week))
        for week in range(-PAST, AHEAD)
        for match in range(1, MATCHES + 1)
    ]
    with engine.execution_options(writes=True).begin() as conn:
        add_people(conn, crowd, vault, slack_id=slack_id)
        add_program(conn, today=today)
        add_matches(conn, crowd, MATCHES, today=today)
        add_sessions(conn, crowd, [one for one in days if one[1] < today], SessionState.HELD)
        add_sessions(conn, crowd, [one for one in days if one[1] >= today], SessionState.PLANNED)
    return SqlStore(engine, vault)
