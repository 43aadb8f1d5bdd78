"""What people said of subjects and hours, held against each other."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.nominations import DayPart, Subject
from mentoring.preferences import (
    NOTHING_SAID,
    Hours,
    NotOffered,
    Preferences,
    hours_known,
    hours_of,
    part_of,
    read_preferences,
    wished,
)
from mentoring.slots import Slot, Weekday
from mentoring.windows import read_windows
from tests.contract.nomination_fixtures import draft

AFTER_SCHOOL = Slot(Weekday.TU, time(16, 30))


def has_time(days: str, *parts: DayPart) -> Preferences:
    return Preferences(days=frozenset(Weekday[day] for day in days.split()), parts=frozenset(parts))


preferences = st.builds(
    Preferences,
    days=st.frozensets(st.sampled_from(Weekday)),
    parts=st.frozensets(st.sampled_from(DayPart)),
)


@pytest.mark.parametrize(
    ("wall", "part"),
    [
        (time(0), DayPart.MORNING),
        (time(11, 59), DayPart.MORNING),
        (time(12), DayPart.AFTERNOON),
        (time(16, 59), DayPart.AFTERNOON),
        (time(17), DayPart.EVENING),
        (time(23, 59), DayPart.EVENING),
    ],
)
def test_the_day_has_the_three_parts_that_the_form_names(wall: time, part: DayPart) -> None:
    assert part_of(wall) is part


@pytest.mark.parametrize(
    ("slot", "parts", "fits"),
    [
        (AFTER_SCHOOL, [DayPart.AFTERNOON], False),
        (AFTER_SCHOOL, [DayPart.AFTERNOON, DayPart.EVENING], True),
        (Slot(Weekday.TU, time(16)), [DayPart.AFTERNOON], True),
        (Slot(Weekday.TU, time(16), 61), [DayPart.AFTERNOON], False),
        (Slot(Weekday.TU, time(17)), [DayPart.EVENING], True),
        (Slot(Weekday.WE, time(17)), [DayPart.EVENING], False),
        (Slot(Weekday.TU, time(23, 30)), [DayPart.EVENING], False),
        (Slot(Weekday.TU, time(23, 30)), [], True),
    ],
)
def test_the_whole_session_lies_in_the_hours_that_were_said(slot: Slot, parts: list[DayPart], *, fits: bool) -> None:
    assert has_time("TU", *parts).free_at(slot) is fits


def test_days_without_a_time_of_the_day_say_nothing() -> None:
    assert has_time("MO").free_at(AFTER_SCHOOL)
    assert not has_time("MO").says_when


def test_of_people_who_never_said_the_usual_hours_after_school_are_tried() -> None:
    slots = hours_of((), both=[NOTHING_SAID, NOTHING_SAID])
    assert slots[0] == AFTER_SCHOOL
    assert {slot.weekday for slot in slots}.isdisjoint({Weekday.SA, Weekday.SU})


def test_a_saturday_morning_that_both_said_is_found() -> None:
    both = [has_time("SA TU", DayPart.MORNING), has_time("SA", DayPart.MORNING, DayPart.EVENING)]
    slots = hours_of((), both=both)
    assert slots and {(slot.weekday, part_of(slot.time)) for slot in slots} == {(Weekday.SA, DayPart.MORNING)}


def test_no_hour_outside_of_the_programs_windows_is_proposed() -> None:
    windows = read_windows("MO-FR 15:00-17:00")
    slots = hours_of(windows, both=[has_time("TU SA", *DayPart), NOTHING_SAID])
    assert {(slot.weekday, slot.time) for slot in slots} == {(Weekday.TU, time(16)), (Weekday.TU, time(15, 30))}


@given(one=preferences, other=preferences)
def test_every_hour_that_is_proposed_suits_both_and_the_order_of_the_two_is_nothing(
    one: Preferences, other: Preferences
) -> None:
    slots = hours_of((), both=[one, other])
    assert all(one.free_at(slot) and other.free_at(slot) for slot in slots)
    assert slots == hours_of((), both=[other, one])
    known = hours_known([one, other], slots)
    assert (known is Hours.OTHER) == (not slots)
    assert known is not Hours.SHARED or (one.says_when and other.says_when)


def test_one_who_never_said_leaves_it_open() -> None:
    said = has_time("TU", *DayPart)
    assert hours_known([said, NOTHING_SAID], [AFTER_SCHOOL]) is Hours.UNKNOWN
    assert hours_known([said, said], [AFTER_SCHOOL]) is Hours.SHARED
    assert hours_known([has_time("WE", *DayPart), NOTHING_SAID], [AFTER_SCHOOL]) is Hours.OTHER


def test_a_nomination_says_subjects_hours_and_the_language_at_home() -> None:
    wish = wished(draft())
    assert wish.subjects == {Subject.MATH, Subject.READING}
    assert wish.days == {Weekday.TU, Weekday.TH}
    assert wish.parts == {DayPart.AFTERNOON}
    assert wish.speaks == {"ht"}


def test_what_a_form_sends_is_read_whole() -> None:
    said = read_preferences(subjects=["math"], days=["MO", "MO"], parts=["evening"], speaks=["es", ""])
    assert said == Preferences(
        frozenset({Subject.MATH}), frozenset({Weekday.MO}), frozenset({DayPart.EVENING}), frozenset({"es"})
    )
    assert read_preferences(subjects=[], days=[], parts=[], speaks=[""]) == NOTHING_SAID


@pytest.mark.parametrize("field", ["subjects", "days", "parts", "speaks"])
@pytest.mark.parametrize("value", ["🙂", "x" * 10_000, "math,reading", "Monday", "\u202eab"])
def test_what_no_form_of_ours_offers_is_refused(field: str, value: str) -> None:
    given = {"subjects": [], "days": [], "parts": [], "speaks": [], field: [value]}
    with pytest.raises(NotOffered):
        read_preferences(**given)
