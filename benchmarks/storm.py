"""*storm*: so many sessions of as many different managers begin at the same moment, and no proctor comes.

Measured from the deadline (the start and three minutes of grace) to the last alert that Slack's stand-in took. The
sessions meet on Zoom: there the monitor opens the room, so without one nobody is let in, and a look at a session is
exactly one read of its meeting. Seeding writes the tables directly; from the deadline on, everything is Chaperone's
own: its scheduler, its lanes, its SDK clients, its SQLite file.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.progress import Progress
from sqlalchemy import Engine, func, insert, select, update

from benchmarks import bare, chaperone
from benchmarks.bare import Errand
from benchmarks.population import MINUTES, Crowd, add_matches, add_people, add_program, add_sessions
from benchmarks.processes import Part, part
from benchmarks.report import Figure, percentile
from benchmarks.rooms import make_rooms
from benchmarks.standins import Readers, shown_to, slack_id, stand_ins
from integrations.database import tables
from integrations.database.engine import open_engine, upgrade
from integrations.vault import SecretVault
from mentoring.duties import DutyKind, DutyState, SubjectKind
from mentoring.policy import Policy
from mentoring.rooms import MadeRoom
from mentoring.sessions import SessionState

SIZES = (2_000, 10_000)
LEAD = timedelta(seconds=2)
"""Between writing the deadline down and reaching it."""
LONGEST = timedelta(minutes=10)


class AlertsMissing(RuntimeError):
    """Not every manager was alerted; the figures would mean nothing."""


@dataclass(frozen=True)
class Storm:
    """What one storm showed. Times are in seconds after the deadline, one for each alert."""

    lateness: Sequence[float]
    memory: float
    bare: Sequence[float]

    @property
    def seconds(self) -> float:
        return max(self.lateness)

    @property
    def rate(self) -> float:
        return len(self.lateness) / self.seconds

    @property
    def bare_rate(self) -> float:
        return len(self.bare) / max(self.bare)


def measure(progress: Progress) -> list[Figure]:
    """Raises AlertsMissing."""
    storms = {size: _storm(size, progress) for size in SIZES}
    smaller, larger = (storms[size] for size in SIZES)
    return [
        *(figure for size, storm in storms.items() for figure in _figures(size, storm)),
        Figure("storm: time per alert at 10,000, beside 2,000", 1000 / larger.rate, "ms", 1000 / smaller.rate),
    ]


def _figures(size: int, storm: Storm) -> list[Figure]:
    name = f"storm of {size:,}"
    return [
        Figure(f"{name}: alerts delivered", storm.rate, "per second", storm.bare_rate),
        Figure(f"{name}: lateness p50", percentile(storm.lateness, 50), "s", percentile(storm.bare, 50)),
        Figure(f"{name}: lateness p99", percentile(storm.lateness, 99), "s", percentile(storm.bare, 99)),
        Figure(f"{name}: peak memory", storm.memory, "MiB"),
    ]


def _storm(size: int, progress: Progress) -> Storm:
    task = progress.add_task("", total=size)

    def now(doing: str, total: int | None = size) -> None:
        progress.update(task, description=f"storm of {size:,}: {doing}", completed=0, total=total)

    with tempfile.TemporaryDirectory(prefix="storm-") as name, part(stand_ins, 2 * size, size) as town:
        folder, address = Path(name), town.hear()
        settings = chaperone.given_settings(folder, address=address, rooms=size)
        now("making rooms")
        rooms = make_rooms(address, size, told=lambda: progress.advance(task))
        now("writing the database", None)
        engine = open_engine(settings["database_url"])
        upgrade(engine)
        _seed(engine, rooms)
        now("Chaperone")
        with part(chaperone.jobs, settings) as running:
            threads = running.hear()
            deadline = _let_it_begin(engine)
            _wait(engine, size, lambda delivered: progress.update(task, completed=delivered))
            memory = running.ask().memory
        engine.dispose()
        told = _first_to_each(town, Readers(1, size))
        now("the bare loop", None)
        began = _bare_loop(address, folder, threads, rooms, told[0])
        bare_told = _first_to_each(town, Readers(size + 1, size))
        progress.update(task, description=f"storm of {size:,}: done", completed=size, total=size)
        return Storm(_seconds_after(deadline, told), memory, _seconds_after(began, bare_told))


def _bare_loop(
    address: str, folder: Path, threads: int, rooms: Sequence[MadeRoom], alert: Mapping[str, Any]
) -> datetime:
    """Does the same to as many other members, with one of Chaperone's own messages; when it began."""
    mark = {"event_type": "chaperone", "event_payload": {"mark": "alert-1-round-1-rung-0"}}
    message = {"text": alert["text"], "blocks": alert["blocks"], "metadata": mark}
    errands = [Errand(room.meeting_id, slack_id(len(rooms) + n)) for n, room in enumerate(rooms, start=1)]
    with part(bare.loop, address, folder, threads) as runner:
        runner.hear()
        began = datetime.now(UTC)
        runner.ask((errands, message))
    return began


def _first_to_each(town: Part, readers: Readers) -> list[Mapping[str, Any]]:
    """Whoever does not answer for 90 seconds is passed over, so in a long storm some are told of others' alerts too.
    Raises AlertsMissing."""
    first = [shown[0] for shown in shown_to(town, readers) if shown]
    if len(first) != readers.count:
        raise AlertsMissing(f"{readers.count} managers should have been alerted; {len(first)} were.")
    return first


def _seconds_after(start: datetime, messages: Sequence[Mapping[str, Any]]) -> list[float]:
    return [(datetime.fromisoformat(message["at"]) - start).total_seconds() for message in messages]


def _seed(engine: Engine, rooms: Sequence[MadeRoom]) -> None:
    size, today = len(rooms), datetime.now(UTC).date()
    vault = SecretVault(chaperone.SECRET_KEY)
    crowd = Crowd.of(managers=size, mentors=size, proctors=size, students=size)
    with engine.execution_options(writes=True).begin() as conn:
        add_program(conn, today=today)
        add_people(conn, crowd, vault, slack_id=slack_id)
        add_matches(conn, crowd, size, today=today)
        add_sessions(conn, crowd, [(match, today) for match in range(1, size + 1)], SessionState.OPEN)
        conn.execute(insert(tables.rooms), [_room(n, room, vault) for n, room in enumerate(rooms, start=1)])
        conn.execute(insert(tables.entries), [row for n in range(size) for row in _entries(n, rooms[n], crowd, vault)])
        conn.execute(insert(tables.duties), [_watch(n) for n in range(1, size + 1)])


def _room(session: int, room: MadeRoom, vault: SecretVault) -> dict[str, Any]:
    return {
        "session_id": session,
        "effect_key": f"session-{session}-room-1",
        "attempted_at": datetime.now(UTC),
        "platform": room.platform,
        "meeting_id": room.meeting_id,
        "sealed_address": vault.seal(room.address),
        "host": room.host,
        "proven_at": datetime.now(UTC),
    }


def _entries(index: int, room: MadeRoom, crowd: Crowd, vault: SecretVault) -> list[dict[str, Any]]:
    guests = [
        {
            "person_id": person,
            "identity": f"registrant:{person}",
            "sealed_address": vault.seal(f"{room.address}?tk={person}"),
            "opens_room": False,
        }
        for person in (crowd.mentors[index], crowd.students[index])
    ]
    monitor = {
        "person_id": crowd.proctors[index],
        "identity": f"host:{room.host}",
        "sealed_address": None,
        "opens_room": True,
    }
    return [{"session_id": index + 1, **entry} for entry in (*guests, monitor)]


def _watch(session: int) -> dict[str, Any]:
    """The look at the deadline, which the look before it asked for."""
    return {
        "subject_kind": SubjectKind.SESSION,
        "subject_id": session,
        "kind": DutyKind.WATCH,
        "occurrence": "",
        "due_at": datetime.now(UTC) + timedelta(days=1),
        "state": DutyState.WAITING,
        "tries": 6,
        "interrupted": False,
        "note": "",
    }


def _let_it_begin(engine: Engine) -> datetime:
    """Sets every session to the same start, and returns the deadline, which lies a moment ahead."""
    deadline = datetime.now(UTC) + LEAD
    start = deadline - Policy().monitor_grace
    watches = tables.duties.c.kind == DutyKind.WATCH
    with engine.execution_options(writes=True).begin() as conn:
        conn.execute(update(tables.sessions).values(starts_at=start, ends_at=start + timedelta(minutes=MINUTES)))
        conn.execute(update(tables.duties).where(watches).values(due_at=deadline))
    return deadline


def _wait(engine: Engine, size: int, tell: Callable[[int], None]) -> None:
    """Raises AlertsMissing when it takes too long."""
    until = time.monotonic() + LONGEST.total_seconds()
    while time.monotonic() < until:
        with engine.connect() as conn:
            delivered = conn.scalar(select(func.count(tables.alerts.c.delivered_at))) or 0
        tell(delivered)
        if delivered == size:
            return
        time.sleep(0.25)
    raise AlertsMissing(f"After {LONGEST} only {delivered} of {size} alerts were delivered.")
