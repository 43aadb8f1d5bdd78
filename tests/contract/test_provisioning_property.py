"""However a platform misbehaves, and whenever we are killed: one room at the most, and never one that is not proven."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words import SlackWords
from integrations.database.engine import open_engine
from integrations.mail import MailInviter, SmtpPostman
from integrations.vault import SignedDoorKeys
from jobs.means import Means
from jobs.provisioning import Provisioning
from jobs.runner import Entry, Runner
from mentoring.duties import DutyKind
from mentoring.ports import RoomProvider
from mentoring.rooms import Platform
from mentoring.sessions import Session, SessionState
from sandbox.clock import MovableClock
from tests.contract.database_fixtures import sqlite_template
from tests.contract.program_fixtures import NOW, POLICY, Office
from tests.fakes.rooms import WANTED, FakeRooms, Fault, Killed
from web.letters import PlainLetters

STEP = timedelta(hours=1)
FAULTS = st.lists(st.sampled_from([None, None, *Fault]), max_size=12)
HELD = st.dictionaries(st.sampled_from(sorted(WANTED)), st.sampled_from(["on", "off", None]), max_size=2)


class House:
    """One released match on Zoom, its first session, and the lane that makes its room."""

    def __init__(self, folder: Path, rooms: FakeRooms) -> None:
        path = folder / "chaperone.db"
        shutil.copy(sqlite_template(), path)
        self.office, self.rooms, self.clock = Office(open_engine(f"sqlite:///{path}")), rooms, MovableClock(NOW)
        match = self.office.active(self.office.draft(platform=Platform.ZOOM))
        self.session_id = self.office.sessions(match)[0].id
        self.runner = self._runner()

    def _runner(self) -> Runner:
        provider: RoomProvider = self.rooms
        postman = SmtpPostman(url="smtp://127.0.0.1:1", sender="Office <office@example.org>")
        means = Means(
            store=self.office.store,
            clock=self.clock,
            policy=POLICY,
            rooms={Platform.ZOOM: provider},
            inviter=MailInviter(postman),
            postman=postman,
            messenger=None,
            doors=SignedDoorKeys("k" * 40, public_url="https://mentoring.example.org"),
            words=SlackWords(),
            letters=PlainLetters(POLICY),
            hosts={Platform.ZOOM: {"room@program.example": 1}},
        )
        return Runner(self.office.store, self.clock, {DutyKind.PROVISION: Entry(Provisioning(means).provision, 5)})

    def run(self) -> None:
        """One look at what is due; a process that dies in it is started again."""
        try:
            self.runner.run_due()
        except Killed:
            self.runner = self._runner()
            self.runner.recover()

    def until_the_start(self) -> None:
        while self.clock.now() < self.session.starts_at:
            self.run()
            self.clock.move_to(self.clock.now() + STEP)

    @property
    def session(self) -> Session:
        return self.office.session(self.session_id)

    @property
    def proven(self) -> bool:
        with self.office.store.look() as view:
            room = view.rooms.of(self.session_id)
        return room is not None and room.proven_at is not None


@contextmanager
def house(rooms: FakeRooms) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), rooms)
        try:
            yield house
        finally:
            house.office.engine.dispose()


@settings(max_examples=40)
@given(FAULTS)
def test_whatever_fails_and_whenever_we_die_there_is_one_room_and_it_is_ready(
    faults: list[Fault | None],
) -> None:
    rooms = FakeRooms()
    rooms.faults = list(faults)
    with house(rooms) as home:
        home.until_the_start()

        [hall] = rooms.standing
        assert hall.request.effect_key == f"session-{home.session_id}-room-1"
        assert hall.settings == WANTED
        assert len(hall.guests) == 3
        assert home.session.state in {SessionState.READY, SessionState.OPEN}
        assert home.proven


@settings(max_examples=20)
@given(HELD)
def test_a_room_is_handed_out_only_when_every_setting_was_read_back_as_wanted(held: dict[str, str | None]) -> None:
    safe = all(WANTED[name] == value for name, value in held.items())
    rooms = FakeRooms()
    rooms.by_hand = held
    with house(rooms) as home:
        home.until_the_start()

        assert home.proven == safe
        assert (home.session.state is not SessionState.PLANNED) == safe
        assert all(bool(hall.guests) == safe for hall in rooms.standing)
