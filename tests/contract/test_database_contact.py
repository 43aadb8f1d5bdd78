"""What contact needs of the database, on both of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from mentoring.acts.relaying import decide_message, read_messages, write_message
from mentoring.contact_details import Detail
from mentoring.people import Role
from mentoring.relay import AlreadyDecided, RelayState
from tests.contract.database_fixtures import all_at_once, engine
from tests.contract.program_fixtures import NOW, POLICY, Office, new_request, person_row

__all__ = ["engine"]


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def write(office: Office, match_id: int, text: str) -> int:
    request = new_request()
    return write_message(
        office.store, actor=office["grace"], match_id=match_id, text=text, request=request, at=NOW, policy=POLICY
    ).message.id


def test_a_message_comes_back_as_it_was_written(office: Office) -> None:
    match = office.active(office.draft(student="amara"))
    write(office, match.id, "Merci 👋🏽 يوسف, a@b.example 617-555-0123")
    (message,) = read_messages(office.store, actor=office["dana"], match_id=match.id, page=1, at=NOW).messages
    assert message.text == "Merci 👋🏽 يوسف, a@b.example 617-555-0123"
    assert (message.details, message.state) == ((Detail.EMAIL, Detail.PHONE), RelayState.HELD)
    assert (message.at, message.writer_id, message.reader_id) == (NOW, office["grace"].id, office["ana"].id)


def test_two_managers_at_once_decide_once(office: Office) -> None:
    held = write(office, office.active(office.draft(student="amara")).id, "@ana_99")

    def decide(number: int) -> object:
        actor, yes = office["dana" if number % 2 else "marcus"], bool(number % 2)
        return decide_message(office.store, actor=actor, message_id=held, pass_on=yes, at=NOW, policy=POLICY)

    answers = all_at_once(decide)
    assert sum(isinstance(answer, AlreadyDecided) for answer in answers) == len(answers) - 1


def test_what_a_family_chose_goes_before_the_roster_and_an_import_is_no_change(office: Office) -> None:
    row = person_row("rosa", Role.GUARDIAN, language="es", timezone="America/Puerto_Rico")
    with office.store.begin() as work:
        rosa, _ = work.people.save(row)
        assert (rosa.language, rosa.timezone, rosa.chose_language) == ("es", "America/Puerto_Rico", False)
        work.people.choose(rosa.id, language="pt", timezone=None)
        chosen = work.people.get(rosa.id)
        assert (chosen.language, chosen.timezone, chosen.chose_language) == ("pt", None, True)
        assert work.people.save(row) == (chosen, False)
        assert work.people.save(replace(row, timezone="America/Phoenix")) == (chosen, True)


def test_children_are_those_under_18_of_this_guardian(office: Office) -> None:
    with office.store.begin() as work:
        rows = [
            person_row("zoe", Role.STUDENT, adult=False, guardian="grace"),
            person_row("old", Role.STUDENT, adult=True, guardian="grace"),
            person_row("eve", Role.STUDENT, adult=False),
        ]
        for row in rows:
            work.people.save(row)
            work.people.link(row)
        assert [child.key for child in work.people.children_of(office["grace"].id)] == ["amara", "zoe"]


def test_messages_are_counted_within_the_last_day_only(office: Office) -> None:
    match = office.active(office.draft(student="amara"))
    write(office, match.id, "Hello")
    with office.store.look() as view:
        grace = office["grace"].id
        assert view.relay.written(grace, since=NOW - timedelta(seconds=1)) == 1
        assert view.relay.written(grace, since=NOW) == 0
        assert view.relay.written(grace, since=NOW - timedelta(days=1), match_id=match.id + 1) == 0
