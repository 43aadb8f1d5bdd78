"""*command*: from a signed slash command to its answer, with 10,000 matches in the database, over real HTTP."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import requests
from rich.progress import Progress

from benchmarks import bare, chaperone
from benchmarks.population import ZONE, Crowd, add_matches, add_people, add_program, add_sessions, name_of
from benchmarks.processes import part
from benchmarks.report import Figure, percentile
from benchmarks.standins import SIGNING_SECRET, slack_id
from integrations.database.engine import open_engine, upgrade
from integrations.vault import SecretVault
from mentoring.sessions import SessionState
from sandbox.slack import payloads
from sandbox.slack.sender import form_parcel, signed_headers
from sandbox.slack.workspace import Conversation, Member

MATCHES, MANAGERS, WEEKS = 10_000, 50, 4
WARM_UP, REQUESTS = 20, 200
_trigger = count(1)

Wording = Callable[[int], str]
"""The text of the n-th request."""


class Refused(RuntimeError):
    """Chaperone did not do what it was asked; its time would mean nothing."""


def measure(progress: Progress) -> list[Figure]:
    """Raises Refused."""
    crowd, today = _crowd(), datetime.now(ZoneInfo(ZONE)).date()
    cases: dict[str, tuple[str, str, Wording]] = {
        "/match list": ("/match", "Your matches", lambda _n: "list"),
        "/match show N": ("/match", "#", lambda n: f"show {1 + n * 41 % MATCHES}"),
        "/match create, typed": ("/match", "proposed", lambda n: _create(crowd, n, today)),
        "/session today": ("/session", "Sessions on", lambda _n: "today"),
    }
    with tempfile.TemporaryDirectory(prefix="command-") as name:
        settings = chaperone.given_settings(Path(name))
        with progress.console.status(f"command: writing {MATCHES:,} matches"):
            _seed(settings["database_url"], crowd, today)
        with part(chaperone.web, settings) as ours, part(bare.bot) as theirs:
            ours_at, bare_at = ours.hear(), theirs.hear()
            figures: list[Figure] = []
            for title, (command, sign, wording) in cases.items():
                task = progress.add_task(f"command: {title}", total=2 * (WARM_UP + REQUESTS))
                tell = partial(progress.advance, task)
                times = _times(ours_at, crowd, command, wording, sign, told=tell)
                bare_times = _times(bare_at, crowd, command, wording, "", told=tell)
                figures += [
                    Figure(f"{title}: p{share}", percentile(times, share), "ms", percentile(bare_times, share))
                    for share in (50, 99)
                ]
    return figures


def _crowd() -> Crowd:
    """Every proctor has a match on each day of the week; the last mentors, students and proctors have none."""
    spare = WARM_UP + REQUESTS
    proctors = -(-MATCHES // 7)
    return Crowd.of(managers=MANAGERS, mentors=MATCHES + spare, proctors=proctors, students=MATCHES + spare)


def _seed(url: str, crowd: Crowd, today: date) -> None:
    engine = open_engine(url)
    upgrade(engine)
    monday = today - timedelta(days=today.weekday())
    weekday = {match: (match - 1) // len(crowd.proctors) % 7 for match in range(1, MATCHES + 1)}
    days = [(m, monday + timedelta(days=weekday[m] + 7 * week)) for week in range(WEEKS) for m in weekday]
    with engine.execution_options(writes=True).begin() as conn:
        add_program(conn, today=today)
        add_people(conn, crowd, SecretVault(chaperone.SECRET_KEY), slack_id=slack_id)
        add_matches(conn, crowd, MATCHES, today=today)
        add_sessions(conn, crowd, days, SessionState.PLANNED)
    engine.dispose()


def _create(crowd: Crowd, n: int, today: date) -> str:
    """Everybody by name, in an hour in which even a busy proctor is free."""
    mentor, student = name_of(crowd.mentors[MATCHES + n]), name_of(crowd.students[MATCHES + n])
    proctor = name_of(crowd.proctors[n])
    start = today + timedelta(days=14)
    return f"create mentor {mentor}, student {student}, proctor {proctor}, Tuesday 2:30pm, from {start}, zoom"


def _times(
    address: str, crowd: Crowd, command: str, wording: Wording, expected: str, *, told: Callable[[], object]
) -> Sequence[float]:
    """In milliseconds, after a warm-up, one request after the other on a connection that stays open."""
    times = []
    with requests.Session() as session:
        session.trust_env = False
        for n in range(WARM_UP + REQUESTS):
            manager = crowd.managers[n % len(crowd.managers)]
            parcel = form_parcel(_command(manager, command, wording(n)))
            headers = {
                "Content-Type": parcel.content_type,
                **signed_headers(SIGNING_SECRET, parcel.body, at=time.time()),
            }
            began = time.perf_counter()
            answer = session.post(f"{address}/slack/events", data=parcel.body, headers=headers, timeout=10)
            times.append((time.perf_counter() - began) * 1000)
            if not answer.ok or expected not in answer.text:
                raise Refused(f"{command} {wording(n)} was answered with {answer.status_code}: {answer.text[:300]}")
            told()
    return times[WARM_UP:]


def _command(manager: int, command: str, text: str) -> Mapping[str, str]:
    """A request as Slack words it; each has a trigger of its own, or it would count as a repeat."""
    member = Member(slack_id(manager), name_of(manager), f"person-{manager}@example.org", ZONE)
    conversation = Conversation(f"D{manager:010d}", member)
    return payloads.command(
        conversation, command, text, trigger_id=f"{next(_trigger)}.trigger", response_url="http://127.0.0.1:9/unused"
    )
