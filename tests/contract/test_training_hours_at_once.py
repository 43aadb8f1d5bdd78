"""A session or a training at one hour, never both, however many ask at once; and one question to the database tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Engine, event

from mentoring.acts.matchmaking import check_standing
from mentoring.acts.moving_trainings import JoinedMeanwhile
from mentoring.errors import Refusal
from tests.contract.database_fixtures import all_at_once, postgres_engine, sqlite_engine
from tests.contract.program_fixtures import NOW, POLICY, Office
from tests.contract.test_job_training import join
from tests.contract.test_training_hours import FIRST, HOUR, LATER, move, plan, quick, seated

__all__ = ["postgres_engine", "quick", "sqlite_engine"]


def asked(office: Office, act: Callable[[], object]) -> int:
    statements: list[str] = []
    event.listen(office.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    act()
    return sum("training_seats" in one and one.startswith("SELECT trainings") for one in statements)


def test_trainings_are_looked_up_once_however_many_there_are(quick: Office) -> None:
    for number in range(5):
        plan(quick, start=LATER + number * 2 * HOUR)
    draft = replace(quick.draft(), student_ids=quick.ids("luis", "mia"))

    def check() -> None:
        with quick.store.begin() as work:
            check_standing(work, draft.as_proposed(), quick.program, at=NOW, policy=POLICY)

    assert asked(quick, check) == 1


def test_of_a_place_and_a_match_at_one_hour_there_is_one_however_quickly_both_are_asked_for(
    postgres_engine: Engine,
) -> None:
    office = Office(postgres_engine)
    waiting, training = office.confirm(office.create(office.draft())), plan(office, start=FIRST)

    def act(number: int) -> None:
        if number % 2:
            office.release(waiting)
        else:
            join(office, training, "ana")

    all_at_once(act)
    assert bool(seated(office, training)) != bool(office.sessions(waiting))


def test_who_joins_while_it_is_moved_onto_their_session_keeps_no_place(postgres_engine: Engine) -> None:
    office = Office(postgres_engine)
    office.active()
    training = plan(office, start=LATER)

    def act(number: int) -> None:
        if number % 2:
            move(office, training, FIRST)
        else:
            join(office, training, ["ana", "ben", "ruth", "sam"][number // 2 % 4])

    outcomes = all_at_once(act)
    unknown = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Refusal)]
    assert not unknown
    with office.store.look() as view:
        (now,) = view.trainings.many([training.id]).values()
    moved = now.starts_at == FIRST
    assert moved or any(isinstance(one, JoinedMeanwhile) for one in outcomes)
    assert not moved or not seated(office, training) & {"ana", "ruth"}
