"""Concerns: who may read one, who is called, what is due and when, and what may be written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.concerns import (
    NEEDS_WORDS,
    ConcernDraft,
    ConcernIsOver,
    ConcernKind,
    Did,
    Incident,
    IncidentState,
    Report,
    ReportStillDue,
    Safe,
    Step,
    StepKind,
    StepNeedsWords,
    check_step,
    dues,
    named_in,
    still_due,
    told_at_once,
    who_reads,
)
from mentoring.people import Person, Role
from mentoring.policy import Policy
from tests.unit.rule_fixtures import NOON, moments, person

POLICY = Policy()
OPEN = Incident(3, IncidentState.OPEN, NOON, urgent=True, clock_from=NOON)
DANA, MARCUS, PRIYA = (person(number, Role.MANAGER, deputy_id=deputy) for number, deputy in ((1, 2), (2, 1), (3, None)))
MANAGERS = (DANA, MARCUS, PRIYA)


def draft(kind: ConcernKind, safe: Safe = Safe.YES, about_id: int | None = None) -> ConcernDraft:
    return ConcernDraft(kind, safe, "what I saw", about_id=about_id)


def step(kind: StepKind) -> Step:
    return Step(kind, by=1, at=NOON, note="because")


# What a report sets in motion


@pytest.mark.parametrize(
    ("kind", "reportable", "urgent"),
    [
        (ConcernKind.SAFETY, True, True),
        (ConcernKind.DISCLOSURE, True, True),
        (ConcernKind.CONDUCT, False, True),
        (ConcernKind.RECORDING, False, False),
        (ConcernKind.ENGAGEMENT, False, False),
        (ConcernKind.FEEDBACK, False, False),
    ],
)
def test_what_a_child_told_starts_the_clock_and_a_student_who_walked_away_does_not(
    kind: ConcernKind, *, reportable: bool, urgent: bool
) -> None:
    assert (draft(kind).reportable, draft(kind).urgent) == (reportable, urgent)


@pytest.mark.parametrize("kind", ConcernKind)
def test_a_child_who_is_not_safe_now_is_urgent_whatever_the_writer_calls_it(kind: ConcernKind) -> None:
    assert draft(kind, Safe.NO).reportable and draft(kind, Safe.NO).urgent


def test_nothing_in_a_report_can_keep_it_from_the_managers() -> None:
    assert {field for field in ConcernDraft.__dataclass_fields__ if "secret" in field or "private" in field} == set()
    assert {*Did} == {Did.FILING, Did.SPOKE_UP}


# Who reads it


def test_the_own_manager_comes_first_then_the_deputy_then_the_others() -> None:
    assert who_reads(DANA, MANAGERS, named=()) == (DANA, MARCUS, PRIYA)
    assert tuple(told_at_once((DANA, MARCUS, PRIYA))) == (DANA, MARCUS)
    assert tuple(told_at_once((PRIYA, DANA))) == (PRIYA,)


def test_a_manager_whom_it_is_about_is_passed_over_and_so_is_their_deputy() -> None:
    assert who_reads(DANA, MANAGERS, named=(DANA.id,)) == (PRIYA,)


def test_the_deputy_of_such_a_manager_is_better_than_nobody() -> None:
    assert who_reads(DANA, (DANA, MARCUS), named=(DANA.id,)) == (MARCUS,)


def test_where_everybody_is_named_nobody_reads() -> None:
    assert who_reads(DANA, (DANA,), named=(DANA.id,)) == ()
    assert who_reads(None, (), named=()) == ()
    assert tuple(told_at_once(())) == ()


def test_somebody_who_is_no_manager_any_more_is_not_called() -> None:
    former = person(7, Role.MENTOR)
    assert who_reads(former, MANAGERS, named=()) == (DANA, MARCUS, PRIYA)


@st.composite
def offices(draw: st.DrawFn) -> tuple[list[Person], Person, set[int]]:
    count = draw(st.integers(1, 6))
    deputies = [draw(st.none() | st.integers(1, count)) for _ in range(count)]
    managers = [person(n, Role.MANAGER, deputy_id=d) for n, d in enumerate(deputies, 1)]
    return managers, draw(st.sampled_from(managers)), draw(st.sets(st.integers(1, count)))


@given(offices())
def test_nobody_whom_it_is_about_is_ever_called_and_somebody_is_wherever_there_is_one(
    office: tuple[list[Person], Person, set[int]],
) -> None:
    managers, owner, named = office
    steps = who_reads(owner, managers, named)

    assert {one.id for one in steps}.isdisjoint(named)
    assert len({one.id for one in steps}) == len(steps)
    assert bool(steps) == any(one.id not in named for one in managers)


def test_those_named_are_those_of_every_report_of_it() -> None:
    reports = [
        Report(n, 3, 8, NOON, draft(ConcernKind.CONDUCT, about_id=about)) for n, about in enumerate((5, None, 6))
    ]
    assert named_in(reports) == {5, 6}


# The clock


def test_the_oral_report_is_due_within_the_hour_and_the_written_one_within_two_days() -> None:
    oral, written = dues(NOON, POLICY)
    assert (oral.step, oral.at) == (StepKind.ORAL, NOON + timedelta(minutes=60))
    assert (written.step, written.at) == (StepKind.WRITTEN, NOON + timedelta(hours=48))
    assert [moment - NOON for moment in written.reminders] == [timedelta(hours=hours) for hours in (24, 36, 44)]


@given(moments(date(2026, 1, 1), date(2027, 12, 31)))
def test_every_reminder_comes_before_what_it_reminds_of_on_both_sides_of_a_clock_change(since: datetime) -> None:
    for due in dues(since, POLICY):
        assert since < min(due.reminders) and max(due.reminders) < due.at
        assert list(due.reminders) == sorted(due.reminders)


def test_what_was_done_or_decided_not_to_be_needed_is_not_due() -> None:
    assert [due.step for due in still_due(OPEN, [], POLICY)] == [StepKind.ORAL, StepKind.WRITTEN]
    assert [due.step for due in still_due(OPEN, [step(StepKind.ORAL)], POLICY)] == [StepKind.WRITTEN]
    assert still_due(OPEN, [step(StepKind.NO_ACTION)], POLICY) == ()
    assert len(still_due(OPEN, [step(StepKind.SPOKE), step(StepKind.TAKEN)], POLICY)) == 2


def test_a_decision_says_nothing_of_a_report_that_was_joined_later() -> None:
    decided, joined = step(StepKind.NO_ACTION), step(StepKind.JOINED)
    assert len(still_due(OPEN, [decided, joined], POLICY)) == 2
    assert still_due(OPEN, [decided, joined, decided], POLICY) == ()
    assert [due.step for due in still_due(OPEN, [step(StepKind.ORAL), decided, joined], POLICY)] == [StepKind.WRITTEN]


def test_nothing_is_due_of_what_is_closed_nor_of_what_is_no_matter_of_safety() -> None:
    assert still_due(replace(OPEN, state=IncidentState.CLOSED), [], POLICY) == ()
    assert still_due(replace(OPEN, clock_from=None), [], POLICY) == ()


# What is written down


def test_a_concern_is_not_closed_while_a_report_is_due() -> None:
    with pytest.raises(ReportStillDue) as refused:
        check_step(OPEN, StepKind.CLOSED, "all is well", [step(StepKind.ORAL)], POLICY)
    assert refused.value.what == (StepKind.WRITTEN,)
    check_step(OPEN, StepKind.CLOSED, "all is well", [step(StepKind.ORAL), step(StepKind.WRITTEN)], POLICY)


@pytest.mark.parametrize("kind", sorted(NEEDS_WORDS - {StepKind.CLOSED}))
def test_a_decision_without_a_reason_is_refused(kind: StepKind) -> None:
    with pytest.raises(StepNeedsWords):
        check_step(OPEN, kind, "", [], POLICY)
    check_step(OPEN, kind, "because", [], POLICY)


@pytest.mark.parametrize("state", [IncidentState.CLOSED, IncidentState.JOINED, IncidentState.ERASED])
@pytest.mark.parametrize("kind", [StepKind.ORAL, StepKind.CLOSED, StepKind.SPOKE])
def test_what_is_over_stays_as_it_is(state: IncidentState, kind: StepKind) -> None:
    with pytest.raises(ConcernIsOver):
        check_step(replace(OPEN, state=state), kind, "because", [], POLICY)


def test_a_legal_hold_may_come_after_the_end() -> None:
    closed = replace(OPEN, state=IncidentState.CLOSED)
    check_step(closed, StepKind.HELD, "the court asks for it", [], POLICY)
    check_step(closed, StepKind.LET_GO, "the court is done", [], POLICY)
    with pytest.raises(ConcernIsOver):
        check_step(replace(OPEN, state=IncidentState.ERASED), StepKind.HELD, "too late", [], POLICY)
