"""The proof that a room cannot record, shortly before the doors open on it and while people are in it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jobs.provisioning import LAST_CALL, PRESSING, PROOF_HOLDS, Provisioning
from mentoring.alerts import LIVE_REASONS, Alert, AlertReason, AlertState
from mentoring.duties import DutyKind, DutyState, session_subject
from mentoring.rooms import Platform
from mentoring.sessions import NOT_OVER, SessionState
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.jobs_fixtures import alerts, means_of, take_on
from tests.contract.program_fixtures import POLICY, Office, office
from tests.fakes.rooms import FakeRooms, Fault

__all__ = ["office", "sqlite_engine"]

MINUTE = timedelta(minutes=1)
FOR_EVER = 1000


class House:
    """One session on Zoom whose room was made and proven a week ahead; every moment is told from its start."""

    def __init__(self, office: Office) -> None:
        self.office, self.rooms = office, FakeRooms()
        self.provisioning = Provisioning(means_of(office, {Platform.ZOOM: self.rooms}))
        self.session = office.sessions(office.active(office.draft(platform=Platform.ZOOM)))[0]
        take_on(office, self.provisioning.provision, DutyKind.PROVISION, at=self.after_start(days=-7))

    def after_start(self, **length: float) -> datetime:
        return self.session.starts_at + timedelta(**length)

    def verify(self, *, minutes: float) -> None:
        take_on(self.office, self.provisioning.verify, DutyKind.VERIFY_ROOM, at=self.after_start(minutes=minutes))

    def verify_until(self, *, minutes: float) -> None:
        """As the runner would, look after look."""
        while (next_look := self.next_look) <= self.after_start(minutes=minutes):
            take_on(self.office, self.provisioning.verify, DutyKind.VERIFY_ROOM, at=next_look)

    @property
    def next_look(self) -> datetime:
        [row] = self.office.duties(session_subject(self.session.id), DutyKind.VERIFY_ROOM)
        due: datetime = row.due_at
        return due if row.state == DutyState.WAITING else self.session.ends_at

    def open_doors(self) -> None:
        with self.office.store.begin() as work:
            assert work.sessions.move(self.session.id, NOT_OVER, SessionState.OPEN)

    @property
    def state(self) -> SessionState:
        return self.office.session(self.session.id).state

    @property
    def proven(self) -> bool:
        with self.office.store.look() as view:
            room = view.rooms.of(self.session.id)
        return room is not None and room.proven_at is not None

    def told(self, reason: AlertReason) -> Alert | None:
        return alerts(self.office, reason).get(self.session.id)


@pytest.fixture
def house(office: Office) -> House:
    return House(office)


def test_a_refusal_to_show_the_settings_is_told_before_the_start_and_not_as_a_missing_room(house: House) -> None:
    house.rooms.faults = [Fault.REFUSED]
    house.verify(minutes=-30)
    alert = house.told(AlertReason.ROOM_NOT_PROVEN)
    assert alert is not None
    assert alert.facts.why == "its settings cannot be read (it says no)"
    assert house.told(AlertReason.ROOM_NOT_READY) is None


def test_an_outage_of_minutes_before_the_doors_open_shuts_nobody_out_and_alarms_nobody(house: House) -> None:
    house.rooms.faults = [Fault.DOWN] * 4
    house.verify_until(minutes=-15)
    assert (house.state, house.proven) == (SessionState.READY, True)
    assert house.told(AlertReason.ROOM_NOT_PROVEN) is None


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.REFUSED])
def test_without_a_fresh_proof_the_doors_stay_shut_until_there_is_one(house: House, fault: Fault) -> None:
    house.rooms.faults = [fault] * FOR_EVER
    house.verify_until(minutes=-15)
    assert (house.state, house.proven) == (SessionState.PLANNED, False)
    alert = house.told(AlertReason.ROOM_NOT_PROVEN)
    assert alert is not None
    house.rooms.faults = []
    house.verify_until(minutes=-14)
    assert (house.state, house.proven) == (SessionState.OPEN, True)
    alert = house.told(AlertReason.ROOM_NOT_PROVEN)
    assert alert is not None
    assert alert.state is AlertState.RESOLVED


def test_it_is_decided_just_before_the_doors_open_and_tried_each_minute_from_then_on(house: House) -> None:
    house.rooms.faults = [Fault.REFUSED] * FOR_EVER
    house.verify(minutes=-30)
    last_call = house.session.starts_at - POLICY.doors_open_ahead - LAST_CALL
    assert house.next_look == last_call
    take_on(house.office, house.provisioning.verify, DutyKind.VERIFY_ROOM, at=last_call)
    assert house.next_look == last_call + PRESSING


@pytest.mark.parametrize(("age", "opens"), [(PROOF_HOLDS, True), (PROOF_HOLDS + MINUTE, False)])
def test_only_a_proof_of_this_half_hour_opens_the_doors_while_the_platform_is_down(
    house: House, *, age: timedelta, opens: bool
) -> None:
    last_call = house.session.starts_at - POLICY.doors_open_ahead - LAST_CALL
    with house.office.store.begin() as work:
        work.rooms.proven(house.session.id, (), at=last_call - age)
    house.rooms.faults = [Fault.DOWN]
    take_on(house.office, house.provisioning.verify, DutyKind.VERIFY_ROOM, at=last_call)
    assert house.proven is opens
    assert (house.told(AlertReason.ROOM_NOT_PROVEN) is None) is opens


def test_a_room_that_drifts_while_it_is_open_calls_up_the_ladder(house: House) -> None:
    house.open_doors()
    house.rooms.by_hand = {"recording": "on"}
    house.verify(minutes=10)
    alert = house.told(AlertReason.ROOM_DRIFTED)
    assert alert is not None
    assert alert.reason in LIVE_REASONS
    assert (house.state, house.proven) == (SessionState.OPEN, False)
    assert house.told(AlertReason.ROOM_NOT_PROVEN) is None


def test_a_room_that_drifted_while_it_was_open_and_is_safe_again_opens_its_door_again(house: House) -> None:
    house.open_doors()
    house.rooms.by_hand = {"recording": "on"}
    house.verify(minutes=10)
    house.rooms.by_hand = {}
    house.verify(minutes=12)
    alert = house.told(AlertReason.ROOM_DRIFTED)
    assert alert is not None
    assert (house.proven, alert.state) == (True, AlertState.RESOLVED)


def test_an_open_room_that_cannot_be_read_for_a_moment_stays_open_and_alarms_nobody(house: House) -> None:
    house.open_doors()
    house.rooms.faults = [Fault.DOWN]
    house.verify(minutes=10)
    assert house.proven
    assert house.told(AlertReason.ROOM_DRIFTED) is None


def test_an_open_room_that_may_not_be_read_any_more_is_told_and_nobody_inside_is_locked_in(house: House) -> None:
    house.open_doors()
    house.rooms.faults = [Fault.REFUSED]
    house.verify(minutes=10)
    assert house.proven
    assert house.told(AlertReason.ROOM_DRIFTED) is not None
