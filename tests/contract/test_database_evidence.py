"""The evidence, on both databases: the ledger, doors and visits, answers, records and the audit log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from mentoring.coverage import Verdict
from mentoring.presence import Happening, LedgerEvent, Source
from mentoring.stored import Answer, Deed, Record, Visit
from tests.contract.database_fixtures import all_at_once, engine
from tests.contract.program_fixtures import NOW, Office

__all__ = ["engine"]

MINUTE = timedelta(minutes=1)
JOIN = LedgerEvent(
    "key-1", "98765", "run-1", Happening.JOINED, NOW, "c1", ("registrant:x7", "email:luis@example.org"), "Luis R."
)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


@pytest.fixture
def session_id(office: Office) -> int:
    return office.first_session().id


def add(office: Office, *events: LedgerEvent) -> int:
    with office.store.begin() as work:
        return work.ledger.add(events, at=NOW + MINUTE)


def test_an_event_comes_back_as_it_came_in(office: Office) -> None:
    assert add(office, JOIN) == 1
    with office.store.look() as view:
        assert view.ledger.of(["98765", "11111"]) == {"98765": [JOIN], "11111": []}


def test_the_same_event_twice_is_one_row(office: Office) -> None:
    assert add(office, JOIN, JOIN, replace(JOIN, key="key-2")) == 2
    assert add(office, JOIN) == 0
    assert add(office) == 0


def test_a_storm_of_repeats_is_one_row(office: Office) -> None:
    assert sum(all_at_once(lambda _: add(office, JOIN))) == 1


def test_events_are_told_in_the_order_in_which_they_happened(office: Office) -> None:
    late, early = replace(JOIN, key="b", at=NOW + MINUTE), replace(JOIN, key="a", at=NOW - MINUTE)
    add(office, late, JOIN, early)
    with office.store.look() as view:
        assert [event.key for event in view.ledger.of(["98765"])["98765"]] == ["a", "key-1", "b"]


def test_an_event_keeps_its_source(office: Office) -> None:
    """What a list of who is inside has told is not what a webhook has told."""
    listed = replace(JOIN, key="key-2", source=Source.ZOOM_LIVE)
    add(office, JOIN, listed)
    with office.store.look() as view:
        assert [event.source for event in view.ledger.of(["98765"])["98765"]] == [Source.ZOOM_WEBHOOK, Source.ZOOM_LIVE]


def test_a_run_is_known_by_its_meeting_once_an_event_has_told(office: Office) -> None:
    with office.store.look() as view:
        assert view.ledger.meeting_of("run-1") is None
    add(office, JOIN)
    with office.store.look() as view:
        assert (view.ledger.meeting_of("run-1"), view.ledger.meeting_of("run-2")) == ("98765", None)
        assert view.ledger.known(["key-1", "key-2"]) == {"key-1"}


def test_what_identifies_a_person_is_sealed_and_a_long_display_name_is_cut(office: Office) -> None:
    add(office, replace(JOIN, display_name="x" * 500))
    with office.engine.connect() as conn:
        row = conn.exec_driver_sql("SELECT sealed_identities, display_name FROM ledger").one()
    assert "luis" not in row.sealed_identities
    assert row.display_name == "x" * 200


# Doors and visits


def test_a_door_that_stands_already_stays(office: Office, session_id: int) -> None:
    dana, ana = office.ids("dana", "ana")
    with office.store.begin() as work:
        before = work.doors.of(session_id, ana)
        work.doors.add({})
        work.doors.add({session_id: [ana, dana]})
        work.doors.add({session_id: [dana]})
        assert work.doors.of(session_id, ana) == before
        door = work.doors.of(session_id, dana)
        assert door is not None
        assert work.doors.get(door.id) == door
        assert work.doors.get(4711) is None


def test_all_doors_of_a_session_are_shut_at_once_and_keep_the_moment(office: Office, session_id: int) -> None:
    people = office.ids("ana", "ruth", "luis")
    with office.store.begin() as work:
        other = work.sessions.of_match(work.sessions.get(session_id).match_id)[1]
        work.doors.revoke(session_id, at=NOW)
        work.doors.revoke(session_id, at=NOW + MINUTE)
        shut = [work.doors.of(session_id, person) for person in people]
        left = [work.doors.of(other.id, person) for person in people]
    assert [door.revoked_at for door in shut if door] == [NOW] * 3
    assert [door.revoked_at for door in left if door] == [None] * 3


def test_the_door_of_one_person_is_shut_and_stands_again(office: Office, session_id: int) -> None:
    ana, ruth = office.ids("ana", "ruth")

    def shut() -> list[int]:
        return [person for (_, person), door in work.doors.many([session_id]).items() if door.revoked_at is not None]

    with office.store.begin() as work:
        work.doors.revoke(session_id, at=NOW, person_id=ruth)
        assert shut() == [ruth]
        before = work.doors.of(session_id, ruth)
        work.doors.restore({session_id: [ruth, ana]})
        assert shut() == []
        door = work.doors.of(session_id, ruth)
        work.doors.revoke(session_id, at=NOW)
        work.doors.restore({session_id: [ana]})
        assert ana not in shut()
        assert ruth in shut()
    assert before is not None
    assert door is not None
    assert before.id == door.id, "the link that was sent works again"


def test_visits_are_told_in_order_and_by_session(office: Office, session_id: int) -> None:
    with office.store.begin() as work:
        ana, ruth = (work.doors.of(session_id, person) for person in office.ids("ana", "ruth"))
        assert ana is not None
        assert ruth is not None
        work.doors.visit(ruth, at=NOW + MINUTE, let_in=True, opened=True)
        work.doors.visit(ana, at=NOW, let_in=False, opened=False)
        visits = work.doors.visits([session_id, 4711])
    assert visits[4711] == []
    assert visits[session_id] == [
        Visit(office["ana"].id, NOW, let_in=False, opened=False),
        Visit(office["ruth"].id, NOW + MINUTE, let_in=True, opened=True),
    ]


# Answers, records, deeds


def test_an_answer_is_news_only_when_it_differs_from_the_last(office: Office, session_id: int) -> None:
    ana, ruth = office.ids("ana", "ruth")

    def put(person: int, answer: Answer) -> bool:
        with office.store.begin() as work:
            return work.answers.put(session_id, person, answer, at=NOW)

    assert [put(ana, said) for said in (Answer.LATE, Answer.LATE, Answer.COMING, Answer.LATE)] == [
        True,
        False,
        True,
        True,
    ]
    assert put(ruth, Answer.LATE)
    with office.store.look() as view:
        said = {ana: Answer.LATE, ruth: Answer.LATE}
        assert view.answers.of([session_id, 4711]) == {session_id: said, 4711: {}}


def test_answers_that_are_forgotten_were_never_given(office: Office, session_id: int) -> None:
    ana = office["ana"].id
    with office.store.begin() as work:
        work.answers.put(session_id, ana, Answer.COMING, at=NOW)
        work.answers.forget([session_id])
        assert work.answers.of([session_id]) == {session_id: {}}
        assert work.answers.put(session_id, ana, Answer.COMING, at=NOW)


@pytest.mark.parametrize("covered", [True, False, None])
def test_a_record_is_written_over_by_a_later_one(office: Office, session_id: int, covered: bool | None) -> None:  # noqa: FBT001 - a row of the table
    first = Record(session_id, Verdict.UNVERIFIED, None, {"people": []}, NOW)
    later = Record(session_id, Verdict.PRESENT, covered, {"people": [{"person": 1, "name": "Zoë"}]}, NOW + MINUTE)
    with office.store.begin() as work:
        work.records.write(first)
        work.records.write(later)
        assert work.records.of([session_id]) == {session_id: later}
        assert work.records.of([]) == {}


def test_the_audit_log_tells_who_did_what_in_order(office: Office) -> None:
    dana = office["dana"].id
    deeds = [
        Deed(NOW + MINUTE, dana, "match.create", "match-7", after="proposed"),
        Deed(NOW, None, "roster.import", "match-7", "a", "b", "why"),
    ]
    with office.store.begin() as work:
        for deed in deeds:
            work.deeds.add(deed)
        assert work.deeds.of("match-7") == deeds
        assert work.deeds.of("match-8") == []
