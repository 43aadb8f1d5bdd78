"""However a platform misbehaves, and whenever we are killed: one room at the most, and never one that is not proven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.means import Means
from jobs.provisioning import Provisioning
from jobs.runner import Handler
from mentoring.duties import DutyKind
from mentoring.rooms import Platform
from mentoring.sessions import SessionState
from tests.contract.jobs_fixtures import Lane, lane
from tests.fakes.rooms import WANTED, FakeRooms, Fault

FAULTS = st.lists(st.sampled_from([None, None, *Fault]), max_size=12)
HELD = st.dictionaries(st.sampled_from(sorted(WANTED)), st.sampled_from(["on", "off", None]), max_size=2)


def making(means: Means) -> Mapping[DutyKind, Handler]:
    return {DutyKind.PROVISION: Provisioning(means).provision}


@contextmanager
def at_the_start(rooms: FakeRooms) -> Iterator[Lane]:
    """When the session begins."""
    with lane({Platform.ZOOM: rooms}, making) as office:
        office.wait_until(office.session.starts_at, step=timedelta(hours=1))
        yield office


@settings(max_examples=40)
@given(FAULTS)
def test_whatever_fails_and_whenever_we_die_there_is_one_room_and_it_is_ready(faults: list[Fault | None]) -> None:
    rooms = FakeRooms()
    rooms.faults = list(faults)
    with at_the_start(rooms) as office:
        [hall] = rooms.standing
        assert hall.request.effect_key == f"session-{office.session_id}-room-1"
        assert hall.settings == WANTED
        assert len(hall.guests) == 3
        assert office.session.state in {SessionState.READY, SessionState.OPEN}
        assert office.proven


@settings(max_examples=20)
@given(HELD)
def test_a_room_is_handed_out_only_when_every_setting_was_read_back_as_wanted(held: dict[str, str | None]) -> None:
    safe = all(WANTED[name] == value for name, value in held.items())
    rooms = FakeRooms()
    rooms.by_hand = held
    with at_the_start(rooms) as office:
        assert office.proven == safe
        assert (office.session.state is not SessionState.PLANNED) == safe
        assert all(bool(hall.guests) == safe for hall in rooms.standing)
