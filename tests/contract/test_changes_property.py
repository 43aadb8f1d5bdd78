"""However often a session is changed, whatever fails meanwhile, and whenever we are killed: in the end there is one
room, on the platform and at the time that hold now, and exactly those who belong to the session get into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.means import Means
from jobs.provisioning import Provisioning
from jobs.rooms import Rooms
from jobs.runner import Handler
from mentoring.acts.changing import move_session, replace_monitor, switch_platform
from mentoring.duties import DutyKind, company
from mentoring.errors import Refusal
from mentoring.matches import MonitorKind
from mentoring.rooms import Platform
from tests.contract.jobs_fixtures import Lane, lane
from tests.contract.program_fixtures import POLICY
from tests.fakes.rooms import FakeRooms, Fault, Hall

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


def looking_after(means: Means) -> Mapping[DutyKind, Handler]:
    making, standing = Provisioning(means), Rooms(means)
    return {
        DutyKind.ADMIT: standing.admit,
        DutyKind.PUT_OUT: standing.put_out,
        DutyKind.RETIRE_ROOM: standing.retire,
        DutyKind.PROVISION: making.provision,
        DutyKind.VERIFY_ROOM: making.verify,
    }


@dataclass(frozen=True)
class Desk:
    """One session of a released match, a manager who changes it, and the platforms on which its rooms are."""

    lane: Lane
    platforms: Mapping[Platform, FakeRooms]

    def wait(self, length: timedelta, *, step: timedelta = timedelta(minutes=20)) -> None:
        self.lane.wait_until(self.lane.clock.now() + length, step=step)

    def change(self, what: str, to: object) -> None:
        """What is refused changes nothing."""
        office, at = self.lane.office, self.lane.clock.now()
        store, actor, session_id = office.store, office["dana"], self.lane.session_id
        acts: dict[str, Callable[[], object]] = {
            "move": lambda: move_session(
                store,
                actor=actor,
                session_id=session_id,
                starts_at=self.lane.session.starts_at + timedelta(days=int(str(to)) - 2, hours=1),
                at=at,
                policy=POLICY,
            ),
            "switch": lambda: switch_platform(
                store, actor=actor, session_id=session_id, platform=Platform(str(to)), at=at, policy=POLICY
            ),
            "monitor": lambda: replace_monitor(
                store,
                actor=actor,
                session_id=session_id,
                monitor_id=office[str(to)].id,
                kind=MonitorKind.PROCTOR,
                at=at,
                policy=POLICY,
            ),
            "wait": lambda: self.wait(timedelta(minutes=int(str(to)))),
        }
        with suppress(Refusal):
            acts[what]()

    def rooms(self, platform: Platform) -> list[Hall]:
        ours = f"session-{self.lane.session_id}-room-"
        return [hall for hall in self.platforms[platform].standing if hall.request.effect_key.startswith(ours)]


@contextmanager
def desk(faults: list[Fault | None]) -> Iterator[Desk]:
    platforms = {platform: FakeRooms(platform) for platform in PLATFORMS}
    for rooms in platforms.values():
        rooms.faults = list(faults)
    with lane(platforms, looking_after) as office:
        yield Desk(office, platforms)


@settings(max_examples=30)
@given(STEPS, FAULTS)
def test_in_the_end_there_is_one_room_for_the_session_as_it_is_now(
    steps: list[tuple[str, object]], faults: list[Fault | None]
) -> None:
    with desk(faults) as office:
        for what, to in steps:
            office.change(what, to)
        office.wait(PATIENCE)
        if (ahead := office.lane.session.starts_at - POLICY.provision_ahead - office.lane.clock.now()) > timedelta(0):
            office.wait(ahead + PATIENCE, step=timedelta(hours=2))

        session = office.lane.session
        [other] = [platform for platform in PLATFORMS if platform is not session.platform]
        assert office.rooms(other) == []
        [hall] = office.rooms(session.platform)
        assert (hall.request.starts_at, hall.request.ends_at) == (session.starts_at, session.ends_at)
        with office.lane.office.store.look() as view:
            match = view.matches.many([session.match_id])[session.match_id]
        assert set(hall.guests) == set(company(session, match).everybody)
