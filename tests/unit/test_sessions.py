"""Sessions are planned in wall time within the horizon, and two slots collide exactly when two sessions would."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matches import Match, MatchState
from mentoring.policy import Policy
from mentoring.programs import Program
from mentoring.sessions import (
    AHEAD,
    GOING_ON,
    NOT_OVER,
    Session,
    SessionState,
    check_slot_exists,
    clash,
    plan_sessions,
)
from mentoring.slots import Slot, TimeDoesNotExist, Weekday, as_utc
from tests.unit.rule_fixtures import NOON, ZONES, match, moments, program, session, slots

POLICY = Policy()


def wall_days(planned: Match, of: Program, at: datetime) -> list[date]:
    return [occurrence.day for occurrence in plan_sessions(planned, of, at=at, policy=POLICY)]


def test_four_weeks_are_planned_ahead() -> None:
    assert wall_days(match(), program(), NOON) == [
        date(2026, 10, 27),
        date(2026, 11, 3),
        date(2026, 11, 10),
        date(2026, 11, 17),
    ]


def test_the_same_wall_time_is_another_moment_after_the_clock_change() -> None:
    before, after, *_ = plan_sessions(match(), program(), at=NOON, policy=POLICY)
    assert before.starts_at == datetime(2026, 10, 27, 20, 30, tzinfo=UTC)
    assert after.starts_at == datetime(2026, 11, 3, 21, 30, tzinfo=UTC)
    assert {s.ends_at - s.starts_at for s in (before, after)} == {timedelta(hours=1)}


@pytest.mark.parametrize("state", sorted(set(MatchState) - {MatchState.ACTIVE}))
def test_only_an_active_match_has_sessions(state: MatchState) -> None:
    assert wall_days(match(state=state), program(), NOON) == []


def test_a_match_without_a_start_date_has_no_sessions() -> None:
    assert wall_days(match(starts_on=None), program(), NOON) == []


def test_nothing_is_planned_before_the_start_or_outside_the_program() -> None:
    assert wall_days(match(starts_on=date(2026, 11, 4)), program(), NOON)[0] == date(2026, 11, 10)
    assert wall_days(match(), program(starts_on=date(2026, 11, 10)), NOON)[0] == date(2026, 11, 10)
    assert wall_days(match(), program(ends_on=date(2026, 11, 3)), NOON)[-1] == date(2026, 11, 3)


def test_a_session_that_has_begun_is_not_planned_any_more() -> None:
    begins = datetime(2026, 10, 27, 20, 30, tzinfo=UTC)
    assert wall_days(match(), program(), begins - timedelta(seconds=1))[0] == date(2026, 10, 27)
    assert wall_days(match(), program(), begins)[0] == date(2026, 11, 3)


def test_the_day_is_that_of_the_program_not_that_of_greenwich() -> None:
    late = match(slot=Slot(Weekday.MO, time(23)))
    after_midnight_in_greenwich = datetime(2026, 10, 27, 2, 30, tzinfo=UTC)
    assert wall_days(late, program(), after_midnight_in_greenwich)[0] == date(2026, 10, 26)


@given(slots, st.sampled_from(ZONES), moments(date(2026, 9, 1), date(2027, 6, 1)))
def test_planning_again_with_what_exists_adds_nothing(slot: Slot, zone: str, at: datetime) -> None:
    of, planned = program(timezone=zone), match(slot=slot)
    try:
        first = plan_sessions(planned, of, at=at, policy=POLICY)
    except TimeDoesNotExist:
        return
    assert plan_sessions(planned, of, at=at, policy=POLICY, existing=[s.day for s in first]) == ()
    assert all(s.starts_at.astimezone(ZoneInfo(zone)).time() == slot.time for s in first)
    assert all(b.day - a.day == timedelta(days=7) for a, b in pairwise(first))


def test_a_slot_in_the_skipped_hour_is_refused_before_anything_is_planned() -> None:
    night = match(slot=Slot(Weekday.SU, time(2, 30)))
    with pytest.raises(TimeDoesNotExist) as refused:
        check_slot_exists(night, program(), first=date(2026, 10, 26))
    assert refused.value.day == date(2027, 3, 14)
    check_slot_exists(night, program(), first=date(2027, 3, 15))
    check_slot_exists(night, program(ends_on=date(2027, 3, 13)), first=date(2026, 10, 26))


@pytest.mark.parametrize(("seconds", "opens"), [(-901, False), (-900, True), (0, True), (3599, True), (3600, False)])
def test_doors_are_open_from_a_quarter_before_the_start_to_the_end(seconds: int, opens: bool) -> None:  # noqa: FBT001 - a row of the table
    held = session()
    assert held.doors_open(held.starts_at + timedelta(seconds=seconds), POLICY) is opens


def test_no_state_of_a_session_is_both_ahead_and_over() -> None:
    over = {SessionState.HELD, SessionState.MISSED, SessionState.CANCELLED, SessionState.STOPPED}
    assert NOT_OVER == AHEAD | GOING_ON == set(SessionState) - over


# Collisions


def every_session(of: Match, within: Program, first: date) -> list[Session]:
    """Walks the calendar day by day, without a look at the rule."""
    found, day = [], date(2026, 8, 20)
    while day <= within.ends_on:
        runs = day >= max(first, within.starts_on, of.starts_on or first)
        if runs and day.weekday() == of.slot.weekday:
            start = as_utc(day, of.slot.time, within.zone)
            found.append(session(day=day, starts_at=start, ends_at=start + of.slot.length))
        day += timedelta(days=1)
    return found


def first_collision(mine: Match, my_program: Program, other: Match, other_program: Program, first: date) -> date | None:
    ours = every_session(mine, my_program, first)
    theirs = every_session(other, other_program, first - timedelta(days=2))
    meeting = [a.day for a, b in product(ours, theirs) if max(a.starts_at, b.starts_at) < min(a.ends_at, b.ends_at)]
    return min(meeting, default=None)


programs = st.builds(
    lambda zone, begins, length: program(timezone=zone, starts_on=begins, ends_on=begins + timedelta(days=length)),
    st.sampled_from(ZONES),
    st.dates(date(2026, 9, 1), date(2026, 12, 1)),
    st.integers(0, 70),
)
near_slots = st.builds(
    Slot,
    st.sampled_from([Weekday.MO, Weekday.TU]),
    st.sampled_from([time(0), time(0, 30), time(9), time(10), time(16, 30), time(22), time(23, 30)]),
    st.sampled_from([30, 60, 90, 240]),
)
starts = st.none() | st.dates(date(2026, 9, 1), date(2027, 1, 1))
matches = st.builds(lambda slot, starts_on: match(slot=slot, starts_on=starts_on), near_slots, starts)


@given(matches, programs, matches, programs, st.dates(date(2026, 9, 1), date(2026, 12, 1)))
def test_slots_collide_exactly_when_two_of_their_sessions_would(
    mine: Match, my_program: Program, other: Match, other_program: Program, first: date
) -> None:
    expected = first_collision(mine, my_program, other, other_program, first)
    assert clash(mine, my_program, other, other_program, first=first) == expected


def test_touching_hours_are_no_collision() -> None:
    other = match(slot=Slot(Weekday.TU, time(17, 30)))
    assert clash(match(), program(), other, program(), first=date(2026, 10, 26)) is None


def test_a_slot_that_runs_past_midnight_collides_with_the_next_day() -> None:
    late = match(slot=Slot(Weekday.MO, time(23, 30), 90))
    early = match(slot=Slot(Weekday.TU, time(0, 30)))
    first = date(2026, 10, 26)
    assert clash(early, program(), late, program(), first=first) == date(2026, 10, 27)
    assert clash(late, program(), early, program(), first=first) == date(2026, 10, 26)


def test_a_session_that_began_the_evening_before_the_first_day_still_takes_its_morning() -> None:
    tuesday = date(2026, 10, 27)
    late = match(slot=Slot(Weekday.MO, time(23, 30), 90))
    early, short = match(slot=Slot(Weekday.TU, time(0, 30))), program(ends_on=tuesday)
    assert clash(early, short, late, program(), first=tuesday) == tuesday


def test_the_same_hour_may_stand_two_days_earlier_on_the_calendar_of_another_zone() -> None:
    """Half past midnight on Wednesday in Kiritimati is half past eleven on Monday evening in Pago Pago."""
    wednesday = date(2026, 10, 28)
    mine, island = match(slot=Slot(Weekday.WE, time(0, 30))), program(timezone="Pacific/Kiritimati", ends_on=wednesday)
    theirs, other_island = match(slot=Slot(Weekday.MO, time(23, 30))), program(timezone="Pacific/Pago_Pago")
    assert clash(mine, island, theirs, other_island, first=wednesday) == wednesday


def test_two_programs_that_never_run_at_once_share_their_hours() -> None:
    autumn, spring = program(ends_on=date(2026, 12, 18)), program(starts_on=date(2027, 1, 4))
    assert clash(match(), autumn, match(starts_on=None), spring, first=date(2026, 10, 26)) is None


def test_two_zones_collide_only_while_one_of_them_has_changed_its_clocks() -> None:
    """4:30 PM in Lisbon is 11:30 AM in New York, but 12:30 PM while only one of the two has summer time."""
    lisbon, there = match(slot=Slot(Weekday.TU, time(16, 30))), program(timezone="Europe/Lisbon")
    after_noon = match(slot=Slot(Weekday.TU, time(12, 30), 30))
    assert clash(after_noon, program(), lisbon, there, first=date(2026, 10, 26)) == date(2026, 10, 27)
    assert clash(after_noon, program(), lisbon, there, first=date(2026, 11, 2)) == date(2027, 3, 16)
    assert clash(after_noon, program(ends_on=date(2027, 3, 14)), lisbon, there, first=date(2026, 11, 2)) is None
