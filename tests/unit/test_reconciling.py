"""What was seen live held against what the platform tells afterwards."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.presence import Source, Stay, present_at
from mentoring.reconciling import Difference, Reconciled, Stretch, reconcile, times_of, union, without
from tests.unit.room_fixtures import CAST, MONITORS, NOBODY, second, stay
from tests.unit.rule_fixtures import MENTOR, MONITOR, STUDENT

WEBHOOK, REPORT = Source.ZOOM_WEBHOOK, Source.ZOOM_REPORT
END = second(3600)


def told_by(source: Source, *stays: Stay) -> dict[Source, list[Stay]]:
    return {source: [replace(one, source=source) for one in stays]}


def found(*accounts: dict[Source, list[Stay]]) -> Reconciled:
    merged = {source: stays for account in accounts for source, stays in account.items()}
    return reconcile(merged, CAST, monitors=MONITORS, until=END)


def differences(result: Reconciled) -> list[tuple[int | None, Difference]]:
    return [(d.person, d.differs) for d in result.disagreements]


def seconds_in(result: Reconciled, who: int) -> set[int]:
    theirs = [s for s in result.stays if s.identities == (f"registrant:{who}",)]
    return {n for n in range(0, 3600, 10) if present_at(theirs, second(n))}


def span(since: int, until: int) -> set[int]:
    return set(range(since, until, 10))


# Times


stretches = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted), max_size=6)


def moments(stretches: list[list[int]]) -> list[Stretch]:
    return [(second(since), second(until)) for since, until in stretches]


def inside(times: tuple[Stretch, ...], n: int) -> bool:
    return any(since <= second(n) < until for since, until in times)


@given(stretches)
def test_many_rows_of_one_person_are_their_union(rows: list[list[int]]) -> None:
    times = union(moments(rows))
    assert all(a[1] < b[0] for a, b in pairwise(times))
    for n in range(60):
        assert inside(times, n) is any(since <= n < until for since, until in rows)


@given(stretches, stretches)
def test_gaps_taken_out_are_out_and_nothing_else_is(rows: list[list[int]], gaps: list[list[int]]) -> None:
    left = without(union(moments(rows)), moments(gaps))
    for n in range(60):
        out = any(since <= n < until for since, until in gaps)
        assert inside(left, n) is (inside(union(moments(rows)), n) and not out)


def test_a_stay_that_nobody_saw_end_lasts_to_the_end() -> None:
    assert times_of([stay(MENTOR, 10)], END) == ((second(10), END),)


# Disagreements


def test_accounts_that_differ_by_less_than_a_minute_agree() -> None:
    """Clocks differ."""
    result = found(told_by(WEBHOOK, stay(MENTOR, 0, 3000)), told_by(REPORT, stay(MENTOR, 59, 2941)))
    assert not result.disagreements


@pytest.mark.parametrize(
    ("report", "differs"),
    [
        ([(61, 3000)], [Difference.CAME]),
        ([(0, 2939)], [Difference.LEFT]),
        ([(61, 2939)], [Difference.CAME, Difference.LEFT]),
        ([(0, 1000), (1061, 3000)], [Difference.AWAY]),
        ([(0, 1000), (1060, 3000)], []),
        ([(0, 1000), (900, 2000), (2000, 3000)], []),
        ([], [Difference.UNSEEN]),
    ],
)
def test_each_disagreement_says_who_and_what_differs(report: list[tuple[int, int]], differs: list[Difference]) -> None:
    rows = [stay(MENTOR, since, until) for since, until in report]
    result = found(told_by(WEBHOOK, stay(MENTOR, 0, 3000)), told_by(REPORT, *rows))
    assert differences(result) == [(MENTOR, one) for one in differs]


def test_a_disagreement_quotes_both_sources() -> None:
    [one] = found(told_by(WEBHOOK, stay(MENTOR, 0, 100)), told_by(REPORT)).disagreements
    assert (one.source, one.says) == (REPORT, "")
    assert one.other is WEBHOOK
    assert one.other_says == f"{second(0).isoformat()}/{second(100).isoformat()}"


def test_somebody_whom_only_the_report_knows_was_there_and_was_missed() -> None:
    result = found(told_by(WEBHOOK), told_by(REPORT, stay(STUDENT, 0, 600)))
    assert differences(result) == [(STUDENT, Difference.UNSEEN)]
    assert seconds_in(result, STUDENT) == span(0, 600)


def test_one_account_alone_disagrees_with_nobody() -> None:
    assert not found(told_by(WEBHOOK, stay(MENTOR, 0, 100), stay(NOBODY, 0, 100))).disagreements


def test_a_first_entry_and_last_exit_say_nothing_of_gaps() -> None:
    live = told_by(Source.MEET_LIVE, stay(MENTOR, 0, 3000))
    records = told_by(Source.MEET_RECORDS, stay(MENTOR, 0, 1000), stay(MENTOR, 2000, 3000))
    assert not found(live, records).disagreements


# Who is who


def test_who_is_nobody_in_the_report_stays_unidentified() -> None:
    """Even under the same display name: a name proves nobody."""
    stranger = replace(stay(NOBODY, 0, 600), display_name=stay(MENTOR, 0).display_name)
    result = found(told_by(WEBHOOK, stay(MENTOR, 0, 600)), told_by(REPORT, stranger))
    assert differences(result) == [(MENTOR, Difference.UNSEEN), (None, Difference.UNSEEN)]
    assert stranger.identities in [one.identities for one in result.stays]


@pytest.mark.parametrize("lacking", [WEBHOOK, REPORT])
def test_who_is_known_by_the_connection_in_one_account_is_known_in_the_other(lacking: Source) -> None:
    known, nameless = (replace(stay(who, 0, 600), connection="run-1#7") for who in (MENTOR, NOBODY))
    other = REPORT if lacking is WEBHOOK else WEBHOOK
    result = found(told_by(lacking, nameless), told_by(other, known))
    assert not result.disagreements
    assert [one.identities for one in result.stays] == [known.identities]


def test_no_connection_is_no_proof() -> None:
    result = found(told_by(WEBHOOK, stay(MENTOR, 0, 600)), told_by(REPORT, stay(NOBODY, 0, 600)))
    assert (None, Difference.UNSEEN) in differences(result)


# The truth


def test_mentor_and_student_were_there_whenever_anybody_says_so() -> None:
    result = found(told_by(WEBHOOK, stay(STUDENT, 0, 1000)), told_by(REPORT, stay(STUDENT, 500, 2000)))
    assert seconds_in(result, STUDENT) == span(0, 2000)


def test_a_monitor_whose_leaving_was_lost_was_not_there_after_all() -> None:
    """The ledger shows them to the end of the call; the report says when they left."""
    result = found(told_by(WEBHOOK, stay(MONITOR, 0)), told_by(REPORT, stay(MONITOR, 0, 900)))
    assert seconds_in(result, MONITOR) == span(0, 900)
    assert differences(result) == [(MONITOR, Difference.LEFT)]


def test_a_monitor_is_not_doubted_for_less_than_a_minute_nor_by_an_account_that_does_not_know_them() -> None:
    webhook = told_by(WEBHOOK, stay(MONITOR, 0, 3000))
    assert seconds_in(found(webhook, told_by(REPORT, stay(MONITOR, 50, 2950))), MONITOR) == span(0, 3000)
    assert seconds_in(found(webhook, told_by(REPORT, stay(NOBODY, 50, 2950))), MONITOR) == span(0, 3000)


def test_the_gaps_of_meet_are_believed_over_its_list_of_who_is_in_the_call() -> None:
    live = told_by(Source.MEET_LIVE, stay(STUDENT, 0, 3000))
    records = told_by(Source.MEET_RECORDS, stay(STUDENT, 0, 1000), stay(STUDENT, 2000, 3000))
    assert seconds_in(found(live, records), STUDENT) == span(0, 1000) | span(2000, 3000)


people = st.sampled_from([MENTOR, MONITOR, STUDENT, NOBODY])
rows = st.lists(st.builds(stay, people, st.integers(0, 300), st.integers(300, 600)), max_size=5)


@given(rows, rows)
def test_nobody_is_made_up_and_nobody_but_a_monitor_is_lost(webhook: list[Stay], report: list[Stay]) -> None:
    result = found(told_by(WEBHOOK, *webhook), told_by(REPORT, *report))
    for who in (MENTOR, MONITOR, STUDENT):
        said = {n for s in webhook + report if s.identities == stay(who, 0).identities for n in _tens(s)}
        assert seconds_in(result, who) <= said
        if who != MONITOR:
            assert seconds_in(result, who) == said


def _tens(one: Stay) -> set[int]:
    return {n for n in range(0, 3600, 10) if present_at([one], second(n))}


@given(rows, rows)
def test_which_account_is_read_first_changes_nothing(webhook: list[Stay], report: list[Stay]) -> None:
    one, other = told_by(WEBHOOK, *webhook), told_by(REPORT, *report)
    assert found(one, other) == found(other, one)
