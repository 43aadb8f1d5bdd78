"""A platform's list of who is in the room: what it adds to a ledger whose events are lost or late, and that it leaves
no trace once they have come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.presence import LAG, Happening, LedgerEvent, Seat, Source, Stay, missed, present_at, stays_from
from tests.unit.room_fixtures import second

JOINED, LEFT, ENDED = Happening.JOINED, Happening.LEFT, Happening.MEETING_ENDED
MEETING, RUN = "meeting-1", "run-1"
LOOKS = range(0, 331, 30)


def webhook(happening: Happening, at: float, connection: str = "c1") -> LedgerEvent:
    who = () if happening is ENDED else (f"registrant:{connection}",)
    key = f"{happening}/{connection}/{at}"
    return LedgerEvent(key, MEETING, RUN, happening, second(at), "" if happening is ENDED else connection, who, "Ana")


def seat(connection: str = "c1") -> Seat:
    return Seat(RUN, connection, "Ana")


def listed(events: Iterable[LedgerEvent], at: float, *connections: str) -> tuple[LedgerEvent, ...]:
    return missed(events, [seat(c) for c in connections], meeting_id=MEETING, read_at=second(at))


def told(events: Iterable[LedgerEvent]) -> list[tuple[Happening, str]]:
    return [(event.happening, event.connection) for event in events]


def spans(events: Iterable[LedgerEvent]) -> list[tuple[float, float | None]]:
    start = second(0)
    return [
        ((s.joined_at - start).total_seconds(), (s.left_at - start).total_seconds() if s.left_at else None)
        for s in stays_from(events)
    ]


# What one list adds


def test_a_list_that_says_what_the_ledger_knows_adds_nothing() -> None:
    assert listed([webhook(JOINED, 0)], 100, "c1") == ()


def test_somebody_of_whom_no_webhook_told_is_in_the_room_from_now_on_as_a_stranger() -> None:
    (came,) = listed([], 100, "c1")
    (stay,) = stays_from([came])
    assert (came.happening, came.source, came.meeting_id) == (JOINED, Source.ZOOM_LIVE, MEETING)
    assert (stay.identities, stay.display_name, stay.joined_at, stay.left_at) == ((), "Ana", second(100), None)


def test_somebody_who_is_listed_no_more_has_left_by_now() -> None:
    ledger = [webhook(JOINED, 0)]
    gone = listed(ledger, 100)
    assert told(gone) == [(LEFT, "c1")]
    assert spans([*ledger, *gone]) == [(0, 100)]


@pytest.mark.parametrize(("after", "gone"), [(59, []), (60, [(LEFT, "c1")])])
def test_somebody_who_came_within_the_last_minute_may_not_be_listed_yet(after: int, gone: list[object]) -> None:
    assert told(listed([webhook(JOINED, 100)], 100 + after)) == gone


def test_the_same_list_read_at_the_same_moment_is_the_same_events() -> None:
    assert listed([], 100, "c1", "c2") == listed([], 100, "c1", "c2")
    assert {e.key for e in listed([], 100, "c1")}.isdisjoint(e.key for e in listed([], 130, "c1"))


def test_whoever_the_list_had_overlooked_is_in_the_room_again() -> None:
    ledger = [webhook(JOINED, 0)]
    ledger += listed(ledger, 100)
    ledger += listed(ledger, 130, "c1")
    assert spans(ledger) == [(0, 100), (130, None)]


def test_a_key_fits_the_ledger_whatever_the_platform_calls_its_runs() -> None:
    longest = Seat("r" * 100, "c" * 100, "Ana")
    (event,) = missed([], [longest], meeting_id=MEETING, read_at=second(0.123456))
    assert len(event.key) <= 255


# Webhooks that come late


def test_a_leave_that_is_told_an_hour_late_says_when_it_was() -> None:
    ledger = [webhook(JOINED, 0)]
    ledger += listed(ledger, 120)
    assert spans(ledger) == [(0, 120)]
    assert spans([*ledger, webhook(LEFT, 95)]) == [(0, 95)]


def test_a_join_that_is_told_late_gives_its_name_to_the_one_who_was_listed() -> None:
    came = listed([], 30, "c1")
    (stay,) = stays_from([*came, webhook(JOINED, 5)])
    assert (stay.identities, stay.joined_at) == (("registrant:c1",), second(5))


def test_a_leave_alone_names_the_one_whose_join_was_lost() -> None:
    (stay,) = stays_from([*listed([], 30, "c1"), webhook(LEFT, 90)])
    assert (stay.identities, stay.left_at) == (("registrant:c1",), second(90))


def test_a_list_that_lags_brings_nobody_back_who_has_left() -> None:
    ledger = [webhook(JOINED, 0), webhook(LEFT, 100)]
    ledger += listed(ledger, 110, "c1")
    assert spans(ledger) == [(0, 100)]


def test_a_list_that_lags_brings_nobody_back_into_a_meeting_that_has_ended() -> None:
    ledger = [webhook(JOINED, 0), webhook(ENDED, 100)]
    ledger += listed(ledger, 110, "c1")
    assert spans(ledger) == [(0, 100)]


# Whatever is lost, late, doubled or out of order


@dataclass(frozen=True)
class Visit:
    """What really happened: one connection, in the room from when until when, and how late the webhooks tell it."""

    connection: str
    joined: int
    left: int | None
    join_told: int
    leave_told: int

    @property
    def webhooks(self) -> list[tuple[int, LedgerEvent]]:
        come = [(self.joined + self.join_told, webhook(JOINED, self.joined, self.connection))]
        if self.left is not None:
            come.append((self.left + self.leave_told, webhook(LEFT, self.left, self.connection)))
        return come

    def inside(self, at: int) -> bool:
        return self.joined <= at and (self.left is None or at < self.left)


delays = st.sampled_from([0, 1, 20, 300, 1_200, 3_600])
visits = st.lists(
    st.builds(
        lambda joined, length, join_told, leave_told: (joined, length, join_told, leave_told),
        st.integers(0, 200),
        st.none() | st.integers(1, 200),
        delays,
        delays,
    ),
    max_size=4,
).map(
    lambda drawn: [
        Visit(f"c{n}", joined, joined + length if length else None, early, late)
        for n, (joined, length, early, late) in enumerate(drawn)
    ]
)
lags = st.lists(st.integers(0, int(LAG.total_seconds())), min_size=len(LOOKS), max_size=len(LOOKS))


def watched(visits: Sequence[Visit], lags: Sequence[int], until: int = LOOKS[-1]) -> list[LedgerEvent]:
    """The ledger after looking every half minute at a list that is as far behind as given."""
    live: list[LedgerEvent] = []
    for at, lag in zip(LOOKS, lags, strict=True):
        if at <= until:
            live += listed([*live, *_come(visits, at)], at, *(v.connection for v in visits if v.inside(at - lag)))
    return [*live, *_come(visits, until)]


def _come(visits: Sequence[Visit], at: float) -> list[LedgerEvent]:
    return [event for visit in visits for told, event in visit.webhooks if told <= at]


def without_source(stays: Iterable[Stay]) -> list[Stay]:
    return [replace(stay, source=Source.ZOOM_WEBHOOK) for stay in stays]


@given(visits, lags, st.data())
def test_once_every_webhook_has_come_the_list_has_left_no_trace(
    visits: list[Visit], lags: list[int], data: st.DataObject
) -> None:
    everything = [*watched(visits, lags), *_come(visits, float("inf"))]
    shuffled = data.draw(st.permutations([*everything, *everything[::2]]))
    assert without_source(stays_from(shuffled)) == list(stays_from(_come(visits, float("inf"))))


@given(visits)
def test_if_all_webhooks_stop_every_look_knows_who_is_there(visits: list[Visit]) -> None:
    """With a list that does not lag; somebody who came within the last minute may still be shown when they are gone."""
    silent = [replace(visit, join_told=9_999, leave_told=9_999) for visit in visits]
    for at in LOOKS:
        ledger = watched(silent, [0] * len(LOOKS), until=at)
        shown = {stay.connection for stay in present_at(stays_from(ledger), second(at))}
        there = {f"{RUN}#{visit.connection}" for visit in visits if visit.inside(at)}
        just_left = {
            f"{RUN}#{v.connection}"
            for v in visits
            if v.left is not None and at - 2 * LAG.total_seconds() < v.left <= at
        }
        assert there <= shown <= there | just_left


@given(st.integers(0, 60), st.integers(120, 240), st.sampled_from([0, 20, 60]))
def test_a_proctor_whose_leave_is_never_told_is_gone_within_a_look_and_the_lag(join: int, leave: int, lag: int) -> None:
    proctor = Visit("c1", join, leave, 0, 9_999)
    looked = leave + lag + 30
    (stay,) = stays_from(watched([proctor], [lag] * len(LOOKS), until=looked))
    assert stay.left_at is not None
    assert second(leave) <= stay.left_at <= second(looked)
