"""People, how they are found, requests, and where conversations stand; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from integrations.database.store import SqlStore
from mentoring.people import Role
from mentoring.programs import Model
from mentoring.rosters import PersonRow
from tests.contract.database_fixtures import THREADS, all_at_once, engine, postgres_engine, store
from tests.contract.program_fixtures import CLEARED, NOW, Office, person_row, program_row

__all__ = ["engine", "postgres_engine", "store"]


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def save(store: SqlStore, *rows: PersonRow) -> list[bool]:
    """Whether each changed anything."""
    with store.begin() as work:
        return [work.people.save(row)[1] for row in rows]


def named(store: SqlStore, name: str, role: Role | None = None) -> list[str]:
    with store.look() as view:
        return [person.key for person in view.people.named(name, role)]


def test_a_person_comes_back_as_saved(store: SqlStore) -> None:
    row = person_row(
        "ana",
        Role.MENTOR,
        Role.TEACHER,
        name="Ana María Peña",
        slack_id="U07ANA",
        language="pt-BR",
        clearance=CLEARED,
        guardian_opted_in_on=date(2026, 9, 1),
    )
    with store.begin() as work:
        person, changed = work.people.save(row)
    assert changed
    assert (person.key, person.name, person.roles, person.email) == (row.key, row.name, row.roles, row.email)
    assert (person.slack_user_id, person.language, person.clearance) == ("U07ANA", "pt-BR", CLEARED)
    assert (person.adult, person.guardian_opted_in_on) == (True, date(2026, 9, 1))
    with store.look() as view:
        assert view.people.get(person.id) == view.people.by_key("ana") == view.people.by_slack("U07ANA") == person
        assert view.people.by_email("ANA@EXAMPLE.ORG") == person


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Ana Silva"},
        {"roles": frozenset({Role.MENTOR, Role.STAFF})},
        {"email": None},
        {"slack_id": "U0OTHER"},
        {"language": "es"},
        {"clearance": CLEARED},
        {"adult": False},
        {"guardian_opted_in_on": date(2026, 9, 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_field_that_changes_is_saved_and_counted_once(store: SqlStore, change: dict[str, object]) -> None:
    before = person_row("ana", Role.MENTOR)
    after = replace(before, **change)  # type: ignore[arg-type]  # each row of the table changes one field
    assert save(store, before, before, after, after) == [True, False, True, False]


def test_links_between_people_are_saved_and_taken_back(store: SqlStore) -> None:
    child, parent = person_row("amara", Role.STUDENT, guardian="grace"), person_row("grace", Role.GUARDIAN)
    save(store, child, parent)
    with store.begin() as work:
        assert [work.people.link(child), work.people.link(child)] == [True, False]
        amara, grace = work.people.by_key("amara"), work.people.by_key("grace")
        assert amara is not None
        assert grace is not None
        assert amara.guardian_id == grace.id
        assert work.people.link(replace(child, guardian=None))


def test_two_people_cannot_have_one_address_or_one_slack_account(store: SqlStore) -> None:
    save(store, person_row("ana", Role.MENTOR, slack_id="U07ANA"))
    for same in ({"email": "Ana@Example.org"}, {"slack_id": "U07ANA"}):
        with pytest.raises(IntegrityError):
            save(store, person_row("other", Role.MENTOR, **same))


def test_nobody_is_found_by_what_nobody_has(office: Office) -> None:
    with office.store.look() as view:
        assert view.people.by_key("nobody") is None
        assert view.people.by_slack("U0NOBODY") is None
        assert view.people.by_email("nobody@example.org") is None
        assert view.people.many([]) == {}
        with pytest.raises(KeyError):
            view.people.get(4711)


def test_managers_are_those_with_the_role(office: Office) -> None:
    with office.store.look() as view:
        assert [manager.key for manager in view.people.managers()] == ["dana", "marcus"]


NAMES = ("José Ruiz Peña", "Josefina Ruiz", "Ana Ruiz-Ortiz", "Zoë Zzyzx", "Nguyễn Văn An", "Мария Иванова", "李小龙")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("jose ruiz pena", [0]),
        ("Ruiz", [0, 1, 2]),
        ("RUIZ Jos", [1, 0]),
        ("jose", [0, 1]),
        ("josé ", [0, 1]),
        ("josef", [1]),
        ("jos", [0, 1]),
        ("ortiz", [2]),
        ("zz", [3]),
        ("zoe zzyzx", [3]),
        ("Van Nguyen", [4]),
        ("мария", [5]),
        ("李", [6]),
        ("uiz", []),
        ("   ", []),
        ("!?", []),
    ],
)
def test_people_are_found_by_any_beginning_of_their_names(store: SqlStore, said: str, found: list[int]) -> None:
    save(store, *(person_row(f"p{n}", Role.MENTOR, name=name) for n, name in enumerate(NAMES)))
    assert sorted(named(store, said)) == sorted(f"p{n}" for n in found)


def test_words_are_compared_by_code_point_whatever_the_language_of_the_database(postgres_engine: Engine) -> None:
    """In the order of most languages a brace stands before every letter, and nobody called Ruiz would be found."""
    query = (
        "SELECT collation_name FROM information_schema.columns WHERE table_name = 'name_words' AND column_name = 'word'"
    )
    with postgres_engine.connect() as conn:
        assert conn.execute(text(query)).scalar_one() == "C"


def test_a_role_narrows_the_search(office: Office) -> None:
    assert named(office.store, "Example", Role.PROCTOR) == ["ruth", "sam"]
    assert named(office.store, "Ana Example", Role.PROCTOR) == []


def test_a_renamed_person_is_no_longer_found_by_the_old_name(store: SqlStore) -> None:
    save(store, person_row("ana", Role.MENTOR, name="Ana Silva"), person_row("ana", Role.MENTOR, name="Ana Reis"))
    assert (named(store, "silva"), named(store, "reis")) == ([], ["ana"])


def test_a_program_is_saved_once_and_changed_when_it_changes(store: SqlStore) -> None:
    row = program_row("ils", Model.INDEPENDENT)
    with store.begin() as work:
        answers = [work.programs.save(r)[1] for r in (row, row, replace(row, timezone="Europe/Lisbon"))]
        assert answers == [True, False, True]
        assert [program.timezone for program in work.programs.all()] == ["Europe/Lisbon"]


def test_a_request_is_claimed_once(store: SqlStore) -> None:
    with store.begin() as work:
        assert work.requests.claim("trigger-1", at=NOW)
        work.requests.settle("trigger-1", "7")
    with store.begin() as work:
        assert not work.requests.claim("trigger-1", at=NOW + timedelta(hours=1))
        assert (work.requests.outcome("trigger-1"), work.requests.outcome("trigger-2")) == ("7", None)


def test_of_many_claims_at_once_one_is_the_first(store: SqlStore) -> None:
    def claim(number: int) -> bool:
        with store.begin() as work:
            return work.requests.claim("trigger-1", at=NOW + timedelta(seconds=number))

    assert sorted(all_at_once(claim)) == [False] * (THREADS - 1) + [True]


def test_a_claim_whose_act_failed_is_free_again(store: SqlStore) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as work:
        work.requests.claim("trigger-1", at=NOW)
        raise ZeroDivisionError
    with store.begin() as work:
        assert work.requests.claim("trigger-1", at=NOW)


def test_where_a_conversation_stands_is_remembered_and_may_change(office: Office) -> None:
    ana, ruth = office.ids("ana", "ruth")
    with office.store.begin() as work:
        work.contacts.remember({})
        work.contacts.remember({ana: "D1", ruth: "D2"})
        work.contacts.remember({ana: "D3"})
        assert work.contacts.channels([ana, ruth, office["ben"].id]) == {ana: "D3", ruth: "D2"}
