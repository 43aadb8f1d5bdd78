"""Closing a session, and holding its record against what the platform tells afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from jobs.close_out import CloseOut
from jobs.provisioning import Provisioning
from jobs.reconciling import GIVE_UP_AFTER, WAITS, Reconciling
from jobs.watch import Watch
from mentoring.acts.alerting import raise_alerts
from mentoring.alerts import AlertReason, AlertState, Facts
from mentoring.coverage import Verdict
from mentoring.duties import DutyKind, DutyState, PlannedDuty, session_subject
from mentoring.presence import Happening, LedgerEvent, Source, Stay
from mentoring.rooms import Keeping, Kept, MadeRoom, Platform
from mentoring.sessions import Session, SessionState
from mentoring.stored import Record
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.jobs_fixtures import alerts, do, means_of, take_on
from tests.contract.program_fixtures import NOW, Office, office
from tests.fakes.rooms import FakeRooms, Fault

__all__ = ["office", "sqlite_engine"]

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DIFFERS = AlertReason.RECORD_DIFFERS
Told = Sequence[tuple[str, int, int]]
"""Who was in the room, from which minute to which."""
COVERED: Told = (("ana", 0, 60), ("luis", 0, 60), ("ruth", 0, 60))
ALONE: Told = (("ana", 0, 60), ("luis", 0, 60))


class MeetRooms(FakeRooms):
    """Google: its list hides who went out and came back, its records do not."""

    def __init__(self) -> None:
        super().__init__(Platform.GOOGLE_MEET, finds=False)
        self.records_kept: list[Stay] | None = None

    def recall(self, room: MadeRoom, runs: Sequence[str], *, since: datetime, at: datetime) -> tuple[Stay, ...] | None:
        super().recall(room, runs, since=since, at=at)
        return None if self.records_kept is None else tuple(self.records_kept)


class Hour:
    """One session with its room, from the end of which things are told."""

    def __init__(self, office: Office, rooms: FakeRooms) -> None:
        self.office, self.rooms, self.means = office, rooms, means_of(office, {rooms.platform: rooms})
        self.session = office.sessions(office.active(office.draft(platform=rooms.platform)))[0]
        self.close_out = CloseOut(self.means, Watch(self.means)).close
        self.reconciling = Reconciling(self.means)
        duty = PlannedDuty(session_subject(self.session.id), DutyKind.PROVISION, NOW)
        do(office, Provisioning(self.means).provision, duty, at=NOW)

    def stays(self, told: Told, source: Source = Source.ZOOM_WEBHOOK) -> list[Stay]:
        start = self.session.starts_at
        return [
            Stay(source, (f"guest:{self.office[who].id}",), who, start + since * MINUTE, start + until * MINUTE)
            if who != "nobody"
            else Stay(source, ("device:1",), "Otter", start + since * MINUTE, start + until * MINUTE)
            for who, since, until in told
        ]

    def tells(self, told: Told, source: Source = Source.ZOOM_WEBHOOK) -> None:
        self.rooms.halls["hall-1"].stays = self.stays(told, source)

    def close(self, at: datetime | None = None) -> Record:
        at = at or self.session.ends_at + 5 * MINUTE
        take_on(self.office, self.close_out, DutyKind.CLOSE_OUT, at=at)
        return self.record

    def reconcile(self, after: timedelta = HOUR) -> Record:
        take_on(self.office, self.reconciling, DutyKind.RECONCILE, at=self.session.ends_at + after)
        return self.record

    @property
    def record(self) -> Record:
        with self.office.store.look() as view:
            return view.records.of([self.session.id])[self.session.id]

    @property
    def duty_state(self) -> str:
        [row] = self.office.duties(session_subject(self.session.id), DutyKind.RECONCILE)
        return str(row.state)


@pytest.fixture
def zoom(office: Office) -> Hour:
    return Hour(office, FakeRooms())


@pytest.fixture
def meet(office: Office) -> Hour:
    return Hour(office, MeetRooms())


# Reconciled


def test_a_report_that_agrees_leaves_the_record_as_it_is_and_keeps_both_sources(zoom: Hour) -> None:
    zoom.tells(COVERED)
    before = zoom.close()
    assert (before.verdict, before.covered) == (Verdict.PRESENT, True)
    after = zoom.reconcile()
    assert (after.verdict, after.covered, after.body["disagreements"]) == (Verdict.PRESENT, True, [])
    assert {source: len(people) for source, people in after.body["sources"].items()} == {
        "zoom_webhook": 3,
        "zoom_report": 3,
    }
    assert after.body["reconciled_at"] == (zoom.session.ends_at + HOUR).isoformat()
    assert after.body["people"] == before.body["people"]
    assert zoom.duty_state == DutyState.DONE
    assert not alerts(zoom.office, DIFFERS)


def test_a_report_by_which_the_monitor_left_early_is_told_to_the_manager(zoom: Hour) -> None:
    """The event of their leaving was lost."""
    zoom.tells(COVERED)
    zoom.close()
    zoom.tells((("ana", 0, 60), ("luis", 0, 60), ("ruth", 0, 45)))
    after = zoom.reconcile()
    assert after.covered is False
    assert after.body["live"] == {"verdict": "present", "covered": True}
    [differs] = after.body["disagreements"]
    assert (differs["person"], differs["differs"]) == (zoom.office["ruth"].id, "left")
    alert = alerts(zoom.office, DIFFERS)[zoom.session.id]
    assert "about 15 min with a student and no monitor" in alert.facts.why


def test_a_stranger_of_whom_only_the_report_tells_makes_the_session_unverified(zoom: Hour) -> None:
    zoom.tells(COVERED)
    zoom.close()
    zoom.tells((*COVERED, ("nobody", 10, 20)))
    after = zoom.reconcile()
    assert (after.verdict, after.covered) == (Verdict.UNVERIFIED, None)
    assert "whom I cannot identify" in alerts(zoom.office, DIFFERS)[zoom.session.id].facts.why


def test_a_monitor_of_whom_only_the_report_tells_does_not_make_the_session_covered(zoom: Hour) -> None:
    zoom.tells(ALONE)
    assert zoom.close().covered is False
    zoom.tells(COVERED)
    after = zoom.reconcile()
    assert (after.verdict, after.covered) == (Verdict.ABSENT, False), "what was found live stands"
    assert (after.body["afterwards"]["verdict"], after.body["afterwards"]["covered"]) == ("present", True)
    assert [(d["person"], d["differs"]) for d in after.body["disagreements"]] == [(zoom.office["ruth"].id, "unseen")]
    assert not alerts(zoom.office, DIFFERS)


def test_a_session_that_could_not_be_verified_is_verified_by_its_report(zoom: Hour) -> None:
    zoom.rooms.faults = [Fault.DOWN] * 2
    zoom.tells(COVERED)
    assert zoom.close(zoom.session.ends_at + timedelta(hours=24)).covered is None
    after = zoom.reconcile(timedelta(hours=25))
    assert (after.verdict, after.covered) == (Verdict.PRESENT, True)
    assert after.body["live"] == {"verdict": "unverified", "covered": None}


def test_events_that_came_after_the_record_was_written_count_in_the_ledger(zoom: Hour) -> None:
    zoom.tells(ALONE)
    zoom.close()
    start = zoom.session.starts_at
    with zoom.office.store.begin() as work:
        identity = (f"guest:{zoom.office['ruth'].id}",)
        joined = LedgerEvent("k1", "hall-1", "run-1", Happening.JOINED, start, "c1", identity, "Ruth")
        left = replace(joined, key="k2", happening=Happening.LEFT, at=start + HOUR)
        work.ledger.add([joined, left], at=start + 2 * HOUR)
    zoom.tells(COVERED)
    people = zoom.reconcile().body["sources"]["zoom_webhook"]
    assert zoom.office["ruth"].id in [line["person"] for line in people]


def test_a_platform_that_has_no_report_yet_is_asked_further_and_further_apart(zoom: Hour) -> None:
    zoom.close()
    asked, at = [], zoom.session.ends_at + 30 * MINUTE
    while take_on(zoom.office, zoom.reconciling, DutyKind.RECONCILE, at=at):
        asked.append(at)
        [row] = zoom.office.duties(session_subject(zoom.session.id), DutyKind.RECONCILE)
        at = row.due_at
    waits = [later - sooner for sooner, later in pairwise(asked)]
    assert waits[:5] == [*WAITS, timedelta(hours=24)]
    assert GIVE_UP_AFTER <= asked[-1] - zoom.session.ends_at <= GIVE_UP_AFTER + timedelta(days=1)
    assert zoom.duty_state == DutyState.DONE


def test_a_report_that_never_comes_is_said_in_the_record_and_is_no_disagreement(zoom: Hour) -> None:
    """Zoom keeps none of a meeting with one person."""
    zoom.tells((("luis", 0, 60),))
    before = zoom.close()
    zoom.tells(())
    after = zoom.reconcile(GIVE_UP_AFTER)
    assert after.body["report"] == "no report"
    assert after.body["disagreements"] == []
    assert (after.verdict, after.covered) == (before.verdict, before.covered)
    assert not alerts(zoom.office, DIFFERS)


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.REFUSED])
def test_a_platform_that_is_down_or_refuses_is_asked_again(zoom: Hour, fault: Fault) -> None:
    zoom.tells(COVERED)
    zoom.close()
    zoom.rooms.faults = [fault]
    assert "reconciled_at" not in zoom.reconcile().body
    assert zoom.duty_state == DutyState.WAITING
    assert "reconciled_at" in zoom.reconcile(2 * HOUR).body


def test_without_a_record_there_is_nothing_to_reconcile_yet(zoom: Hour) -> None:
    take_on(zoom.office, zoom.reconciling, DutyKind.RECONCILE, at=zoom.session.ends_at + HOUR)
    assert zoom.duty_state == DutyState.WAITING


def test_a_session_that_never_had_a_room_has_no_report(office: Office) -> None:
    session = office.sessions(office.active())[0]
    means = means_of(office, {})
    at = session.ends_at + HOUR
    take_on(office, CloseOut(means, Watch(means)).close, DutyKind.CLOSE_OUT, at=at)
    take_on(office, Reconciling(means), DutyKind.RECONCILE, at=at)
    with office.store.look() as view:
        assert view.records.of([session.id])[session.id].body["report"] == "no report"


# Meet


def test_at_the_close_the_gaps_in_meets_records_count(meet: Hour) -> None:
    assert isinstance(meet.rooms, MeetRooms)
    meet.tells(COVERED, Source.MEET_LIVE)
    gap: Told = (("ana", 0, 60), ("luis", 0, 60), ("ruth", 0, 20), ("ruth", 30, 60))
    meet.rooms.records_kept = meet.stays(gap, Source.MEET_RECORDS)
    assert meet.close().covered is False


@pytest.mark.parametrize("faults", [[], [Fault.DOWN], [Fault.REFUSED]])
def test_where_meet_has_no_records_yet_its_list_is_believed(meet: Hour, faults: list[Fault | None]) -> None:
    meet.tells(COVERED, Source.MEET_LIVE)
    meet.rooms.faults = faults
    record = meet.close()
    assert (record.verdict, record.covered) == (Verdict.PRESENT, True)


def test_records_of_meet_that_come_late_still_find_the_gap(meet: Hour) -> None:
    assert isinstance(meet.rooms, MeetRooms)
    meet.tells(COVERED, Source.MEET_LIVE)
    assert meet.close().covered is True
    gap: Told = (("ana", 0, 60), ("luis", 0, 60), ("ruth", 0, 20), ("ruth", 30, 60))
    meet.rooms.records_kept = meet.stays(gap, Source.MEET_RECORDS)
    after = meet.reconcile()
    assert after.covered is False
    assert set(after.body["sources"]) == {"meet_live", "meet_records"}
    assert meet.session.id in alerts(meet.office, DIFFERS)


def test_a_record_made_from_meets_records_disagrees_with_nobody(meet: Hour) -> None:
    assert isinstance(meet.rooms, MeetRooms)
    meet.rooms.records_kept = meet.stays(COVERED, Source.MEET_RECORDS)
    meet.close()
    after = meet.reconcile()
    assert (after.covered, after.body["disagreements"], set(after.body["sources"])) == (True, [], {"meet_records"})


# Closing


def test_every_alert_is_resolved_at_the_close_and_what_was_kept_is_in_the_record(zoom: Hour) -> None:
    at = zoom.session.starts_at
    told = {AlertReason.KEEPING, AlertReason.STRANGER, AlertReason.UNMONITORED}
    with zoom.office.store.begin() as work:
        raised = raise_alerts(work, [(zoom.session.id, reason, Facts(at)) for reason in told], at=at)
        work.alerts.delivered([alert.id for alert in raised], at=at)
        work.keepings.add(zoom.session.id, [Kept(Keeping.RECORDING, "r1", at, running=True)], at=at)
    record = zoom.close()
    assert record.body["kept"] == [{"keeping": "recording", "since": at.isoformat()}]
    with zoom.office.store.look() as view:
        assert {alert.state for alert in view.alerts.all()} == {AlertState.RESOLVED}


def test_a_batch_is_closed_at_once_and_a_platform_that_fails_one_holds_the_others_not_back(office: Office) -> None:
    rooms = FakeRooms()
    hour = Hour(office, rooms)
    other = office.sessions(office.active(office.draft("ben", "mia", "sam")))[0]
    assert other.ends_at == hour.session.ends_at
    rooms.faults = [Fault.DOWN] * 2
    at = hour.session.ends_at + 5 * MINUTE
    taken = take_on(office, hour.close_out, DutyKind.CLOSE_OUT, at=at)
    assert {duty.subject.id for duty in taken} == {hour.session.id, other.id}
    with office.store.look() as view:
        assert set(view.records.of([hour.session.id, other.id])) == {other.id}
    assert _state(office, other) is SessionState.MISSED
    assert _state(office, hour.session) is SessionState.READY
    hour.tells(COVERED)
    hour.close(at + HOUR)
    assert _state(office, hour.session) is SessionState.HELD


def _state(office: Office, session: Session) -> SessionState:
    return office.session(session.id).state
