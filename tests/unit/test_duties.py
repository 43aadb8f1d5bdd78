"""The duties of a session: which, when, for whom, and until when they are of use."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.duties import URGENT, Company, DutyKind, company, next_try, occurrence, plan
from mentoring.policy import Policy
from mentoring.rooms import Platform
from mentoring.sessions import Session, plan_sessions
from mentoring.slots import Slot, Weekday
from tests.unit.rule_fixtures import MENTOR, MONITOR, OTHER_STUDENT, STUDENT, match, moments, program, session

POLICY = Policy()
PEOPLE = Company(MENTOR, MONITOR, (STUDENT, OTHER_STUDENT))
NEW_YORK = ZoneInfo("America/New_York")


def due(of: Session, kind: DutyKind, people: Company = PEOPLE) -> set[datetime]:
    return {duty.due_at for duty in plan(of, people, POLICY) if duty.kind is kind}


sessions = st.builds(
    lambda start, minutes, platform: session(
        starts_at=start, ends_at=start + timedelta(minutes=minutes), platform=platform
    ),
    moments(date(2026, 9, 1), date(2027, 7, 1)),
    st.integers(15, 240),
    st.sampled_from(Platform),
)


@given(sessions)
def test_planning_is_the_same_every_time_and_names_no_duty_twice(of: Session) -> None:
    duties = plan(of, PEOPLE, POLICY)
    assert plan(of, PEOPLE, POLICY) == duties
    names = Counter((duty.subject, duty.kind, duty.occurrence) for duty in duties)
    assert max(names.values()) == 1


@given(sessions)
def test_no_duty_expires_before_it_falls_due_and_the_record_never_expires(of: Session) -> None:
    for duty in plan(of, PEOPLE, POLICY):
        assert duty.expires_at is None or duty.due_at < duty.expires_at
        if duty.kind in {DutyKind.CLOSE_OUT, DutyKind.RECONCILE}:
            assert duty.expires_at is None
            assert duty.due_at > of.ends_at


@given(sessions, st.timedeltas(timedelta(hours=-48), timedelta(hours=48)))
def test_a_moved_session_has_the_same_duties_moved_alike(of: Session, by: timedelta) -> None:
    moved = replace(of, starts_at=of.starts_at + by, ends_at=of.ends_at + by)
    pairs = zip(plan(of, PEOPLE, POLICY), plan(moved, PEOPLE, POLICY), strict=True)
    for before, after in pairs:
        assert (after.kind, after.occurrence, after.due_at) == (before.kind, before.occurrence, before.due_at + by)


@given(sessions, st.integers(1, 9), st.integers(1, 9))
def test_each_version_of_a_session_has_duties_of_its_own(of: Session, one: int, other: int) -> None:
    """What was done, or cancelled, for the version before says nothing of this one."""
    names = [{(d.kind, d.occurrence) for d in plan(replace(of, version=v), PEOPLE, POLICY)} for v in (one, other)]
    assert names[0] == names[1] if one == other else names[0].isdisjoint(names[1])


@pytest.mark.parametrize(
    ("version", "person", "name"), [(1, None, ""), (1, 7, "person-7"), (3, None, "v3"), (3, 7, "v3/person-7")]
)
def test_a_duty_is_named_after_version_and_person(version: int, person: int | None, name: str) -> None:
    assert occurrence(session(version=version), person) == name


def test_everybody_is_invited_and_reminded_the_day_before_but_only_the_adults_shortly_before() -> None:
    reached = {kind: set[int | None]() for kind in DutyKind}
    for duty in plan(session(), PEOPLE, POLICY):
        reached[duty.kind].add(duty.person_id)
    everybody = {MENTOR, MONITOR, STUDENT, OTHER_STUDENT}
    assert reached[DutyKind.INVITE] == reached[DutyKind.REMIND_DAY] == everybody
    assert reached[DutyKind.REMIND_SOON] == {MENTOR, MONITOR}


def test_the_timetable_of_a_session() -> None:
    of = session()
    assert of.starts_at == datetime(2026, 10, 27, 20, 30, tzinfo=UTC)
    timetable = {
        DutyKind.PROVISION: "10-20 20:30",
        DutyKind.INVITE: "10-20 20:30",
        DutyKind.CHECK_ROOM: "10-26 20:30",
        DutyKind.REMIND_DAY: "10-26 20:30",
        DutyKind.VERIFY_ROOM: "10-27 20:00",
        DutyKind.OPEN_DOORS: "10-27 20:15",
        DutyKind.REMIND_SOON: "10-27 20:15",
        DutyKind.WATCH: "10-27 20:15",
        DutyKind.CLOSE_OUT: "10-27 21:35",
        DutyKind.END_ROOM: "10-27 21:35",
        DutyKind.RECONCILE: "10-27 22:00",
    }
    planned = {duty.kind: duty.due_at.strftime("%m-%d %H:%M") for duty in plan(of, PEOPLE, POLICY)}
    assert planned == timetable


def test_a_teachers_own_room_is_neither_verified_nor_watched_nor_ended_and_has_no_report() -> None:
    ours = {duty.kind for duty in plan(session(), PEOPLE, POLICY)}
    external = {duty.kind for duty in plan(session(platform=Platform.EXTERNAL), PEOPLE, POLICY)}
    assert ours - external == {DutyKind.VERIFY_ROOM, DutyKind.WATCH, DutyKind.END_ROOM, DutyKind.RECONCILE}


@given(sessions)
def test_no_room_of_ours_outlives_the_time_for_which_its_host_is_kept(of: Session) -> None:
    for duty in plan(of, PEOPLE, POLICY):
        if duty.kind is DutyKind.END_ROOM:
            assert of.ends_at < duty.due_at <= of.ends_at + POLICY.host_margin_after


@given(sessions, st.integers(1, 9))
def test_the_end_of_the_time_does_not_stand_in_the_way_of_calling_it_off(of: Session, version: int) -> None:
    ends = [d for d in plan(replace(of, version=version), PEOPLE, POLICY) if d.kind is DutyKind.END_ROOM]
    assert all(duty.occurrence not in {"", occurrence(of)} for duty in ends)


def test_a_reminder_that_comes_too_late_to_help_expires() -> None:
    of = session()
    expiry = {duty.kind: duty.expires_at for duty in plan(of, PEOPLE, POLICY)}
    assert expiry[DutyKind.REMIND_DAY] == of.starts_at - timedelta(hours=2)
    assert expiry[DutyKind.REMIND_SOON] == of.starts_at + timedelta(minutes=2)
    assert expiry[DutyKind.INVITE] == of.starts_at
    assert expiry[DutyKind.WATCH] is None


@pytest.mark.parametrize(
    ("sunday", "start", "day_before"),
    [
        (date(2026, 10, 25), "2026-10-25 20:30", "2026-10-24 16:30"),
        (date(2026, 11, 1), "2026-11-01 21:30", "2026-10-31 17:30"),
        (date(2026, 11, 8), "2026-11-08 21:30", "2026-11-07 16:30"),
        (date(2027, 3, 14), "2027-03-14 20:30", "2027-03-13 15:30"),
        (date(2027, 3, 21), "2027-03-21 20:30", "2027-03-20 16:30"),
    ],
)
def test_reminders_follow_the_session_across_both_clock_changes(sunday: date, start: str, day_before: str) -> None:
    """The start in UTC; the reminder on the clock in New York: 24 hours before, not «yesterday at the same time»."""
    at = datetime.combine(sunday, time(12), tzinfo=UTC)
    planned = plan_sessions(match(slot=Slot(Weekday.SU, time(16, 30))), program(), at=at, policy=POLICY)[0]
    of = session(day=planned.day, starts_at=planned.starts_at, ends_at=planned.ends_at)
    assert of.starts_at.strftime("%F %H:%M") == start
    assert {m.astimezone(NEW_YORK).strftime("%F %H:%M") for m in due(of, DutyKind.REMIND_DAY)} == {day_before}
    assert due(of, DutyKind.REMIND_SOON) == {of.starts_at - timedelta(minutes=15)}
    assert due(of, DutyKind.INVITE) == {of.starts_at - timedelta(days=7)}


def test_a_stand_in_takes_the_monitors_place_in_the_company() -> None:
    stand_in = session(monitor_id=77)
    assert company(stand_in, match()).everybody == (MENTOR, 77, STUDENT)


@given(st.sampled_from(DutyKind), st.integers(1, 40))
def test_the_wait_for_the_next_try_doubles_up_to_its_limit(kind: DutyKind, tries: int) -> None:
    first, most = (2, 30) if kind in URGENT else (15, 1800)
    assert next_try(kind, 1) == timedelta(seconds=first)
    assert next_try(kind, tries + 1) == min(next_try(kind, tries) * 2, timedelta(seconds=most))
