"""*watching*: 500 sessions at Meet and 500 at Zoom go on at once, and in each of them everybody is there.

All began at the same moment, and Chaperone's scheduler begins to watch them all at once, with the stand-ins held to
their platforms' limits. After a warm-up a stretch is measured in which nothing happens. Then, in some sessions of each
platform, the monitor leaves, and no webhook of it comes. Meet is watched once as one organizer and once as many.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.progress import Progress, TaskID
from sqlalchemy import Engine, func, select

from benchmarks import bare_reads, chaperone
from benchmarks.attention import Read, busiest_second, longest, looks, refused
from benchmarks.gathering import HoldToLimits, Leave, LiftLimits, MeetMinutes, Reads, gathering, key_file
from benchmarks.processes import Part, Usage, part
from benchmarks.report import Figure, percentile
from benchmarks.rooms import meet_rooms
from benchmarks.running import Running, gather, write_down
from integrations.database import tables
from integrations.database.engine import open_engine, upgrade
from mentoring.alerts import AlertReason
from mentoring.rooms import Platform
from sandbox.calls import Call

SESSIONS = 500
"""On each platform."""
ORGANIZERS = (12, 1)
"""One organizer watches 45 rooms at the full rate: 500 need twelve. As a single one it is far beyond that."""
WARM_UP, STEADY = timedelta(seconds=60), timedelta(seconds=120)
ABSENCES, SPREAD = 30, timedelta(seconds=60)
"""On each platform so many monitors leave, one after the other."""
BOUND = timedelta(seconds=120)
"""A monitor who is gone must be told of by then."""
MINUTE = timedelta(minutes=1)
NAMES = {Platform.GOOGLE_MEET: "Meet", Platform.ZOOM: "Zoom"}


@dataclass(frozen=True)
class Stretch:
    """What the platforms were asked from `since` until `until`, and what Chaperone used for it."""

    since: datetime
    until: datetime
    calls: Sequence[Call]
    seconds: float

    @property
    def minutes(self) -> float:
        return (self.until - self.since) / MINUTE

    def per_minute(self, service: str, marked: str = "") -> float:
        return sum(call.service == service and marked in call.path for call in self.calls) / self.minutes


@dataclass(frozen=True)
class Watched:
    """`meet_minutes`: reads of each organizer, and under "" of all, in each minute of the clock. `found`: platform ->
    seconds from each absence to its alert, or to the end of our patience."""

    steady: Stretch
    meet_minutes: Mapping[str, Mapping[datetime, int]]
    false_alerts: Mapping[Platform, int]
    found: Mapping[Platform, Sequence[float]]
    memory: float
    bare_seconds: float


def measure(progress: Progress) -> list[Figure]:
    figures: list[Figure] = []
    for count in ORGANIZERS:
        organizers = [f"rooms-{number}@example.org" for number in range(count)]
        figures += _figures(f"watching, Meet as {count}", _watch(organizers, progress))
    return figures


def _watch(organizers: Sequence[str], progress: Progress) -> Watched:
    task = progress.add_task(f"watching as {len(organizers)}: gathering", total=2 * SESSIONS)
    with (
        tempfile.TemporaryDirectory(prefix="watching-") as name,
        part(gathering, Path(name), 2 * SESSIONS, SESSIONS, organizers) as place,
    ):
        folder, address = Path(name), place.hear()
        meet = meet_rooms(address, key_file(folder), organizers)
        running, told = gather(place, address, meet, organizers, SESSIONS, told=lambda: progress.advance(task))
        settings = chaperone.given_settings(folder, address=address, rooms=SESSIONS)
        settings |= chaperone.google_settings(address, key_file(folder), organizers)
        engine = open_engine(settings["database_url"])
        upgrade(engine)
        place.ask(HoldToLimits())
        write_down(engine, running, told)
        with part(chaperone.jobs, settings) as jobs:
            threads = jobs.hear()
            steady = _steady(place, jobs, progress, task)
            minutes = place.ask(MeetMinutes(organizers))
            false_alerts = _alerts(engine)
            found = _absences(place, engine, running, progress, task)
            used: Usage = jobs.ask()
        engine.dispose()
        progress.update(task, description=f"watching as {len(organizers)}: the bare clients", total=None)
        bare_seconds = _bare(place, address, key_file(folder), organizers, threads, steady)
        progress.update(task, description=f"watching as {len(organizers)}: done", completed=1, total=1)
    return Watched(steady, minutes, false_alerts, found, used.memory, bare_seconds)


def _steady(place: Part, jobs: Part, progress: Progress, task: TaskID) -> Stretch:
    """Nothing happens in any room."""
    _let_pass(WARM_UP, "warming up", progress, task)
    since, before = datetime.now(UTC), jobs.ask().seconds
    _let_pass(STEADY, "measuring", progress, task)
    until, seconds = datetime.now(UTC), jobs.ask().seconds - before
    return Stretch(since, until, place.ask(Reads(since, until)), seconds)


def _let_pass(length: timedelta, doing: str, progress: Progress, task: TaskID) -> None:
    progress.update(task, description=f"watching: {doing}", completed=0, total=length.total_seconds())
    for _ in range(round(length.total_seconds())):
        time.sleep(1)
        progress.advance(task)


def _absences(
    place: Part, engine: Engine, running: Sequence[Running], progress: Progress, task: TaskID
) -> Mapping[Platform, Sequence[float]]:
    """The monitors of every so-manieth session leave, on both platforms in turn."""
    progress.update(task, description="watching: monitors leave", completed=0, total=2 * ABSENCES)
    sample = [one for pair in zip(_some(running[:SESSIONS]), _some(running[SESSIONS:]), strict=True) for one in pair]
    gone: dict[int, datetime] = {}
    for one in sample:
        gone[one.session_id] = place.ask(Leave(one.monitor))
        time.sleep(SPREAD / timedelta(seconds=1) / len(sample))
    told = _wait(engine, gone, until=datetime.now(UTC) + BOUND, tell=lambda n: progress.update(task, completed=n))
    patience = datetime.now(UTC)
    return {
        platform: [
            (told.get(one.session_id, patience) - gone[one.session_id]).total_seconds()
            for one in sample
            if one.room.platform is platform
        ]
        for platform in NAMES
    }


def _some(running: Sequence[Running]) -> Sequence[Running]:
    return running[:: len(running) // ABSENCES][:ABSENCES]


def _wait(
    engine: Engine, gone: Mapping[int, datetime], *, until: datetime, tell: Callable[[int], None]
) -> Mapping[int, datetime]:
    """Session -> when Slack took the first message that its monitor had left. Whoever is not told of by then is not
    in it."""
    while True:
        told = {session: at for session, at in _told(engine).items() if session in gone}
        tell(len(told))
        if len(told) == len(gone) or datetime.now(UTC) >= until:
            return told
        time.sleep(1)


def _told(engine: Engine) -> Mapping[int, datetime]:
    """Slack names a message by the time at which it took it."""
    alerts, messages = tables.alerts, tables.alert_messages
    left = alerts.c.reason == AlertReason.UNMONITORED
    query = select(alerts.c.session_id, messages.c.ts).join(messages, messages.c.alert_id == alerts.c.id).where(left)
    with engine.connect() as conn:
        rows = conn.execute(query.order_by(messages.c.ts.desc())).all()
    return {session_id: datetime.fromtimestamp(float(ts), UTC) for session_id, ts in rows}


def _alerts(engine: Engine) -> Mapping[Platform, int]:
    """How many sessions somebody was alerted of."""
    alerts, sessions = tables.alerts, tables.sessions
    query = select(sessions.c.platform, func.count(alerts.c.session_id.distinct()))
    query = query.join(sessions, sessions.c.id == alerts.c.session_id).group_by(sessions.c.platform)
    with engine.connect() as conn:
        counts = {Platform(platform): count for platform, count in conn.execute(query)}
    return {platform: counts.get(platform, 0) for platform in NAMES}


def _bare(
    place: Part, address: str, credentials: Path, organizers: Sequence[str], threads: int, steady: Stretch
) -> float:
    """The seconds of one core that the bare clients need for the same reads."""
    place.ask(LiftLimits())
    with part(bare_reads.reads, address, credentials, organizers, threads) as bare:
        bare.hear()
        seconds: float = bare.ask([call for call in steady.calls if call.method == "GET"])
    return seconds


def _figures(name: str, watched: Watched) -> list[Figure]:
    return [
        *_spent(name, watched),
        *_seen(name, watched.steady),
        *(
            Figure(f"{name}: {NAMES[platform]}, alerts though everybody was there", count, "sessions")
            for platform, count in watched.false_alerts.items()
        ),
        *(figure for platform, found in watched.found.items() for figure in _told_of(name, platform, found)),
        Figure(
            f"{name}: one core, per minute",
            watched.steady.seconds / watched.steady.minutes,
            "s",
            watched.bare_seconds / watched.steady.minutes,
        ),
        Figure(f"{name}: peak memory", watched.memory, "MiB"),
    ]


def _spent(name: str, watched: Watched) -> list[Figure]:
    """Beside each figure the platform's limit, in its name."""
    steady, minutes = watched.steady, watched.meet_minutes
    busiest = max(max(counts.values(), default=0) for organizer, counts in minutes.items() if organizer)
    second = busiest_second(steady.calls, Read.ZOOM_MEETING)
    return [
        Figure(f"{name}: reads of Meet (limit 6,000)", steady.per_minute("google"), "a minute"),
        Figure(f"{name}: busiest minute of all organizers (6,000)", max(minutes[""].values()), "reads"),
        Figure(f"{name}: busiest minute of one organizer (600)", busiest, "reads"),
        Figure(f"{name}: light reads of Zoom", steady.per_minute("zoom", "/v2/meetings/"), "a minute"),
        Figure(f"{name}: busiest second of Zoom (limit 80)", second, "reads"),
        Figure(f"{name}: heavy reads of Zoom", steady.per_minute("zoom", "/metrics/"), "a minute"),
        Figure(f"{name}: refused by a platform", refused(steady.calls), "calls"),
    ]


def _seen(name: str, steady: Stretch) -> list[Figure]:
    """The longest that any session went without."""
    titles = {
        Read.MEET_PRESENCE: "Meet: longest without a look",
        Read.MEET_KEPT: "Meet: longest without asking what is kept",
        Read.ZOOM_MEETING: "Zoom: longest without a look",
        Read.ZOOM_LIST: "Zoom: longest without the list of who is in",
    }
    waits = {read: _longest(steady, read) for read in titles}
    return [Figure(f"{name}: {titles[read]}", wait.total_seconds(), "s") for read, wait in waits.items()]


def _longest(steady: Stretch, read: Read) -> timedelta:
    return longest(looks(steady.calls, read), among=SESSIONS, since=steady.since, until=steady.until)


def _told_of(name: str, platform: Platform, found: Sequence[float]) -> list[Figure]:
    where = f"{name}: {NAMES[platform]}, monitor gone, webhooks lost"
    in_time = sum(seconds <= BOUND.total_seconds() for seconds in found)
    return [
        Figure(f"{where}: alerts within 120 s", 100 * in_time / len(found), "%"),
        Figure(f"{where}: alert after, p50", percentile(found, 50), "s"),
        Figure(f"{where}: alert after, at most", max(found), "s"),
    ]
