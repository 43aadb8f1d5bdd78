"""Weekly slots keep their wall time, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.slots import Slot, TimeDoesNotExist, Weekday, as_utc, overlap
from tests.unit.rule_fixtures import ZONES, days, moments, slots

zones = st.sampled_from(ZONES).map(ZoneInfo)
minutes_of_a_day = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


def comes_at_all(day: date, wall: time, zone: ZoneInfo) -> bool:
    """Walks every quarter of an hour in UTC around that day and looks at the clock on the wall."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    quarters = (noon + timedelta(minutes=15 * n + wall.minute % 15) for n in range(-36 * 4, 36 * 4))
    return any(q.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, wall) for q in quarters)


@given(slots, days, zones)
def test_a_slot_has_the_same_wall_time_every_week(slot: Slot, first: date, zone: ZoneInfo) -> None:
    for day in slot.days(first, first + timedelta(days=400)):
        if comes_at_all(day, slot.time, zone):
            assert slot.start_on(day, zone).astimezone(zone).replace(tzinfo=None) == datetime.combine(day, slot.time)


@given(
    st.sampled_from(
        [
            ("America/New_York", date(2027, 3, 14)),
            ("America/New_York", date(2026, 11, 1)),
            ("Europe/Lisbon", date(2027, 3, 28)),
            ("Europe/Lisbon", date(2026, 10, 25)),
            ("Australia/Sydney", date(2026, 10, 4)),
            ("Australia/Sydney", date(2027, 4, 4)),
            ("America/St_Johns", date(2027, 3, 14)),
            ("Asia/Kathmandu", date(2027, 3, 14)),
            ("Australia/Lord_Howe", date(2026, 10, 4)),
            ("America/Havana", date(2027, 3, 14)),
        ]
    ),
    minutes_of_a_day,
)
def test_exactly_the_skipped_times_are_refused(place: tuple[str, date], wall: time) -> None:
    zone, day = ZoneInfo(place[0]), place[1]
    if comes_at_all(day, wall, zone):
        assert as_utc(day, wall, zone).astimezone(zone).replace(tzinfo=None) == datetime.combine(day, wall)
    else:
        with pytest.raises(TimeDoesNotExist) as refused:
            as_utc(day, wall, zone)
        assert (refused.value.day, refused.value.wall) == (day, wall)


def test_half_past_four_stays_half_past_four_across_both_clock_changes() -> None:
    slot, zone = Slot(Weekday.SU, time(16, 30)), ZoneInfo("America/New_York")
    autumn = [slot.start_on(date(2026, 10, 25), zone), slot.start_on(date(2026, 11, 1), zone)]
    spring = [slot.start_on(date(2027, 3, 7), zone), slot.start_on(date(2027, 3, 14), zone)]
    assert [moment.strftime("%d %H:%M") for moment in autumn] == ["25 20:30", "01 21:30"]
    assert [moment.strftime("%d %H:%M") for moment in spring] == ["07 21:30", "14 20:30"]


def test_a_time_that_comes_twice_is_its_first_coming() -> None:
    first = as_utc(date(2026, 11, 1), time(1, 30), ZoneInfo("America/New_York"))
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@given(slots, days, st.integers(-3, 60))
def test_a_slot_falls_on_its_weekday_from_the_first_day_to_the_last(slot: Slot, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    every_day = (first + timedelta(days=n) for n in range(max(length + 1, 0)))
    assert list(slot.days(first, last)) == [day for day in every_day if day.weekday() == slot.weekday]


one_day = moments(date(2026, 10, 1), date(2026, 10, 2))
lengths = st.integers(1, 240).map(lambda minutes: timedelta(minutes=minutes))


@given(one_day, lengths, one_day, lengths)
def test_overlapping_is_mutual_and_touching_is_none(
    a: datetime, a_length: timedelta, b: datetime, b_length: timedelta
) -> None:
    assert overlap(a, a + a_length, b, b + b_length) == overlap(b, b + b_length, a, a + a_length)
    assert not overlap(a, a + a_length, a + a_length, a + a_length + b_length)
    assert overlap(a, a + a_length, a + a_length - timedelta(seconds=1), a + a_length + b_length)
