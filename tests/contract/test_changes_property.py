"""However often a session is changed, whatever fails meanwhile, and whenever we are killed: in the end there is one
room, on the platform and at the time that hold now, and exactly those who belong to the session get into it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.database.engine import open_engine
from jobs.provisioning import Provisioning
from jobs.rooms import Rooms
from jobs.runner import Entry, Runner
from mentoring.acts.changing import move_session, replace_monitor, switch_platform
from mentoring.duties import DutyKind, company
from mentoring.errors import Refusal
from mentoring.matches import MonitorKind
from mentoring.rooms import Platform
from mentoring.sessions import Session
from sandbox.clock import MovableClock
from tests.contract.database_fixtures import sqlite_template
from tests.contract.jobs_fixtures import means_of
from tests.contract.program_fixtures import NOW, POLICY, Office
from tests.fakes.rooms import FakeRooms, Fault, Hall, Killed

PLATFORMS = (Platform.ZOOM, Platform.GOOGLE_MEET)
FAULTS = st.lists(st.sampled_from([None, None, None, *Fault]), max_size=10)
STEPS = st.lists(
    st.one_of(
        st.integers(1, 6).map(lambda days: ("move", days)),
        st.sampled_from(PLATFORMS).map(lambda platform: ("switch", platform)),
        st.sampled_from(["ruth", "sam"]).map(lambda key: ("monitor", key)),
        st.integers(1, 40).map(lambda minutes: ("wait", minutes)),
    ),
    max_size=7,
)
PATIENCE = timedelta(hours=8)


class Desk:
    """One session of a released match, a manager who changes it, and the lanes that look after its rooms."""

    def __init__(self, folder: Path, faults: list[Fault | None]) -> None:
        path = folder / "chaperone.db"
        shutil.copy(sqlite_template(), path)
        self.office, self.clock = Office(open_engine(f"sqlite:///{path}")), MovableClock(NOW)
        self.platforms = {platform: FakeRooms(platform) for platform in PLATFORMS}
        for rooms in self.platforms.values():
            rooms.faults = list(faults)
        match = self.office.active(self.office.draft(platform=Platform.ZOOM))
        self.match, self.session_id = match, self.office.sessions(match)[0].id
        self.runner = self._runner()

    def _runner(self) -> Runner:
        means = means_of(self.office, dict(self.platforms), {Platform.ZOOM: {"room@program.example": 1}})
        making, standing = Provisioning(means), Rooms(means)
        handlers = {
            DutyKind.ADMIT: standing.admit,
            DutyKind.PUT_OUT: standing.put_out,
            DutyKind.RETIRE_ROOM: standing.retire,
            DutyKind.PROVISION: making.provision,
            DutyKind.VERIFY_ROOM: making.verify,
        }
        timetable = {kind: Entry(handler, 5) for kind, handler in handlers.items()}
        return Runner(self.office.store, self.clock, timetable)

    def run(self) -> None:
        """One look at what is due; a process that dies in it is started again."""
        try:
            self.runner.run_due()
        except Killed:
            self.runner = self._runner()
            self.runner.recover()

    def wait(self, length: timedelta, *, step: timedelta = timedelta(minutes=20)) -> None:
        until = self.clock.now() + length
        while self.clock.now() < until:
            self.run()
            self.clock.move_to(min(until, self.clock.now() + step))
        self.run()

    def change(self, what: str, to: object) -> None:
        """What is refused changes nothing."""
        store, actor, at = self.office.store, self.office["dana"], self.clock.now()
        acts: dict[str, Callable[[], object]] = {
            "move": lambda: move_session(
                store,
                actor=actor,
                session_id=self.session_id,
                starts_at=self.session.starts_at + timedelta(days=int(str(to)) - 2, hours=1),
                at=at,
                policy=POLICY,
            ),
            "switch": lambda: switch_platform(
                store, actor=actor, session_id=self.session_id, platform=Platform(str(to)), at=at, policy=POLICY
            ),
            "monitor": lambda: replace_monitor(
                store,
                actor=actor,
                session_id=self.session_id,
                monitor_id=self.office[str(to)].id,
                kind=MonitorKind.PROCTOR,
                at=at,
                policy=POLICY,
            ),
            "wait": lambda: self.wait(timedelta(minutes=int(str(to)))),
        }
        with suppress(Refusal):
            acts[what]()

    @property
    def session(self) -> Session:
        return self.office.session(self.session_id)

    def rooms(self, platform: Platform) -> list[Hall]:
        ours = f"session-{self.session_id}-room-"
        return [hall for hall in self.platforms[platform].standing if hall.request.effect_key.startswith(ours)]


@contextmanager
def desk(faults: list[Fault | None]) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), faults)
        try:
            yield desk
        finally:
            desk.office.engine.dispose()


@settings(max_examples=30)
@given(STEPS, FAULTS)
def test_in_the_end_there_is_one_room_for_the_session_as_it_is_now(
    steps: list[tuple[str, object]], faults: list[Fault | None]
) -> None:
    with desk(faults) as office:
        for what, to in steps:
            office.change(what, to)
        office.wait(PATIENCE)
        if (ahead := office.session.starts_at - POLICY.provision_ahead - office.clock.now()) > timedelta(0):
            office.wait(ahead + PATIENCE, step=timedelta(hours=2))

        session = office.session
        [other] = [platform for platform in PLATFORMS if platform is not session.platform]
        assert office.rooms(other) == []
        [hall] = office.rooms(session.platform)
        assert (hall.request.starts_at, hall.request.ends_at) == (session.starts_at, session.ends_at)
        assert set(hall.guests) == set(company(session, office.match).everybody)
