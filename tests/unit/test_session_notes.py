"""The rules of notes after a session: who reads them, when they are written, what a temperature says."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matches import MonitorKind
from mentoring.people import Role
from mentoring.session_notes import (
    FALLS,
    LONGEST,
    LOW,
    TEMPERATURES,
    WRITTEN_WITHIN,
    Activity,
    Mood,
    NoNotesOfThat,
    Notes,
    NotesTooLong,
    NotYourNotes,
    OffTheScale,
    Stage,
    check_may_read,
    checked,
    mood_of,
    stage_of,
)
from mentoring.sessions import SessionState
from tests.unit.rule_fixtures import MENTOR, MONITOR, STUDENT, match, person, session

SECOND = timedelta(seconds=1)
START, END = session().starts_at, session().ends_at


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        (START - SECOND, Stage.AHEAD),
        (START, Stage.WRITTEN),
        (END + WRITTEN_WITHIN, Stage.WRITTEN),
        (END + WRITTEN_WITHIN + SECOND, Stage.READ),
    ],
)
def test_notes_are_written_from_the_start_until_two_weeks_after_the_end(at: datetime, stage: Stage) -> None:
    assert stage_of(session(state=SessionState.HELD), at=at) is stage


def test_a_cancelled_session_has_no_notes_and_one_that_was_stopped_has() -> None:
    with pytest.raises(NoNotesOfThat):
        stage_of(session(state=SessionState.CANCELLED), at=END)
    assert stage_of(session(state=SessionState.STOPPED), at=END) is Stage.WRITTEN


@pytest.mark.parametrize(
    ("person_id", "role"),
    [(MONITOR, Role.PROCTOR), (MONITOR, Role.TEACHER), (STUDENT, Role.STUDENT), (30, Role.GUARDIAN), (31, Role.MENTOR)],
)
def test_neither_monitor_nor_family_nor_another_mentor_reads_notes(person_id: int, role: Role) -> None:
    with pytest.raises(NotYourNotes):
        check_may_read(person(person_id, role), match(monitor_kind=MonitorKind.TEACHER))


def test_the_mentor_and_every_manager_read_them() -> None:
    check_may_read(person(MENTOR, Role.MENTOR), match())
    check_may_read(person(77, Role.MANAGER), match())


@pytest.mark.parametrize("more", [{"temperature": t} for t in (0, 11, -1)] + [{"confidence": c} for c in (0, 6)])
def test_what_is_off_the_scale_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(OffTheScale) as refused:
        checked(Notes(**more))
    assert refused.value.field in more


def test_a_text_that_is_too_long_names_its_field() -> None:
    assert checked(Notes(success="ü" * LONGEST, next_focus="ü" * LONGEST)).success == "ü" * LONGEST
    long = "👋" * (LONGEST + 1)
    for field, notes in (("success", Notes(success=long)), ("next_focus", Notes(next_focus=long))):
        with pytest.raises(NotesTooLong) as refused:
            checked(notes)
        assert (refused.value.field, refused.value.length) == (field, LONGEST + 1)


def test_what_cannot_be_seen_is_left_out_and_each_activity_stands_once() -> None:
    typed = Notes(
        activities=(Activity.OTHER, Activity.HOMEWORK, Activity.OTHER),
        success="\u202eشكرا\x00\ud800 👨‍👩‍👧 ",
        next_focus=" \n ",
    )
    kept = checked(typed)
    assert kept.activities == (Activity.HOMEWORK, Activity.OTHER)
    assert (kept.success, kept.next_focus) == ("شكرا 👨‍👩‍👧", "")


# What a temperature says

READINGS = st.lists(st.sampled_from(TEMPERATURES), max_size=8)


@given(READINGS)
def test_a_low_last_temperature_is_always_told_and_nothing_is_made_of_less(newest_first: list[int]) -> None:
    fell = [after < before for after, before in itertools.pairwise(newest_first)]
    if newest_first and newest_first[0] <= LOW:
        assert mood_of(newest_first) is Mood.LOW
    elif len(fell) >= FALLS and all(fell[:FALLS]):
        assert mood_of(newest_first) is Mood.FALLING
    else:
        assert mood_of(newest_first) is None


@pytest.mark.parametrize(
    ("newest_first", "mood"),
    [
        ([], None),
        ([3], Mood.LOW),
        ([4], None),
        ([6, 7, 8, 9], Mood.FALLING),
        ([6, 7, 8], None),
        ([6, 7, 7, 9], None),
        ([9, 8, 7, 1], None),
        ([7, 8, 9, 10, 1], Mood.FALLING),
    ],
)
def test_three_falls_in_a_row_are_told_and_two_are_not(newest_first: list[int], mood: Mood | None) -> None:
    assert mood_of(newest_first) is mood
