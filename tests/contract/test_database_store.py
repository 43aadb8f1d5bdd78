"""Transactions, on both databases: whole or not at all, one writer's loss never silent, and steady views."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.exc import DBAPIError

from integrations.database.engine import open_engine
from integrations.database.store import SqlStore
from integrations.database.tables import matches
from mentoring.matches import MatchState
from mentoring.stored import Deed
from tests.contract.database_fixtures import THREADS, VAULT, all_at_once, engine, postgres_engine, sqlite_engine, store
from tests.contract.program_fixtures import NOW, Office
from tests.patience import LONG

__all__ = ["engine", "postgres_engine", "sqlite_engine", "store"]

HOUSE_DEED = Deed(NOW, None, "test", "house")


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def deeds(store: SqlStore) -> int:
    with store.look() as view:
        return len(view.deeds.of("house"))


def test_what_was_written_before_an_error_is_gone(store: SqlStore) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as work:
        work.deeds.add(HOUSE_DEED)
        raise ZeroDivisionError
    assert deeds(store) == 0
    with store.begin() as work:
        work.deeds.add(HOUSE_DEED)
    assert deeds(store) == 1


def test_a_view_does_not_change_while_it_is_looked_at(store: SqlStore) -> None:
    with store.look() as view:
        assert view.deeds.of("house") == []
        with store.begin() as work:
            work.deeds.add(HOUSE_DEED)
        assert view.deeds.of("house") == []
        assert view.requests.outcome("nothing") is None
    assert deeds(store) == 1


def test_a_view_never_waits_for_a_writer(store: SqlStore) -> None:
    with store.begin() as work:
        work.deeds.add(HOUSE_DEED)
        seen: list[int] = []
        looking = threading.Thread(target=lambda: seen.append(deeds(store)))
        looking.start()
        looking.join(timeout=LONG)
        assert seen == [0]


def test_nothing_written_into_a_view_lasts(store: SqlStore) -> None:
    try:
        with store.look() as view:
            view.deeds.add(HOUSE_DEED)
    except DBAPIError:
        assert store.reachable(), "PostgreSQL refuses it aloud"
    assert deeds(store) == 0


def test_writers_who_read_first_do_not_lose_each_others_work(office: Office) -> None:
    """Read, think, write: on SQLite every writer has the lock before it reads."""
    store = office.store

    def another(number: int) -> None:
        with store.begin() as work:
            work.people.hold([office["dana"].id])
            count = len(work.deeds.of("house"))
            work.deeds.add(Deed(NOW + timedelta(seconds=number), None, f"number-{count}", "house"))

    assert all_at_once(another) == [None] * THREADS
    with store.look() as view:
        assert {deed.action for deed in view.deeds.of("house")} == {f"number-{n}" for n in range(THREADS)}


def test_holding_one_person_does_not_hold_up_another(postgres_engine: Engine) -> None:
    office = Office(postgres_engine)
    with office.store.begin() as work:
        work.people.hold(office.ids("ana"))
        made: list[object] = []
        making = threading.Thread(target=lambda: made.append(office.create(office.draft("ben", "mia", "sam"))))
        making.start()
        making.join(timeout=LONG)
        assert len(made) == 1


def test_those_who_hold_the_same_people_in_another_order_do_not_wait_for_each_other(postgres_engine: Engine) -> None:
    office = Office(postgres_engine)
    names = ("ana", "ben", "ruth", "sam")

    def hold(number: int) -> bool:
        with office.store.begin() as work:
            work.people.hold(office.ids(*(names if number % 2 else reversed(names))))
            return True

    assert all_at_once(hold) == [True] * THREADS


def test_a_row_that_somebody_refers_to_cannot_go(office: Office) -> None:
    office.active()
    with pytest.raises(DBAPIError), office.engine.execution_options(writes=True).begin() as conn:
        conn.execute(delete(matches))


def test_matches_move_only_from_where_they_are_thought_to_be(office: Office) -> None:
    match = office.create(office.draft())
    with office.store.begin() as work:
        assert not work.matches.move(match.id, MatchState.CONFIRMED, MatchState.ACTIVE)
        assert work.matches.move(match.id, MatchState.PROPOSED, MatchState.CONFIRMED)
        work.matches.set_start(match.id, date(2026, 11, 3))
        moved = work.matches.get(match.id)
        assert moved is not None
        assert (moved.state, moved.starts_on) == (MatchState.CONFIRMED, date(2026, 11, 3))
        assert work.matches.get(4711) is None


def test_students_keep_the_order_in_which_they_were_named(office: Office) -> None:
    pair = office.ids("mia", "luis")
    assert office.create(office.draft(student_ids=pair)).student_ids == pair


def test_a_database_that_is_there_is_reachable(store: SqlStore) -> None:
    assert store.reachable()


@pytest.mark.parametrize("url", ["sqlite:///{folder}/no/such/folder/a.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_is_not_there_is_said_to_be_out_of_reach(tmp_path: Path, url: str) -> None:
    engine = open_engine(url.format(folder=tmp_path))
    assert not SqlStore(engine, VAULT).reachable()
    engine.dispose()


def test_an_error_of_sqlite_never_repeats_what_was_to_be_stored(sqlite_engine: Engine) -> None:
    store = SqlStore(sqlite_engine, VAULT)
    with pytest.raises(DBAPIError) as refused, store.begin() as work:
        work.deeds.add(replace(HOUSE_DEED, actor_id=12345, why="because of Amara Okafor"))
    assert "Amara" not in str(refused.value)
