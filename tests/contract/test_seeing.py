"""Gathering the evidence: who counts as monitor, who is known to the room, and what the ledger adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.acts.seeing import Case, gather
from mentoring.coverage import Verdict, judge, scene_at
from mentoring.matches import Match
from mentoring.people import Role
from mentoring.policy import Policy
from mentoring.presence import Happening, LedgerEvent, Observation, Seat, Source, Stay, person_of
from mentoring.rooms import Entry, MadeRoom, Platform
from mentoring.sessions import Session
from tests.contract.database_fixtures import sqlite_engine
from tests.contract.program_fixtures import CLEARED, NOW, Office, office, person_row

__all__ = ["office", "sqlite_engine"]

MINUTE = timedelta(minutes=1)
HOST = "host:host-1"


def prepare(office: Office, match: Match) -> Session:
    """The first session with a proven room in which mentor and student have entered."""
    session = office.sessions(match)[0]
    with office.store.begin() as work:
        work.rooms.intend(session.id, "session-1-room-1", at=NOW)
        work.rooms.made(session.id, MadeRoom(Platform.ZOOM, "98765", "https://zoom.example.org/j/98765", "host-1"))
        entries = [Entry(person, f"registrant:{person}") for person in (match.mentor_id, *match.student_ids)]
        entries.append(Entry(match.monitor_id, HOST, opens_room=True))
        work.rooms.proven(session.id, entries, at=NOW)
        work.ledger.add(
            [joined(entry.identity, session) for entry in entries if not entry.opens_room], at=session.starts_at
        )
    return session


def joined(identity: str, session: Session) -> LedgerEvent:
    key = f"joined/{identity}"
    return LedgerEvent(key, "98765", "run-1", Happening.JOINED, session.starts_at, identity, (identity,), "Somebody")


def case(office: Office, session: Session) -> Case:
    with office.store.look() as view:
        return gather(view, [session.id])[session.id]


def seen(session: Session, *, live: bool = True) -> Observation:
    """What a platform says that tells of people only by webhook."""
    return Observation(live, None, session.starts_at + 5 * MINUTE)


def verdict(of: Case, observation: Observation | None) -> Verdict:
    at = of.session.starts_at + 5 * MINUTE
    evidence = of.evidence(observation)
    return judge(starts_at=of.session.starts_at, people=of.company, evidence=evidence, policy=Policy(), at=at).verdict


def open_as(office: Office, session: Session, *keys: str) -> None:
    """These people came in through the door that opens the room, one after the other."""
    with office.store.begin() as work:
        work.doors.add({session.id: office.ids(*keys)})
        for minute, key in enumerate(keys):
            door = work.doors.of(session.id, office[key].id)
            assert door is not None
            work.doors.visit(door, at=session.starts_at + minute * MINUTE, let_in=True, opened=True)
        work.ledger.add([joined(HOST, session)], at=session.starts_at)


@pytest.fixture
def session(office: Office) -> Session:
    return prepare(office, office.active())


def test_mentor_and_student_alone_are_without_monitor(office: Office, session: Session) -> None:
    assert verdict(case(office, session), seen(session)) is Verdict.ABSENT


def test_the_monitor_who_opened_the_room_is_present(office: Office, session: Session) -> None:
    open_as(office, session, "ruth")
    assert verdict(case(office, session), seen(session)) is Verdict.PRESENT


def test_a_manager_who_stands_in_is_the_monitor_present(office: Office, session: Session) -> None:
    open_as(office, session, "marcus")
    found = case(office, session)
    assert found.cast[HOST] == office["marcus"].id
    assert verdict(found, seen(session)) is Verdict.PRESENT


def test_whoever_opened_the_room_last_is_its_host(office: Office, session: Session) -> None:
    open_as(office, session, "ruth", "dana")
    assert case(office, session).cast[HOST] == office["dana"].id


def test_a_mentor_who_is_a_manager_too_is_no_second_adult(office: Office) -> None:
    with office.store.begin() as work:
        row = person_row("olga", Role.MENTOR, Role.MANAGER, clearance=CLEARED)
        olga, _ = work.people.save(row)
    session = prepare(office, office.active(office.draft(mentor_id=olga.id)))
    found = case(office, session)
    everybody = office.ids("dana", "marcus", "ana", "ben", "ruth", "sam", "luis", "grace")
    assert {p for p in everybody if found.may_monitor(p)} == set(office.ids("dana", "marcus", "ruth"))
    assert verdict(found, seen(session)) is Verdict.ABSENT


def test_a_platform_that_could_not_be_asked_leaves_it_open(office: Office, session: Session) -> None:
    open_as(office, session, "ruth")
    assert verdict(case(office, session), None) is Verdict.UNVERIFIED


def test_when_the_platform_says_that_no_call_is_on_the_ledger_is_closed(office: Office, session: Session) -> None:
    open_as(office, session, "ruth")
    evidence = case(office, session).evidence(seen(session, live=False))
    assert {stay.left_at for stay in evidence.stays} == {session.starts_at + 5 * MINUTE}


def test_what_the_platform_itself_tells_of_people_goes_before_the_ledger(office: Office, session: Session) -> None:
    empty = Observation(True, (), session.starts_at + 5 * MINUTE)  # noqa: FBT003 - live
    assert case(office, session).evidence(empty).stays == ()


def test_a_session_without_a_room_has_no_evidence(office: Office, session: Session) -> None:
    with office.store.look() as view:
        others: Sequence[int] = [s.id for s in view.sessions.of_match(session.match_id)[1:]]
        assert {found.events for found in gather(view, others).values()} == {()}
        assert gather(view, []) == {}


# Identities, strongest first


def came(identities: tuple[str, ...], session: Session, connection: str = "c9") -> LedgerEvent:
    """A join that the platform tells of somebody with these identities."""
    return LedgerEvent(
        f"joined/{connection}", "98765", "run-1", Happening.JOINED, session.starts_at, connection, identities, "iPad"
    )


def who_came(office: Office, session: Session, *identities: str) -> int | None:
    with office.store.begin() as work:
        work.ledger.add([came(identities, session)], at=session.starts_at)
    found = case(office, session)
    evidence = found.evidence(seen(session))
    return person_of(next(s for s in evidence.stays if s.connection == "run-1#c9").identities, evidence.cast)


def recognise_as(office: Office, session: Session, key: str, connection: str = "run-1#c9") -> None:
    with office.store.begin() as work:
        work.recognitions.put(session.id, connection, office[key].id, by=office["dana"].id, at=NOW)


def learn(office: Office, account: str, key: str) -> None:
    with office.store.begin() as work:
        work.identities.learn({account: office[key].id}, how="directory", at=NOW)


@pytest.mark.parametrize("key", ["ana", "ruth", "dana", "marcus"])
def test_an_adult_who_is_signed_in_is_known_by_their_address(office: Office, session: Session, key: str) -> None:
    assert who_came(office, session, f"email:{office[key].email}".casefold()) == office[key].id


@pytest.mark.parametrize("key", ["luis", "ben", "sam", "grace"])
def test_neither_a_student_s_address_nor_that_of_somebody_else_opens_this_session(
    office: Office, session: Session, key: str
) -> None:
    assert who_came(office, session, f"email:{office[key].email}".casefold()) is None


def test_a_known_account_is_its_owner_and_a_known_account_of_somebody_else_is_a_stranger(
    office: Office, session: Session
) -> None:
    learn(office, "users/1182", "ruth")
    learn(office, "users/999", "sam")
    assert case(office, session).learned == {"users/1182": office["ruth"].id}
    assert who_came(office, session, "users/1182") == office["ruth"].id


def test_a_student_s_account_is_known_too(office: Office, session: Session) -> None:
    learn(office, "users/77", "luis")
    assert who_came(office, session, "users/77") == office["luis"].id


def test_what_is_learned_in_the_middle_of_a_look_counts_only_for_those_who_have_business_here(
    office: Office, session: Session
) -> None:
    found = case(office, session).knowing({"users/1": office["ruth"].id, "users/2": office["sam"].id})
    assert found.learned == {"users/1": office["ruth"].id}


def test_a_registrant_id_says_more_than_an_address(office: Office, session: Session) -> None:
    ana, ruth = office["ana"], office["ruth"]
    assert who_came(office, session, f"registrant:{ana.id}", f"email:{ruth.email}") == ana.id


def test_whom_a_manager_recognised_is_known_in_that_call(office: Office, session: Session) -> None:
    recognise_as(office, session, "ruth")
    assert who_came(office, session) == office["ruth"].id
    assert case(office, session).evidence(seen(session)).monitors == {office["ruth"].id}


def test_whatever_the_platform_itself_tells_goes_before_what_a_manager_said(office: Office, session: Session) -> None:
    recognise_as(office, session, "ruth")
    assert who_came(office, session, f"email:{office['ana'].email}") == office["ana"].id


def test_another_connection_is_not_recognised_by_its_name(office: Office, session: Session) -> None:
    recognise_as(office, session, "ruth", "run-1#c8")
    assert who_came(office, session) is None


# Whom a stranger may be


def visit(office: Office, session: Session, key: str, minute: int, *, let_in: bool = True) -> None:
    with office.store.begin() as work:
        work.doors.add({session.id: [office[key].id]})
        door = work.doors.of(session.id, office[key].id)
        assert door is not None
        work.doors.visit(door, at=session.starts_at + minute * MINUTE, let_in=let_in, opened=False)


def test_whoever_came_to_their_door_last_is_the_likeliest(office: Office, session: Session) -> None:
    visit(office, session, "ana", 1)
    visit(office, session, "marcus", 2)
    visit(office, session, "luis", 3, let_in=False)
    likely = case(office, session).likely(session.starts_at + 5 * MINUTE)
    assert likely == office.ids("marcus", "ana", "ruth", "luis")


def test_a_door_that_was_passed_long_ago_says_nothing(office: Office, session: Session) -> None:
    visit(office, session, "marcus", 1)
    assert case(office, session).likely(session.starts_at + 12 * MINUTE) == office.ids("ruth", "ana", "luis")


def test_somebody_whom_the_session_no_longer_expects_is_no_candidate(office: Office, session: Session) -> None:
    visit(office, session, "sam", 1)
    assert office["sam"].id not in case(office, session).likely(session.starts_at + 2 * MINUTE)


def is_inside(
    office: Office,
    session: Session,
    identities: tuple[str, ...],
    *,
    connection: str = "c9",
    since: int = 0,
    until: int | None = None,
) -> None:
    """Somebody with these identities from one minute of the session to another."""
    join = replace(came(identities, session, connection), at=session.starts_at + since * MINUTE)
    leave = replace(join, key=f"left/{connection}", happening=Happening.LEFT)
    with office.store.begin() as work:
        work.ledger.add([join], at=join.at)
        if until is not None:
            work.ledger.add([replace(leave, at=session.starts_at + until * MINUTE)], at=NOW)


RUTH = "email:ruth@example.org"


@pytest.mark.parametrize(("since", "until", "may_be"), [(0, 2, True), (0, 3, False), (2, 4, False), (2, 3, False)])
def test_whoever_was_there_together_with_the_stranger_is_no_candidate(
    office: Office, session: Session, since: int, until: int, *, may_be: bool
) -> None:
    """The stranger comes in the third minute; whoever leaves in that moment may have come back without a name."""
    is_inside(office, session, (), since=2)
    is_inside(office, session, (RUTH,), connection="c8", since=since, until=until)
    assert (office["ruth"].id in case(office, session).likely(session.starts_at + 5 * MINUTE)) is may_be


def test_of_two_strangers_one_may_be_who_was_there_with_the_other(office: Office, session: Session) -> None:
    is_inside(office, session, (), since=1)
    is_inside(office, session, (), connection="c7", since=4)
    is_inside(office, session, (RUTH,), connection="c8", until=3)
    assert office["ruth"].id in case(office, session).likely(session.starts_at + 5 * MINUTE)


def test_what_the_platform_itself_tells_of_people_rules_them_out_too(office: Office, session: Session) -> None:
    stranger = Stay(Source.MEET_LIVE, (), "iPad", session.starts_at + MINUTE, None, "p9")
    ruth = Stay(Source.MEET_LIVE, (RUTH,), "Ruth", session.starts_at, session.starts_at + 2 * MINUTE, "p8")
    found, at = case(office, session), session.starts_at + 5 * MINUTE
    assert office["ruth"].id in found.likely(at, [stranger])
    assert office["ruth"].id not in found.likely(at, [stranger, ruth])


# A recognition that was wrong


def test_a_recognition_counts_no_more_when_that_person_is_there_by_their_own_identity(
    office: Office, session: Session
) -> None:
    recognise_as(office, session, "ruth")
    assert who_came(office, session) == office["ruth"].id
    is_inside(office, session, (RUTH,), connection="c8", since=3, until=4)
    found = case(office, session).evidence(seen(session))
    unknown = next(stay for stay in found.stays if stay.connection == "run-1#c9")
    assert person_of(unknown.identities, found.cast) is None
    assert scene_at(found, case(office, session).company, session.starts_at + 5 * MINUTE).monitor is False


def test_whoever_comes_back_under_their_own_name_stays_recognised(office: Office, session: Session) -> None:
    recognise_as(office, session, "ruth")
    is_inside(office, session, (), until=2)
    is_inside(office, session, (RUTH,), connection="c8", since=2)
    found = case(office, session).evidence(seen(session))
    assert {person_of(stay.identities, found.cast) for stay in found.stays} == set(office.ids("ana", "luis", "ruth"))


def test_what_was_learned_of_a_wrong_recognition_proves_nothing(office: Office, session: Session) -> None:
    learn(office, "users/1182", "ruth")
    recognise_as(office, session, "ruth")
    assert who_came(office, session, "users/1182") == office["ruth"].id
    is_inside(office, session, (RUTH,), connection="c8")
    found = case(office, session).evidence(seen(session))
    unknown = next(stay for stay in found.stays if stay.connection == "run-1#c9")
    assert unknown.identities == ()


def test_one_account_on_two_devices_is_one_person(office: Office, session: Session) -> None:
    recognise_as(office, session, "ruth")
    assert who_came(office, session, RUTH) == office["ruth"].id
    is_inside(office, session, (RUTH,), connection="c8")
    found = case(office, session).evidence(seen(session))
    assert {person_of(stay.identities, found.cast) for stay in found.stays} == set(office.ids("ana", "luis", "ruth"))


# The platform's list of who is inside


def test_a_list_of_who_is_inside_adds_to_the_ledger_what_webhooks_have_not_told(
    office: Office, session: Session
) -> None:
    now = seen(session)
    listed = replace(now, seats=(Seat("run-1", "c9", "iPad"),))
    news = case(office, session).told_by(listed)
    entered = {f"registrant:{person}" for person in office.ids("ana", "luis")}
    assert {(event.happening, event.connection) for event in news} == {
        (Happening.JOINED, "c9"),
        *((Happening.LEFT, identity) for identity in entered),
    }
    assert {(event.meeting_id, event.at) for event in news} == {("98765", now.read_at)}


def test_no_list_and_no_answer_add_nothing(office: Office, session: Session) -> None:
    assert case(office, session).told_by(seen(session)) == ()
    assert case(office, session).told_by(None) == ()
