"""Rooms made and kept safe, and what is done in one that stands: with a platform that can be told to misbehave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from jobs.provisioning import KEEP_TRYING, SECURE_EVERY, Provisioning
from jobs.rooms import Rooms
from mentoring.acts.alerting import acknowledge, raise_alerts
from mentoring.alerts import NOT_STOPPED, Alert, AlertReason, AlertState, Facts
from mentoring.duties import DutyKind, DutyState, PlannedDuty, session_subject
from mentoring.rooms import Entry, Keeping, MadeRoom, Platform, RoomRequest
from mentoring.sessions import NOT_OVER, Session, SessionState
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.jobs_fixtures import alerts, do, extra, means_of, take_on
from tests.contract.program_fixtures import NOW, POLICY, Office, office
from tests.fakes.rooms import WANTED, FakeRooms, Fault, Hall

__all__ = ["office", "sqlite_engine"]

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
UNPROVEN, NOT_READY = AlertReason.ROOM_NOT_PROVEN, AlertReason.ROOM_NOT_READY


class BusyRooms(FakeRooms):
    """Something happens in the office while this platform makes a room."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], None] = lambda: None
        self.secured = 0

    def create(self, request: RoomRequest, *, at: datetime) -> MadeRoom:
        made = super().create(request, at=at)
        self.meanwhile()
        return made

    def secure(self, room: MadeRoom, *, at: datetime) -> None:
        self.secured += 1
        super().secure(room, at=at)


class Site:
    """One session on Zoom with what is done about its room."""

    def __init__(self, office: Office) -> None:
        self.office, self.rooms = office, BusyRooms()
        self.means = means_of(office, {Platform.ZOOM: self.rooms})
        self.provisioning, self.standing = Provisioning(self.means), Rooms(self.means)
        self.session = office.sessions(office.active(office.draft(platform=Platform.ZOOM)))[0]

    def provision(self, *, at: datetime = NOW) -> None:
        duty = PlannedDuty(session_subject(self.session.id), DutyKind.PROVISION, NOW)
        do(self.office, self.provisioning.provision, duty, at=at)

    def again(self, kind: DutyKind = DutyKind.PROVISION, *, at: datetime) -> None:
        """Whatever of that kind is due by then."""
        handler = self.provisioning.verify if kind is DutyKind.VERIFY_ROOM else self.provisioning.provision
        take_on(self.office, handler, kind, at=at)

    def act(self, kind: DutyKind, who: str | None = None, *, occurrence: str = "") -> str:
        """What became of the duty."""
        person = self.office[who].id if who else None
        duty = PlannedDuty(session_subject(self.session.id), kind, NOW, occurrence, person_id=person)
        handlers = {
            DutyKind.ADMIT: self.standing.admit,
            DutyKind.PUT_OUT: self.standing.put_out,
            DutyKind.STOP_KEEPING: self.standing.stop_keeping,
            DutyKind.END_ROOM: self.standing.end,
            DutyKind.RETIRE_ROOM: self.standing.retire,
        }
        do(self.office, handlers[kind], duty, at=NOW)
        return str(self._row(kind, occurrence).state)

    def retire(self) -> str:
        """The session gives its room up, and the platform is told."""
        with self.office.store.begin() as work:
            generations = work.rooms.retire([self.session.id], at=NOW)
        return self.act(DutyKind.RETIRE_ROOM, occurrence=str(generations[self.session.id]))

    def waits_until(self, kind: DutyKind = DutyKind.PROVISION) -> datetime:
        row = self._row(kind)
        assert row.state == DutyState.WAITING
        due: datetime = row.due_at
        return due

    def _row(self, kind: DutyKind, occurrence: str = "") -> Any:
        rows = self.office.duties(session_subject(self.session.id), kind)
        [row] = [row for row in rows if row.occurrence == occurrence]
        return row

    def change(self, **changes: object) -> None:
        """As a manager's act does: the room is retired, and the session has its next version."""
        with self.office.store.begin() as work:
            work.rooms.retire([self.session.id], at=NOW)
            work.sessions.change(self.now, replace(self.now, **changes))  # type: ignore[arg-type] # the fields vary

    @property
    def now(self) -> Session:
        return self.office.session(self.session.id)

    @property
    def hall(self) -> Hall:
        [hall] = self.rooms.standing
        return hall

    @property
    def made(self) -> MadeRoom | None:
        with self.office.store.look() as view:
            room = view.rooms.of(self.session.id)
        return room.room if room is not None else None

    def entry(self, who: str) -> Entry | None:
        with self.office.store.look() as view:
            return view.rooms.entry(self.session.id, self.office[who].id)

    def guests(self) -> set[int]:
        return set(self.hall.guests)


@pytest.fixture
def site(office: Office) -> Site:
    return Site(office)


# Made


def test_a_room_with_a_doubt_is_secured_once_and_then_handed_out(site: Site) -> None:
    site.rooms.meanwhile = lambda: site.hall.settings.update(recording="on")
    site.provision()
    assert (site.rooms.secured, site.hall.settings) == (1, WANTED)
    assert site.now.state is SessionState.READY
    assert not alerts(site.office, UNPROVEN)


def test_a_doubt_that_stays_is_told_and_costs_few_writes(site: Site) -> None:
    """Somebody holds it by hand: setting it again and again would eat the hundred writes of the host."""
    site.rooms.by_hand = {"recording": "on"}
    site.provision()
    assert alerts(site.office, UNPROVEN)[site.session.id].facts.why == "recording is on, not off"
    assert site.guests() == set()
    for tries in range(2, SECURE_EVERY):
        site.again(at=NOW + tries * HOUR)
    assert site.rooms.secured == 1
    site.again(at=NOW + SECURE_EVERY * HOUR)
    assert site.rooms.secured == 2
    site.rooms.by_hand = {}
    site.again(at=NOW + 20 * HOUR)
    assert site.now.state is SessionState.READY
    assert alerts(site.office, UNPROVEN)[site.session.id].state is AlertState.RESOLVED


def test_what_the_platform_does_not_tell_is_a_doubt(site: Site) -> None:
    site.rooms.by_hand = {"ai_notes": None}
    site.provision()
    assert site.now.state is SessionState.PLANNED
    assert "ai_notes is unknown" in alerts(site.office, UNPROVEN)[site.session.id].facts.why


def test_a_room_that_drifted_is_secured_before_it_is_used(site: Site) -> None:
    site.provision()
    site.hall.settings["waiting_room"] = "off"
    site.again(DutyKind.VERIFY_ROOM, at=site.session.starts_at - 20 * MINUTE)
    assert (site.hall.settings, site.now.state) == (WANTED, SessionState.READY)


def test_a_refusal_for_good_is_told_at_once_and_tried_again_every_half_hour(site: Site) -> None:
    site.rooms.faults = [Fault.REFUSED, Fault.REFUSED]
    site.provision()
    assert alerts(site.office, NOT_READY)[site.session.id].facts.why == "it says no"
    assert site.waits_until() == NOW + KEEP_TRYING
    site.again(at=NOW + KEEP_TRYING)
    assert site.waits_until() == NOW + 2 * KEEP_TRYING
    site.again(at=NOW + 2 * KEEP_TRYING)
    assert site.now.state is SessionState.READY
    assert alerts(site.office, NOT_READY)[site.session.id].state is AlertState.RESOLVED


def test_only_rooms_whose_time_has_come_are_told_as_missing(site: Site) -> None:
    """The next day's is not missing yet, a week ahead, even if the platform refuses for good."""
    with site.office.store.look() as view:
        match = view.matches.many([site.session.match_id])[site.session.match_id]
    first, next_day = extra(site.office, match, timedelta(), 20 * HOUR)
    site.rooms.faults = [Fault.REFUSED] * 10
    ahead = POLICY.provision_ahead
    duty = PlannedDuty(session_subject(first.id), DutyKind.PROVISION, NOW)
    do(site.office, site.provisioning.provision, duty, at=first.starts_at - ahead)
    assert first.id in alerts(site.office, NOT_READY)
    assert next_day.id not in alerts(site.office, NOT_READY)
    site.again(at=next_day.starts_at - ahead)
    assert next_day.id in alerts(site.office, NOT_READY)


@pytest.mark.parametrize("new", [{"platform": Platform.GOOGLE_MEET}, {"monitor_id": 7}])
def test_a_session_that_was_changed_while_its_room_was_made_does_not_get_that_room(
    site: Site, new: dict[str, object]
) -> None:
    site.rooms.meanwhile = lambda: site.change(**new)
    site.provision()
    assert (site.rooms.standing, site.made) == ([], None)
    assert (site.now.state, site.now.version) == (SessionState.PLANNED, 2)


def test_a_session_that_was_called_off_while_its_room_was_made_leaves_none(site: Site) -> None:
    def call_off() -> None:
        with site.office.store.begin() as work:
            work.sessions.move(site.session.id, NOT_OVER, SessionState.CANCELLED)

    site.rooms.meanwhile = call_off
    site.provision()
    assert site.rooms.standing == []


# Standing


def test_a_manager_who_steps_in_is_known_to_the_room_and_the_monitor_stays_who_opens_it(site: Site) -> None:
    site.provision()
    before = site.entry("ruth")
    assert site.act(DutyKind.ADMIT, "dana") == DutyState.DONE
    assert site.office["dana"].id in site.guests()
    assert (site.entry("dana"), site.entry("ruth")) == (None, before)


def test_a_new_monitor_in_a_room_that_is_open_can_open_it(site: Site) -> None:
    site.provision()
    with site.office.store.begin() as work:
        work.sessions.move(site.session.id, NOT_OVER, SessionState.OPEN)
        current = work.sessions.get(site.session.id)
        assert work.sessions.change(current, replace(current, monitor_id=site.office["sam"].id))
    site.act(DutyKind.ADMIT, "sam")
    entry = site.entry("sam")
    assert entry is not None
    assert entry.opens_room


def test_who_was_relieved_can_no_longer_enter_and_has_no_entry(site: Site) -> None:
    site.provision()
    with site.office.store.begin() as work:
        work.sessions.change(site.now, replace(site.now, monitor_id=site.office["sam"].id))
    assert site.act(DutyKind.PUT_OUT, "ruth") == DutyState.DONE
    assert site.office["ruth"].id not in site.guests()
    assert site.entry("ruth") is None


def test_who_has_come_back_meanwhile_is_not_put_out(site: Site) -> None:
    site.provision()
    assert site.act(DutyKind.PUT_OUT, "ruth") == DutyState.SKIPPED
    assert site.office["ruth"].id in site.guests()
    assert site.entry("ruth") is not None


def test_a_recording_is_stopped(site: Site) -> None:
    site.provision()
    assert site.made is not None
    site.rooms.records(site.made, Keeping.RECORDING, at=NOW)
    assert site.act(DutyKind.STOP_KEEPING) == DutyState.DONE
    assert [kept.running for kept in site.hall.kept] == [False]


ROOM_STANDS = AlertReason.ROOM_STANDS
PRESSING = [DutyKind.END_ROOM, DutyKind.PUT_OUT]


def whom(kind: DutyKind) -> str | None:
    return "dana" if kind in {DutyKind.ADMIT, DutyKind.PUT_OUT} else None


@pytest.mark.parametrize("kind", [DutyKind.STOP_KEEPING, DutyKind.END_ROOM, DutyKind.ADMIT, DutyKind.PUT_OUT])
@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.REFUSED])
def test_nothing_that_fails_in_a_room_is_given_up(site: Site, kind: DutyKind, fault: Fault) -> None:
    site.provision()
    site.rooms.faults = [fault]

    assert site.act(kind, whom(kind)) == DutyState.WAITING


@pytest.mark.parametrize("kind", PRESSING)
def test_a_room_that_the_platform_refuses_to_shut_is_told_at_once(site: Site, kind: DutyKind) -> None:
    """Somebody may be in it who should not be."""
    site.provision()
    site.rooms.faults = [Fault.REFUSED]
    site.act(kind, whom(kind))

    alert = alerts(site.office, ROOM_STANDS)[site.session.id]
    assert alert.facts.why.endswith("it says no")
    assert site.waits_until(kind) == NOW + MINUTE


@pytest.mark.parametrize("kind", PRESSING)
def test_a_room_that_merely_fails_to_shut_is_told_when_it_keeps_failing_and_settled_when_it_does(
    site: Site, kind: DutyKind
) -> None:
    handler = site.standing.end if kind is DutyKind.END_ROOM else site.standing.put_out
    site.provision()
    site.rooms.faults = [Fault.DOWN] * 3
    site.act(kind, whom(kind))
    take_on(site.office, handler, kind, at=NOW + MINUTE)
    assert alerts(site.office, ROOM_STANDS) == {}

    take_on(site.office, handler, kind, at=NOW + 2 * MINUTE)
    assert alerts(site.office, ROOM_STANDS)[site.session.id].state is AlertState.RAISED

    take_on(site.office, handler, kind, at=NOW + 3 * MINUTE)
    assert alerts(site.office, ROOM_STANDS)[site.session.id].state is AlertState.RESOLVED


def test_a_recording_that_cannot_be_stopped_has_an_alert_of_its_own_already(site: Site) -> None:
    site.provision()
    site.rooms.faults = [Fault.REFUSED]
    site.act(DutyKind.STOP_KEEPING)

    assert alerts(site.office, ROOM_STANDS) == {}


KEEPING = AlertReason.KEEPING


def kept(site: Site, *kinds: Keeping) -> Alert:
    """Something keeps the session, and the manager has it."""
    site.provision()
    with site.office.store.begin() as work:
        [alert] = raise_alerts(work, [(site.session.id, KEEPING, Facts(NOW, since=NOW, why=", ".join(kinds)))], at=NOW)
    acknowledge(site.office.store, actor=site.office["dana"], alert_id=alert.id, at=NOW)
    return alert


def test_a_recording_that_the_platform_does_not_stop_is_told_anew_to_whoever_relies_on_it(site: Site) -> None:
    kept(site, Keeping.RECORDING)
    site.rooms.faults = [Fault.REFUSED]
    site.act(DutyKind.STOP_KEEPING)

    alert = alerts(site.office, KEEPING)[site.session.id]
    assert (alert.state, alert.round) == (AlertState.RAISED, 2)
    assert alert.facts.why == f"recording, {NOT_STOPPED}"


def test_a_recording_that_is_stopped_in_the_end_is_said_to_be_so_and_nobody_is_called_again(site: Site) -> None:
    kept(site, Keeping.RECORDING)
    site.rooms.faults = [Fault.REFUSED] * 2
    site.act(DutyKind.STOP_KEEPING)
    for minutes in (1, 2):
        take_on(site.office, site.standing.stop_keeping, DutyKind.STOP_KEEPING, at=NOW + minutes * MINUTE)

    alert = alerts(site.office, KEEPING)[site.session.id]
    assert (alert.facts.why, alert.round) == ("recording", 2)


def test_a_platform_that_fails_for_seconds_to_stop_a_recording_alarms_nobody_anew(site: Site) -> None:
    kept(site, Keeping.RECORDING)
    site.rooms.faults = [Fault.DOWN] * 2
    site.act(DutyKind.STOP_KEEPING)
    take_on(site.office, site.standing.stop_keeping, DutyKind.STOP_KEEPING, at=NOW + MINUTE)

    assert alerts(site.office, KEEPING)[site.session.id].state is AlertState.ACKNOWLEDGED
    take_on(site.office, site.standing.stop_keeping, DutyKind.STOP_KEEPING, at=NOW + 2 * MINUTE)
    assert alerts(site.office, KEEPING)[site.session.id].facts.why == "recording"


def test_what_was_never_promised_to_be_stopped_is_not_said_to_go_on(site: Site) -> None:
    """Only a recording can be stopped from outside."""
    before = kept(site, Keeping.AI_NOTES)
    site.rooms.faults = [Fault.REFUSED]
    site.act(DutyKind.STOP_KEEPING)

    assert alerts(site.office, KEEPING)[site.session.id].facts.why == before.facts.why


@pytest.mark.parametrize("kind", [DutyKind.STOP_KEEPING, DutyKind.END_ROOM, DutyKind.ADMIT, DutyKind.PUT_OUT])
def test_without_a_room_there_is_nothing_to_do_in_it(site: Site, kind: DutyKind) -> None:
    assert site.act(kind, "dana" if kind in {DutyKind.ADMIT, DutyKind.PUT_OUT} else None) == DutyState.DONE
    assert site.rooms.halls == {}


# Retired


def test_a_room_that_is_given_up_is_taken_away(site: Site) -> None:
    site.provision()
    assert site.retire() == DutyState.DONE
    assert site.rooms.standing == []


def test_a_room_whose_making_was_never_answered_is_found_and_taken_away(site: Site) -> None:
    site.rooms.faults = [Fault.LOST_ANSWER]
    site.provision()
    assert len(site.rooms.standing) == 1
    assert site.made is None
    assert site.retire() == DutyState.DONE
    assert site.rooms.standing == []


def test_a_room_that_was_never_made_is_nothing_to_take_away(site: Site) -> None:
    site.rooms.faults = [Fault.DOWN]
    site.provision()
    assert site.retire() == DutyState.DONE
    assert site.rooms.halls == {}


def test_taking_a_room_away_is_tried_again_while_the_platform_is_down(site: Site) -> None:
    site.provision()
    site.rooms.faults = [Fault.DOWN]
    assert site.retire() == DutyState.WAITING
    take_on(site.office, site.standing.retire, DutyKind.RETIRE_ROOM, at=NOW + MINUTE)
    assert site.rooms.standing == []


def test_the_room_after_a_retired_one_is_another(site: Site) -> None:
    site.provision()
    site.change(starts_at=site.session.starts_at + MINUTE)
    duty = PlannedDuty(session_subject(site.session.id), DutyKind.PROVISION, NOW, "v2")
    do(site.office, site.provisioning.provision, duty, at=NOW)
    keys = [hall.request.effect_key for hall in site.rooms.halls.values()]
    assert keys == [f"session-{site.session.id}-room-{n}" for n in (1, 2)]
    assert site.made is not None
    assert site.made.meeting_id == "hall-2"
