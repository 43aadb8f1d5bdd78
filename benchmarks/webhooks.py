"""*webhooks*: 10,000 events of 500 Zoom meetings come in one burst, shuffled, and every tenth of them twice.

The web is Chaperone's own, as `chaperone serve` puts it together, and so are the signatures. When all is answered, the
ledger must tell of every single stay, neither more nor less, and every session must have been handed to the judge. The
baseline is a bare endpoint of the same web framework that believes everything and inserts one row per request.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Response
from rich.progress import Progress
from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, func, insert, select

from benchmarks import chaperone
from benchmarks.population import Crowd, add_matches, add_people, add_program, add_sessions
from benchmarks.posting import Answers, Burst, poster
from benchmarks.processes import Part, part, questions
from benchmarks.report import Figure, percentile
from benchmarks.serving import serving
from benchmarks.standins import slack_id
from integrations.database import tables
from integrations.database.engine import open_engine, upgrade
from integrations.database.store import SqlStore
from integrations.vault import SecretVault
from mentoring.duties import DutyKind, PlannedDuty, session_subject
from mentoring.presence import stays_from
from mentoring.rooms import MadeRoom, Platform
from mentoring.sessions import SessionState

MEETINGS, GUESTS, VISITS = 500, 3, 3
"""With its start and its end, each meeting has 20 events."""
CONNECTIONS = 64
TWICE = 10
"""One event in so many comes a second time."""
LATER = timedelta(hours=6)

_rows = Table("events", MetaData(), Column("id", Integer, primary_key=True), Column("body", Text, nullable=False))


class NotTheTruth(RuntimeError):
    """Something was refused or lost, or is there too often; the figures would mean nothing."""


@dataclass(frozen=True)
class Visit:
    """One stay in a meeting, as it really was."""

    meeting: int
    guest: int
    number: int
    joined_at: datetime
    left_at: datetime

    @property
    def connection(self) -> str:
        return str(16_778_240 + 1_024 * (GUESTS * self.number + self.guest))


def measure(progress: Progress) -> list[Figure]:
    """Raises NotTheTruth."""
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    visits = _visits(start)
    told = _told(visits, start)
    posts = told + told[::TWICE]
    random.Random(1).shuffle(posts)  # noqa: S311 - the same order every time
    task = progress.add_task("webhooks: Chaperone", total=2)
    with tempfile.TemporaryDirectory(prefix="webhooks-") as name, part(poster) as sender:
        ours = _ours(Path(name), visits, posts, len(told), sender)
        progress.update(task, description="webhooks: the bare endpoint", completed=1)
        bare = _bare(Path(name), posts, sender)
    progress.update(task, description="webhooks: done", completed=2)
    return _figures(ours, bare)


def _figures(ours: Answers, bare: Answers) -> list[Figure]:
    times, bare_times = ([1000 * one.seconds for one in answers.each] for answers in (ours, bare))
    rate, bare_rate = (len(answers.each) / answers.seconds for answers in (ours, bare))
    return [
        Figure("webhooks: events taken down", rate, "per second", bare_rate),
        Figure("webhooks: answered, p50", percentile(times, 50), "ms", percentile(bare_times, 50)),
        Figure("webhooks: answered, p99", percentile(times, 99), "ms", percentile(bare_times, 99)),
        Figure("webhooks: answered, slowest", max(times), "ms", max(bare_times)),
    ]


def _ours(
    folder: Path, visits: Sequence[Visit], posts: Sequence[Mapping[str, Any]], distinct: int, sender: Part
) -> Answers:
    settings = chaperone.given_settings(folder)
    engine = open_engine(settings["database_url"])
    upgrade(engine)
    store = SqlStore(engine, SecretVault(chaperone.SECRET_KEY))
    _seed(engine, store)
    with part(chaperone.web, settings) as web:
        answers = _burst(sender, web.hear(), "/zoom/webhook", posts, secret=settings["zoom_webhook_secret"])
    _check(engine, store, visits, distinct)
    store.close()
    return answers


def _bare(folder: Path, posts: Sequence[Mapping[str, Any]], sender: Part) -> Answers:
    database = f"sqlite:///{folder / 'bare.db'}"
    with part(bare_endpoint, database) as web:
        answers = _burst(sender, web.hear(), "/webhook", posts, secret="")
    engine = open_engine(database)
    with engine.connect() as conn:
        rows = conn.scalar(select(func.count()).select_from(_rows))
    engine.dispose()
    if rows != len(posts):
        raise NotTheTruth(f"The bare endpoint wrote {rows} rows for {len(posts)} requests.")
    return answers


def bare_endpoint(line: Connection, database: str) -> None:
    """Says its address, and inserts what it is sent, with the same care for a power failure as Chaperone.

    SQLite writes one at a time: threads that wait in a line of their own are faster than threads that keep asking."""
    engine, turn = open_engine(database), threading.Lock()
    _rows.metadata.create_all(engine)
    writing = engine.execution_options(writes=True)
    app = FastAPI()

    @app.post("/webhook")
    def webhook(body: dict[str, Any]) -> Response:
        with turn, writing.begin() as conn:
            conn.execute(insert(_rows).values(body=json.dumps(body)))
        return Response()

    with serving(app) as address:
        line.send(address)
        for _ in questions(line):
            line.send(None)
    engine.dispose()


def _burst(sender: Part, address: str, path: str, posts: Sequence[Mapping[str, Any]], *, secret: str) -> Answers:
    """Raises NotTheTruth when anything but 200 is answered."""
    place = urlsplit(address)
    signed = [_signed(json.dumps(body).encode(), secret) for body in posts]
    answers: Answers = sender.ask(Burst(place.hostname or "", place.port or 0, path, signed, CONNECTIONS))
    refused = [one.status for one in answers.each if one.status != 200]
    if refused or len(answers.each) != len(posts):
        raise NotTheTruth(f"Of {len(posts)} requests {len(refused)} were not answered with 200: {set(refused)}.")
    return answers


def _signed(body: bytes, secret: str) -> tuple[bytes, Mapping[str, str]]:
    stamp = str(int(datetime.now(UTC).timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return body, {"x-zm-request-timestamp": stamp, "x-zm-signature": f"v0={digest}"}


def _visits(start: datetime) -> list[Visit]:
    """Everybody comes and goes three times, a minute after one another."""
    return [
        Visit(meeting, guest, number, begins, begins + timedelta(minutes=5))
        for meeting in range(MEETINGS)
        for guest in range(GUESTS)
        for number in range(VISITS)
        for begins in [start + timedelta(minutes=10 * number + guest)]
    ]


def _told(visits: Sequence[Visit], start: datetime) -> list[dict[str, Any]]:
    events = [
        _event(visit.meeting, f"participant_{what}", at, _participant(visit, what, at))
        for visit in visits
        for what, at in (("joined", visit.joined_at), ("left", visit.left_at))
    ]
    end = start + timedelta(minutes=45)
    for meeting in range(MEETINGS):
        events.append(_event(meeting, "started", start, {"start_time": _text(start)}))
        events.append(_event(meeting, "ended", end, {"start_time": _text(start), "end_time": _text(end)}))
    return events


def _participant(visit: Visit, what: str, at: datetime) -> dict[str, Any]:
    participant = {
        "user_id": visit.connection,
        "user_name": f"Guest {visit.guest}",
        "email": "",
        "registrant_id": _registrant(visit),
        {"joined": "join_time", "left": "leave_time"}[what]: _text(at),
    }
    return {"participant": participant}


def _event(meeting: int, what: str, at: datetime, more: Mapping[str, Any]) -> dict[str, Any]:
    thing = {
        "id": _meeting_id(meeting),
        "uuid": f"run/{meeting}==",
        "host_id": "host",
        "type": 2,
        "duration": 60,
        **more,
    }
    stamp = int(at.timestamp() * 1000)
    return {"event": f"meeting.{what}", "event_ts": stamp, "payload": {"account_id": "account", "object": thing}}


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _meeting_id(meeting: int) -> str:
    return str(80_000_000_000 + meeting)


def _registrant(visit: Visit) -> str:
    return f"registrant-{visit.meeting}-{visit.guest}"


def _seed(engine: Engine, store: SqlStore) -> None:
    """So many sessions are going on, each with its room; the judge's next look is hours away."""
    now, crowd = datetime.now(UTC), Crowd.of(managers=5, mentors=MEETINGS, proctors=MEETINGS, students=MEETINGS)
    with engine.execution_options(writes=True).begin() as conn:
        add_program(conn, today=now.date())
        add_people(conn, crowd, SecretVault(chaperone.SECRET_KEY), slack_id=slack_id)
        add_matches(conn, crowd, MEETINGS, today=now.date())
        add_sessions(conn, crowd, [(match, now.date()) for match in range(1, MEETINGS + 1)], SessionState.OPEN)
    with store.begin() as work:
        for meeting in range(MEETINGS):
            session_id, room_id = meeting + 1, _meeting_id(meeting)
            work.rooms.intend(session_id, f"session-{session_id}-room-1", at=now)
            work.rooms.made(session_id, MadeRoom(Platform.ZOOM, room_id, f"https://zoom.example/j/{room_id}"))
            work.duties.plan([PlannedDuty(session_subject(session_id), DutyKind.WATCH, now)])
        for duty in work.duties.take([DutyKind.WATCH], at=now, limit=MEETINGS):
            work.duties.postpone(duty.id, until=now + LATER, note="")


def _check(engine: Engine, store: SqlStore, visits: Sequence[Visit], distinct: int) -> None:
    """Raises NotTheTruth unless the ledger tells exactly what happened and every session is to be looked at now."""
    expected = sorted((f"registrant:{_registrant(v)}", v.joined_at, v.left_at) for v in visits)
    with store.look() as view:
        ledger = view.ledger.of([_meeting_id(meeting) for meeting in range(MEETINGS)])
    found = sorted((s.identities[0], s.joined_at, s.left_at) for events in ledger.values() for s in stays_from(events))
    rows = sum(len(events) for events in ledger.values())
    if rows != distinct or found != expected:
        raise NotTheTruth(f"The ledger has {rows} events of {distinct} and {len(found)} stays of {len(expected)}.")
    soon = tables.duties.c.due_at <= datetime.now(UTC)
    watch = tables.duties.c.kind == DutyKind.WATCH
    with engine.connect() as conn:
        hastened = conn.scalar(select(func.count()).select_from(tables.duties).where(watch, soon))
    if hastened != MEETINGS:
        raise NotTheTruth(f"Of {MEETINGS} sessions {hastened} are to be looked at now.")
