"""A session judged from presence: what is safe, what is not, and what cannot be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentoring.coverage import (
    UNSAFE,
    Cover,
    Doubt,
    Evidence,
    Finding,
    Judgement,
    Span,
    Verdict,
    fully_covered,
    judge,
    next_look,
    scene_at,
    settled,
    timeline,
    unmonitored_since,
)
from mentoring.policy import Policy
from mentoring.presence import Stay, person_of, present_at
from tests.unit.room_fixtures import MONITORS, NOBODY, PEOPLE, evidence, second, some_evidence, stay
from tests.unit.rule_fixtures import MANAGER, MENTOR, MONITOR, OTHER_STUDENT, STUDENT

POLICY = Policy()
START = second(0)
EVERYBODY = (MENTOR, MONITOR, STUDENT, OTHER_STUDENT, MANAGER, NOBODY)
seconds = st.integers(-60, 400)
rooms = some_evidence(*EVERYBODY)


def judged(room: Evidence, at: float, *, unverified_since: float | None = None) -> Judgement:
    doubted = second(unverified_since) if unverified_since is not None else None
    return judge(starts_at=START, people=PEOPLE, evidence=room, policy=POLICY, at=second(at), unverified_since=doubted)


def inside(room: Evidence, at: float) -> set[int | None]:
    return {person_of(s.identities, room.cast) for s in present_at(room.stays, second(at))}


# The timeline


@given(rooms, seconds, st.integers(1, 400))
def test_the_timeline_has_no_gap_and_no_overlap_and_neighbours_differ(room: Evidence, since: int, length: int) -> None:
    spans = timeline(room, PEOPLE, second(since), second(since + length))
    assert (spans[0].since, spans[-1].until) == (second(since), second(since + length))
    assert all(a.until == b.since and a.cover is not b.cover for a, b in pairwise(spans))
    assert all(span.length > timedelta() for span in spans)


@given(rooms, seconds, st.integers(1, 60))
def test_every_second_of_the_timeline_shows_who_was_there(room: Evidence, since: int, length: int) -> None:
    spans = timeline(room, PEOPLE, second(since), second(since + length))
    for n in range(since, since + length):
        shown = next(span.cover for span in spans if span.since <= second(n) < span.until)
        assert shown is scene_at(room, PEOPLE, second(n)).cover


@given(rooms, seconds)
def test_no_moment_is_covered_without_student_and_monitor_or_with_a_stranger(room: Evidence, at: int) -> None:
    there = inside(room, at)
    students = not there.isdisjoint({STUDENT, OTHER_STUDENT})
    covered = students and not there.isdisjoint(MONITORS) and None not in there
    scene = scene_at(room, PEOPLE, second(at))
    assert (scene.cover is Cover.COVERED) is covered
    assert scene.inside == there - {None}


@pytest.mark.parametrize(
    ("there", "cover"),
    [
        ((), Cover.EMPTY),
        ((MENTOR, MONITOR), Cover.EMPTY),
        ((MENTOR, STUDENT, MONITOR), Cover.COVERED),
        ((STUDENT, MONITOR), Cover.COVERED),
        ((MENTOR, STUDENT, MANAGER), Cover.COVERED),
        ((MENTOR, STUDENT), Cover.UNMONITORED),
        ((STUDENT, OTHER_STUDENT), Cover.STUDENT_ALONE),
        ((STUDENT, NOBODY), Cover.UNIDENTIFIED),
        ((MENTOR, STUDENT, MONITOR, NOBODY), Cover.UNIDENTIFIED),
        ((MENTOR, NOBODY), Cover.EMPTY),
    ],
)
def test_what_a_room_full_of_people_is_called(there: tuple[int, ...], cover: Cover) -> None:
    assert scene_at(evidence(*(stay(who, 0) for who in there)), PEOPLE, second(1)).cover is cover


# The verdict


@given(rooms, seconds)
def test_present_is_said_only_with_an_approved_monitor_in_the_room(room: Evidence, at: int) -> None:
    if judged(room, at).verdict is Verdict.PRESENT:
        assert room.readable
        assert not inside(room, at).isdisjoint(MONITORS)


@given(rooms, seconds)
def test_absent_is_never_said_when_it_cannot_be_known(room: Evidence, at: int) -> None:
    if judged(room, at).verdict is Verdict.ABSENT:
        assert room.readable
        assert None not in inside(room, at)


@given(rooms, seconds)
def test_a_doubt_comes_with_unverified_and_with_nothing_else(room: Evidence, at: int) -> None:
    judgement = judged(room, at)
    assert (judgement.doubt is not None) is (judgement.verdict is Verdict.UNVERIFIED)
    assert (judgement.finding is None) is (judgement.since is None)


def test_a_platform_that_is_down_proves_neither_presence_nor_absence() -> None:
    for there in ((), (MONITOR,), (MENTOR, STUDENT, MONITOR)):
        down = judged(evidence(*(stay(who, 0) for who in there), readable=False), 200)
        assert (down.verdict, down.doubt) == (Verdict.UNVERIFIED, Doubt.PLATFORM_DOWN)


def test_a_stranger_may_be_the_monitor_so_nobody_is_said_to_be_missing() -> None:
    guest = judged(evidence(stay(MENTOR, 0), stay(STUDENT, 0), stay(NOBODY, 0)), 200)
    assert (guest.verdict, guest.doubt, guest.finding) == (
        Verdict.UNVERIFIED,
        Doubt.UNKNOWN_PERSON,
        Finding.UNVERIFIED,
    )
    assert [stranger.display_name for stranger in guest.scene.strangers] == ["display name 0"]


def test_a_call_of_which_we_know_nobody_means_lost_events_not_an_empty_room() -> None:
    lost = judged(evidence(live=True), 200)
    assert (lost.verdict, lost.doubt) == (Verdict.UNVERIFIED, Doubt.EVENTS_LOST)
    assert judged(evidence(live=False), 200).verdict is Verdict.ABSENT


# The findings


@pytest.mark.parametrize(("at", "finding"), [(179, None), (180, Finding.MONITOR_MISSING)])
def test_a_monitor_is_missing_when_the_grace_after_the_start_is_over(at: int, finding: Finding | None) -> None:
    for room in (evidence(), evidence(stay(MENTOR, -30)), evidence(stay(STUDENT, -300))):
        found = judged(replace(room, live=False), at)
        assert found.finding is finding
        assert found.since == (START if finding else None)


def test_a_missing_monitor_is_told_even_while_nobody_else_is_there() -> None:
    assert judged(evidence(live=False), 180).finding is Finding.MONITOR_MISSING


@pytest.mark.parametrize("since", [-900, -601, -421])
@pytest.mark.parametrize("other", [MENTOR, NOBODY])
def test_a_student_who_came_early_is_not_with_one_other_for_ten_minutes(since: int, other: int) -> None:
    room = evidence(stay(STUDENT, since - 10), stay(other, since))
    assert judged(room, since + 599).finding is None
    found = judged(room, since + 600)
    assert found.finding is (Finding.MONITOR_MISSING if other == MENTOR else Finding.UNVERIFIED)
    assert found.since == second(since)


@pytest.mark.parametrize("since", [-419, -61, -30, 0, 100])
@pytest.mark.parametrize("other", [MENTOR, NOBODY])
def test_whoever_is_on_time_has_the_whole_grace_to_wait_for_the_monitor(since: int, other: int) -> None:
    room = evidence(stay(STUDENT, since - 10), stay(other, since))
    assert judged(room, 179).finding is None
    assert judged(room, 180).finding is (Finding.MONITOR_MISSING if other == MENTOR else Finding.UNVERIFIED)


def test_a_monitor_who_opens_the_room_and_goes_leaves_nobody_together_unseen_before_the_start() -> None:
    room = evidence(stay(MONITOR, -900, -800), stay(MENTOR, -900), stay(STUDENT, -600))
    assert judged(room, -541).finding is None
    assert (judged(room, -540).finding, judged(room, -540).since) == (Finding.UNMONITORED, second(-600))


@pytest.mark.parametrize("monitor", [(), (stay(MONITOR, -900, -800),)])
def test_a_student_who_waits_alone_for_the_start_wakes_nobody(monitor: tuple[Stay, ...]) -> None:
    assert {judged(evidence(stay(STUDENT, -900), *monitor), at).finding for at in range(-900, 0, 20)} == {None}


@given(st.permutations([MENTOR, MONITOR, STUDENT]), st.lists(st.integers(0, 29), min_size=2, max_size=2))
def test_people_who_come_early_in_any_order_wake_nobody(order: list[int], waits: list[int]) -> None:
    first, then, last = order
    came = {first: -120, then: -120 + waits[0], last: -120 + sum(waits)}
    room = evidence(*(stay(who, at) for who, at in came.items()))
    assert {judged(room, at).finding for at in range(-120, 200, 10)} == {None}


@pytest.mark.parametrize("room", [evidence(readable=False), evidence(stay(STUDENT, -30, 150), live=True)])
def test_what_cannot_be_told_is_a_finding_only_when_it_lasts_and_the_monitor_is_due(room: Evidence) -> None:
    assert judged(room, 200).finding is None
    assert judged(room, 200).unverified_since == second(200)
    assert judged(room, 259, unverified_since=200).finding is None
    told = judged(room, 260, unverified_since=200)
    assert (told.finding, told.since) == (Finding.UNVERIFIED, second(200))
    assert judged(room, 179, unverified_since=0).finding is None


def test_somebody_unknown_who_comes_while_the_monitor_is_out_for_a_moment_wakes_nobody() -> None:
    room = evidence(stay(MENTOR, 0), stay(STUDENT, 0), stay(MONITOR, 0, 300), stay(NOBODY, 300))
    assert judged(room, 359).finding is None
    assert (judged(room, 360).finding, judged(room, 360).since) == (Finding.UNVERIFIED, second(300))


def test_a_look_that_can_tell_ends_the_doubt() -> None:
    room = evidence(stay(MENTOR, 0), stay(STUDENT, 0), stay(MONITOR, 0))
    assert judged(room, 300, unverified_since=250).unverified_since is None


def test_an_early_alert_is_settled_by_the_student_who_leaves_again() -> None:
    room = evidence(stay(MENTOR, -600), stay(STUDENT, -600, -500))
    assert not settled(Finding.MONITOR_MISSING, judged(room, -510))
    assert settled(Finding.MONITOR_MISSING, judged(room, -490))


@pytest.mark.parametrize(("at", "finding"), [(359, None), (360, Finding.UNMONITORED)])
def test_a_monitor_who_leaves_is_told_after_a_minute(at: int, finding: Finding | None) -> None:
    found = judged(evidence(stay(MENTOR, 0), stay(STUDENT, 0), stay(MONITOR, 0, 300)), at)
    assert (found.finding, found.gap_since) == (finding, second(300))


def test_a_monitor_who_leaves_is_told_even_within_the_grace_after_the_start() -> None:
    found = judged(evidence(stay(MENTOR, -30), stay(STUDENT, -30), stay(MONITOR, -30, 20)), 80)
    assert (found.finding, found.since) == (Finding.UNMONITORED, second(20))


def test_a_monitor_who_was_away_for_less_than_a_minute_at_a_time_is_not_told() -> None:
    flaky = (stay(MONITOR, 0, 100), stay(MONITOR, 159, 200), stay(MONITOR, 259))
    room = evidence(stay(MENTOR, 0), stay(STUDENT, 0), *flaky)
    assert {judged(room, at).finding for at in range(400)} == {None}


def test_two_short_gaps_are_not_added_up_into_a_long_one() -> None:
    room = evidence(stay(STUDENT, 0), stay(MENTOR, 0), stay(MONITOR, 0, 100), stay(MONITOR, 150, 160))
    assert judged(room, 190).gap_since == second(160)


def test_a_student_who_stays_on_alone_is_not_let_out_of_sight() -> None:
    room = evidence(stay(MENTOR, 0, 300), stay(MONITOR, 0, 300), stay(STUDENT, 0))
    found = judged(room, 360)
    assert (found.finding, found.since) == (Finding.UNMONITORED, second(300))


def test_when_the_students_have_gone_nobody_needs_a_monitor() -> None:
    room = evidence(stay(MENTOR, 0), stay(MONITOR, 0, 300), stay(STUDENT, 0, 310))
    assert judged(room, 500).finding is None


def test_the_time_with_a_stranger_and_the_monitor_is_no_time_without_a_monitor() -> None:
    room = evidence(stay(MENTOR, 0), stay(STUDENT, 0), stay(MONITOR, 0, 300), stay(NOBODY, 100, 300))
    assert judged(room, 330).finding is None
    assert judged(room, 360).since == second(300)


def seconds_unmonitored(room: Evidence, at: int) -> datetime | None:
    """Walks back second by second."""
    since = None
    for n in range(at, -70, -1):
        there = inside(room, n)
        if there.isdisjoint({STUDENT, OTHER_STUDENT}) or not there.isdisjoint(MONITORS):
            break
        since = second(n)
    return since


@given(some_evidence(STUDENT, OTHER_STUDENT, MONITOR, MENTOR, NOBODY), seconds)
@example(evidence(stay(STUDENT, 0, 10), stay(OTHER_STUDENT, 10)), 20)
@example(evidence(stay(STUDENT, 0), stay(MONITOR, 5, 5)), 20)
def test_the_gap_is_the_one_a_watcher_with_a_stop_watch_would_measure(room: Evidence, at: int) -> None:
    assert unmonitored_since(room, PEOPLE, second(at)) == seconds_unmonitored(room, at)


# After the end


def covers(*parts: tuple[Cover, int]) -> list[Span]:
    spans, n = [], 0
    for cover, length in parts:
        spans.append(Span(cover, second(n), second(n + length)))
        n += length
    return spans


def test_a_gap_as_long_as_the_grace_is_still_covered() -> None:
    assert fully_covered(covers((Cover.COVERED, 600), (Cover.UNMONITORED, 60), (Cover.COVERED, 600)), POLICY)
    assert not fully_covered(covers((Cover.COVERED, 600), (Cover.UNMONITORED, 61)), POLICY)


def test_a_gap_that_changes_its_kind_is_one_gap() -> None:
    restless = covers((Cover.COVERED, 600), (Cover.UNMONITORED, 40), (Cover.STUDENT_ALONE, 40), (Cover.COVERED, 1))
    assert not fully_covered(restless, POLICY)


def test_gaps_with_cover_between_them_are_not_added_up() -> None:
    assert fully_covered(covers((Cover.UNMONITORED, 50), (Cover.COVERED, 1), (Cover.UNMONITORED, 50)), POLICY)


@given(rooms)
def test_a_session_is_fully_covered_when_no_unsafe_run_of_seconds_is_longer_than_the_grace(room: Evidence) -> None:
    longest = run = 0
    for n in range(300):
        run = run + 1 if scene_at(room, PEOPLE, second(n)).cover in UNSAFE else 0
        longest = max(longest, run)
    spans = timeline(room, PEOPLE, second(0), second(300))
    assert fully_covered(spans, POLICY) is (longest <= 60)


# Looking again, and settling


HALF_A_MINUTE = timedelta(seconds=30)


def looked_again(room: Evidence, at: int, every: timedelta = HALF_A_MINUTE) -> datetime:
    return next_look(judged(room, at), starts_at=START, policy=POLICY, every=every, at=second(at))


@given(rooms, seconds, st.integers(1, 90))
def test_the_next_look_is_soon(room: Evidence, at: int, every: int) -> None:
    again = looked_again(room, at, timedelta(seconds=every))
    assert second(at) < again <= second(at + every)


@given(st.integers(0, 300), st.integers(0, 59))
def test_the_look_at_the_end_of_a_minute_without_monitor_is_not_missed(left: int, after: int) -> None:
    gap = judged(evidence(stay(MENTOR, 0), stay(STUDENT, 0), stay(MONITOR, 0, left)), left + after)
    assert gap.finding is None
    again = next_look(gap, starts_at=START, policy=POLICY, every=HALF_A_MINUTE, at=second(left + after))
    assert again <= second(left + 60)


def test_the_look_at_the_end_of_the_grace_is_not_missed() -> None:
    assert looked_again(evidence(stay(MENTOR, 0)), 170) == second(180)


def test_the_look_at_the_start_is_not_missed() -> None:
    """From then on a student whose monitor has gone is not to wait alone either."""
    assert looked_again(evidence(stay(STUDENT, -60)), -10) == second(0)


@given(st.integers(0, 59))
def test_the_look_at_the_end_of_a_minute_of_doubt_is_not_missed(after: int) -> None:
    doubt = judged(evidence(readable=False), 200 + after, unverified_since=200)
    again = next_look(doubt, starts_at=START, policy=POLICY, every=HALF_A_MINUTE, at=second(200 + after))
    assert again <= second(260)


@given(rooms, seconds, st.sampled_from([Finding.MONITOR_MISSING, Finding.UNMONITORED]))
def test_what_cannot_be_told_settles_nothing(room: Evidence, at: int, finding: Finding) -> None:
    judgement = judged(room, at)
    if judgement.verdict is Verdict.UNVERIFIED:
        assert not settled(finding, judgement)
        assert not settled(Finding.UNVERIFIED, judgement)


@given(rooms, seconds, st.sampled_from(Finding))
def test_a_finding_that_has_just_been_made_is_not_settled(room: Evidence, at: int, finding: Finding) -> None:
    judgement = judged(room, at)
    if judgement.finding is finding:
        assert not settled(finding, judgement)


def test_the_monitor_in_the_room_settles_everything() -> None:
    arrived = judged(evidence(stay(MENTOR, 0), stay(STUDENT, 0), stay(MONITOR, 200)), 201)
    assert all(settled(finding, arrived) for finding in Finding)


def test_a_gap_is_settled_when_the_students_have_left_but_a_missing_monitor_is_still_missing() -> None:
    deserted = judged(evidence(stay(MENTOR, 0)), 300)
    assert settled(Finding.UNMONITORED, deserted)
    assert settled(Finding.UNVERIFIED, deserted)
    assert not settled(Finding.MONITOR_MISSING, deserted)
