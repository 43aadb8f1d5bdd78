"""Deadlines as rows, on both databases: taken once, moved only while they wait, and never lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, Row, event, select

from integrations.database.store import SqlStore
from integrations.database.tables import duties
from mentoring.duties import (
    HOUSE,
    Duty,
    DutyKind,
    DutyState,
    PlannedDuty,
    Subject,
    alert_subject,
    session_subject,
)
from tests.contract.database_fixtures import VAULT, all_at_once, engine, postgres_engine, store
from tests.contract.program_fixtures import NOW

__all__ = ["engine", "postgres_engine", "store"]

MINUTE = timedelta(minutes=1)
WATCH = PlannedDuty(session_subject(1), DutyKind.WATCH, NOW)


def plan(store: SqlStore, *planned: PlannedDuty) -> None:
    with store.begin() as work:
        work.duties.plan(planned)


def take(store: SqlStore, *kinds: DutyKind, minutes: int = 0, limit: int = 100) -> list[Duty]:
    with store.begin() as work:
        return list(work.duties.take(kinds or DutyKind, at=NOW + minutes * MINUTE, limit=limit))


def rows(engine: Engine) -> list[Row[tuple[object, ...]]]:
    with engine.connect() as conn:
        return list(conn.execute(select(duties).order_by(duties.c.id)).all())


def states(engine: Engine) -> list[str]:
    return [row.state for row in rows(engine)]


def each_minute(count: int, kind: DutyKind = DutyKind.WATCH) -> list[PlannedDuty]:
    return [PlannedDuty(session_subject(n), kind, NOW + n * MINUTE) for n in range(count)]


# Planned


def test_a_duty_comes_back_as_it_was_planned(store: SqlStore) -> None:
    planned = PlannedDuty(alert_subject(7), DutyKind.DELIVER_ALERT, NOW, "rung-2", NOW + MINUTE)
    plan(store, planned)
    assert take(store) == [
        Duty(1, planned.subject, planned.kind, "rung-2", NOW, NOW + MINUTE, None, tries=1, interrupted=False)
    ]


def test_planning_twice_makes_one_row_and_the_later_time_counts(store: SqlStore, engine: Engine) -> None:
    plan(store, WATCH)
    plan(store, replace(WATCH, due_at=NOW + MINUTE, expires_at=NOW + 2 * MINUTE))
    assert [(row.due_at, row.expires_at) for row in rows(engine)] == [(NOW + MINUTE, NOW + 2 * MINUTE)]


def test_naming_a_duty_twice_in_one_breath_makes_one_row(store: SqlStore, engine: Engine) -> None:
    plan(store, WATCH, replace(WATCH, due_at=NOW + MINUTE))
    assert [row.due_at for row in rows(engine)] == [NOW + MINUTE]


def test_subject_kind_and_occurrence_together_name_a_duty(store: SqlStore, engine: Engine) -> None:
    others = (
        replace(WATCH, subject=session_subject(2)),
        replace(WATCH, subject=alert_subject(1)),
        replace(WATCH, kind=DutyKind.CLOSE_OUT),
        replace(WATCH, occurrence="again"),
    )
    plan(store, WATCH, *others)
    assert len(rows(engine)) == 5


@pytest.mark.parametrize("end", [DutyState.DONE, DutyState.SKIPPED, DutyState.FAILED])
def test_planning_does_not_wake_what_is_over(store: SqlStore, engine: Engine, end: DutyState) -> None:
    plan(store, WATCH)
    with store.begin() as work:
        work.duties.take([DutyKind.WATCH], at=NOW, limit=1)
        work.duties.finish([1], end, at=NOW, note="why")
    plan(store, replace(WATCH, due_at=NOW + MINUTE))
    row = rows(engine)[0]
    assert (row.state, row.due_at, row.finished_at, row.note) == (end, NOW, NOW, "why")


def test_planning_leaves_alone_what_waits_for_its_next_try(store: SqlStore, engine: Engine) -> None:
    plan(store, WATCH)
    take(store)
    with store.begin() as work:
        work.duties.postpone(1, until=NOW + 5 * MINUTE, note="HTTP 503")
    plan(store, WATCH)
    assert [row.due_at for row in rows(engine)] == [NOW + 5 * MINUTE]


def test_more_duties_than_one_statement_can_hold(store: SqlStore, engine: Engine) -> None:
    plan(store, *each_minute(1203))
    assert len(rows(engine)) == 1203


# Taken


def test_only_what_is_due_is_taken_the_oldest_first_and_no_more_than_asked_for(store: SqlStore) -> None:
    plan(store, *reversed(each_minute(5)))
    assert [duty.due_at for duty in take(store, minutes=3, limit=2)] == [NOW, NOW + MINUTE]
    assert [duty.due_at for duty in take(store, minutes=3)] == [NOW + 2 * MINUTE, NOW + 3 * MINUTE]
    assert take(store, minutes=3) == []


def test_the_first_kind_that_has_any_is_taken_alone(store: SqlStore) -> None:
    plan(store, *each_minute(2, DutyKind.INVITE), *each_minute(2, DutyKind.WATCH))
    order = (DutyKind.DELIVER_ALERT, DutyKind.WATCH, DutyKind.INVITE)
    assert {duty.kind for duty in take(store, *order, minutes=9)} == {DutyKind.WATCH}
    assert {duty.kind for duty in take(store, *order, minutes=9)} == {DutyKind.INVITE}


def test_two_threads_never_take_the_same_duty(store: SqlStore, engine: Engine) -> None:
    plan(store, *each_minute(60))

    def take_all(_number: int) -> list[int]:
        mine: list[int] = []
        while batch := take(store, DutyKind.WATCH, minutes=100, limit=3):
            mine += [duty.id for duty in batch]
        return mine

    taken = Counter(duty_id for mine in all_at_once(take_all) for duty_id in mine)
    assert set(taken.values()) == {1}
    assert len(taken) == 60
    assert {(row.state, row.tries) for row in rows(engine)} == {(DutyState.TAKEN, 1)}


def test_what_another_worker_is_just_taking_is_passed_over(postgres_engine: Engine) -> None:
    store = SqlStore(postgres_engine, VAULT)
    plan(store, *each_minute(2))
    with store.begin() as slow:
        assert [duty.id for duty in slow.duties.take([DutyKind.WATCH], at=NOW + 9 * MINUTE, limit=1)] == [1]
        assert [duty.id for duty in take(store, DutyKind.WATCH, minutes=9)] == [2]


# Finished, put off, given back


def test_a_postponed_duty_comes_again_with_its_tries_counted(store: SqlStore) -> None:
    plan(store, WATCH)
    take(store)
    with store.begin() as work:
        work.duties.postpone(1, until=NOW + 2 * MINUTE, note="HTTP 503")
    assert take(store, minutes=1) == []
    assert [(duty.tries, duty.interrupted) for duty in take(store, minutes=2)] == [(2, False)]


def test_only_what_is_taken_is_finished_or_postponed(store: SqlStore, engine: Engine) -> None:
    plan(store, WATCH)
    with store.begin() as work:
        work.duties.finish([1], DutyState.DONE, at=NOW)
        work.duties.postpone(1, until=NOW + MINUTE, note="too early")
    assert [(row.state, row.due_at, row.note) for row in rows(engine)] == [(DutyState.WAITING, NOW, "")]


def test_a_long_note_is_cut_so_that_it_can_be_stored(store: SqlStore, engine: Engine) -> None:
    plan(store, WATCH)
    take(store)
    with store.begin() as work:
        work.duties.finish([1], DutyState.FAILED, at=NOW, note="x" * 2000)
    assert len(rows(engine)[0].note) == 500


def test_a_taker_who_does_not_return_gives_the_duty_back_as_interrupted(store: SqlStore) -> None:
    plan(store, *each_minute(2))
    take(store, minutes=0)
    take(store, minutes=5)
    with store.begin() as work:
        assert work.duties.release_taken(taken_before=NOW + 2 * MINUTE) == 1
    again = take(store, minutes=6)
    assert [(duty.subject.id, duty.tries, duty.interrupted) for duty in again] == [(0, 2, True)]


def test_an_answer_after_all_makes_it_an_ordinary_try_again(store: SqlStore) -> None:
    plan(store, WATCH)
    take(store)
    with store.begin() as work:
        work.duties.release_taken(taken_before=NOW)
    assert take(store)[0].interrupted
    with store.begin() as work:
        work.duties.postpone(1, until=NOW + MINUTE, note="HTTP 503")
    assert not take(store, minutes=1)[0].interrupted


def test_what_was_finished_in_time_is_not_given_back(store: SqlStore) -> None:
    plan(store, WATCH)
    take(store)
    with store.begin() as work:
        work.duties.finish([1], DutyState.DONE, at=NOW)
        assert work.duties.release_taken(taken_before=NOW + MINUTE) == 0


# Cancelled and hastened


def test_cancelling_spares_other_kinds_other_subjects_and_what_is_over(store: SqlStore, engine: Engine) -> None:
    elsewhere = replace(WATCH, subject=Subject(HOUSE.kind, WATCH.subject.id))
    record, done = replace(WATCH, kind=DutyKind.CLOSE_OUT), replace(WATCH, kind=DutyKind.INVITE)
    plan(store, WATCH, elsewhere, record, done)
    with store.begin() as work:
        invited = work.duties.take([DutyKind.INVITE], at=NOW, limit=1)
        work.duties.finish([invited[0].id], DutyState.DONE, at=NOW)
        work.duties.cancel(WATCH.subject, {DutyKind.WATCH, DutyKind.INVITE})
    assert states(engine) == [DutyState.CANCELLED, DutyState.WAITING, DutyState.WAITING, DutyState.DONE]


def test_what_is_cancelled_while_taken_stays_cancelled(store: SqlStore, engine: Engine) -> None:
    plan(store, WATCH)
    take(store)
    with store.begin() as work:
        work.duties.cancel(WATCH.subject, {DutyKind.WATCH})
        work.duties.postpone(1, until=NOW, note="")
        work.duties.finish([1], DutyState.DONE, at=NOW)
    assert states(engine) == [DutyState.CANCELLED]
    assert take(store) == []


def test_hastening_wakes_a_watch_that_has_begun_and_no_other(store: SqlStore, engine: Engine) -> None:
    """A webhook before the start must not begin the watch too early."""
    begun, ahead = WATCH, replace(WATCH, subject=session_subject(2), due_at=NOW + 10 * MINUTE)
    plan(store, begun, ahead)
    take(store)
    with store.begin() as work:
        work.duties.postpone(1, until=NOW + 10 * MINUTE, note="")
        work.duties.hasten([begun.subject, ahead.subject], DutyKind.WATCH, at=NOW + MINUTE)
    assert [row.due_at for row in rows(engine)] == [NOW + MINUTE, NOW + 10 * MINUTE]


def test_hastening_never_puts_off(store: SqlStore, engine: Engine) -> None:
    plan(store, WATCH)
    take(store)
    with store.begin() as work:
        work.duties.postpone(1, until=NOW + MINUTE, note="")
        work.duties.hasten([WATCH.subject], DutyKind.WATCH, at=NOW + 2 * MINUTE)
    assert [row.due_at for row in rows(engine)] == [NOW + MINUTE]


# Asked about


def test_what_is_next_and_what_is_late(store: SqlStore) -> None:
    with store.look() as view:
        assert (view.duties.next_due(), view.duties.oldest_overdue(at=NOW)) == (None, None)
    plan(store, *each_minute(3, DutyKind.INVITE), replace(WATCH, due_at=NOW - MINUTE))
    with store.look() as view:
        assert view.duties.next_due() == NOW - MINUTE
        assert view.duties.oldest_overdue(at=NOW) == NOW - MINUTE
        assert view.duties.oldest_overdue(at=NOW - MINUTE) is None
    take(store, DutyKind.WATCH)
    with store.look() as view:
        assert view.duties.next_due() == NOW


def test_whether_anything_is_due_is_one_question_for_all_kinds(engine: Engine, store: SqlStore) -> None:
    plan(store, *each_minute(3, DutyKind.INVITE))
    asked: list[str] = []
    with store.begin() as work:
        event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        assert work.duties.take(DutyKind, at=NOW - MINUTE, limit=100) == []
        assert work.duties.next_due() == NOW
    assert len([statement for statement in asked if "duties" in statement]) == 2


def test_kinds_are_taken_in_the_order_of_the_timetable(store: SqlStore) -> None:
    plan(store, *each_minute(2, DutyKind.INVITE), replace(WATCH, due_at=NOW + MINUTE))
    assert {duty.kind for duty in take(store, DutyKind.WATCH, DutyKind.INVITE, minutes=1)} == {DutyKind.WATCH}
    assert {duty.kind for duty in take(store, DutyKind.WATCH, DutyKind.INVITE, minutes=1)} == {DutyKind.INVITE}
