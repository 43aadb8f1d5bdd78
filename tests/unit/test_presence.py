"""The ledger as stays: the same whatever the order of the events, and however often each came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentoring.presence import Happening, LedgerEvent, Source, Stay, nobody_after, person_of, present_at, stays_from
from tests.unit.room_fixtures import CAST, second, stay
from tests.unit.rule_fixtures import MENTOR, STUDENT

JOINED, LEFT, ENDED = Happening.JOINED, Happening.LEFT, Happening.MEETING_ENDED


def event(happening: Happening, at: float, connection: str = "c1", *, instance: str = "run-1") -> LedgerEvent:
    key = f"{instance}/{happening}/{connection}/{at}"
    who = () if happening is ENDED else (f"registrant:{MENTOR}",)
    connection = "" if happening is ENDED else connection
    return LedgerEvent(key, "meeting-1", instance, happening, second(at), connection, who, "Ana")


def spans(*events: LedgerEvent) -> list[tuple[float, float | None]]:
    """When each stay began and ended, in seconds after the start."""
    start = second(0)
    return [
        ((s.joined_at - start).total_seconds(), (s.left_at - start).total_seconds() if s.left_at else None)
        for s in stays_from(events)
    ]


ledgers = st.lists(
    st.builds(
        lambda happening, at, connection, instance: event(happening, at, connection, instance=instance),
        st.sampled_from(Happening),
        st.integers(0, 20),
        st.sampled_from(["c1", "c2", "c3"]),
        st.sampled_from(["run-1", "run-2"]),
    ),
    max_size=15,
)


@given(ledgers, st.data())
def test_stays_do_not_hang_on_the_order_of_the_events_or_on_repeats(
    ledger: list[LedgerEvent], data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(ledger), max_size=10)) if ledger else []
    shuffled = data.draw(st.permutations([*ledger, *repeats]))
    assert stays_from(shuffled) == stays_from(ledger)


@given(ledgers)
def test_every_stay_comes_from_a_join_and_none_is_made_up(ledger: list[LedgerEvent]) -> None:
    joins = {(f"{e.instance}#{e.connection}", e.at) for e in ledger if e.happening is JOINED}
    stays = stays_from(ledger)
    assert {(stay.connection, stay.joined_at) for stay in stays} <= joins
    assert {stay.connection for stay in stays} == {connection for connection, _ in joins}


def test_two_that_joined_in_the_same_second_stand_in_one_order() -> None:
    one, other = event(JOINED, 0, "c1"), replace(event(JOINED, 0, "c2"), identities=("registrant:9",))
    assert stays_from([one, other]) == stays_from([other, one])


def test_a_join_and_its_leave_are_one_stay() -> None:
    assert spans(event(JOINED, 5), event(LEFT, 65)) == [(5, 65)]


def test_a_rejoin_is_a_second_stay() -> None:
    assert spans(event(JOINED, 0), event(LEFT, 60), event(JOINED, 70, "c2")) == [(0, 60), (70, None)]


def test_a_leave_whose_join_was_lost_is_no_stay() -> None:
    assert spans(event(LEFT, 60)) == []


def test_the_end_of_the_meeting_closes_what_is_open_in_its_own_run_only() -> None:
    first_run = (event(JOINED, 0), event(LEFT, 10), event(JOINED, 20, "c2"), event(ENDED, 100))
    second_run = (event(JOINED, 120, instance="run-2"),)
    assert spans(*first_run, *second_run) == [(0, 10), (20, 100), (120, None)]


def test_a_meeting_that_is_said_to_have_ended_twice_ended_the_first_time() -> None:
    twice = (event(ENDED, 100), event(ENDED, 130))
    assert spans(event(JOINED, 0), *twice) == spans(event(JOINED, 0), *reversed(twice)) == [(0, 100)]


def test_waiting_outside_is_not_attendance() -> None:
    assert spans(event(Happening.WAITING, 0), event(Happening.STOPPED_WAITING, 30)) == []


def test_somebody_is_in_the_room_from_the_join_to_just_before_the_leave() -> None:
    stays = (stay(MENTOR, 0, 60),)
    assert [len(present_at(stays, second(n))) for n in (-1, 0, 59, 60)] == [0, 1, 1, 0]


def test_the_strongest_known_identity_names_the_person() -> None:
    strong_first = (f"registrant:{STUDENT}", f"registrant:{MENTOR}")
    assert person_of(strong_first, CAST) == STUDENT
    assert person_of(("email:somebody@example.org", *strong_first), CAST) == STUDENT


def test_a_display_name_proves_nobody() -> None:
    posing = Stay(Source.MEET_RECORDS, (), f"registrant:{MENTOR}", second(0))
    assert person_of(posing.identities, CAST) is None


def test_when_no_call_is_on_everybody_has_left_by_now() -> None:
    gone = nobody_after((stay(MENTOR, 0, 60), stay(STUDENT, 0)), second(90))
    assert [s.left_at for s in gone] == [second(60), second(90)]
    assert present_at(gone, second(90) + timedelta(seconds=1)) == ()
