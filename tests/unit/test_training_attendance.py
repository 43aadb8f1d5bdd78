"""The five-minute rule of trainings (R043): what a stretch off the platform is; order and repeats do not matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.attendance import Attended, Lasted, held, judge_attendance, longest_gap, training_stays
from mentoring.policy import Policy
from mentoring.presence import Happening, LedgerEvent, Source, Stay, stays_from

START = datetime(2026, 11, 4, 23, tzinfo=UTC)
LASTED = Lasted(START, START + timedelta(minutes=90))
ANA, DANA = 3, 1
CAST = {"registrant:ana": ANA, "host:dana@example.org": DANA}
SECOND = timedelta(seconds=1)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def stay(since: float, until: float | None, who: str = "registrant:ana") -> Stay:
    left = at(until) if until is not None else None
    return Stay(Source.ZOOM_WEBHOOK, (who,), "A name", at(since), left)


def judged(*stays: Stay) -> Attended:
    return judge_attendance(stays, CAST, ANA, LASTED, policy=Policy()).attended


@pytest.mark.parametrize(
    ("away", "attended"),
    [(timedelta(minutes=5), Attended.COMPLETE), (timedelta(minutes=5) + SECOND, Attended.INCOMPLETE)],
    ids=["exactly five minutes", "a second more"],
)
@pytest.mark.parametrize("since", [0, 40, 85], ids=["coming late", "in the middle", "leaving early"])
def test_five_minutes_off_the_platform_are_fine_and_a_second_more_is_not(
    away: timedelta, attended: Attended, since: float
) -> None:
    gone = at(since)
    if since == 85:
        gone = LASTED.until - away
    stays = [Stay(Source.ZOOM_WEBHOOK, ("registrant:ana",), "", START, gone)] if gone > START else []
    if gone + away < LASTED.until:
        stays.append(Stay(Source.ZOOM_WEBHOOK, ("registrant:ana",), "", gone + away, None))
    assert judged(*stays) is attended


def test_many_short_drops_do_not_add_up() -> None:
    assert judged(*(stay(10 * n, 10 * n + 6) for n in range(9))) is Attended.COMPLETE


def test_two_devices_cover_for_each_other() -> None:
    assert judged(stay(0, 30), stay(20, 60), stay(59, None)) is Attended.COMPLETE


def test_whoever_never_came_is_absent_and_not_incomplete() -> None:
    assert judged(stay(0, None, "host:dana@example.org")) is Attended.ABSENT
    assert judged(stay(-30, -1)) is Attended.ABSENT


def test_somebody_whom_nothing_names_may_have_been_them() -> None:
    assert judged(stay(0, None, "users/unknown")) is Attended.UNVERIFIED
    assert judged(stay(0, 30), stay(31, None, "users/unknown")) is Attended.UNVERIFIED


def test_a_stranger_who_could_not_have_closed_the_gap_changes_nothing() -> None:
    assert judged(stay(0, 30), stay(0, 40, "users/unknown")) is Attended.INCOMPLETE


def test_without_a_record_or_a_training_nobody_is_judged() -> None:
    assert judge_attendance(None, CAST, ANA, LASTED, policy=Policy()).attended is Attended.UNVERIFIED
    assert judge_attendance([stay(0, None)], CAST, ANA, None, policy=Policy()).attended is Attended.UNVERIFIED


def test_a_facilitator_who_comes_late_or_ends_early_shortens_it_for_everybody() -> None:
    lasted = held([stay(10, 70, "host:dana@example.org"), stay(0, 90)], CAST, DANA, LASTED)
    assert lasted == Lasted(at(10), at(70))
    attendance = judge_attendance([stay(12, 69)], CAST, ANA, lasted, policy=Policy())
    assert attendance.attended is Attended.COMPLETE
    assert attendance.longest_gap == timedelta(minutes=2)


def test_without_its_facilitator_nobody_can_tell_that_it_was_held() -> None:
    assert held([stay(0, 90)], CAST, DANA, LASTED) is None


minutes = st.integers(-20, 110)
spans = st.tuples(minutes, st.one_of(st.none(), minutes)).filter(lambda s: s[1] is None or s[0] < s[1])
some_stays = st.lists(spans.map(lambda s: stay(*s)), max_size=8)


def by_the_second(stays: list[Stay]) -> timedelta:
    """The same, counted out: no minute-wise step can be missed, for all stays begin and end on a minute."""
    longest = run = 0
    for minute in range(90):
        here = any(s.joined_at <= at(minute) and (s.left_at is None or s.left_at > at(minute)) for s in stays)
        run = 0 if here else run + 1
        longest = max(longest, run)
    return timedelta(minutes=longest)


@given(some_stays)
def test_the_longest_gap_is_the_one_that_counting_out_finds(stays: list[Stay]) -> None:
    assert longest_gap(stays, LASTED) == by_the_second(stays)


@given(some_stays, st.randoms())
def test_neither_order_nor_repeats_matter(stays: list[Stay], chance: object) -> None:
    again = [*stays, *stays]
    chance.shuffle(again)  # type: ignore[attr-defined]  # a Random
    assert longest_gap(again, LASTED) == longest_gap(stays, LASTED)


@given(some_stays, spans)
def test_being_there_longer_never_makes_it_worse(stays: list[Stay], more: tuple[int, int | None]) -> None:
    assert longest_gap([*stays, stay(*more)], LASTED) <= longest_gap(stays, LASTED)


@given(some_stays)
def test_a_stay_that_is_cut_in_two_is_the_same_stay(stays: list[Stay]) -> None:
    halves = [half for one in stays for half in _cut(one)]
    assert longest_gap(halves, LASTED) == longest_gap(stays, LASTED)


def _cut(one: Stay) -> list[Stay]:
    if one.left_at is None:
        return [one]
    middle = one.joined_at + (one.left_at - one.joined_at) / 2
    early = Stay(one.source, one.identities, "", one.joined_at, middle)
    return [early, Stay(one.source, one.identities, "", middle, one.left_at)]


def event(happening: Happening, minute: float, connection: str) -> LedgerEvent:
    named = ("registrant:ana",)
    return LedgerEvent(f"{happening}{minute}{connection}", "98765", "run", happening, at(minute), connection, named)


HOP = (
    event(Happening.JOINED, 0, "1"),
    event(Happening.LEFT, 30, "1"),
    event(Happening.JOINED, 30, "2"),
    event(Happening.JOINED_BREAKOUT, 30, "2"),
    event(Happening.LEFT_BREAKOUT, 50, "2"),
    event(Happening.LEFT, 50, "2"),
    event(Happening.JOINED, 50, "3"),
    event(Happening.LEFT, 90, "3"),
)
"""Twenty minutes in a breakout room, as Zoom tells of it."""


@given(st.permutations(HOP))
def test_a_breakout_room_is_part_of_the_training_in_whatever_order_zoom_tells_of_it(hop: list[LedgerEvent]) -> None:
    assert judged(*training_stays(hop)) is Attended.COMPLETE
    assert longest_gap(stays_from(hop), LASTED) == timedelta(minutes=20), "of a session it is no part"


def test_whoever_drops_out_of_a_breakout_room_is_away() -> None:
    left = [e for e in HOP if e.at < at(50)] + [event(Happening.LEFT, 40, "2"), event(Happening.JOINED, 46, "3")]
    assert judged(*training_stays(left)) is Attended.INCOMPLETE


@pytest.mark.parametrize("lost", [2, 3, 4, 5], ids=lambda n: f"{HOP[n].happening} at {HOP[n].at:%H:%M}")
def test_one_lost_event_of_the_hop_makes_nobody_sign_up_again(lost: int) -> None:
    assert judged(*training_stays(e for n, e in enumerate(HOP) if n != lost)) is Attended.COMPLETE
