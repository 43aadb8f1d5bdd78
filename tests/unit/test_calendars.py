"""Which days are off, and for whom; days in a row; and the hours in which sessions may lie."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.calendars import Calendar, CalendarDay, DayKind, days_of, stretches
from mentoring.programs import Model, OutsideWindows, check_hour
from mentoring.slots import Slot, Weekday
from mentoring.windows import Window, read_window, read_windows, within, written
from tests.unit.rule_fixtures import days, program, slots

DAY = date(2026, 12, 8)
HOME = program()
HOLLAND = frozenset({"Holland School"})


def entry(kind: DayKind = DayKind.NO_SCHOOL, label: str = "x", on: date = DAY, **more: object) -> CalendarDay:
    return CalendarDay(on, kind, label, **more)  # type: ignore[arg-type]  # of any field


def off(
    *listed: CalendarDay, model: Model = Model.INDEPENDENT, schools: frozenset[str] = HOLLAND, **more: bool
) -> bool:
    of = program(model=model, **more)
    return Calendar(listed).off(DAY, of, schools, time(17, 30)) is not None


@pytest.mark.parametrize("model", Model)
def test_without_school_there_is_no_session_in_either_model(model: Model) -> None:
    assert off(entry(), model=model)


def test_an_independent_program_may_meet_without_school_but_not_on_a_snow_day() -> None:
    assert not off(entry(), meets_without_school=True)
    assert off(entry(DayKind.SNOW_DAY), meets_without_school=True)


@pytest.mark.parametrize(("released_at", "is_off"), [(time(12, 30), True), (time(17, 30), False), (None, False)])
def test_an_early_release_calls_off_what_would_end_later_in_class(released_at: time | None, is_off: bool) -> None:  # noqa: FBT001 - what is expected
    early = entry(DayKind.EARLY_RELEASE, released_at=released_at)
    assert off(early, model=Model.IN_CLASS) is is_off
    assert not off(early)


def test_a_key_date_calls_nothing_off() -> None:
    assert not off(entry(DayKind.KEY_DATE), model=Model.IN_CLASS)


def test_a_day_of_one_school_is_for_those_who_go_there() -> None:
    assert off(entry(school="holland  SCHOOL"))
    assert not off(entry(school="Condon K-8"))
    assert not off(entry(school="Holland School"), schools=frozenset())


def test_one_student_whose_school_is_shut_is_enough() -> None:
    assert off(entry(school="Condon K-8"), schools=HOLLAND | {"Condon K-8"})


def test_a_day_stays_off_as_long_as_one_calendar_says_so() -> None:
    lifted = entry(source="bps", lifted=True)
    assert not off(lifted)
    assert off(lifted, entry(source="charter"))


def test_of_several_reasons_the_snow_is_told() -> None:
    reason = Calendar([entry(), entry(DayKind.SNOW_DAY, "snow day")]).off(DAY, HOME, (), time(17))
    assert reason is not None and reason.kind is DayKind.SNOW_DAY


def test_a_vacation_over_the_weekend_is_one() -> None:
    first, last = date(2026, 12, 24), date(2027, 1, 1)
    schooldays = [day for day in days_of(first, last) if day.weekday() < Weekday.SA]
    (stretch,) = stretches(entry(label="Winter break", on=day) for day in schooldays)
    assert (stretch.day.day, stretch.last) == (first, last)


def test_what_says_something_else_is_another_stretch() -> None:
    monday, wednesday = date(2026, 12, 7), date(2026, 12, 9)
    listed = [entry(on=monday), entry(on=DAY, label="y"), entry(on=wednesday), entry(on=monday, school="A")]
    found = stretches(listed)
    assert [(s.day.day, s.day.label, s.day.school) for s in found] == [
        (monday, "x", None),
        (monday, "x", "A"),
        (DAY, "y", None),
        (wednesday, "x", None),
    ]


@given(st.lists(st.tuples(days, st.sampled_from("ab")), max_size=40, unique=True))
def test_stretches_hold_every_day_once_and_add_only_weekends(listed: list[tuple[date, str]]) -> None:
    found = stretches(entry(label=label, on=day) for day, label in listed)
    held = [(day, s.day.label) for s in found for day in days_of(s.day.day, s.last)]
    assert len(held) == len(set(held))
    assert set(listed) <= set(held)
    assert all(day.weekday() >= Weekday.SA for day, _ in set(held) - set(listed))


@pytest.mark.parametrize("text", ["MO-FR 08:00-15:00", "SA 09:00-12:30", "FR-MO 00:00-23:59"])
def test_a_window_is_written_as_it_was_read(text: str) -> None:
    assert str(read_window(text)) == text


@pytest.mark.parametrize(
    "text", ["", "MO", "XX 08:00-15:00", "MO 15:00-08:00", "MO 8-15", "MO 25:00-26:00", "MO 08:00-08:00"]
)
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_window(text)


def test_a_session_lies_whole_in_one_window() -> None:
    windows = read_windows("MO-FR 15:00-17:30; SA 09:00-12:00")
    assert within(Slot(Weekday.TU, time(16, 30)), windows)
    assert not within(Slot(Weekday.TU, time(16, 31)), windows)
    assert not within(Slot(Weekday.SU, time(16, 30)), windows)
    assert not within(Slot(Weekday.TU, time(14, 59), 30), windows)
    assert not within(Slot(Weekday.TU, time(23, 30), 60), read_windows("MO-SU 00:00-23:59"))
    with pytest.raises(OutsideWindows):
        check_hour(program(windows=windows), Slot(Weekday.SU, time(10)))


@given(slots)
def test_a_program_without_windows_meets_at_any_hour(slot: Slot) -> None:
    assert within(slot, ())
    check_hour(program(), slot)


hours = st.integers(0, 22)
windows = st.tuples(st.sampled_from(Weekday), st.sampled_from(Weekday), hours, st.integers(1, 59)).map(
    lambda drawn: Window(drawn[0], drawn[1], time(drawn[2]), time(drawn[2] + 1, drawn[3]))
)


@given(st.lists(windows, max_size=4))
def test_windows_are_stored_and_read_back(some: list[Window]) -> None:
    assert read_windows(written(some)) == tuple(some)
