"""What platforms told, on both databases: things kept, who is known by what, the writes of hosts, and checks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from integrations.database.store import SqlStore
from mentoring.checks import Check, CheckState, failed, passed
from mentoring.rooms import Keeping, Kept
from tests.contract.database_fixtures import THREADS, all_at_once, engine, store
from tests.contract.program_fixtures import NOW, Office

__all__ = ["engine", "store"]

MINUTE = timedelta(minutes=1)
TODAY, TOMORROW = date(2026, 10, 26), date(2026, 10, 27)
RECORDING = Kept(Keeping.RECORDING, "recording-1", NOW, running=True)
NOTES = Kept(Keeping.AI_NOTES, "notes-1", NOW - MINUTE, running=False)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def session_id(office: Office) -> int:
    return office.first_session().id


# Things kept


def test_what_is_kept_is_news_once(office: Office, session_id: int) -> None:
    def add(*kept: Kept) -> list[Kept]:
        with office.store.begin() as work:
            return list(work.keepings.add(session_id, kept, at=NOW))

    assert add(RECORDING) == [RECORDING]
    assert add(RECORDING, NOTES) == [NOTES]
    assert add(RECORDING, NOTES) == add() == []
    with office.store.look() as view:
        assert view.keepings.of([session_id, 4711]) == {session_id: [NOTES, RECORDING], 4711: []}


def test_a_recording_that_many_tell_of_at_once_is_news_to_one(office: Office, session_id: int) -> None:
    def add(_number: int) -> int:
        with office.store.begin() as work:
            return len(work.keepings.add(session_id, [RECORDING], at=NOW))

    assert sorted(all_at_once(add)) == [0] * (THREADS - 1) + [1]


# Who is known by what


def test_what_was_learned_of_an_identity_first_stays(office: Office) -> None:
    ana, ben = office.ids("ana", "ben")
    with office.store.begin() as work:
        work.identities.learn({}, how="directory", at=NOW)
        work.identities.learn({"users/1": ana}, how="directory", at=NOW)
        work.identities.learn({"users/1": ben, "users/2": ben}, how="manager", at=NOW)
        assert work.identities.known([ana, ben]) == {"users/1": ana, "users/2": ben}
        assert work.identities.known([ana]) == {"users/1": ana}
        assert work.identities.known([]) == {}


def test_an_identity_is_of_somebody_whom_there_is(office: Office) -> None:
    with pytest.raises(IntegrityError), office.store.begin() as work:
        work.identities.learn({"users/1": 4711}, how="directory", at=NOW)


def test_a_manager_may_correct_whom_they_recognised_in_one_session_only(office: Office, session_id: int) -> None:
    dana, ana, ruth = office.ids("dana", "ana", "ruth")
    with office.store.begin() as work:
        work.recognitions.put(session_id, "run-1#7", ana, by=dana, at=NOW)
        work.recognitions.put(session_id, "run-1#8", ana, by=dana, at=NOW)
        work.recognitions.put(session_id, "run-1#7", ruth, by=dana, at=NOW + MINUTE)
        found = work.recognitions.of([session_id, 4711])
    assert found == {session_id: {"run-1#7": ruth, "run-1#8": ana}, 4711: {}}


# The writes of hosts


def spend(store: SqlStore, host: str = "room1", day: date = TODAY, limit: int = 3) -> bool:
    with store.begin() as work:
        return work.host_writes.spend(host, day, limit=limit)


def spent(store: SqlStore, day: date = TODAY) -> dict[str, int]:
    with store.look() as view:
        return dict(view.host_writes.spent(day))


def test_writes_are_counted_up_to_the_limit_and_never_over_it(store: SqlStore) -> None:
    assert [spend(store) for _ in range(5)] == [True, True, True, False, False]
    assert spent(store) == {"room1": 3}


def test_each_host_and_each_day_has_writes_of_its_own(store: SqlStore) -> None:
    for host, day in (("room1", TODAY), ("room1", TODAY), ("room2", TODAY), ("room1", TOMORROW)):
        assert spend(store, host, day)
    assert (spent(store), spent(store, TOMORROW)) == ({"room1": 2, "room2": 1}, {"room1": 1})
    assert spent(store, TODAY - timedelta(days=1)) == {}


def test_a_write_that_was_rolled_back_was_not_made(store: SqlStore) -> None:
    with pytest.raises(LookupError), store.begin() as work:
        assert work.host_writes.spend("room1", TODAY, limit=3)
        raise LookupError
    assert spent(store) == {}


def test_many_who_write_at_once_never_go_over_the_limit(store: SqlStore) -> None:
    """Zoom refuses the hundred and first for the rest of the day, whoever made it."""
    each, limit = 25, 100

    def write(_number: int) -> int:
        return sum(spend(store, limit=limit) for _ in range(each))

    counted = all_at_once(write)
    assert sum(counted) == limit < THREADS * each
    assert spent(store) == {"room1": limit}


# Checks


def test_of_each_check_the_last_result_is_known(store: SqlStore) -> None:
    broken = failed("zoom: recording", "it is on", "turn it off")
    other = passed("google: recording", "it is off")
    unsure = Check("slack: scopes", CheckState.UNKNOWN, "no answer", "ask again")
    with store.begin() as work:
        work.checks.put([broken, other, unsure], at=NOW)
        mended = passed("zoom: recording", "it is off")
        work.checks.put([mended], at=NOW + MINUTE)
        work.checks.put([], at=NOW + 2 * MINUTE)
        assert work.checks.all() == [(other, NOW), (unsure, NOW), (mended, NOW + MINUTE)]
