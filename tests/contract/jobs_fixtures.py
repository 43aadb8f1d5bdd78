"""Jobs in a real store, with a video platform in memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.words import SlackWords
from integrations.database.engine import open_engine
from integrations.mail import MailInviter, SmtpPostman
from integrations.vault import SignedDoorKeys, SignedPageKeys
from jobs.means import Means
from jobs.runner import Entry, Handler, Runner
from mentoring.alerts import Alert, AlertReason
from mentoring.duties import Duty, DutyKind, PlannedDuty
from mentoring.matches import Match
from mentoring.ports import RoomProvider
from mentoring.rooms import Platform
from mentoring.sessions import PlannedSession, Session
from sandbox.clock import MovableClock
from tests.contract.database_fixtures import sqlite_template
from tests.contract.program_fixtures import FIRST_DAY, NOW, POLICY, Office
from tests.fakes.rooms import FakeRooms, Killed
from web.letters import PlainLetters

HOUR = timedelta(hours=1)
FAR_DAY = FIRST_DAY + timedelta(days=200)
HALF_PAST_FOUR = datetime.fromisoformat("2026-11-05T16:30:00-05:00")
"""A Thursday, on which nobody has a session by their weekly slot."""


def means_of(
    office: Office,
    rooms: Mapping[Platform, RoomProvider],
    hosts: Mapping[Platform, Mapping[str, int]] | None = None,
    *,
    at: datetime = NOW,
) -> Means:
    postman = SmtpPostman(url="smtp://127.0.0.1:1", sender="Office <office@example.org>")
    return Means(
        store=office.store,
        clock=MovableClock(at),
        policy=POLICY,
        rooms=rooms,
        inviter=MailInviter(postman),
        postman=postman,
        messenger=None,
        doors=SignedDoorKeys("k" * 40, public_url="https://mentoring.example.org"),
        pages=SignedPageKeys("k" * 40, public_url="https://mentoring.example.org"),
        words=SlackWords(),
        letters=PlainLetters(POLICY, ZoneInfo("America/New_York")),
        hosts=hosts or {},
    )


def zoom_match(office: Office) -> Match:
    return office.active(office.draft(platform=Platform.ZOOM))


def meet_match(office: Office) -> Match:
    return office.active(office.draft())


def extra(office: Office, match: Match, *starts: timedelta, length: timedelta = HOUR) -> list[Session]:
    """More sessions of this match, so long after half past four, each under a day of its own that nobody else has."""
    with office.store.begin() as work:
        taken = len(work.sessions.days_of([match.id])[match.id])
        days: Sequence[date] = [FAR_DAY + timedelta(days=taken + n) for n in range(len(starts))]
        planned = [
            PlannedSession(day, HALF_PAST_FOUR + start, HALF_PAST_FOUR + start + length)
            for day, start in zip(days, starts, strict=True)
        ]
        return list(work.sessions.add({match: planned}))


def do(office: Office, handler: Handler, *planned: PlannedDuty, at: datetime) -> Sequence[Duty]:
    """Plans these duties for now, takes them and hands them over, as the runner would."""
    with office.store.begin() as work:
        work.duties.plan([replace(duty, due_at=at) for duty in planned])
    return take_on(office, handler, planned[0].kind, at=at)


def take_on(office: Office, handler: Handler, kind: DutyKind, *, at: datetime) -> Sequence[Duty]:
    """Whatever of that kind is due."""
    with office.store.begin() as work:
        duties = work.duties.take([kind], at=at, limit=100)
    if duties:
        handler(duties, at=at)
    return duties


def alerts(office: Office, reason: AlertReason) -> dict[int, Alert]:
    with office.store.look() as view:
        return {alert.session_id: alert for alert in view.alerts.all() if alert.reason is reason}


class Lane:
    """Some duties of an office and a clock of its own; a process that dies in the middle is started again."""

    def __init__(
        self, folder: Path, rooms: Mapping[Platform, FakeRooms], handlers: Callable[[Means], Mapping[DutyKind, Handler]]
    ) -> None:
        path = folder / "chaperone.db"
        shutil.copy(sqlite_template(), path)
        self.office, self.clock = Office(open_engine(f"sqlite:///{path}")), MovableClock(NOW)
        self._rooms, self._handlers = rooms, handlers
        self.session_id = self.office.sessions(zoom_match(self.office))[0].id
        self._runner = self._started()

    def _started(self) -> Runner:
        means = means_of(self.office, dict(self._rooms), {Platform.ZOOM: {"room@program.example": 1}})
        timetable = {kind: Entry(handler, 5) for kind, handler in self._handlers(means).items()}
        return Runner(self.office.store, self.clock, timetable)

    def run(self) -> None:
        """One look at what is due."""
        try:
            self._runner.run_due()
        except Killed:
            self._runner = self._started()
            self._runner.recover()

    def wait_until(self, moment: datetime, *, step: timedelta) -> None:
        while self.clock.now() < moment:
            self.run()
            self.clock.move_to(min(moment, self.clock.now() + step))
        self.run()

    @property
    def session(self) -> Session:
        return self.office.session(self.session_id)

    @property
    def proven(self) -> bool:
        with self.office.store.look() as view:
            room = view.rooms.of(self.session_id)
        return room is not None and room.proven_at is not None


@contextmanager
def lane(
    rooms: Mapping[Platform, FakeRooms], handlers: Callable[[Means], Mapping[DutyKind, Handler]]
) -> Iterator[Lane]:
    with tempfile.TemporaryDirectory() as folder:
        lane = Lane(Path(folder), rooms, handlers)
        try:
            yield lane
        finally:
            lane.office.engine.dispose()
