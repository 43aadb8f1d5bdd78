"""*listing*: `/match list`, `/match show`, `/mentoring checkins` and `/mentoring report schools`, `languages` and
`benchmarks` without Slack around them, with 10,000 matches and 100,000 sessions, beside the bare SELECT of the same
rows on the same database."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.progress import Progress

from benchmarks.chaperone import SECRET_KEY
from benchmarks.figuring import cases as figure_cases
from benchmarks.figuring import seed_figures
from benchmarks.population import ZONE, Crowd, add_matches, add_people, add_program, add_sessions
from benchmarks.report import Figure, percentile
from benchmarks.standins import slack_id
from integrations.database.engine import open_engine, upgrade
from integrations.database.store import SqlStore
from integrations.vault import SecretVault
from mentoring.acts.checking_in import list_check_ins, plan_all
from mentoring.acts.looking import list_matches, show_match
from mentoring.matches import LISTED
from mentoring.paging import PAGE
from mentoring.people import Person
from mentoring.policy import Policy
from mentoring.sessions import SessionState

MATCHES, MANAGERS, WEEKS = 10_000, 50, 10
FREE = 1_500
"""Students without a match."""
WARM_UP, LOOKS = 20, 300
_STATES = ", ".join(f"'{state}'" for state in sorted(LISTED))
_PAGE = f"SELECT * FROM matches WHERE {{whose}} AND state IN ({_STATES}) ORDER BY id LIMIT {PAGE} OFFSET ?"  # noqa: S608 - our own words
_DUE = """
SELECT due.* FROM check_ins_due AS due JOIN matches ON matches.id = due.match_id WHERE matches.manager_id = ?
ORDER BY due.due_at LIMIT ? OFFSET ?
"""
_SESSIONS = "SELECT * FROM sessions WHERE match_id = ? ORDER BY starts_at"

Look = Callable[[int], object]
"""The n-th look."""


def measure(progress: Progress) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="listing-") as name:
        path, vault = Path(name) / "chaperone.db", SecretVault(SECRET_KEY)
        crowd = Crowd.of(managers=MANAGERS, mentors=MATCHES, proctors=-(-MATCHES // 7), students=MATCHES + FREE)
        with progress.console.status(f"listing: writing {MATCHES * WEEKS:,} sessions"):
            _seed(path, crowd, vault)
        engine = open_engine(f"sqlite:///{path}")
        bare = sqlite3.connect(path)
        try:
            return _figures(progress, SqlStore(engine, vault), bare, crowd)
        finally:
            bare.close()
            engine.dispose()


def _figures(progress: Progress, store: SqlStore, bare: sqlite3.Connection, crowd: Crowd) -> list[Figure]:
    figures: list[Figure] = []
    cases = _cases(store, bare, crowd)
    task = progress.add_task("listing", total=len(cases))
    for title, (ours, theirs) in cases.items():
        times, bare_times = _times(ours), _times(theirs)
        progress.advance(task)
        figures += [
            Figure(f"listing, {title}: p{share}", percentile(times, share), "ms", percentile(bare_times, share))
            for share in (50, 99)
        ]
    return figures


def _cases(store: SqlStore, bare: sqlite3.Connection, crowd: Crowd) -> dict[str, tuple[Look, Look]]:
    with store.look() as view:
        managers = [view.people.get(number) for number in crowd.managers]
    at, pages = datetime.now(ZoneInfo(ZONE)), MATCHES // PAGE

    def own(n: int) -> object:
        return list_matches(store, actor=managers[n % MANAGERS], everyone=False, state=None, page=1 + n % 10)

    def everybodys(n: int) -> object:
        return list_matches(store, actor=managers[0], everyone=True, state=None, page=1 + n * 37 % pages)

    def one(n: int) -> object:
        return show_match(store, actor=managers[n % MANAGERS], match_id=1 + n * 41 % MATCHES, at=at)

    def bare_own(n: int) -> object:
        rows = bare.execute(_PAGE.format(whose="manager_id = ?"), (managers[n % MANAGERS].id, n % 10 * PAGE))
        return rows.fetchall()

    def bare_everybodys(n: int) -> object:
        return bare.execute(_PAGE.format(whose="1"), (n * 37 % pages * PAGE,)).fetchall()

    def bare_one(n: int) -> object:
        return bare.execute(_SESSIONS, (1 + n * 41 % MATCHES,)).fetchall()

    return {
        "own matches": (own, bare_own),
        "all matches": (everybodys, bare_everybodys),
        "one match": (one, bare_one),
        "check-ins": _check_ins(store, bare, managers, at),
        **figure_cases(store, bare, managers[0], at=at),
    }


def _check_ins(
    store: SqlStore, bare: sqlite3.Connection, managers: Sequence[Person], at: datetime
) -> tuple[Look, Look]:
    def due(n: int) -> object:
        return list_check_ins(store, actor=managers[n % MANAGERS], everyone=False, page=1 + n % 5, at=at)

    def bare_due(n: int) -> object:
        return bare.execute(_DUE, (managers[n % MANAGERS].id, PAGE, n % 5 * PAGE)).fetchall()

    return due, bare_due


def _times(look: Look) -> Sequence[float]:
    """In milliseconds, after a warm-up."""
    times = []
    for n in range(WARM_UP + LOOKS):
        began = time.perf_counter()
        found = look(n)
        times.append((time.perf_counter() - began) * 1000)
        if not found:
            raise RuntimeError("Nothing was found where there should be matches.")
    return times[WARM_UP:]


def _seed(path: Path, crowd: Crowd, vault: SecretVault) -> None:
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    today = datetime.now(ZoneInfo(ZONE)).date()
    with engine.execution_options(writes=True).begin() as conn:
        add_program(conn, today=today)
        add_people(conn, crowd, vault, slack_id=slack_id)
        add_matches(conn, crowd, MATCHES, today=today)
        days = _days(crowd, today)
        add_sessions(conn, crowd, [one for one in days if one[1] < today], SessionState.HELD)
        add_sessions(conn, crowd, [one for one in days if one[1] >= today], SessionState.PLANNED)
    store, at = SqlStore(engine, vault), datetime.now(ZoneInfo(ZONE))
    plan_all(store, at=at, policy=Policy())
    seed_figures(engine, store, crowd, at=at)
    engine.dispose()


def _days(crowd: Crowd, today: date) -> Sequence[tuple[int, date]]:
    """The weeks behind and ahead of today, each match on its own weekday."""
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 4))
    weekday = {match: (match - 1) // len(crowd.proctors) % 7 for match in range(1, MATCHES + 1)}
    return [(m, monday + timedelta(days=weekday[m] + 7 * week)) for week in range(WEEKS) for m in weekday]
