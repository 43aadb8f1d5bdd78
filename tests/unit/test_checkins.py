"""The cadence of check-ins, as a pure rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.checkins import MONTH, Cadence, DueCheckIn, Part, next_due, plan_check_ins
from mentoring.matches import Match, MatchState, MonitorKind
from mentoring.people import Person, Role
from mentoring.policy import Policy
from mentoring.programs import Model, Program
from mentoring.rooms import Platform
from mentoring.slots import Slot, Weekday

HELD = datetime(2026, 10, 27, 21, 30, tzinfo=UTC)
USUAL = Cadence()
DAY = timedelta(days=1)
MATCH = Match(
    12, 1, 1, (2, 3), 4, MonitorKind.PROCTOR, 5, Slot(Weekday.TU, time(16, 30)), Platform.ZOOM, MatchState.ACTIVE
)
PEOPLE = {
    1: Person(1, "ana", "Ana Silva", frozenset({Role.MENTOR})),
    2: Person(2, "amara", "Amara Freeman", frozenset({Role.STUDENT}), adult=False, guardian_id=9),
    3: Person(3, "luis", "Luis Rosado", frozenset({Role.STUDENT})),
}

moments = st.integers(0, 400 * 24).map(lambda hours: HELD + timedelta(hours=hours))
cadences = st.builds(
    Cadence,
    first_within=st.timedeltas(timedelta(hours=1), timedelta(days=7)),
    in_first_month=st.integers(1, 5),
    every=st.timedeltas(timedelta(days=1), timedelta(days=200)),
    guardian_every=st.timedeltas(timedelta(days=1), timedelta(days=400)),
)


def planned(match: Match = MATCH, **more: object) -> dict[int, DueCheckIn]:
    given_: dict[str, object] = {"first_held": HELD, "done": {}, "before": {}, "cadence": USUAL, "at": HELD + DAY}
    return plan_check_ins(match, PEOPLE, **(given_ | more))  # type: ignore[arg-type]  # as each test changes it


def test_everybody_is_spoken_with_within_48_hours_of_the_first_session() -> None:
    due = planned()
    assert {person: (one.part, one.due_at) for person, one in due.items()} == {
        1: (Part.MENTOR, HELD + 2 * DAY),
        2: (Part.STUDENT, HELD + 2 * DAY),
        3: (Part.STUDENT, HELD + 2 * DAY),
        9: (Part.GUARDIAN, HELD + 2 * DAY),
    }


@pytest.mark.parametrize(
    ("part", "done", "due"),
    [
        (Part.MENTOR, [], 2),
        (Part.MENTOR, [1], 30),
        (Part.MENTOR, [1, 20], 50),
        (Part.STUDENT, [1, 20, 45], 75),
        (Part.STUDENT, [35], 65),
        (Part.GUARDIAN, [1], 92),
        (Part.GUARDIAN, [1, 40], 131),
        (Part.MENTOR, [-3], 2),
        (Part.MENTOR, [-3, 1], 30),
    ],
)
def test_twice_in_the_first_month_then_monthly_and_quarterly(part: Part, done: list[int], due: int) -> None:
    """In days since the first session; what was said before it does not count."""
    assert next_due(part, HELD, [HELD + n * DAY for n in done], USUAL) == HELD + due * DAY


@given(st.sampled_from(Part), st.lists(moments, min_size=1, max_size=8), cadences)
def test_the_next_one_comes_after_the_last_and_not_too_late(part: Part, done: list[datetime], cadence: Cadence) -> None:
    due, every = (
        next_due(part, HELD, done, cadence),
        cadence.every if part is not Part.GUARDIAN else cadence.guardian_every,
    )
    assert max(done) < due <= max(max(done) + every, HELD + MONTH)


@given(st.sampled_from(Part), st.lists(moments, max_size=8), cadences)
def test_the_order_in_which_they_were_logged_is_of_no_matter(
    part: Part, done: list[datetime], cadence: Cadence
) -> None:
    assert next_due(part, HELD, done, cadence) == next_due(part, HELD, sorted(done, reverse=True), cadence)


def test_nothing_is_due_before_a_session_was_held() -> None:
    assert planned(first_held=None) == {}


def test_nothing_is_due_after_the_end() -> None:
    assert planned(replace(MATCH, state=MatchState.ENDED)) == {}


def test_a_paused_match_waits_and_then_there_is_time() -> None:
    late = HELD + 20 * DAY
    paused = planned(replace(MATCH, state=MatchState.PAUSED), at=late)
    assert {one.due_at for one in paused.values()} == {late + 2 * DAY}
    resumed = planned(before=paused, at=late + DAY)
    assert {one.due_at for one in resumed.values()} == {late + 2 * DAY}


def test_planning_again_changes_nothing() -> None:
    due = planned()
    assert planned(before=due, at=HELD + 9 * DAY) == due


def test_a_program_may_do_so_otherwise() -> None:
    often = Cadence(timedelta(hours=24), 3, timedelta(days=14), timedelta(days=30))
    policy = Policy(check_ins_of=(("ils", often),))
    program = Program(1, "ils", "ILS", Model.INDEPENDENT, "America/New_York", date(2026, 9, 1), date(2027, 6, 1))
    assert policy.cadence(program) == often
    assert policy.cadence(replace(program, key="other")) == USUAL
    assert [next_due(Part.MENTOR, HELD, [HELD + n * DAY for n in range(k)], often) for k in range(4)] == [
        HELD + timedelta(hours=24),
        HELD + 15 * DAY,
        HELD + 30 * DAY,
        HELD + 16 * DAY,
    ]
