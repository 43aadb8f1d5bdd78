"""The rules of cover: deadlines, who is asked first and for how long, and that nobody is asked only at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.acts.seeing import Case
from mentoring.cover import (
    DAY_BEGINS,
    DAY_ENDS,
    Candidate,
    Cover,
    Offer,
    Standby,
    WhyCover,
    asked_from,
    daytime,
    deadline,
    most_able,
    offered_until,
    pressing_from,
    ranked,
    why_unfit,
)
from mentoring.matches import MonitorKind, Parties
from mentoring.people import HowGiven, OptIn, Person, Role
from mentoring.policy import Policy
from mentoring.programs import Model
from mentoring.slots import Weekday
from tests.unit.rule_fixtures import CLEARED, MENTOR, MONITOR, STUDENT, ZONES, match, moments, person, session

POLICY = Policy()
NEW_YORK = ZoneInfo("America/New_York")
START = session().starts_at
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
at_any_time = moments(date(2026, 9, 1), date(2027, 7, 1))
zones = st.sampled_from(ZONES).map(ZoneInfo)


def cover(since: datetime) -> Cover:
    return Cover(5, since, WhyCover.CANNOT, MONITOR)


@pytest.mark.parametrize(
    ("lost", "called_off"),
    [
        (START - 3 * DAY, START - 2 * HOUR),
        (START - 2 * HOUR - 30 * MINUTE, START - 2 * HOUR),
        (START - 2 * HOUR, START - 90 * MINUTE),
        (START - HOUR, START - 30 * MINUTE),
        (START - 10 * MINUTE, START),
        (START, None),
        (START + 20 * MINUTE, None),
    ],
)
def test_nobody_found_means_called_off_in_good_time_and_never_in_the_middle(
    lost: datetime, called_off: datetime | None
) -> None:
    assert deadline(session(), cover(lost), POLICY) == called_off


@given(at_any_time)
def test_a_search_has_its_time_and_ends_no_later_than_the_start(lost: datetime) -> None:
    last = deadline(session(), cover(lost), POLICY)
    assert (last is None) == (lost >= START)
    if last is not None:
        assert lost < last <= START
        assert last >= min(START, lost + POLICY.cover_search)


@pytest.mark.parametrize(
    ("ahead", "patience"),
    [
        (10 * MINUTE, timedelta(seconds=45)),
        (2 * HOUR, timedelta(seconds=45)),
        (3 * HOUR, 10 * MINUTE),
        (DAY, 10 * MINUTE),
        (30 * HOUR, 4 * HOUR),
    ],
)
def test_the_nearer_the_start_the_sooner_the_next_is_asked(ahead: timedelta, patience: timedelta) -> None:
    at = START - ahead
    assert offered_until(session(), at, NEW_YORK, POLICY) - at == patience


@given(at_any_time, zones)
def test_the_morning_is_never_in_the_past_nor_in_the_night_nor_far(at: datetime, zone: ZoneInfo) -> None:
    morning = daytime(at, zone)
    assert at <= morning <= at + timedelta(hours=13)
    assert DAY_BEGINS <= morning.astimezone(zone).time() < DAY_ENDS
    assert daytime(morning, zone) == morning


@given(at_any_time, zones)
def test_a_search_begins_at_once_by_day_and_never_too_late(at: datetime, zone: ZoneInfo) -> None:
    begins = asked_from(session(), at, zone, POLICY)
    assert begins in {at, daytime(at, zone)}
    assert begins == at or begins + POLICY.offer_ahead <= START - POLICY.cover_deadline


def test_what_can_wait_until_the_morning_waits_and_what_cannot_does_not() -> None:
    night = datetime(2026, 10, 27, 3, tzinfo=UTC)
    later = replace(session(), starts_at=night + 3 * DAY, ends_at=night + 3 * DAY + HOUR)
    soon = replace(session(), starts_at=night + 9 * HOUR, ends_at=night + 10 * HOUR)
    assert asked_from(later, night, NEW_YORK, POLICY) == datetime(2026, 10, 27, 12, tzinfo=UTC)
    assert asked_from(soon, night, NEW_YORK, POLICY) == night


def test_an_hour_before_the_start_it_becomes_pressing() -> None:
    assert pressing_from(session(), POLICY) == START - HOUR


def test_standby_comes_first_then_the_least_loaded_then_the_longest_known() -> None:
    people = [Candidate(1, on_standby=False, load=0), Candidate(2, on_standby=True, load=9)]
    people += [Candidate(4, on_standby=False, load=0), Candidate(3, on_standby=True, load=1)]
    assert [one.person_id for one in ranked(people)] == [3, 2, 1, 4]


def test_of_several_sessions_whoever_can_take_most_is_asked_first() -> None:
    assert most_able({1: [7, 8], 2: [8, 9], 3: [9, 8]}) == [8, 9, 7]
    assert most_able({1: [], 2: []}) == []


@pytest.mark.parametrize(
    ("hours", "covered"),
    [
        (Standby(1, Weekday.TU, time(16, 30), time(17, 30)), True),
        (Standby(1, Weekday.TU, time(15), time(18)), True),
        (Standby(1, Weekday.TU, time(16, 31), time(18)), False),
        (Standby(1, Weekday.TU, time(15), time(17, 29)), False),
        (Standby(1, Weekday.WE, time(15), time(18)), False),
    ],
)
def test_standby_hours_cover_the_whole_session_or_not_at_all(hours: Standby, covered: bool) -> None:  # noqa: FBT001
    assert hours.covers(session(), NEW_YORK) is covered


def test_standby_hours_are_wall_time_on_both_sides_of_a_clock_change() -> None:
    hours = Standby(1, Weekday.TU, time(16, 30), time(17, 30))
    after = replace(session(), starts_at=START + 7 * DAY + HOUR, ends_at=START + 7 * DAY + 2 * HOUR)
    assert hours.covers(session(), NEW_YORK)
    assert hours.covers(after, NEW_YORK)


def test_a_session_past_midnight_lies_in_nobodys_hours() -> None:
    late = replace(session(), starts_at=START + 7 * HOUR, ends_at=START + 8 * HOUR)
    assert not Standby(1, Weekday.TU, time(0), time(23, 59)).covers(late, NEW_YORK)


@pytest.mark.parametrize(
    ("kind", "monitor", "why"),
    [
        (MonitorKind.PROCTOR, person(MONITOR, Role.PROCTOR, clearance=CLEARED), None),
        (MonitorKind.PROCTOR, person(MONITOR, Role.PROCTOR), WhyCover.LAPSED),
        (MonitorKind.PROCTOR, person(MONITOR, Role.STAFF, clearance=CLEARED), WhyCover.LEFT),
        (MonitorKind.GUARDIAN, person(MONITOR, Role.GUARDIAN), WhyCover.OPTED_OUT),
        (
            MonitorKind.GUARDIAN,
            person(MONITOR, Role.GUARDIAN, opt_ins=(OptIn(STUDENT, date(2026, 9, 1), HowGiven.PAPER),)),
            None,
        ),
    ],
    ids=["cleared", "lapsed", "left", "no word", "word"],
)
def test_why_somebody_may_not_watch_follows_from_the_one_rule_for_monitors(
    kind: MonitorKind, monitor: Person, why: WhyCover | None
) -> None:
    student = person(STUDENT, Role.STUDENT, guardian_id=MONITOR)
    parties = Parties(person(MENTOR, Role.MENTOR), (student,), monitor, {})
    assert why_unfit(kind, parties, model=Model.INDEPENDENT, on=date(2026, 10, 27)) is why


def test_whoever_may_not_watch_any_more_is_no_monitor_to_the_judge_even_when_they_are_there() -> None:
    standing = Case(session(), match(), None, (), (), (), frozenset())
    assert standing.may_monitor(MONITOR)
    assert not replace(standing, barred=frozenset({MONITOR})).may_monitor(MONITOR)


def test_a_question_is_open_until_its_time_is_over() -> None:
    offer = Offer(1, 5, 1, START, MONITOR, START - HOUR, START - 30 * MINUTE)
    assert offer.open(START - 31 * MINUTE)
    assert not offer.open(START - 30 * MINUTE)
